"""Addresses of the police pages."""

from django.urls import path

from crime.views import lists, records

app_name = "crime"

urlpatterns = [
    path("offences/", lists.OffenceList.as_view(), name="offences"),
    path("offences/<int:pk>/", records.offence, name="offence"),
    path("suspects/", lists.SuspectList.as_view(), name="suspects"),
    path("suspects/<int:pk>/", records.suspect, name="suspect"),
    path("children/<int:pk>/offences/", records.child_offences, name="child_offences"),
]
