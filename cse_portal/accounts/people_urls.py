"""The pages of the system administrator, under users/."""

from django.urls import path

from cse_portal.accounts.views import people as views

app_name = "people"

urlpatterns = [
    path("", views.people, name="list"),
    path("add/", views.add, name="add"),
    path("<int:pk>/", views.change, name="change"),
    path("<int:pk>/close/", views.close, name="close"),
    path("<int:pk>/open/", views.reopen, name="open"),
    path("<int:pk>/reset/", views.reset, name="reset"),
    path("teams/add/", views.team, name="add_team"),
    path("teams/<int:pk>/", views.team, name="team"),
]
