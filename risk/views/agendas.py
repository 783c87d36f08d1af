"""The agenda of a day: ordered, added to, deferred, given to presenters, sent round."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cse_portal import autosave
from cse_portal.audit.viewing import viewed
from cse_portal.days import day_in_words
from risk.actions.agendas import (
    LockedError,
    arrange,
    circulate,
    postpone,
    put_on_agenda,
    take_off_agenda,
)
from risk.brief import lines_of
from risk.forms.meetings import SearchForm
from risk.models import AgendaItem, AgendaReason, Child, Meeting
from risk.people import people_by_name
from risk.views.doors import child_seen_by
from risk.views.meetings_doors import (
    for_attendees,
    for_preparers,
    items_seen_by,
    may_prepare,
    may_sign,
    meeting_on,
)
from risk.views.meetings_locked import say_no, to_minutes
from risk.views.meetings_steps import next_step

MOST_FOUND = 20
PLACES = {"up": -1, "down": 1, "first": -1_000, "last": 1_000}


@require_http_methods(["GET", "HEAD", "POST"])
@for_attendees
def agenda(request: HttpRequest, day: date) -> HttpResponse:
    """Who is on the agenda and why. Its one form saves the presenters whatever else it does."""
    meeting = meeting_on(request, day)
    if request.method == "POST" and not may_prepare(request.user):
        raise Http404
    if autosave.wants_json(request):
        posted = request.method == "POST"
        return _saved(request, meeting) if posted else autosave.state(request)
    if request.method == "POST":
        return _arranged(request, meeting)
    return _agenda(request, meeting)


@require_POST
@for_preparers
def find(request: HttpRequest, day: date) -> HttpResponse:
    """Children to add, by a part of the name or the reference. Posted: no name in an address."""
    meeting = meeting_on(request, day)
    form = SearchForm(request.POST)
    words = form.cleaned_data["words"].strip() if form.is_valid() else ""
    found = []
    if words:
        there = meeting.items.values("child")
        found = list(
            Child.objects.visible_to(request.user)
            .standing()
            .matching(words)
            .exclude(pk__in=there)[: MOST_FOUND + 1]
        )
    shown = [child.pk for child in found[:MOST_FOUND]]
    viewed(request, "child", shown, action="search", terms=words)
    here = {"words": words, "found": found[:MOST_FOUND], "is_more": len(found) > MOST_FOUND}
    return _agenda(request, meeting, search=form, searched=True, **here)


@require_POST
@for_preparers
def add(request: HttpRequest, day: date) -> HttpResponse:
    """Put a child on the agenda by hand, with a word why."""
    meeting = meeting_on(request, day)
    wanted = request.POST.get("child", "")
    child = child_seen_by(request, int(wanted) if wanted.isdecimal() else 0)
    if meeting.items.filter(child=child).exists():
        messages.info(request, f"{child.name} is on the agenda already.")
        return redirect("meetings:agenda", day)
    why = request.POST.get("why", "").strip()
    try:
        item = put_on_agenda(
            meeting=meeting, child=child, kind=AgendaReason.Kind.ADDED, text=why, by=request.user
        )
    except LockedError as locked:
        return to_minutes(request, meeting, locked)
    messages.success(request, f"{child.name} is on the agenda.")
    return redirect(f"{reverse('meetings:agenda', args=[day])}#child-{item.pk}")


@require_POST
@for_preparers
def send_round(request: HttpRequest, day: date) -> HttpResponse:
    """Send the agenda round: those who attend see it from now on."""
    meeting = meeting_on(request, day)
    try:
        for kept in _arrange(request, meeting):
            messages.error(request, _two_wrote(kept, request.POST.get(f"presenter-{kept.pk}", "")))
        circulate(meeting=meeting, by=request.user)
    except LockedError as locked:
        return to_minutes(request, meeting, locked)
    messages.success(request, "The agenda is sent round: those who attend see it now.")
    return redirect("meetings:agenda", day)


def _agenda(request: HttpRequest, meeting: Meeting, **found: object) -> HttpResponse:
    items = items_seen_by(request, meeting)
    prepares = may_prepare(request.user) and not meeting.is_signed_off
    here = {
        "meeting": meeting,
        "lines": lines_of(items, meeting.day, meeting.is_signed_off),
        "prepares": prepares,
        "signs": may_sign(request.user),
        "people": people_by_name() if prepares else {},
        "search": SearchForm(),
        **found,
    }
    here["decided"] = sum(line.is_decided for line in here["lines"])
    here["step"] = next_step(meeting, here["lines"], request.user) if prepares else None
    return render(request, "risk/agenda_page.html", here)


def _arranged(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Do what the pressed button says: "save", or a verb and an item, as "up-12"."""
    verb, _, number = request.POST.get("do", "save").partition("-")
    item = None
    if verb != "save":
        pk = int(number) if number.isdecimal() else 0
        item = get_object_or_404(
            meeting.items.visible_to(request.user).select_related("child", "meeting"), pk=pk
        )
    try:
        contested = _arrange(request, meeting, item, PLACES.get(verb, 0))
        if item and verb in ("defer", "remove"):
            return _without(request, item, verb)
    except LockedError as locked:
        return to_minutes(request, meeting, locked)
    for kept in contested:
        messages.error(request, _two_wrote(kept, request.POST.get(f"presenter-{kept.pk}", "")))
    if verb == "save" and not contested:
        messages.success(request, "Who presents is saved.")
    mark = f"#{verb}-{item.pk}" if item else ""
    return redirect(f"{reverse('meetings:agenda', args=[meeting.day])}{mark}")


def _saved(request: HttpRequest, meeting: Meeting) -> JsonResponse:
    """Save who presents for the page itself: who wrote what meanwhile, and why nothing is saved."""
    said = {"at": autosave.clock(timezone.now()), "theirs": {}, "closed": ""}
    try:
        contested = _arrange(request, meeting)
        said["theirs"] = {f"presenter-{kept.pk}": kept.presenter for kept in contested}
    except LockedError as locked:
        said["closed"] = str(locked)
    return JsonResponse(said)


def _arrange(
    request: HttpRequest, meeting: Meeting, item: AgendaItem | None = None, places: int = 0
) -> list[AgendaItem]:
    """Save who presents and move an item; the items of which somebody else wrote meanwhile."""
    return arrange(
        meeting=meeting,
        by=request.user,
        presenters=_names(request, "presenter-"),
        seen=_names(request, "seen-"),
        moved=item.pk if item else 0,
        places=places,
    )


def _two_wrote(kept: AgendaItem, mine: str) -> str:
    return (
        f"Who presents {kept.child.name}: somebody else wrote “{kept.presenter}” meanwhile, "
        f"and it stays. You wrote “{mine}”."
    )


def _names(request: HttpRequest, prefix: str) -> dict[int, str]:
    names = ((key.removeprefix(prefix), name) for key, name in request.POST.items())
    return {int(key): name for key, name in names if key.isdecimal()}


def _without(request: HttpRequest, item: AgendaItem, verb: str) -> HttpResponse:
    """The agenda without a child, who is deferred to the next meeting or taken off."""
    name, day = item.child.name, item.meeting.day
    try:
        if verb == "defer":
            later = postpone(item=item, by=request.user).meeting.day
            done = f"{name} is on the agenda of {day_in_words(later)} instead."
        else:
            take_off_agenda(item=item, by=request.user)
            done = f"{name} is off the agenda."
        messages.success(request, done)
    except ValidationError as refused:
        say_no(request, refused)
    return redirect("meetings:agenda", day)
