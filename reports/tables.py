"""The tables of the report page."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Self

import django_tables2 as tables
from django.utils.timezone import localdate

from cse_portal.days import Month, day_in_words
from reports.charts import month_labels
from reports.figures.movement import MonthMovement
from reports.figures.rounding import one_decimal
from reports.figures.scale import ScaleReport, Table
from reports.models import Snapshot

# The symbols that government statisticians use: see the note that stands beside such a table.
NOT_APPLICABLE = "[z]"
MOVEMENT = {
    "start": "At the start",
    "new": "New",
    "up": "Up a level",
    "down": "Down a level",
    "removed": "Removed",
    "end": "At the end",
}


class FigureColumn(tables.Column):
    """Figures, to the right; the highest come first when it is sorted by."""

    attrs = {"cell": {"class": "numeric"}}

    def __init__(self, header: str, *, unit: str = "", footer: Any = None) -> None:
        super().__init__(
            header,
            default=NOT_APPLICABLE,
            initial_sort_descending=True,
            footer=None if footer is None else f"{_shown(footer)}{unit}",
        )
        self.unit = unit

    def render(self, value: Any) -> str:
        return f"{_shown(value)}{self.unit}"


def _shown(figure: Any) -> str:
    return f"{figure:,}"


class FiguresTable(tables.Table):
    """Figures of the report, a row for each category or month; the page keeps to its section."""

    row_header = "label"

    class Meta:
        attrs = {"class": "table--figures"}

    def __init__(self, rows: list[dict[str, Any]], key: str, caption: str, **more: Any) -> None:
        self.caption = caption
        self.anchor = key
        super().__init__(rows, prefix=f"{key}-", **more)

    @property
    def does_not_apply(self) -> bool:
        """Whether a figure somewhere does not apply, which a note then explains."""
        return any(value is None for row in self.data for value in row.values())


def of_table(report: ScaleReport, table: Table) -> FiguresTable:
    """A row for each category with its months, its percent and, for areas, its rate."""
    dimension = table.dimension
    adds_up = dimension.read is not None
    label = tables.Column(
        dimension.label, order_by="place", footer="Total" if adds_up else "Children counted"
    )
    months = [
        (str(month), FigureColumn(" ".join(lines), footer=total))
        for month, lines, total in zip(
            report.months, month_labels(report.months), table.totals, strict=True
        )
    ]
    whole = Decimal("100.0") if adds_up and sum(table.totals) else None
    percent = FigureColumn("Percent", unit="%", footer=whole)
    columns = [("label", label), *months, ("percent", percent)]
    if dimension.has_rates:
        columns += _rate_columns(report)
    rows = [
        {
            **{str(month): n for month, n in zip(report.months, row.counts, strict=True)},
            **{name: getattr(row, name) for name, _ in columns if hasattr(row, name)},
            "place": place,
        }
        for place, row in enumerate(table.rows)
    ]
    caption = f"Children by {dimension.label.lower()} at each month end"
    return FiguresTable(rows, dimension.key, caption, extra_columns=columns)


def _rate_columns(report: ScaleReport) -> list[tuple[str, tables.Column]]:
    average = one_decimal(Fraction(report.child_months, len(report.months)))
    return [
        ("average", FigureColumn("Average", footer=average)),
        ("population", FigureColumn("People under 18")),
        ("rate_per_1000", FigureColumn("Rate per 1,000")),
    ]


def of_movement(key: str, months: Sequence[Month], moves: Sequence[MonthMovement]) -> FiguresTable:
    """A row for each month; the last row is the whole period, and adds up as each month does."""
    footers = {name: sum(getattr(move, name) for move in moves) for name in MOVEMENT}
    footers |= {"start": moves[0].start, "end": moves[-1].end}
    label = tables.Column("Month", order_by="place", footer="Whole period")
    columns = [("label", label)]
    columns += [(name, FigureColumn(MOVEMENT[name], footer=footers[name])) for name in MOVEMENT]
    rows = [
        {"label": month.name, "place": place, **asdict(move)}
        for place, (month, move) in enumerate(zip(months, moves, strict=True))
    ]
    return FiguresTable(rows, key, "Movement from month end to month end", extra_columns=columns)


class MonthEndTable(tables.Table):
    """The month ends that were taken, the newest first."""

    caption = "Month ends that were taken"
    caption_is_hidden = True
    row_header = "month_end"

    month_end = tables.Column("Month end", initial_sort_descending=True)
    taken_at = tables.Column("Frozen on", initial_sort_descending=True)
    version = FigureColumn("Version")
    at_risk = FigureColumn("At risk")
    flagged = FigureColumn("With any flag")
    reason = tables.Column("Why it was counted again", default="", orderable=False)

    class Meta:
        prefix = "months-"
        attrs = {"class": "table--dates"}

    @classmethod
    def of(cls, snapshots: Sequence[Snapshot]) -> Self:
        """The reasons have a column only where there is one."""
        is_amended = any(snapshot.reason for snapshot in snapshots)
        return cls(snapshots, exclude=() if is_amended else ("reason",))

    def render_month_end(self, value: date) -> str:
        return day_in_words(value)

    def render_taken_at(self, value: datetime) -> str:
        return day_in_words(localdate(value))
