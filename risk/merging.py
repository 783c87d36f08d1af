"""How two records of one child become one: worked out before anything is written.

Reads only. Where both say something about the same days, the record that is kept for that says it,
and what the other said then is cut out of its spells.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Model

from agencies.models import Allocation
from risk.half_open import Days, meet, minus
from risk.merging_fields import FieldGroup, differing, settled
from risk.models import (
    AgendaItem,
    AgendaReason,
    Child,
    Contribution,
    MissingEpisode,
    Residence,
    Review,
    RiskFlag,
)

SURVIVOR, MERGED = "survivor", "merged"
FLAGS, HOMES, AGENCIES, MISSING = "flags", "homes", "agencies", "missing"


@dataclass
class Change:
    """One row that the merge writes: ``values`` set on it; a new one, or one that goes."""

    row: Any
    values: dict[str, Any] = field(default_factory=dict)
    is_new: bool = False
    goes: bool = False

    @property
    def does_something(self) -> bool:
        return self.is_new or self.goes or any(map(self._differs, self.values))

    def _differs(self, name: str) -> bool:
        """Whether a value is new; of another row the id is compared, which needs no query."""
        now = getattr(self.row, self.row._meta.get_field(name).attname)
        return now != getattr(self.values[name], "pk", self.values[name])


@dataclass(frozen=True)
class Overlap:
    """What both records say about the same time."""

    kind: str
    ours: Any
    theirs: Any


def days_of(spell: Any) -> Days:
    return spell.start_date, spell.end_date


def times_of(episode: MissingEpisode) -> Days:
    return episode.started_at, episode.ended_at


class MergePlan:
    """What a merge would do. ``keep`` says by group of fields and by kind which record is kept."""

    def __init__(
        self, survivor: Child, merged: Child, keep: Mapping[str, str] | None = None
    ) -> None:
        self.survivor, self.merged, self.keep = survivor, merged, dict(keep or {})

    # What is to be chosen

    @cached_property
    def differences(self) -> list[FieldGroup]:
        """The details in which the two differ."""
        return differing(self.survivor, self.merged)

    @cached_property
    def overlaps(self) -> list[Overlap]:
        """Where both say something about the same time, of which one at a time holds."""
        return [
            *self._meeting(FLAGS, RiskFlag.objects, days_of),
            *self._meeting(HOMES, Residence.objects.select_related("area"), days_of),
            *self._meeting(AGENCIES, Allocation.objects.select_related("agency"), days_of),
            *self._meeting(MISSING, MissingEpisode.objects, times_of),
        ]

    def _meeting(self, kind: str, rows: Any, times: Any) -> Iterator[Overlap]:
        ours, theirs = self._rows(rows)
        for one in ours:
            for other in theirs:
                if meet(times(one), times(other)) and _compete(one, other):
                    yield Overlap(kind, one, other)

    def _rows(self, rows: Any) -> tuple[list, list]:
        ours, theirs = (list(rows.filter(child=c).order_by("pk")) for c in self.children)
        return ours, theirs

    @property
    def children(self) -> tuple[Child, Child]:
        return self.survivor, self.merged

    @cached_property
    def refusals(self) -> list[str]:
        """Why the two cannot be merged as they are; each says what to do first."""
        return [*self._unfinished(), *self._begun_minutes()]

    def _unfinished(self) -> Iterator[str]:
        if all(child.assessments.drafts().exists() for child in self.children):
            yield "Both records have an unfinished assessment. Submit one of them first."

    def _begun_minutes(self) -> Iterator[str]:
        for _, theirs in self._same_meetings:
            if not theirs.meeting.is_signed_off and theirs.decisions.exists():
                day = theirs.meeting.day
                yield (
                    f"Both are on the agenda of {day.day} {day:%B %Y}, and a decision about "
                    f"{self.merged.reference} is begun there. Sign that meeting off first."
                )

    @cached_property
    def _same_meetings(self) -> list[tuple[AgendaItem, AgendaItem]]:
        ours, theirs = self._rows(AgendaItem.objects.select_related("meeting"))
        by_meeting = {item.meeting_id: item for item in ours}
        return [
            (by_meeting[each.meeting_id], each) for each in theirs if each.meeting_id in by_meeting
        ]

    # What it would write

    @property
    def changes(self) -> list[Change]:
        """Every row that is written, in an order that no constraint of the database minds."""
        return sorted((each for each in self.fates if each.does_something), key=_place)

    @cached_property
    def fates(self) -> list[Change]:
        """What becomes of every row that matters, and be it nothing."""
        return [
            *self._spells(FLAGS, RiskFlag.objects),
            *self._spells(HOMES, Residence.objects.select_related("area")),
            *self._allocations(),
            *self._episodes(),
            *self._reviews(),
            *self._agenda(),
            *self._everything_else(),
            *self._details(),
        ]

    def sides(self, kind: str, rows: Any) -> tuple[list, list]:
        """The rows of the record that is kept for a kind, and those of the other."""
        ours, theirs = self._rows(rows)
        return (theirs, ours) if self.keep.get(kind) == MERGED else (ours, theirs)

    def _spells(self, kind: str, rows: Any) -> Iterator[Change]:
        kept, others = self.sides(kind, rows)
        yield from (self._moved(row) for row in kept)
        covered = [days_of(row) for row in kept]
        for row in others:
            yield from self._parts(row, [(part, {}) for part in minus(days_of(row), covered)])

    def _parts(self, row: Any, parts: list[tuple[Days, dict[str, Any]]]) -> Iterator[Change]:
        """What is left of a spell: its row for the first part, new ones for the others."""
        if not parts:
            yield Change(row, goes=True)
            return
        (first, values), *more = parts
        yield self._moved(row, start_date=first[0], end_date=first[1], **values)
        for (start, end), values in more:
            more_of_it = copy(row)
            more_of_it.pk, more_of_it._state.adding = None, True
            values = {**values, "start_date": start, "end_date": end, "child": self.survivor}
            yield Change(more_of_it, values, is_new=True)

    def _moved(self, row: Any, **values: Any) -> Change:
        return Change(row, {"child": self.survivor, **values})

    def _allocations(self) -> Iterator[Change]:
        """One key agency at a time: the other stays involved. Of one agency one entry holds."""
        kept, others = self.sides(AGENCIES, Allocation.objects.select_related("agency"))
        yield from (self._moved(row) for row in kept)
        keys = [days_of(row) for row in kept if row.is_key]
        for row in others:
            same = [days_of(each) for each in kept if each.agency_id == row.agency_id]
            alone = minus(days_of(row), [*same, *keys] if row.is_key else same)
            parts: list = [(part, {}) for part in alone]
            if row.is_key:
                own = [
                    days_of(each)
                    for each in others
                    if each.agency_id == row.agency_id and each.pk != row.pk
                ]
                involved = minus(days_of(row), [*same, *own, *alone])
                parts += [(part, {"is_key": False}) for part in involved]
            yield from self._parts(row, sorted(parts, key=lambda part: part[0][0]))

    def _episodes(self) -> Iterator[Change]:
        kept, others = self.sides(MISSING, MissingEpisode.objects)
        yield from (self._moved(row) for row in kept)
        for row in others:
            goes = any(meet(times_of(row), times_of(each)) for each in kept)
            yield Change(row, goes=True) if goes else self._moved(row)

    def _reviews(self) -> Iterator[Change]:
        """Of two open reviews the earlier one stays."""
        ours, theirs = self._rows(Review.objects)
        still_open = [row for row in [*ours, *theirs] if row.closed_on is None]
        first = min(still_open, key=lambda row: row.due_on, default=None)
        for row in [*ours, *theirs]:
            goes = row.closed_on is None and row is not first
            yield Change(row, goes=True) if goes else self._moved(row)

    def _agenda(self) -> Iterator[Change]:
        """Of two places on an agenda one is left; in signed minutes both stay as they are."""
        twice = {theirs.pk: (ours, theirs) for ours, theirs in self._same_meetings}
        _, theirs = self._rows(AgendaItem.objects)
        yield from (self._moved(row) for row in theirs if row.pk not in twice)
        for ours, item in twice.values():
            if not item.meeting.is_signed_off:
                for part in (AgendaReason, Contribution):
                    for row in part.objects.filter(item=item):  # type: ignore[attr-defined]
                        yield Change(row, {"item": ours})
                yield Change(item, goes=True)

    def _everything_else(self) -> Iterator[Change]:
        for model, name in children_of_children():
            if model not in WORKED_OUT:
                for row in model._base_manager.filter(**{name: self.merged}).order_by("pk"):
                    yield Change(row, {name: self.survivor})

    def _details(self) -> Iterator[Change]:
        chosen = settled(self.differences, self.survivor, self.merged, self.keep)
        if chosen:
            yield Change(self.survivor, chosen)
        yield Change(self.merged, {"merged_into": self.survivor})

    @cached_property
    def fingerprint(self) -> str:
        """Changes when either record does, so that nobody confirms what was never shown."""
        rows = [self.survivor, *(change.row for change in self.fates if not change.is_new)]
        said = {(type(row).__name__, row.pk): sorted(values_of(row).items()) for row in rows}
        return hashlib.sha256(repr(sorted(said.items())).encode()).hexdigest()


WORKED_OUT: Collection[type[Model]] = (
    RiskFlag,
    Residence,
    Allocation,
    MissingEpisode,
    Review,
    AgendaItem,
)


def children_of_children() -> Iterator[tuple[Any, str]]:
    """Every table that says something of a child, and by which field; not what stays as it was."""
    for relation in Child._meta.related_objects:
        model: Any = relation.related_model
        if not relation.many_to_many and not getattr(model, "stays_when_merged", False):
            yield model, relation.field.name


def values_of(row: Any) -> dict[str, Any]:
    """The values of a row as its table keeps them."""
    return {each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields}


def _compete(one: Any, other: Any) -> bool:
    """Whether only one of two rows can hold at a time."""
    if isinstance(one, Allocation):
        return one.agency_id == other.agency_id or (one.is_key and other.is_key)
    return True


def _place(change: Change) -> int:
    """What hangs on a row that goes moves first; then it goes; dates are cut before rows move."""
    if change.is_new:
        return 4
    if change.goes:
        return 1
    return 0 if "item" in change.values else 2 if "start_date" in change.values else 3
