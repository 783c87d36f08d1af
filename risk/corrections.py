"""What was changed about a child after it was first written: who, when, before, after and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.db.models import Field, Model
from django.utils import timezone
from django.utils.text import capfirst

from agencies.models import Allocation
from cse_portal.days import day_in_words
from risk.models import (
    Child,
    ContactNote,
    MissingEpisode,
    Person,
    Referral,
    Residence,
    RiskFlag,
    TraffickingConcern,
)

NOBODY = "No person: an import or a task"
NOT_RECORDED = "Not recorded"
NO_END = "No end"


@dataclass(frozen=True)
class Difference:
    """A field, as it was before and after."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One change of one row of the record."""

    at: datetime
    by: str
    what: str
    differences: tuple[Difference, ...]
    reason: str


def changes_to(child: Child) -> list[Change]:
    """Every change of the child and of its spells, the newest first; nine queries."""
    rows = [
        Child.history.filter(id=child.pk),
        RiskFlag.history.filter(child=child.pk),
        Residence.history.filter(child=child.pk).select_related("area"),
        Allocation.history.filter(child=child.pk).select_related("agency"),
        *(
            kind.history.filter(child=child.pk).select_related("recorded_for")
            for kind in (Person, ContactNote, Referral, MissingEpisode, TraffickingConcern)
        ),
    ]
    oldest_first = (each.select_related("history_user").order_by("history_id") for each in rows)
    changes = chain.from_iterable(map(changes_of, oldest_first))
    return sorted(changes, key=lambda change: change.at, reverse=True)


def changes_of(rows: Iterable[Any]) -> Iterator[Change]:
    """The changes that the history rows of a model tell; ``rows`` are the oldest first."""
    before: dict[int, Any] = {}
    for row in rows:
        earlier = before.get(row.id)
        if row.history_type == "-":
            yield _change(row, (Difference("Removed from the record", "", ""),))
        elif earlier is not None:
            differences = tuple(_differences(earlier, row))
            if differences:
                yield _change(row, differences)
        before[row.id] = row


def _change(row: Any, differences: tuple[Difference, ...]) -> Change:
    return Change(
        at=row.history_date,
        by=row.history_user.display_name if row.history_user else NOBODY,
        what=what(row),
        differences=differences,
        reason=row.history_change_reason or "",
    )


def what(row: Any) -> str:
    """Which row of the record a row of the history is about."""
    match row.instance_type.__name__:
        case "RiskFlag":
            return f"Flag from {day_in_words(row.start_date)}"
        case "Residence":
            return f"Home from {day_in_words(row.start_date)}"
        case "Allocation":
            return f"{row.agency} from {day_in_words(row.start_date)}"
        case "Person":
            return f"Person: {row.name}"
        case "ContactNote":
            return f"Contact note of {day_in_words(row.happened_on)}"
        case "Referral":
            return f"Referral of {day_in_words(row.received_on)}"
        case "MissingEpisode":
            return f"Missing from {day_in_words(timezone.localtime(row.started_at).date())}"
        case "TraffickingConcern":
            return f"Trafficking concern of {day_in_words(row.referred_on)}"
    return "Details of the child"


def _differences(earlier: Any, row: Any) -> Iterator[Difference]:
    for field in row.tracked_fields:
        if getattr(earlier, field.attname) != getattr(row, field.attname):
            label = capfirst(field.verbose_name)
            yield Difference(label, shown(earlier, field), shown(row, field))


def shown(row: Model, field: Field) -> str:
    """The value of a field in words."""
    value = getattr(row, field.name)
    if field.choices and value:
        return getattr(row, f"get_{field.name}_display")()
    if isinstance(value, list):
        return ", ".join(map(str, value)).replace("_", " ")
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        local = timezone.localtime(value)
        return f"{day_in_words(local.date())}, {local:%H:%M}"
    if isinstance(value, date):
        return day_in_words(value)
    if value in (None, ""):
        return NO_END if field.name == "end_date" else NOT_RECORDED
    return str(getattr(value, "display_name", value))
