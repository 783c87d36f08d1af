"""Drafting and submitting an assessment."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cse_portal import spells
from cse_portal.audit.actions import record
from cse_portal.stale import StaleError, save_if_unchanged
from risk.actions.agendas import put_on_next_agenda
from risk.models import AgendaReason, Assessment, Child

# What a new assessment starts with from the one before.
CARRIED = [
    "concerns",
    "harm_known",
    "harm_suspected",
    "exploitation_model",
    "network",
    "childs_words",
    "protective_factors",
    "analysis",
    "proposed_status",
]
WRITTEN = [*CARRIED, "proposed_because", "assessed_on"]
NEEDED = {
    "analysis": "Write your analysis: what you make of what was found.",
    "proposed_status": "Choose the level that you propose.",
    "proposed_because": "Say why you propose this level.",
}


@transaction.atomic
def draft_assessment(*, child: Child, by: Any) -> Assessment:
    """The draft of a child: the one that is there, or a new one that starts from the last."""
    spells.lock(child)
    known = child.assessments.drafts().first()
    if known:
        return known
    last = child.assessments.submitted().first()
    carried = {name: getattr(last, name) for name in CARRIED} if last else {}
    draft = Assessment.objects.create(child=child, author=by, saved_by=by, **carried)
    record("draft_assessment", by=by, of="child", subject=child.pk, assessment=draft.pk)
    return draft


@transaction.atomic
def save_draft(*, draft: Assessment, version: int, by: Any, **written: Any) -> Assessment:
    """Save what was typed, complete or not. StaleError where somebody saved since ``version``."""
    unknown = set(written) - set(WRITTEN)
    if unknown:
        raise TypeError(f"An assessment has no {', '.join(sorted(unknown))}.")
    if not Assessment.objects.drafts().filter(pk=draft.pk).exists():
        raise StaleError(Assessment.objects.get(pk=draft.pk))
    return save_if_unchanged(draft, version, saved_by=by, saved_at=timezone.now(), **written)


@transaction.atomic
def submit_assessment(*, draft: Assessment, version: int, by: Any, today: date) -> Assessment:
    """Submit a complete draft: it is locked, and the child is on the next meeting's agenda."""
    missing = missing_from(draft)
    if missing:
        raise ValidationError(missing)
    if not Assessment.objects.drafts().filter(pk=draft.pk).exists():
        raise StaleError(Assessment.objects.get(pk=draft.pk))
    now = timezone.now()
    submitted = save_if_unchanged(
        draft,
        version,
        submitted_at=now,
        saved_at=now,
        saved_by=by,
        assessed_on=draft.assessed_on or today,
    )
    kind = AgendaReason.Kind.ASSESSMENT
    put_on_next_agenda(child=draft.child, kind=kind, source=draft.pk, today=today, by=by)
    record("submit_assessment", by=by, of="child", subject=draft.child_id, assessment=draft.pk)
    return submitted


def missing_from(draft: Assessment) -> dict[str, str]:
    """What a draft needs before it is submitted: what to do, by the field."""
    return {name: said for name, said in NEEDED.items() if not getattr(draft, name).strip()}
