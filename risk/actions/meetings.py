"""In the meeting: who is there, what is decided, and the sign-off that writes it."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from agencies.models import Agency
from cse_portal import spells
from cse_portal.audit.actions import record
from cse_portal.stale import StaleError, save_if_unchanged
from risk.actions import minutes
from risk.actions.agendas import refuse_signed, tell_followers
from risk.models import (
    Action,
    AgendaItem,
    Assessment,
    Attendance,
    Child,
    Contribution,
    Decision,
    Meeting,
    RiskFlag,
)


class UndecidedError(Exception):
    """Some children of the agenda have no complete decision; ``items`` are theirs."""

    def __init__(self, items: list[AgendaItem]) -> None:
        super().__init__("Decide or defer every child before you sign off.")
        self.items = items


class ChangedFactsError(Exception):
    """Facts have changed since a decision was recorded; ``items`` are to be looked at again."""

    def __init__(self, items: list[AgendaItem]) -> None:
        super().__init__("The record has changed since these decisions were made. Look again.")
        self.items = items


@transaction.atomic
def set_attendance(*, meeting: Meeting, names: dict[Agency, str], by: Any) -> None:
    """Say which agencies are there, and who for them."""
    refuse_signed(meeting)
    meeting.attendances.exclude(agency__in=names).delete()
    for agency, name in names.items():
        Attendance.objects.update_or_create(meeting=meeting, agency=agency, defaults={"name": name})
    tell_followers(meeting)
    record(
        "set_attendance", by=by, of="meeting", subject=meeting.pk, agencies=[a.pk for a in names]
    )


@transaction.atomic
def contribute(*, item: AgendaItem, agency: Agency | None, text: str, by: Any) -> Contribution:
    """Add what an agency knows of a child, attributed to whoever writes it."""
    refuse_signed(item.meeting)
    if not text.strip():
        raise ValidationError({"text": "Write what your agency knows of this child."})
    said = Contribution.objects.create(item=item, agency=agency, author=by, text=text)
    tell_followers(item.meeting)
    record("contribute", by=by, of="child", subject=item.child_id, contribution=said.pk)
    return said


def facts_about(child: Child, day: date) -> str:
    """A fingerprint of what a decision rests on: the flag on the day and the newest assessment."""
    return facts_of([child.pk], day)[child.pk]


def facts_of(children: Iterable[int], day: date) -> dict[int, str]:
    """The fingerprint of each of several children, by id; two queries."""
    ids = list(children)
    flags = {flag.child_id: flag for flag in RiskFlag.objects.filter(child__in=ids).on(day)}
    submitted = Assessment.objects.submitted().filter(child__in=ids).order_by("submitted_at", "pk")
    newest = dict(submitted.values_list("child", "pk"))
    return {pk: fingerprint(flags.get(pk), newest.get(pk)) for pk in ids}


def fingerprint(flag: RiskFlag | None, assessment: int | None) -> str:
    """The fingerprint of a flag and the id of the newest assessment."""
    seen = (flag and (flag.pk, flag.status, str(flag.start_date)), assessment)
    return hashlib.sha256(repr(seen).encode()).hexdigest()


@transaction.atomic
def record_decision(
    *,
    item: AgendaItem,
    version: int,
    by: Any,
    outcome: str,
    rationale: str = "",
    review_on: date | None = None,
    dissents: dict[Agency, str] | None = None,
    actions: list[dict[str, Any]] | None = None,
    facts: str = "",
) -> Decision:
    """Record what the meeting decides about a child, complete or not; version 0 is the first time.

    ``actions`` are dicts of text, owner or owner_name, and due_on. ``facts`` is the fingerprint of
    what the deciders saw; without it they saw the record as it is. StaleError where somebody else
    recorded since ``version``; LockedError where the minutes are signed; ValidationError where
    the child has no flag to remove, or has one and is to have none.
    """
    refuse_signed(item.meeting)
    minutes.refuse_impossible(outcome, item.child, item.meeting.day)
    # Read anew, under the lock: two who record the first time must not make two minutes.
    known = AgendaItem.objects.get(pk=item.pk).decision
    decision = known or Decision.objects.create(item=item, recorded_by=by, version=0)
    written = {"outcome": outcome, "rationale": rationale, "review_on": review_on}
    decision = save_if_unchanged(
        decision,
        version,
        facts=facts or facts_about(item.child, item.meeting.day),
        recorded_by=by,
        recorded_at=timezone.now(),
        **written,
    )
    _write_parts(decision, dissents, actions)
    tell_followers(item.meeting)
    record(
        "record_decision",
        by=by,
        of="child",
        subject=item.child_id,
        decision=decision.pk,
        outcome=outcome,
    )
    return decision


@transaction.atomic
def sign_off(*, meeting: Meeting, by: Any, seen: datetime | None = None) -> Meeting:
    """Lock the minutes and write every flag, review and action of the meeting, or nothing.

    UndecidedError and ChangedFactsError name the children that hold it up. ``seen`` is the
    ``changed_at`` of what the signer read; StaleError where something was recorded after it.
    """
    refuse_signed(meeting)
    meeting = Meeting.objects.get(pk=meeting.pk)
    if seen is not None and meeting.changed_at != seen:
        raise StaleError(meeting)
    items = list(meeting.items.select_related("child").prefetch_related("decisions"))
    decided = [(item, item.decision) for item in items if item.decision is not None]
    complete = {item.pk for item, decision in decided if minutes.is_complete(decision)}
    undecided = [item for item in items if item.pk not in complete]
    if undecided:
        raise UndecidedError(undecided)
    facts = facts_of([item.child_id for item in items], meeting.day)
    changed = [item for item, decision in decided if decision.facts != facts[item.child_id]]
    if changed:
        raise ChangedFactsError(changed)
    meeting.signed_off_at, meeting.signed_off_by = timezone.now(), by
    meeting.save()
    for _, decision in decided:
        minutes.apply(decision, by=by)
    record("sign_off", by=by, of="meeting", subject=meeting.pk, decisions=len(items))
    return meeting


@transaction.atomic
def correct_minute(
    *,
    item: AgendaItem,
    reason: str,
    by: Any,
    outcome: str,
    rationale: str,
    review_on: date | None,
    seen: int | None = None,
) -> Decision:
    """Correct a signed minute by a further one with its reason; its flag replaces the first.

    ``seen`` is the id of the minute that is corrected; StaleError where another holds by now.
    """
    spells.lock(item.child)
    wrong = AgendaItem.objects.get(pk=item.pk).decision
    if wrong is None or not item.meeting.is_signed_off:
        raise ValidationError("The minutes are not signed yet: change the decision itself.")
    if seen not in (None, wrong.pk):
        raise StaleError(wrong)
    if not reason.strip():
        raise ValidationError({"reason": "Say why the minute is corrected."})
    decision = Decision.objects.create(
        item=item,
        outcome=outcome,
        rationale=rationale,
        review_on=review_on,
        facts=facts_about(item.child, item.meeting.day),
        recorded_by=by,
        correction_reason=reason,
    )
    minutes.undo(wrong, by=by, reason=reason)
    minutes.refuse_impossible(outcome, item.child, item.meeting.day)
    minutes.apply(decision, by=by, reason=reason)
    record("correct_minute", by=by, of="child", subject=item.child_id, decision=decision.pk)
    return decision


def _write_parts(
    decision: Decision,
    dissents: dict[Agency, str] | None,
    actions: list[dict[str, Any]] | None,
) -> None:
    if dissents is not None:
        decision.dissents.all().delete()
        for agency, text in dissents.items():
            decision.dissents.create(agency=agency, text=text)
    if actions is not None:
        decision.actions.all().delete()
        for action in actions:
            Action(decision=decision, **action).full_clean(exclude=["done_by"])
            Action.objects.create(decision=decision, **action)
