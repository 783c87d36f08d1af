"""Which month ends were taken, what is missing, and how it comes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Self

from django.db.models import OuterRef, Subquery, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.text import get_text_list

from cse_portal.days import Month, day_in_words
from reports.actions.snapshots import due_months
from reports.models import Cell, Snapshot
from reports.periods import Period
from risk.models import Status


@dataclass(frozen=True)
class MonthEnds:
    """The month ends of the site as they are on a day; ``snapshots`` are the newest first."""

    today: date
    snapshots: list[Snapshot]

    @classmethod
    def on(cls, today: date) -> Self:
        """The newest version of each month end, with how many children it counted.

        ``at_risk`` are those flagged high, medium or low, ``flagged`` those with any flag.
        """
        snapshots = Snapshot.objects.newest().annotate(
            at_risk=_children(status__in=Status.at_risk()), flagged=_children()
        )
        return cls(today, list(snapshots.order_by("-month_end")))

    @cached_property
    def months(self) -> list[Month]:
        """The months that were taken, the oldest first."""
        return [snapshot.month for snapshot in reversed(self.snapshots)]

    @cached_property
    def due(self) -> list[Month]:
        """The months that the schedule has still to take."""
        return due_months(self.today)

    @property
    def newest(self) -> Snapshot | None:
        return self.snapshots[0] if self.snapshots else None

    @property
    def next_month(self) -> Month:
        """The month whose end comes next."""
        return Month.of(self.today)

    @property
    def newest_period(self) -> Period | None:
        """The calendar year up to the newest month end, as far back as no month is missing."""
        if not self.months:
            return None
        return self._back_from_newest(self.months[-1].number)

    @property
    def newest_period_of_all(self) -> Period | None:
        """The same months, counting all six statuses, as the 2018 report's first edition did."""
        period = self.newest_period
        return replace(period, statuses=tuple(Status)) if period else None

    @property
    def due_in_words(self) -> str:
        return _named(self.due)

    @property
    def periods(self) -> Iterator[Period]:
        """What is most often asked for, each once: the year so far, 12 months, 3 months, one."""
        if self.months:
            lengths = (self.months[-1].number, 12, 3, 1)
            found = [self._back_from_newest(length) for length in lengths]
            whole = {len(period.months): period for period in found}
            yield from dict.fromkeys(found[:1] + [whole[n] for n in lengths if n in whole])

    def _back_from_newest(self, most: int) -> Period:
        """As many months as asked for up to the newest, or fewer where one before is missing."""
        first = last = self.months[-1]
        for _ in range(most - 1):
            if first.previous not in self.months:
                break
            first = first.previous
        return Period(first, last)

    def why_missing(self, months: list[Month]) -> Iterator[str]:
        """Why months that somebody asked for are not there, and what to do: a line a reason."""
        missing = [month for month in months if month not in self.months]
        unended = [month for month in missing if month.end >= self.today]
        due = [month for month in missing if month in self.due]
        early = [month for month in missing if month not in due and month not in unended]
        if unended:
            yield (
                f"{_named(unended)} {_has(unended)} not ended. The month end is taken by itself "
                f"after {day_in_words(unended[0].end)}: choose an earlier month until then"
            )
        if due:
            yield (
                f"{_named(due)} {_has(due)} not been taken yet. The schedule does it by itself, "
                "as a rule within minutes: look again later, or choose other months"
            )
        if early:
            yield (
                f"{_named(early)} {_has(early)} not been taken, and the schedule does not go back "
                "that far. Choose other months, or ask your administrator to run: python manage.py "
                f"snapshot {early[0]}{f' {early[-1]}' if len(early) > 1 else ''}"
            )


def _children(**statuses: Any) -> Combinable:
    """How many children a snapshot counted, of some statuses or of all."""
    cells = Cell.objects.filter(snapshot=OuterRef("pk"), dimension="risk_level", **statuses)
    total = cells.order_by().values("snapshot").annotate(total=Sum("count")).values("total")
    return Coalesce(Subquery(total), 0)


def _named(months: list[Month]) -> str:
    """Some months by name; of many, the first and how many more."""
    if len(months) > 3:
        return f"{months[0].name} and {len(months) - 1} more month ends"
    return get_text_list([month.name for month in months], "and")


def _has(months: list[Month]) -> str:
    return "has" if len(months) == 1 else "have"
