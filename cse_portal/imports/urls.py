"""The pages of imports, under imports/."""

from django.urls import path

from cse_portal.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.upload, name="upload"),
    path("columns/", views.columns, name="columns"),
    path("columns/<slug:kind>/names/", views.column_names, name="column_names"),
    path("columns/<str:kind>.csv", views.template, name="template"),
    path("<int:pk>/", views.upload_page, name="upload_page"),
    path("<int:pk>/check/", views.check, name="check"),
    path("<int:pk>/set-aside/", views.set_aside, name="set_aside"),
    path("<int:pk>/confirm/", views.confirm, name="confirm"),
    path("<int:pk>/discard/", views.discard, name="discard"),
    path("<int:pk>/errors.csv", views.errors_csv, name="errors_csv"),
]
