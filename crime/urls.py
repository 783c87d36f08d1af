"""Addresses of the police pages."""

from django.urls import path

from crime.views import batches, lists, reconcile, records

app_name = "crime"

urlpatterns = [
    path("offences/", lists.OffenceList.as_view(), name="offences"),
    path("offences/<int:pk>/", records.offence, name="offence"),
    path("suspects/", lists.SuspectList.as_view(), name="suspects"),
    path("suspects/<int:pk>/", records.suspect, name="suspect"),
    path("children/<int:pk>/offences/", records.child_offences, name="child_offences"),
    path("reconcile/", reconcile.reconcile, name="reconcile"),
    path("reconcile/children/", reconcile.children, name="reconcile_children"),
    path("outcomes/", reconcile.watch, name="watch"),
    path("extracts/", batches.extracts, name="batches"),
    path("extracts/<int:pk>/", batches.batch, name="batch"),
    path("extracts/<int:pk>/take-back/", batches.take_back, name="take_back"),
]
