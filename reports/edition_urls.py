"""Addresses of editions."""

from django.urls import path

from reports import edition_views as views

app_name = "editions"

urlpatterns = [
    path("", views.editions, name="list"),
    path("new/", views.new, name="new"),
    path("of-child/<int:pk>/", views.of_child, name="of_child"),
    path("<int:pk>/", views.edition, name="edition"),
    path("<int:pk>/change/", views.change, name="change"),
    path("<int:pk>/amend/", views.amend, name="amend"),
    path("<int:pk>/publish/", views.publish, name="publish"),
    path("<int:pk>/children/", views.children, name="children"),
    path("<int:pk>/report.<name>", views.file, name="file"),
    path("<int:pk>/charts/<key>.<kind>", views.chart, name="chart"),
    path("<int:pk>/<slug:step>/", views.move, name="move"),
]
