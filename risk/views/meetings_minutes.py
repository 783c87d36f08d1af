"""The minutes: what will change, the sign-off, the signed record, its corrections."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from cse_portal.autosave import moment
from cse_portal.stale import StaleError
from risk.actions.agendas import LockedError
from risk.actions.meetings import (
    ChangedFactsError,
    UndecidedError,
    correct_minute,
    sign_off,
)
from risk.brief import AgendaLine, lines_of
from risk.forms.meetings import SignForm
from risk.forms.minutes import CorrectionForm
from risk.intervals import review_due
from risk.minutes_document import document_of
from risk.models import AgendaItem, Meeting, RiskFlag
from risk.views.meetings_doors import for_attendees, for_signers, items_seen_by, meeting_on, powers
from risk.views.meetings_locked import to_minutes

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CONFLICT, UNPROCESSABLE = 409, 422


@require_http_methods(["GET", "HEAD", "POST"])
@for_signers
def sign(request: HttpRequest, day: date) -> HttpResponse:
    """All that the sign-off will change, and what holds it up. A post signs what was shown."""
    meeting = meeting_on(request, day)
    if meeting.is_signed_off:
        return redirect("meetings:minutes", day)
    if request.method != "POST":
        return _summary(
            request, meeting, SignForm(initial={"seen": meeting.changed_at.isoformat()})
        )
    form = SignForm(request.POST)
    if not form.is_valid():
        return _summary(request, meeting, form, status=UNPROCESSABLE)
    try:
        seen = datetime.fromisoformat(form.cleaned_data["seen"])
        sign_off(meeting=meeting, by=request.user, seen=seen)
    except LockedError as locked:
        return to_minutes(request, meeting, locked)
    except (StaleError, UndecidedError, ChangedFactsError) as held:
        messages.error(request, _why_not(held))
        return redirect("meetings:sign", day)
    messages.success(request, "The minutes are signed, and the flags, reviews and actions are set.")
    return redirect("meetings:minutes", day)


@require_safe
@for_attendees
def minutes(request: HttpRequest, day: date) -> HttpResponse:
    """The minutes as they stand: signed, or a draft that says so."""
    meeting = meeting_on(request, day)
    here = {**_shown(request, meeting), **powers(request.user)}
    return render(request, "risk/meeting_minutes.html", here)


@require_safe
@for_attendees
def document(request: HttpRequest, day: date) -> HttpResponse:
    """The same minutes as a Word document."""
    meeting = meeting_on(request, day)
    shown = _shown(request, meeting)
    answer = HttpResponse(
        document_of(meeting, shown["lines"], shown["attendances"]), content_type=DOCX
    )
    answer["Content-Disposition"] = f'attachment; filename="minutes-{day.isoformat()}.docx"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@for_signers
def correct(request: HttpRequest, day: date, pk: int) -> HttpResponse:
    """Correct a signed minute, by a further one with its reason."""
    meeting = meeting_on(request, day)
    item = get_object_or_404(meeting.items.visible_to(request.user).with_minutes(), pk=pk)
    wrong = item.decision
    if not meeting.is_signed_off or wrong is None:
        raise Http404
    flag = _flag_found(item, day)
    initial = {
        "outcome": wrong.outcome,
        "rationale": wrong.rationale,
        # One that only followed from the level is to follow from the corrected one too.
        "review_on": None if wrong.review_on == review_due(wrong.outcome, day) else wrong.review_on,
        "version": wrong.pk,
    }
    form = CorrectionForm(request.POST or None, day=day, flag=flag, initial=initial)
    here: dict[str, Any] = {"meeting": meeting, "item": item, "wrong": wrong, "form": form}
    if request.method == "POST" and form.is_valid():
        item.meeting = meeting
        try:
            _corrected(item, form, by=request.user)
        except StaleError as stale:
            form.show_version(stale.current.pk)
            here |= {"theirs": stale.current, "theirs_at": moment(stale.current.recorded_at)}
            here["theirs_by"] = stale.current.recorded_by.display_name
            return render(request, "risk/meeting_correct.html", here, status=CONFLICT)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, f"The minute about {item.child.name} is corrected.")
            return redirect(f"{reverse('meetings:minutes', args=[day])}#child-{pk}")
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "risk/meeting_correct.html", here, status=status)


def _corrected(item: AgendaItem, form: CorrectionForm, *, by: Any) -> None:
    said = form.cleaned_data
    correct_minute(
        item=item,
        reason=said["reason"],
        outcome=said["outcome"],
        rationale=said["rationale"],
        review_on=said["review_on"],
        seen=said["version"],
        by=by,
    )


def _flag_found(item: AgendaItem, day: date) -> RiskFlag | None:
    """The flag that the meeting found, before its minutes were signed."""
    (line,) = lines_of([item], day, is_signed=True)
    return line.flag


def _summary(
    request: HttpRequest, meeting: Meeting, form: SignForm, status: int = 200
) -> HttpResponse:
    here = {**_shown(request, meeting), **powers(request.user)}
    lines: list[AgendaLine] = here["lines"]
    here |= {
        "form": form,
        "undecided": [line for line in lines if not line.is_decided],
        "changed": [line for line in lines if line.has_changed],
        "moved": [line for line in lines if line.is_decided and line.changes_flag],
        "kept": [line for line in lines if line.is_decided and not line.changes_flag],
        "actions": [(action, line.child) for line in lines for action in line.actions],
    }
    here["is_ready"] = bool(lines) and not (here["undecided"] or here["changed"])
    return render(request, "risk/meeting_sign.html", here, status=status)


def _shown(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    items = items_seen_by(request, meeting)
    return {
        "meeting": meeting,
        "lines": lines_of(items, meeting.day, meeting.is_signed_off),
        "attendances": list(meeting.attendances.select_related("agency")),
    }


def _why_not(held: StaleError | UndecidedError | ChangedFactsError) -> str:
    if isinstance(held, StaleError):
        return "Something was recorded after this summary was made. Read it again, then sign."
    return str(held)
