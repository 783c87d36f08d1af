"""Addresses of the pages about who may see a record; part of the children's."""

from django.urls import path

from risk.views import access

urlpatterns = [
    path("emergency/", access.emergency, name="emergency"),
    path("emergency/openings/", access.openings, name="openings"),
    path("emergency/openings/<int:pk>/", access.review, name="review_opening"),
    path("<int:pk>/access/", access.access, name="access"),
    path("<int:pk>/access/propose/", access.propose, name="propose_restriction"),
    path("<int:pk>/access/restrict/", access.close, name="restrict"),
    path("<int:pk>/access/lift/", access.lift, name="lift_restriction"),
    path("<int:pk>/access/shut-out/", access.shut, name="shut_out"),
    path("<int:pk>/access/let-in/<int:row>/", access.admit, name="let_in"),
    path("<int:pk>/who-looked/", access.who_looked, name="who_looked"),
]
