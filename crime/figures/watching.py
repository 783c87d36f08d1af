"""Beyond the printed report: how long it takes, how it ends, and what is watched by month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce, TruncMonth

from crime.codes import NOT_ASSIGNED, outcome_codes
from crime.models import Offence, OffenceStatus
from crime.timing import Timing
from cse_portal.days import Month

NO_OUTCOME = ("", NOT_ASSIGNED)


@dataclass(frozen=True)
class Days:
    """Days from the record to the outcome of filed offences whose date is known.

    ``median`` and ``most`` are days.
    """

    label: str
    number: int
    median: float
    most: int


@dataclass(frozen=True)
class MonthCount:
    """Offences by a month; ``cyber_missing`` of the ``recent`` ones do not say how it was done."""

    month: date
    recorded: int
    committed: int
    recent: int
    cyber_missing: int

    @property
    def missing_percent(self) -> int | None:
        """The share of cyber not recorded, in whole percents rounded down; None of none."""
        return int(Fraction(100 * self.cyber_missing, self.recent)) if self.recent else None


def days_to_outcome(offences: QuerySet[Offence]) -> list[Days]:
    """How long it took, by the group of the outcome; those dated before the record are left out."""
    dated = offences.filter(status=OffenceStatus.FILED, outcome_on__gte=F("recorded_on"))
    by_group: dict[str, list[int]] = {}
    rows = dated.exclude(outcome_code__in=NO_OUTCOME).order_by()
    for code, recorded_on, outcome_on in rows.values_list(
        "outcome_code", "recorded_on", "outcome_on"
    ):
        group = outcome_codes()[code].group
        days = outcome_on.toordinal() - recorded_on.toordinal() if outcome_on else 0
        by_group.setdefault(group, []).append(days)
    found = [Days(group, len(d), median(d), max(d)) for group, d in sorted(by_group.items())]
    everything = [days for group in by_group.values() for days in group]
    if everything:
        found.append(Days("All", len(everything), median(everything), max(everything)))
    return found


def outcomes_by(offences: QuerySet[Offence], field: str) -> dict[str, dict[str, int]]:
    """Offences by type or area (``field``), each by the group of its outcome."""
    rows = offences.order_by().values_list(field, "outcome_code").annotate(Count("pk"))
    found: dict[str, dict[str, int]] = {}
    for value, code, number in rows:
        group = "No outcome yet" if code in NO_OUTCOME else outcome_codes()[code].group
        counts = found.setdefault(value or "Not known", {})
        counts[group] = counts.get(group, 0) + number
    return dict(sorted(found.items(), key=lambda row: (row[0] == "Not known", row[0])))


def by_month(offences: QuerySet[Offence], first: date, last: date) -> list[MonthCount]:
    """Each month of a period: offences recorded in it, and those whose last day lies in it.

    ``offences`` are all of them, whenever recorded.
    """
    recorded = _grouped(
        offences.filter(recorded_on__range=(first, last)),
        "recorded_on",
        recent=Count("pk", filter=Q(timing=Timing.RECENT)),
        missing=Count("pk", filter=Q(timing=Timing.RECENT, cyber="")),
    )
    day = Coalesce("committed_to", "committed_from")
    in_period = offences.annotate(last_day=day).filter(last_day__range=(first, last))
    committed = _grouped(in_period, "last_day")
    return [
        MonthCount(
            month.first_day,
            recorded.get(month.first_day, {}).get("number", 0),
            committed.get(month.first_day, {}).get("number", 0),
            recorded.get(month.first_day, {}).get("recent", 0),
            recorded.get(month.first_day, {}).get("missing", 0),
        )
        for month in Month.range(Month.of(first), Month.of(last))
    ]


def _grouped(offences: QuerySet[Offence], day: str, **measures: Any) -> dict[date, Any]:
    rows: Iterable[Any] = (
        offences.order_by().values(month=TruncMonth(day)).annotate(number=Count("pk"), **measures)
    )
    return {row["month"]: row for row in rows}
