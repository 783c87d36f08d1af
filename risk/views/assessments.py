"""The pages of an assessment: drafting it, submitting it, reading it, comparing two."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cse_portal import autosave
from cse_portal.accounts.rules import roles_that_may
from cse_portal.days import today
from cse_portal.design.navigation import CHILDREN
from cse_portal.stale import StaleError
from risk.actions.assessments import (
    draft_assessment,
    missing_from,
    save_draft,
    submit_assessment,
)
from risk.forms.assessments import (
    AssessmentForm,
    CompareForm,
    Conflict,
    chosen,
    undecided,
)
from risk.models import Assessment, Child, IndicatorDomain
from risk.reading import changes, read
from risk.views.doors import child_edited_by, child_seen_by, may_edit
from risk.views.drafts import DraftPage, agenda_day

WRITERS = roles_that_may("assess")
CHANGED_MEANWHILE = 409


@require_safe
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft of a child; where there is none, what a new one would start from."""
    check_writes(request)
    child = child_edited_by(request, pk)
    draft = child.assessments.drafts().select_related("child", "author", "saved_by").first()
    if draft is None:
        context = {"child": child, "last": child.assessments.submitted().first()}
        return render(request, "risk/assessment_start.html", context)
    return DraftPage(draft, _form(draft)).answer(request)


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a draft, or continue the one that is there."""
    check_writes(request)
    draft_assessment(child=child_edited_by(request, pk), by=request.user)
    return redirect("risk:assessment_edit", pk)


@require_http_methods(["GET", "POST"])
def save(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Save a draft as it is, by a person or by the page itself; or submit it."""
    check_writes(request)
    draft = get_object_or_404(_assessments(), pk=number, child=child_edited_by(request, pk))
    if request.method == "GET":  # after a sign-in, or to see who is signed in
        asks = autosave.wants_json(request)
        return autosave.state(request) if asks else redirect("risk:assessment_edit", pk)
    form = _form(draft, chosen(request.POST, _form(draft)))
    form.is_valid()
    open_choices = undecided(request.POST)
    if open_choices:
        return _ask_again(request, draft, form, open_choices)
    try:
        saved = _save(request, draft, form)
        if "submit" in request.POST:
            return _submit(request, saved, form)
    except StaleError:
        return _tell(request, form)
    if autosave.wants_json(request):
        return autosave.saved(version=saved.version, at=saved.saved_at, unsaved=form.errors)
    if form.errors:
        return DraftPage(saved, form).answer(request)
    messages.success(request, f"Saved at {autosave.clock(saved.saved_at)}.")
    return redirect("risk:assessment_edit", pk)


@require_safe
def assessment(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """An assessment to read and to print, beside the one before it."""
    check_sees(request)
    found = get_object_or_404(_assessments(), pk=number, child=child_seen_by(request, pk))
    before = _before(found)
    readings = read(found, before, IndicatorDomain.objects.all())
    context = {
        "assessment": found,
        "child": found.child,
        "before": before,
        "readings": readings,
        "changes": changes(readings),
        "agenda_day": agenda_day(found),
        "may_write": may_write(request) and may_edit(request, found.child),
    }
    return render(request, "risk/assessment_detail.html", context)


@require_safe
def assessments(request: HttpRequest, pk: int) -> HttpResponse:
    """The assessments of a child, the draft first, then the newest."""
    check_sees(request)
    child = child_seen_by(request, pk)
    found = _newest_first(child)
    form = CompareForm(assessments=found) if len(found) > 1 else None
    context = {
        "child": child,
        "assessments": found,
        "form": form,
        "may_write": may_write(request) and may_edit(request, child),
    }
    return render(request, "risk/assessment_list.html", context)


@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Two assessments of a child, the earlier one first."""
    check_sees(request)
    child = child_seen_by(request, pk)
    found = _newest_first(child)
    form = CompareForm(request.GET, assessments=found)
    if not form.is_valid():
        context = {"child": child, "assessments": found, "form": form}
        return render(request, "risk/assessment_list.html", context)
    later, earlier = form.pair
    readings = read(later, earlier, IndicatorDomain.objects.all())
    context = {
        "child": child,
        "earlier": earlier,
        "later": later,
        "readings": readings,
        "changes": changes(readings),
    }
    return render(request, "risk/assessment_compare.html", context)


def check_sees(request: HttpRequest) -> None:
    """Refuse whoever does not work with children (security: access)."""
    if not CHILDREN.is_open_to(request.user):
        raise PermissionDenied


def check_writes(request: HttpRequest) -> None:
    """Refuse whoever does not assess."""
    if not may_write(request):
        raise PermissionDenied


def may_write(request: HttpRequest) -> bool:
    return request.user.has_role(*WRITERS)


def _assessments() -> Any:
    return Assessment.objects.select_related("child", "author", "saved_by")


def _newest_first(child: Child) -> list[Assessment]:
    rows = child.assessments.select_related("child", "author", "saved_by")
    return sorted(rows, key=lambda row: (row.is_draft, row.submitted_at or row.started_at))[::-1]


def _before(found: Assessment) -> Assessment | None:
    """The assessment that was submitted last before this one."""
    submitted = found.child.assessments.submitted().exclude(pk=found.pk)
    if found.submitted_at:
        submitted = submitted.filter(submitted_at__lt=found.submitted_at)
    return submitted.first()


def _form(draft: Assessment, data: Any = None) -> AssessmentForm:
    domains = IndicatorDomain.objects.asked_in(draft)
    return AssessmentForm(data, draft=draft, domains=domains, today=today())


def _version(request: HttpRequest) -> int:
    """The version that the writer saw; what is no number is no version."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() else 0


def _save(request: HttpRequest, draft: Assessment, form: AssessmentForm) -> Assessment:
    """Save what was written. What says nothing new is saved already."""
    if draft.is_draft and not form.is_news:
        return draft
    return save_draft(draft=draft, version=_version(request), by=request.user, **form.written)


def _submit(request: HttpRequest, draft: Assessment, form: AssessmentForm) -> HttpResponse:
    for name, said in missing_from(draft).items():
        form.add_error(name, said)
    if form.errors:
        return DraftPage(draft, form).answer(request)
    submitted = submit_assessment(
        draft=draft, version=draft.version, by=request.user, today=today()
    )
    said = f"{draft.child.name} is on the agenda of {agenda_day(submitted)}."
    messages.success(request, said)
    return redirect("risk:assessment", draft.child_id, draft.pk)


def _tell(request: HttpRequest, form: AssessmentForm) -> HttpResponse:
    """Tell the second of two writers who came first, with what both wrote."""
    current = _assessments().get(pk=form.draft.pk)
    theirs = _form(current)
    if autosave.wants_json(request):
        return autosave.changed(
            form=theirs,
            version=current.version,
            by="" if current.saved_by == request.user else current.saved_by.display_name,
            at=current.saved_at,
            closed="" if current.is_draft else _closed(current),
        )
    conflict = Conflict(form, theirs)
    if not current.is_draft:
        return _tell_closed(request, current, conflict)
    page = DraftPage(current, form, conflict.their_words)
    return page.answer(request, status=CHANGED_MEANWHILE)


def _ask_again(
    request: HttpRequest, draft: Assessment, form: AssessmentForm, names: list[str]
) -> HttpResponse:
    theirs = Conflict(form, _form(draft)).their_words
    for name in names:
        if name in theirs:
            form.add_error(name, "Choose whose text to keep")
    return DraftPage(draft, form, theirs).answer(request, status=CHANGED_MEANWHILE)


def _closed(current: Assessment) -> str:
    by, at = current.saved_by.display_name, autosave.moment(current.submitted_at)
    return f"{by} submitted this assessment at {at}."


def _tell_closed(request: HttpRequest, current: Assessment, conflict: Conflict) -> HttpResponse:
    """The assessment was submitted meanwhile: show what was typed and not saved, if anything."""
    typed = conflict.my_words
    if not typed:
        return redirect("risk:assessment", current.child_id, current.pk)
    context = {"child": current.child, "assessment": current, "typed": typed}
    context["said"] = _closed(current)
    return render(request, "risk/assessment_closed.html", context, status=CHANGED_MEANWHILE)
