"""Addresses of the month-end report."""

from django.urls import path

from reports import views

app_name = "reports"

urlpatterns = [
    path("", views.choose, name="choose"),
    path("rules/", views.rules, name="rules"),
    path("<first>/<last>/", views.scale, name="scale"),
    path("<first>/<last>/crime-days/", views.crime_days, name="crime_days"),
    path("<first>/<last>/report.json", views.report_json, name="json"),
    path("<first>/<last>/report.csv", views.report_csv, name="csv"),
    path("<first>/<last>/<key>.csv", views.table_csv, name="table"),
    path("<first>/<last>/<key>/chart.json", views.SectionChart.as_view(), name="chart"),
]
