"""Merging two records of one child, and taking that back."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from agencies.models import Allocation
from cse_portal.audit.actions import record
from cse_portal.history import REASON_LENGTH
from cse_portal.spells import overlaps
from cse_portal.stale import StaleError
from risk.actions.agendas import tell_followers
from risk.actions.around import refuse_overlap
from risk.actions.merged_rows import changed_since, put_back, write_row
from risk.merging import MergePlan
from risk.models import AgendaItem, Child, Meeting, Merge, Residence, RiskFlag

RECORDED_SINCE = (
    "Something was recorded since the merge that the two records cannot both hold as they were. "
    "Correct that first."
)


@transaction.atomic
def merge_children(
    *,
    survivor: Child,
    merged: Child,
    keep: Mapping[str, str],
    reason: str,
    by: Any,
    seen: str | None = None,
) -> Merge:
    """Merge a record into another of the same child, which stands for it from now on.

    ``keep`` says which of the two is kept, "survivor" or "merged", by group of details and by kind
    of what overlaps. StaleError where either record changed since the fingerprint ``seen``;
    ValidationError where they cannot be merged as they are. Frozen month ends stay as they are.
    """
    survivor, merged = _lock(survivor, merged)
    for child in (survivor, merged):
        child.refuse_writes()
    _refuse_closed(survivor, merged)
    _refuse_without(reason, "Say why these are records of one child.")
    plan = MergePlan(survivor, merged, keep)
    if seen not in (None, plan.fingerprint):
        raise StaleError(plan)
    if plan.refusals:
        raise ValidationError(plan.refusals)
    why = f"Merged {merged} into {survivor}: {reason}"[:REASON_LENGTH]
    for meeting in _open_meetings(merged):
        tell_followers(meeting)
    changes = [write_row(change, by=by, reason=why) for change in plan.changes]
    merge = Merge.objects.create(
        survivor=survivor, merged=merged, reason=reason, by=by, changes=changes
    )
    record(
        "merge_children", by=by, of="child", subject=survivor.pk, merged=merged.pk, merge=merge.pk
    )
    return merge


@transaction.atomic
def undo_merge(*, merge: Merge, reason: str, by: Any) -> Merge:
    """Make the two records again what they were before a merge.

    What was recorded for the child since stays with the survivor. ValidationError names what was
    changed since, and then nothing is put back.
    """
    survivor, merged = _lock(merge.survivor, merge.merged)
    merge = Merge.objects.get(pk=merge.pk)
    if merge.undone_at:
        raise ValidationError("This merge is taken back already.")
    _refuse_without(reason, "Say why the merge is taken back.")
    changed = dict.fromkeys(filter(None, map(changed_since, merge.changes)))
    if changed:
        raise ValidationError([f"Changed since the merge: {each}." for each in changed])
    why = f"Merge of {merged} taken back: {reason}"[:REASON_LENGTH]
    try:
        with transaction.atomic():
            for told in reversed(merge.changes):
                put_back(told, by=by, reason=why)
    except IntegrityError:
        raise ValidationError(RECORDED_SINCE) from None
    _refuse_overlaps((survivor, merged))
    for meeting in _open_meetings(merged):
        tell_followers(meeting)
    merge.undone_at, merge.undone_by, merge.undone_because = timezone.now(), by, reason
    merge.save()
    record("undo_merge", by=by, of="child", subject=survivor.pk, merged=merged.pk, merge=merge.pk)
    return merge


def _lock(survivor: Child, merged: Child) -> tuple[Child, Child]:
    """Both, read anew, in the order in which everybody locks children."""
    both = Child.objects.filter(pk__in=[survivor.pk, merged.pk]).order_by("pk")
    held = {child.pk: child for child in both.select_for_update()}
    if len(held) != 2:
        raise ValidationError("A record cannot be merged with itself.")
    return held[survivor.pk], held[merged.pk]


def _refuse_closed(*children: Child) -> None:
    """A list of readers holds for one record: which of two would hold after a merge is no guess."""
    closed = [child for child in children if child.is_restricted or child.shut_out.exists()]
    if closed:
        raise ValidationError(
            f"{closed[0]} is restricted, or somebody is shut out of it. A chair lifts that first."
        )


def _refuse_without(reason: str, said: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": said})


def _open_meetings(child: Child) -> Iterable[Meeting]:
    items = AgendaItem.objects.filter(child=child, meeting__signed_off_at=None)
    return [item.meeting for item in items.select_related("meeting")]


def _refuse_overlaps(children: Iterable[Child]) -> None:
    """What was recorded since may run into what is put back."""
    for child in children:
        keys = Allocation.objects.filter(child=child).key()
        flags, homes = (model.objects.filter(child=child) for model in (RiskFlag, Residence))
        for rows in (flags, homes, keys):
            if any(overlaps(rows)):
                raise ValidationError(RECORDED_SINCE)
        try:
            for episode in child.missing_episodes.all():
                refuse_overlap(episode)
        except ValidationError:
            raise ValidationError(RECORDED_SINCE) from None
