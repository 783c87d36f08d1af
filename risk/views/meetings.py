"""The morning meetings: their list, who is there, and following one from elsewhere."""

from datetime import date

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_http_methods, require_safe

from cse_portal.accounts.models import User
from cse_portal.autosave import clock
from cse_portal.days import today
from risk.actions.agendas import LockedError, build_agenda
from risk.actions.meetings import set_attendance
from risk.brief import AgendaLine, lines_of
from risk.forms.meetings import attendance_forms
from risk.models import Child, Meeting
from risk.views.meetings_doors import (
    for_attendees,
    for_preparers,
    items_seen_by,
    may_prepare,
    meeting_on,
    powers,
)
from risk.views.meetings_locked import to_minutes
from risk.views.meetings_steps import child_url, first_waiting

MEETINGS_A_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
@for_attendees
def meetings(request: HttpRequest) -> HttpResponse:
    """All meetings, the newest first. A post builds today's agenda, where the schedule did not."""
    prepares, day = may_prepare(request.user), today()
    if request.method == "POST" and prepares:
        meeting = build_agenda(day)
        return redirect("meetings:agenda", meeting.day) if meeting else redirect("meetings:list")
    seen = Q(items__child__in=Child.objects.visible_to(request.user).order_by())
    shown = (
        Meeting.objects.annotate(
            children=Count("items", filter=seen, distinct=True),
            decided=Count("items", filter=seen & ~Q(items__decisions=None), distinct=True),
        )
        .select_related("signed_off_by")
        .order_by("-day")
    )
    if not prepares:
        shown = shown.exclude(circulated_at=None, signed_off_at=None)
    page = Paginator(shown, MEETINGS_A_PAGE).get_page(request.GET.get("page"))
    here = {"page": page, "prepares": prepares, "today": day}
    here["is_missing"] = prepares and not Meeting.objects.filter(day=day).exists()
    return render(request, "risk/meeting_list.html", here)


@require_http_methods(["GET", "HEAD", "POST"])
@for_preparers
def attendance(request: HttpRequest, day: date) -> HttpResponse:
    """Which agencies are there, and who for them."""
    meeting = meeting_on(request, day)
    before = Meeting.objects.filter(day__lt=day).exclude(attendances=None).first()
    rows = attendance_forms(request.POST or None, meeting=meeting, before=before)
    if request.method == "POST" and not any(row.errors for row in rows):
        names = {
            row.agency: row.cleaned_data["name"].strip()
            for row in rows
            if row.cleaned_data["present"]
        }
        try:
            set_attendance(meeting=meeting, names=names, by=request.user)
        except LockedError as locked:
            return to_minutes(request, meeting, locked)
        items = items_seen_by(request, meeting)
        waiting = first_waiting(lines_of(items, day, is_signed=False))
        return redirect(
            child_url(meeting, waiting.item) if waiting else reverse("meetings:agenda", args=[day])
        )
    here = {"meeting": meeting, "rows": rows, "before": before, **powers(request.user)}
    return render(request, "risk/meeting_attendance.html", here)


@require_safe
@for_attendees
def follow(request: HttpRequest, day: date) -> HttpResponse:
    """The meeting as it goes on, for whoever attends from elsewhere. The page renews itself."""
    meeting = meeting_on(request, day)
    here = {"meeting": meeting, **_progress(request, meeting), **powers(request.user)}
    return render(request, "risk/meeting_follow.html", here)


@require_safe
@for_attendees
def updates(request: HttpRequest, day: date) -> HttpResponse:
    """What the pages of a meeting ask every few seconds: 304 while nothing has changed.

    ``versions`` tells which minutes are other ones, ``html`` is the progress as a page shows it.
    """
    meeting = meeting_on(request, day)
    etag = quote_etag(f"{meeting.changed_at.isoformat()}")
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    shown = {"meeting": meeting, **_progress(request, meeting)}
    template = "meeting_strip" if request.GET.get("as") == "strip" else "meeting_progress"
    said = {
        "signed": meeting.is_signed_off,
        "news": shown["newest"].news if shown["newest"] else "",
        "versions": {line.item.pk: _version(line, request.user) for line in shown["lines"]},
        "html": render_to_string(f"risk/{template}.html", shown, request),
    }
    return JsonResponse(said, headers={"ETag": etag})


def _version(line: AgendaLine, reader: User) -> dict:
    """What tells a page that it is not as the minute is, and who has changed it (not oneself)."""
    minute = line.decision
    by = minute.recorded_by if minute else reader
    return {
        "version": line.version,
        "contributed": line.item.contributed,
        "by": "" if by == reader else by.display_name,
        "at": clock(minute.recorded_at) if minute else "",
    }


def _progress(request: HttpRequest, meeting: Meeting) -> dict:
    items = items_seen_by(request, meeting)
    lines = lines_of(items, meeting.day, meeting.is_signed_off)
    return {
        "lines": lines,
        "decided": sum(line.is_decided for line in lines),
        "newest": _newest(lines),
        "attendances": list(meeting.attendances.select_related("agency")),
    }


def _newest(lines: list[AgendaLine]) -> AgendaLine | None:
    """The child about whom something was recorded last."""
    begun = [line for line in lines if line.decision]
    return max(begun, key=lambda line: line.decision.recorded_at, default=None)
