"""One child in the meeting: the brief, what agencies add, and the decision."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from agencies.models import Agency
from cse_portal.autosave import Autosave, clock, moment, saved, state
from cse_portal.stale import StaleError
from risk.actions.agendas import LockedError
from risk.actions.meetings import contribute, record_decision
from risk.brief import AgendaLine, Brief, brief_on, lines_of
from risk.definitions import of_statuses
from risk.forms.meetings import ContributionForm
from risk.forms.minutes import KEYS, MinuteForms
from risk.models import AgendaItem, Decision, Meeting
from risk.people import people_by_name
from risk.views.meetings_doors import (
    for_attendees,
    for_preparers,
    items_seen_by,
    may_prepare,
    may_sign,
    meeting_on,
)
from risk.views.meetings_locked import to_minutes
from risk.views.meetings_steps import after_the_last, child_url

CONFLICT, UNPROCESSABLE = 409, 422
MOVES = [("J", "Next child"), ("K", "Previous child"), ("?", "These shortcuts")]
CHOICES = [
    *((key, outcome.label) for outcome, key in KEYS.items()),
    ("Ctrl + Enter", "Save and next child, from anywhere in the form"),
    ("Escape", "Out of a box, so that the keys work again"),
]


@dataclass(frozen=True)
class Place:
    """A child's place in the agenda: what stands before it and after it."""

    lines: list[AgendaLine]
    at: int

    @classmethod
    def of(cls, request: HttpRequest, meeting: Meeting, pk: int) -> "Place":
        items = items_seen_by(request, meeting)
        lines = lines_of(items, meeting.day, meeting.is_signed_off)
        at = next((n for n, line in enumerate(lines) if line.item.pk == pk), None)
        if at is None:
            raise Http404
        # All share the one meeting that the address named.
        lines[at].item.meeting = meeting
        return cls(lines, at)

    @property
    def line(self) -> AgendaLine:
        return self.lines[self.at]

    @property
    def item(self) -> AgendaItem:
        return self.line.item

    @property
    def before(self) -> AgendaLine | None:
        return self.lines[self.at - 1] if self.at else None

    @property
    def after(self) -> AgendaLine | None:
        return self.lines[self.at + 1] if self.at + 1 < len(self.lines) else None

    @property
    def decided(self) -> int:
        return sum(line.is_decided for line in self.lines)


@require_http_methods(["GET", "HEAD", "POST"])
@for_attendees
def child(request: HttpRequest, day: date, pk: int) -> HttpResponse:
    """One child. A post records the decision, complete, and goes on to the next child."""
    meeting = meeting_on(request, day)
    place = Place.of(request, meeting, pk)
    if request.method == "POST":
        if not may_prepare(request.user):
            raise Http404
        return _decide(request, meeting, place)
    return _page(request, meeting, place)


@require_http_methods(["GET", "HEAD", "POST"])
@for_preparers
def draft(request: HttpRequest, day: date, pk: int) -> JsonResponse:
    """Save what is typed so far, complete or not; 409 where somebody else has saved meanwhile."""
    if request.method != "POST":
        return state(request)
    meeting = meeting_on(request, day)
    place = Place.of(request, meeting, pk)
    brief = brief_on(place.item.child, day)
    forms = _forms(request, meeting, place, brief)
    try:
        decision = _record(request, place, forms)
    except LockedError as locked:
        return _changed(request, meeting, place, brief, closed=str(locked))
    except StaleError:
        return _changed(request, meeting, place, brief)
    return saved(version=decision.version, at=decision.recorded_at, unsaved=forms.unsaved)


@require_POST
@for_attendees
def add_contribution(request: HttpRequest, day: date, pk: int) -> HttpResponse:
    """Add what an agency knows of the child, attributed to whoever writes it."""
    meeting = meeting_on(request, day)
    place = Place.of(request, meeting, pk)
    form = ContributionForm(request.POST, asks_agency=may_prepare(request.user))
    if not form.is_valid():
        return _page(request, meeting, place, contribution=form, status=UNPROCESSABLE)
    agency = form.cleaned_data.get("agency") or request.user.agency
    text = form.cleaned_data["text"]
    try:
        contribute(item=place.item, agency=agency, text=text, by=request.user)
    except LockedError as locked:
        return to_minutes(request, meeting, locked)
    return redirect(f"{reverse('meetings:child', args=[day, pk])}#contributions")


def _decide(request: HttpRequest, meeting: Meeting, place: Place) -> HttpResponse:
    """Record what was posted: "save" keeps even half of it, anything else wants all of it."""
    brief = brief_on(place.item.child, meeting.day)
    more = int("add_action" in request.POST)
    forms = _forms(request, meeting, place, brief, more_actions=more)
    shown: dict[str, Any] = {"brief": brief, "forms": forms}
    if more:
        return _page(request, meeting, place, is_checked=False, **shown)
    if "save" not in request.POST and not forms.is_valid():
        return _page(request, meeting, place, status=UNPROCESSABLE, **shown)
    try:
        decision = _record(request, place, forms)
    except LockedError as locked:
        return to_minutes(request, meeting, locked)
    except StaleError as stale:
        return _page(request, meeting, place, theirs=stale.current, status=CONFLICT, **shown)
    except ValidationError as refused:
        forms.decision.add_error(None, refused)
        return _page(request, meeting, place, status=UNPROCESSABLE, **shown)
    if forms.unsaved:
        forms.show_version(decision.version)
        return _page(request, meeting, place, status=UNPROCESSABLE, **shown)
    return redirect(request.path if "save" in request.POST else _next(request, meeting, place))


def _record(request: HttpRequest, place: Place, forms: MinuteForms) -> Decision:
    written = forms.written
    return record_decision(
        item=place.item,
        version=forms.version,
        facts=forms.facts,
        by=request.user,
        **written,
    )


def _next(request: HttpRequest, meeting: Meeting, place: Place) -> str:
    """The next child; after the last one who was passed over, or what the meeting does then."""
    if place.after:
        return child_url(meeting, place.after.item)
    lines = Place.of(request, meeting, place.item.pk).lines
    return after_the_last(meeting, lines, request.user)


def _changed(
    request: HttpRequest, meeting: Meeting, place: Place, brief: Brief, closed: str = ""
) -> JsonResponse:
    """What it says now, in the boxes of the form, so that the two can be laid side by side."""
    place = Place.of(request, meeting, place.item.pk)
    theirs = place.item.decision
    forms = _forms(request, meeting, place, brief, posted=False)
    who = theirs.recorded_by
    said = {
        "version": theirs.version,
        "by": "" if who == request.user else who.display_name,
        "at": clock(theirs.recorded_at),
        # What this page saw stays as it was: it is not theirs.
        "values": {**forms.as_posted, "facts": [request.POST.get("facts", "")]},
        "closed": closed,
    }
    return JsonResponse(said, status=CONFLICT)


def _theirs(theirs: Decision) -> dict[str, Any]:
    return {
        "theirs": theirs,
        "theirs_by": theirs.recorded_by.display_name,
        "theirs_at": moment(theirs.recorded_at),
    }


def _forms(
    request: HttpRequest,
    meeting: Meeting,
    place: Place,
    brief: Brief,
    *,
    posted: bool = True,
    more_actions: int = 0,
) -> MinuteForms:
    there = [a.agency for a in meeting.attendances.select_related("agency")]
    return MinuteForms(
        request.POST if posted else None,
        item=place.item,
        minute=place.item.decision,
        flag=brief.flag,
        facts=brief.facts,
        agencies=there or list(Agency.objects.all()),
        people=people_by_name(),
        more_actions=more_actions,
    )


def _page(
    request: HttpRequest,
    meeting: Meeting,
    place: Place,
    *,
    brief: Brief | None = None,
    forms: MinuteForms | None = None,
    contribution: ContributionForm | None = None,
    theirs: Decision | None = None,
    is_checked: bool = True,
    status: int = 200,
) -> HttpResponse:
    """The page of a child. Where ``is_checked`` is not, what was typed is shown without faults."""
    brief = brief or brief_on(place.item.child, meeting.day)
    decides = may_prepare(request.user) and not meeting.is_signed_off
    here = {
        "meeting": meeting,
        "place": place,
        "line": place.line,
        "lines": place.lines,
        "decided": place.decided,
        "brief": brief,
        "decides": decides,
        "signs": may_sign(request.user),
        "contributions": list(place.item.contributions.select_related("agency", "author")),
        "contribution": contribution or ContributionForm(asks_agency=may_prepare(request.user)),
        "definitions": of_statuses(),
        "keys": MOVES + (CHOICES if decides else []),
    }
    if decides:
        forms = forms or _forms(request, meeting, place, brief, posted=False)
        if theirs:
            here |= _theirs(theirs)
            forms.show_version(theirs.version)
        if not is_checked:
            forms.forgive()
        here["way_on"] = "Save and next child" if place.after else "Save and finish"
        here |= {"forms": forms, "autosave": _autosave(request, meeting, place, forms)}
        minute = place.item.decision
        here["saved_at"] = (
            f"Saved at {clock(minute.recorded_at)}" if minute else "Nothing saved yet"
        )
    return render(request, "risk/meeting_child.html", here, status=status)


def _autosave(request: HttpRequest, meeting: Meeting, place: Place, forms: MinuteForms) -> Autosave:
    return Autosave(
        name=f"minute-{place.item.pk}",
        url=reverse("meetings:draft", args=[meeting.day, place.item.pk]),
        version=forms.decision["version"].value(),
        user=request.user,
    )
