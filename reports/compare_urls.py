"""Addresses of comparing."""

from django.urls import path

from reports import compare_views as views

app_name = "compare"

urlpatterns = [path("", views.compare, name="compare")]
