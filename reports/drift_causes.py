"""Why a child is counted otherwise than when a month end was frozen: from the history alone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models

from agencies.models import Allocation
from reports.models import Snapshot
from risk.models import Child, Residence, RiskFlag

# What the history says when two records are made one, or apart again.
OF_A_MERGE = ("Merged ", "Merge of ")
# The fields of a record that a dimension reads.
READ = {
    Child: ("date_of_birth", "sex", "ethnicity"),
    RiskFlag: ("child_id", "status", "start_date"),
    Residence: ("child_id", "area_id"),
    Allocation: ("child_id", "agency_id", "is_key"),
}


class CauseKind(models.TextChoices):
    """The causes of drift, the one that explains most first."""

    MERGE = "merge", "Merge"
    ERASURE = "erasure", "Erasure"
    CORRECTION = "correction", "Correction"
    LATE_ENTRY = "late_entry", "Late entry"
    NOT_KNOWN = "not_known", "Not in the history"


@dataclass(frozen=True)
class Cause:
    """Why, when it was written, by whom (a user's id) and the reason that was given."""

    kind: CauseKind
    at: datetime | None = None
    by: int | None = None
    reason: str = ""


def causes(children: Sequence[int], snapshot: Snapshot) -> dict[int, Cause]:
    """The cause of each child's drift: what was written since that bears on the day."""
    found: dict[int, list[Any]] = defaultdict(list)
    for model in READ:
        for child, entry in _entries(model, children, snapshot):
            found[child].append(entry)
    there = set(Child.objects.filter(pk__in=children).values_list("pk", flat=True))
    return {child: _cause(found[child], is_there=child in there) for child in children}


def _entries(
    model: type[models.Model], children: Sequence[int], snapshot: Snapshot
) -> Iterator[tuple[int, Any]]:
    """History entries written since the snapshot that change what it read, with their child."""
    of = "id__in" if model is Child else "child_id__in"
    history = model.history  # type: ignore[attr-defined]
    rows = {row.id for row in history.filter(**{of: children})}
    by_row: dict[int, list[Any]] = defaultdict(list)
    for entry in history.filter(id__in=rows).order_by("history_date", "history_id"):
        by_row[entry.id].append(entry)
    for entries in by_row.values():
        before = None
        for entry in entries:
            read = _read(model, entry, snapshot.month_end)
            if entry.history_date > snapshot.taken_at and read != before:
                yield from ((child, entry) for child in _children(model, entry, before))
            before = read


def _read(model: type[models.Model], entry: Any, day: date) -> tuple[Any, ...] | None:
    """What the snapshot would have read in an entry; None where it does not hold on the day."""
    if entry.history_type == "-":
        return None
    if model is not Child:
        is_over = entry.end_date is not None and entry.end_date <= day
        if entry.start_date > day or is_over:
            return None
    return tuple(getattr(entry, name) for name in READ[model])


def _children(model: type[models.Model], entry: Any, before: tuple[Any, ...] | None) -> set[int]:
    """Whom an entry is about: the child, and the one to whom the row belonged before."""
    if model is Child:
        return {entry.id}
    return {entry.child_id, *([before[0]] if before else [])}


def _cause(entries: Iterable[Any], *, is_there: bool) -> Cause:
    told = [(_kind(entry), entry) for entry in entries]
    if not is_there and not any(kind is CauseKind.MERGE for kind, _ in told):
        return Cause(CauseKind.ERASURE)
    if not told:
        return Cause(CauseKind.NOT_KNOWN)
    order = list(CauseKind)
    kind, entry = min(told, key=lambda one: (order.index(one[0]), one[1].history_date))
    return Cause(kind, entry.history_date, entry.history_user_id, entry.history_change_reason or "")


def _kind(entry: Any) -> CauseKind:
    """A change that gives a reason is a correction: the record was wrong, not the world."""
    reason = entry.history_change_reason or ""
    if reason.startswith(OF_A_MERGE):
        return CauseKind.MERGE
    if reason.lower().startswith("eras"):
        return CauseKind.ERASURE
    if entry.history_type != "+" and (reason or entry.history_type == "-"):
        return CauseKind.CORRECTION
    return CauseKind.LATE_ENTRY
