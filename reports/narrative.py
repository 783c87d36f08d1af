"""The sentences of the report, written from its figures.

They say no more than the figures do: *predominantly* is more than half of the child-months, and
what is not recorded or left open is never a majority but said to be missing.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from django.utils.text import get_text_list
from django.utils.timezone import localdate

from cse_portal.days import day_in_words, months_in_words
from reports.dimensions import NOT_RECORDED, PROFILE, Dimension
from reports.figures.movement import MonthMovement
from reports.figures.scale import Row, ScaleReport, Table
from reports.models import Snapshot
from reports.periods import Period
from risk.models import Status

MOST_FREQUENT = 3


def headlines(report: ScaleReport, moves: Sequence[MonthMovement]) -> list[str]:
    """What a reader should know first; where no child was counted, that alone."""
    if not report.child_months:
        return [_total(report)]
    return [
        _total(report),
        *_change(report),
        *_profile(report),
        *_rates(report),
        _moved(report, moves[-1]),
    ]


def as_of(period: Period, snapshots: Sequence[Snapshot]) -> str:
    """Which month ends a report stands on, when they were frozen, and what it counts."""
    taken = sorted({localdate(snapshot.taken_at) for snapshot in snapshots})
    frozen = f"frozen on {day_in_words(taken[0])}"
    if len(taken) > 1:
        frozen = f"frozen between {day_in_words(taken[0])} and {day_in_words(taken[-1])}"
    again = [
        f"{snapshot.month.name} in version {snapshot.version}"
        for snapshot in snapshots
        if snapshot.version > 1
    ]
    amended = f" ({listed(again)})" if again else ""
    month_ends = period.month_ends[0].upper() + period.month_ends[1:]
    return f"{month_ends}, {frozen}{amended}, counting {counted(period.statuses)}."


def listed(words: Sequence[str]) -> str:
    """Words as people list them: high, medium and low."""
    return get_text_list(list(words), "and")


def percent(value: object) -> str:
    """A percent of the report as it is shown: 58.9%."""
    return f"{value}%"


def counted(statuses: Sequence[str]) -> str:
    """The statuses that are counted: high, medium and low."""
    return listed([Status(status).label.lower() for status in statuses])


def most_frequent(table: Table) -> str:
    """The categories with the most child-months; those with as many as the last are named too."""
    rows = sorted((row for row in table.rows if sum(row.counts)), key=lambda r: -sum(r.counts))
    if not rows:
        return ""
    least = sum(rows[:MOST_FREQUENT][-1].counts)
    named = [f"{row.label} ({percent(row.percent)})" for row in rows if sum(row.counts) >= least]
    return f"Most frequent: {listed(named)}."


def movement(report: ScaleReport, moves: Sequence[MonthMovement]) -> str:
    """From how many to how many it went in the whole period, and through what."""
    new, removed = sum(move.new for move in moves), sum(move.removed for move in moves)
    start, end = f"{moves[0].start:,}", f"{moves[-1].end:,}"
    return (
        f"From {start} at the start of {report.months[0].name} to {end} at the end of "
        f"{report.months[-1].name}: {new:,} new, {removed:,} removed."
    )


def completeness(table: Table) -> str:
    """Of how many children the table knows its category, and what was left open."""
    total, dimension = sum(table.totals), table.dimension
    if not total:
        return ""
    if table.completeness is None:
        return (
            "A child may be in several rows, or in none: the rows do not add up to the children "
            "counted, and those in none are not told apart."
        )
    said = (
        f"{dimension.label} is recorded for {percent(table.completeness)} of the child-months "
        f"({table.recorded:,} of {total:,})"
    )
    open_rows = [row for row in table.rows if row.code in dimension.without_answer]
    if open_rows:
        shares = [f"{row.label} is {percent(row.percent)}" for row in open_rows]
        said += f"; {listed(shares)}"
    return f"{said}."


def _total(report: ScaleReport) -> str:
    day, total = day_in_words(report.months[-1].end), report.totals[-1]
    who = f"{total:,} {'child was' if total == 1 else 'children were'}" if total else "no child was"
    parts = [f"{row.counts[-1]:,} {row.label.lower()}" for row in report.table("risk_level").rows]
    told_apart = f": {listed(parts)}" if total and len(parts) > 1 else ""
    return f"On {day}, {who} {_what(report)}{told_apart}."


def _what(report: ScaleReport) -> str:
    if list(report.statuses) == Status.at_risk():
        return "assessed as being at risk of child sexual exploitation"
    if len(report.statuses) == 1:
        return f"flagged as {counted(report.statuses)}"
    return "flagged with one of the statuses counted"


def _change(report: ScaleReport) -> Iterator[str]:
    """How the newest month end compares with the one before and with the first; the extremes."""
    totals = report.totals
    if len(totals) < 2:
        return
    days = [day_in_words(month.end) for month in report.months]
    others = [(totals[-2], days[-2])]
    if len(totals) > 2:
        others.append((totals[0], days[0]))
    compared = [_compared(totals[-1], other, day) for other, day in others]
    yield f"That is {listed(compared)}."
    if len(totals) > 2 and len(set(totals)) > 1:
        most, fewest = max(totals), min(totals)
        yield (
            f"The highest number was {most:,}, on {_days_with(most, report)}; "
            f"the lowest was {fewest:,}, on {_days_with(fewest, report)}."
        )


def _compared(now: int, then: int, day: str) -> str:
    if now == then:
        return f"as many as on {day}"
    return f"{abs(now - then):,} {'more' if now > then else 'fewer'} than on {day} ({then:,})"


def _days_with(total: int, report: ScaleReport) -> str:
    return listed(
        [
            day_in_words(month.end)
            for month, found in zip(report.months, report.totals, strict=True)
            if found == total
        ]
    )


def _profile(report: ScaleReport) -> Iterator[str]:
    """The average age, and what more than half of the children have in common."""
    described = [report.table(dimension.key) for dimension in PROFILE if dimension.adjective]
    found = [(table, _majority(table)) for table in described]
    words = [table.dimension.adjective(row.label) for table, row in found if _is_answer(table, row)]
    at_risk = list(report.statuses) == Status.at_risk()
    child = "a child assessed as being at risk" if at_risk else "a child counted"
    common = f"predominantly {listed(words)}" if words else ""
    if report.average_age is not None:
        age = months_in_words(report.average_age)
        yield f"The average age of {child} is {age}{f', {common}' if common else ''}."
    else:
        yield "There is no average age, because no date of birth is recorded."
        if common:
            yield f"The children are {common}."
    yield from (_no_majority(table, row) for table, row in found if not _is_answer(table, row))


def _majority(table: Table) -> Row | None:
    """The category of more than half of the child-months, if there is one."""
    half = Fraction(sum(table.totals), 2)
    return next((row for row in table.rows if sum(row.counts) > half), None)


def _is_answer(table: Table, row: Row | None) -> bool:
    return row is not None and row.code not in (NOT_RECORDED, *table.dimension.without_answer)


def _no_majority(table: Table, row: Row | None) -> str:
    """What is said instead of *predominantly*."""
    dimension = table.dimension
    if row is not None:
        share = f"{row.label}, {percent(row.percent)}"
        return f"For more than half of them the {dimension.label.lower()} is not known: {share}."
    answers = [row for row in table.rows if _is_answer(table, row)]
    if not answers:
        return f"For none of them the {dimension.label.lower()} is known."
    most = max(sum(row.counts) for row in answers)
    largest = [row for row in answers if sum(row.counts) == most]
    return (
        f"No {dimension.label.lower()} is that of more than half: {_largest(dimension, largest)}."
    )


def _largest(dimension: Dimension, rows: list[Row]) -> str:
    words = listed([dimension.adjective(row.label) for row in rows])
    if len(rows) == 1:
        return f"the most frequent is {words}, with {percent(rows[0].percent)}"
    return f"the most frequent are {words}, with {percent(rows[0].percent)} each"


def _rates(report: ScaleReport) -> Iterator[str]:
    """Where the rate of the population is highest."""
    for dimension in PROFILE:
        if not dimension.has_rates:
            continue
        rows = report.table(dimension.key).rows
        rates = [row.rate_per_1000 for row in rows if row.rate_per_1000 is not None]
        if rates and max(rates):
            names = listed([row.label for row in rows if row.rate_per_1000 == max(rates)])
            yield (
                f"The rate is highest in {names}: {max(rates)} children a month for each 1,000 "
                "people under 18."
            )


def _moved(report: ScaleReport, last: MonthMovement) -> str:
    """What happened between the last two month ends."""
    new = f"{last.new:,} {'child was' if last.new == 1 else 'children were'} new"
    removed = f"{last.removed:,} {'was' if last.removed == 1 else 'were'} removed"
    said = f"During {report.months[-1].name}, {new} and {removed}"
    if len(set(report.statuses) & set(Status.at_risk())) < 2:
        return f"{said}."
    if not last.up and not last.down:
        return f"{said}; no level changed."
    return f"{said}; of those who stayed, {last.up:,} went up a level and {last.down:,} down."
