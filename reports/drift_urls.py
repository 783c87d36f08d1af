"""Addresses of drift."""

from django.urls import path

from reports import drift_views as views

app_name = "drift"

urlpatterns = [
    path("", views.months, name="months"),
    path("<month>/", views.month, name="month"),
]
