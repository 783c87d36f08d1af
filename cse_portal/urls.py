"""Every address of the site."""

from django.urls import include, path

from cse_portal.accounts.views import demonstration
from reports.views import home

urlpatterns = [
    path("", home, name="home"),
    path("accounts/", include("cse_portal.accounts.urls")),
    path("imports/", include("cse_portal.imports.urls")),
    path("my-work/", include("risk.my_work_urls")),
    path("children/", include("risk.urls")),
    path("", include("crime.urls")),
    path("meetings/", include("risk.meeting_urls")),
    path("reports/", include("reports.urls")),
    path("editions/", include("reports.edition_urls")),
    path("drift/", include("reports.drift_urls")),
    path("compare/", include("reports.compare_urls")),
    path("public/", include("reports.public_urls")),
    path("demonstration/", demonstration, name="demonstration"),
    path("", include("cse_portal.design.urls")),
]
