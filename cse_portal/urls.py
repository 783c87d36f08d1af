"""Every address of the site."""

from django.urls import include, path

from cse_portal.accounts.views.sign_in import demonstration
from reports.views import home

urlpatterns = [
    path("", home, name="home"),
    path("accounts/", include("cse_portal.accounts.urls")),
    path("accounts/", include("cse_portal.accounts.allauth_urls")),
    path("users/", include("cse_portal.accounts.people_urls")),
    path("audit/", include("cse_portal.audit.urls")),
    path("imports/", include("cse_portal.imports.urls")),
    path("my-work/", include("risk.my_work_urls")),
    path("children/", include("risk.urls")),
    path("meetings/", include("risk.meeting_urls")),
    path("reports/", include("reports.urls")),
    path("demonstration/", demonstration, name="demonstration"),
    path("", include("cse_portal.design.urls")),
]
