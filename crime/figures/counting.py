"""The one query that counts offences and suspects for a report (counting rules 8 to 11).

Its parts are put together by UNION ALL, so that the report page asks once, whatever it shows.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    IntegerField,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, ExtractYear

from crime.figures.periods import CrimePeriods
from crime.models import BatchCount, ExtractBatch, Offence, RowAside, Suspect

FACTS = ("one", "two", "three", "four", "five")
Counted = dict[str, list[tuple[tuple[str, ...], int]]]


def count(periods: CrimePeriods) -> Counted:
    """Every count that a report needs, by part: the facts of a group, and how many are in it."""
    first, *others = _parts(periods)
    counted: Counted = defaultdict(list)
    for part, *facts, number in first.union(*others, all=True):
        counted[part].append((tuple(facts), number))
    return counted


def _parts(periods: CrimePeriods) -> Iterator[QuerySet]:
    recorded = Offence.objects.recorded(periods.first, periods.last)
    area = Coalesce("npt_area__code", Value(""))
    facts = (F("timing"), area, F("status"), F("outcome_code"), F("outcome_qualifier"))
    yield _counted("recorded", recorded, *facts)
    yield _counted("previous", Offence.objects.recorded(*periods.previous), F("timing"))
    cyber = Offence.objects.recorded(periods.cyber_first, periods.cyber_last).recent()
    yield _counted("cyber", cyber, F("cyber"))
    yield _suspects(periods.as_of)
    yield from _extracts(periods)


def _suspects(day: date) -> QuerySet:
    recent = Case(When(is_recent=True, then=Value("recent")), default=Value(""))
    area = Coalesce("area__code", Value(""))
    suspects = Suspect.objects.as_of(day).with_recency(day)
    return _counted("suspects", suspects, recent, F("ethnicity"), area, F("sex"), years_old(day))


def _extracts(periods: CrimePeriods) -> Iterator[QuerySet]:
    """Which extracts stand, and what each one of offences counted in the period."""
    standing = ExtractBatch.objects.standing()
    day = Coalesce("extracted_on", "loaded_at__date")
    facts = (F("kind"), Cast("pk", CharField()), Cast(day, CharField()), F("name"))
    yield _counted("extracts", standing, *facts)
    yield _counted("aside", RowAside.objects.waiting(), F("batch__kind"))
    if periods.is_whole_months:
        for part, days in {
            "revisions": (periods.first, periods.last),
            "previous_revisions": periods.previous,
        }.items():
            counts = BatchCount.objects.filter(batch__in=standing, month__range=days)
            yield _counted(part, counts, Cast("batch", CharField()), number=Sum("count"))
    first = Offence.objects.order_by("pk").values("pk")[:1]
    yield _counted("any", Offence.objects.filter(pk__in=first))


def _counted(part: str, rows: QuerySet, *facts: Combinable, number: Any = None) -> QuerySet:
    """The rows by their facts, filled up with empty ones, with their number."""
    filled = [*facts, *[Value("")] * (len(FACTS) - len(facts))]
    named = {name: Cast(fact, CharField()) for name, fact in zip(FACTS, filled, strict=True)}
    grouped = rows.order_by().annotate(
        part=Cast(Value(part), CharField()),
        **{f"fact_{name}": fact for name, fact in named.items()},
    )
    names = ["part", *(f"fact_{name}" for name in FACTS)]
    return (
        grouped.values(*names).annotate(number=number or Count("pk")).values_list(*names, "number")
    )


def years_old(day: date, born: str = "date_of_birth") -> Combinable:
    """Completed years of age on a day (counting rule 6); empty without a birth date by then."""
    later = Q(**{f"{born}__month__gt": day.month}) | Q(
        **{f"{born}__month": day.month, f"{born}__day__gt": day.day}
    )
    birthday_to_come = Case(When(later, then=1), default=0, output_field=IntegerField())
    years = Value(day.year) - ExtractYear(born) - birthday_to_come
    return Case(
        When(**{f"{born}__lte": day}, then=Cast(years, CharField())),
        default=Value(""),
        output_field=CharField(),
    )
