"""The tables of the crime half."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

import django_tables2 as tables

from crime.codes import outcome_titles
from crime.figures.crime import NOT_KNOWN, CrimeFigures, SuspectRow
from crime.timing import Timing
from reports.figures.rounding import one_decimal
from reports.tables import FigureColumn, FiguresTable

Rows = list[dict[str, Any]]


def of_counts(key: str, caption: str, head: str, counts: Mapping[str, int]) -> FiguresTable:
    """Labels with their counts and percents, and a total."""
    return FiguresTable(
        _placed([{"label": label, "total": number} for label, number in counts.items()]),
        key,
        caption,
        extra_columns=_columns(head, {"total": ("Offences", counts.values())}),
    )


def of_offences(crime: CrimeFigures, key: str) -> FiguresTable:
    """Offences by timing, beside those of a year earlier."""
    rows = [
        {
            "label": str(timing.label),
            "now": crime.timing[timing],
            "before": crime.previous_timing[timing],
            "change": crime.timing[timing] - crime.previous_timing[timing],
        }
        for timing in Timing
    ]
    names = {"now": "This period", "before": "A year earlier", "change": "Change"}
    columns: dict[str, Any] = {
        name: (head, [row[name] for row in rows]) for name, head in names.items()
    }
    caption = "CSE flagged offences by when they were committed"
    columns = _columns("Committed", columns, percents="")
    return FiguresTable(_placed(rows), key, caption, extra_columns=columns)


def of_areas(crime: CrimeFigures, key: str) -> FiguresTable:
    """Offences by area and timing, with the sum of each area."""
    rows = [
        {**asdict(row), "total": row.recent + row.non_recent + row.not_known}
        for row in crime.by_area
    ]
    heads = {timing.value: str(timing.label) for timing in Timing}
    if not crime.timing[NOT_KNOWN]:
        del heads[NOT_KNOWN]
    columns = {name: (head, [row[name] for row in rows]) for name, head in heads.items()}
    columns["total"] = ("All", [row["total"] for row in rows])
    caption = "CSE flagged offences by NPT area"
    columns = _columns("NPT area", columns)
    return FiguresTable(_placed(rows), key, caption, extra_columns=columns)


def of_outcomes(crime: CrimeFigures, key: str) -> FiguresTable:
    """Filed offences by outcome and qualifier."""
    titles = outcome_titles()
    rows = [
        {
            "label": "Not known" if row.code == NOT_KNOWN else row.code,
            "title": titles.get(row.code, ""),
            "qualifier": row.qualifier,
            "total": row.total,
        }
        for row in crime.outcomes
    ]
    columns = _columns("Outcome", {"total": ("Offences", [row["total"] for row in rows])})
    texts = [
        ("title", tables.Column("Home Office outcome", default="")),
        ("qualifier", tables.Column("As the force says it", default="")),
    ]
    caption = "Outcomes of the filed offences"
    ordered = [columns[0], *texts, *columns[1:]]
    return FiguresTable(_placed(rows), key, caption, extra_columns=ordered)


def of_suspects(rows: Sequence[SuspectRow], key: str, caption: str, head: str) -> FiguresTable:
    """Suspects by a category."""
    columns = _columns(head, {"total": ("Suspects", [row.total for row in rows])})
    return FiguresTable(_placed(map(asdict, rows)), key, caption, extra_columns=columns)


def _placed(rows: Any) -> Rows:
    """The rows with their place in the report's order, and their percent of the total."""
    found = [{**row, "place": place} for place, row in enumerate(rows)]
    whole = sum(row.get("total", 0) for row in found)
    if not whole:
        return found
    return [{**row, "percent": one_decimal(Fraction(100 * row["total"], whole))} for row in found]


def _columns(
    head: str, figures: Mapping[str, tuple[str, Any]], percents: str = "Percent"
) -> list[tuple[str, tables.Column]]:
    """The column of labels, the figures with their totals, and a percent."""
    columns = [("label", tables.Column(head, order_by="place", footer="Total"))]
    totals = {name: sum(numbers) for name, (_, numbers) in figures.items()}
    for name, (title, _) in figures.items():
        columns.append((name, FigureColumn(title, footer=totals[name])))
    if percents:
        whole = Decimal("100.0") if totals["total"] else None
        columns.append(("percent", FigureColumn(percents, unit="%", footer=whole)))
    return columns
