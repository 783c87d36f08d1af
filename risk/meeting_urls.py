"""Addresses of the morning meeting: those of a day, and of a child on it."""

from django.urls import path, register_converter

from risk.views import (
    agendas,
    meetings,
    meetings_child,
    meetings_follow_up,
    meetings_minutes,
)
from risk.views.meetings_doors import DayConverter

app_name = "meetings"

register_converter(DayConverter, "day")

urlpatterns = [
    path("", meetings.meetings, name="list"),
    path("follow-up/", meetings_follow_up.follow_up, name="follow_up"),
    path("actions/<int:pk>/", meetings_follow_up.finish, name="finish"),
    path("<day:day>/", agendas.agenda, name="agenda"),
    path("<day:day>/find/", agendas.find, name="find"),
    path("<day:day>/add/", agendas.add, name="add"),
    path("<day:day>/send-round/", agendas.send_round, name="send_round"),
    path("<day:day>/attendance/", meetings.attendance, name="attendance"),
    path("<day:day>/follow/", meetings.follow, name="follow"),
    path("<day:day>/updates/", meetings.updates, name="updates"),
    path("<day:day>/sign-off/", meetings_minutes.sign, name="sign"),
    path("<day:day>/minutes/", meetings_minutes.minutes, name="minutes"),
    path("<day:day>/minutes.docx", meetings_minutes.document, name="document"),
    path("<day:day>/<int:pk>/", meetings_child.child, name="child"),
    path("<day:day>/<int:pk>/draft/", meetings_child.draft, name="draft"),
    path("<day:day>/<int:pk>/contribute/", meetings_child.add_contribution, name="contribute"),
    path("<day:day>/<int:pk>/correct/", meetings_minutes.correct, name="correct"),
]
