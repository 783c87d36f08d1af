"""Addresses of the children's pages."""

from django.urls import path

from risk import views

app_name = "risk"

urlpatterns = [
    path("", views.ChildList.as_view(), name="children"),
    path("<int:pk>/", views.child, name="child"),
]
