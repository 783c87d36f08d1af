"""Addresses of the assessments, and of the domains that they look at."""

from django.urls import path

from risk.views import assessments, domains

urlpatterns = [
    path("<int:pk>/assessments/", assessments.assessments, name="assessments"),
    path("<int:pk>/assessments/compare/", assessments.compare, name="assessment_compare"),
    path("<int:pk>/assessment/", assessments.edit, name="assessment_edit"),
    path("<int:pk>/assessment/start/", assessments.start, name="assessment_start"),
    path("<int:pk>/assessment/<int:number>/", assessments.assessment, name="assessment"),
    path("<int:pk>/assessment/<int:number>/save/", assessments.save, name="assessment_save"),
    path("domains/", domains.domains, name="domains"),
    path("domains/begin/", domains.begin, name="domains_begin"),
    path("domains/add/", domains.add, name="domain_add"),
    path("domains/<int:pk>/", domains.change, name="domain"),
]
