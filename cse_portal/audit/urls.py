"""The pages of the auditor, under audit/."""

from django.urls import path

from cse_portal.audit import views

app_name = "audit"

urlpatterns = [
    path("", views.log, name="log"),
    path("searched/", views.searched, name="searched"),
]
