"""Addresses of the children's pages."""

from django.urls import include, path

from risk.views import children

app_name = "risk"

urlpatterns = [
    path("", children.ChildList.as_view(), name="children"),
    path("<int:pk>/", children.child, name="child"),
    path("", include("risk.assessment_urls")),
]
