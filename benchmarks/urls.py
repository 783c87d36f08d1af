"""The site's addresses, and the admin's."""

from django.contrib import admin
from django.urls import include, path

from benchmarks import listing_admin  # noqa: F401 - registers the model

urlpatterns = [path("admin/", admin.site.urls), path("", include("cse_portal.urls"))]
