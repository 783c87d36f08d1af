"""What a page answers where the minutes are signed by now, or where an action says no."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from risk.actions.agendas import LockedError
from risk.models import Meeting


def to_minutes(request: HttpRequest, meeting: Meeting, locked: LockedError) -> HttpResponse:
    """To the signed minutes, and why."""
    messages.error(request, str(locked))
    return redirect("meetings:minutes", meeting.day)


def say_no(request: HttpRequest, refused: ValidationError) -> None:
    """Tell on the next page why something was not done."""
    messages.error(request, " ".join(refused.messages))
