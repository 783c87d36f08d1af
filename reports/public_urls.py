"""Addresses that answer without sign-in."""

from django.urls import path

from reports import public_views as views

app_name = "public"

urlpatterns = [
    path("", views.editions, name="list"),
    path("<int:pk>/", views.edition, name="edition"),
    path("<int:pk>/report.<name>", views.file, name="file"),
]
