"""Every address of the site."""

from importlib.util import find_spec

from django.urls import include, path

from cse_portal.accounts.views import demonstration
from reports.views import home

# While the apps are being written, those without addresses are left out.
APPS = {
    "imports/": "cse_portal.imports.urls",
    "my-work/": "risk.my_work_urls",
    "children/": "risk.urls",
    "meetings/": "risk.meeting_urls",
    "reports/": "reports.urls",
}

urlpatterns = [
    path("", home, name="home"),
    path("accounts/", include("cse_portal.accounts.urls")),
    *(path(prefix, include(name)) for prefix, name in APPS.items() if find_spec(name)),
    path("demonstration/", demonstration, name="demonstration"),
    path("", include("cse_portal.design.urls")),
]
