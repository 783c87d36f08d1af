"""Addresses of the children's pages."""

from django.urls import include, path

from risk.views import children, merges, steps

app_name = "risk"

urlpatterns = [
    path("", children.ChildList.as_view(), name="children"),
    path("new/", steps.new, name="new"),
    path("refer/", steps.refer, name="refer"),
    path("place/", steps.place, name="place"),
    path("<int:pk>/", children.child, name="child"),
    path("<int:pk>/details/", steps.details, name="details"),
    path("<int:pk>/add/<slug:kind>/", steps.add, name="add"),
    path("<int:pk>/do/<slug:kind>/<int:row>/", steps.go_on, name="go_on"),
    path("<int:pk>/merge/", merges.choose, name="merge"),
    path("<int:pk>/merge/<int:other>/", merges.merge_with, name="merge_with"),
    path("<int:pk>/merges/<int:row>/undo/", merges.undo, name="undo_merge"),
    path("", include("risk.assessment_urls")),
    path("", include("risk.access_urls")),
]
