"""Every address of the site."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("cse_portal.accounts.urls")),
    path("imports/", include("cse_portal.imports.urls")),
    path("children/", include("risk.urls")),
    path("reports/", include("reports.urls")),
    path("", include("cse_portal.design.urls")),
]
