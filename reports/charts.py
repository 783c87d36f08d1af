"""What the charts of the report draw: labels, series and options, as Chart.js takes them.

How a series looks and how figures are written (``figures``) is decided in the browser: see
cse_portal/assets/js/charts.
"""

import calendar
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from cse_portal.days import Month, day_in_words
from reports.dimensions import NOT_RECORDED, Chart
from reports.figures.movement import MonthMovement
from reports.figures.scale import Row, ScaleReport, Table

MOST_ROWS = 8
STACKED = {"scales": {"x": {"stacked": True}, "y": {"stacked": True}}}
PERCENT = {"figures": {"unit": "%", "decimals": 1}}
RATE = {"figures": {"decimals": 1}}
# Above the line what adds to the risk, below it what takes from it.
UP_AND_DOWN = {**STACKED, "figures": {"absolute": True}}


@dataclass(frozen=True)
class Series:
    """One series; ``code`` gives a level its own colour, ``kind`` draws it unlike the others."""

    label: str
    values: Sequence[Any]
    code: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Drawing:
    """A chart of columns or, where ``is_flat``, of bars; a label may take several lines."""

    title: str
    labels: list[Any]
    series: list[Series]
    options: dict[str, Any] = field(default_factory=dict)
    is_flat: bool = False

    @property
    def size(self) -> str:
        """The class of the frame that it needs."""
        bars = len(self.labels) * len(self.series) if self.is_flat else 0
        return "chart--tall" if bars > MOST_ROWS else ""


def of_table(report: ScaleReport, table: Table) -> Drawing:
    """The chart of a dimension, as its dimension says."""
    return DRAWN[table.dimension.chart](report, table)


def of_movement(report: ScaleReport, moves: Sequence[MonthMovement]) -> Drawing:
    """New and up above the line, removed and down below it, month by month."""
    series = [
        Series("New", [move.new for move in moves]),
        Series("Up a level", [move.up for move in moves]),
        Series("Removed", [-move.removed for move in moves]),
        Series("Down a level", [-move.down for move in moves]),
    ]
    title = "Children new and up a level, above; removed and down a level, below"
    return Drawing(title, month_labels(report.months), series, UP_AND_DOWN)


def month_labels(months: Sequence[Month]) -> list[list[str]]:
    """Months in two lines: Jan, 2018."""
    return [[calendar.month_abbr[month.number], str(month.year)] for month in months]


def _by_month(report: ScaleReport, table: Table) -> Drawing:
    parts = [Series(row.label, row.counts, row.code) for row in table.rows]
    total = [Series("All children counted", report.totals, kind="line")] if len(parts) > 1 else []
    title = f"Children by {table.dimension.label.lower()}, month by month"
    return Drawing(title, month_labels(report.months), [*total, *parts], STACKED)


def _share(report: ScaleReport, table: Table) -> Drawing:
    rows = _sorted(table, lambda row: row.percent)
    values = [_plain(row.percent) for row in rows]
    title = f"{table.dimension.label}, percent of the period"
    return _bars(table, title, rows, [Series("Percent of the period", values)], PERCENT)


def _ends(report: ScaleReport, table: Table) -> Drawing:
    rows = _sorted(table, lambda row: row.counts[-1])
    ends = dict.fromkeys([0, len(report.months) - 1])
    days = [day_in_words(report.months[end].end) for end in ends]
    series = [
        Series(day, [row.counts[end] for row in rows]) for day, end in zip(days, ends, strict=True)
    ]
    title = f"Children by {table.dimension.label.lower()} on {' and '.join(days)}"
    return _bars(table, title, rows, series, {})


def _rate(report: ScaleReport, table: Table) -> Drawing:
    """The rate of each area; its number of children stands beside its name."""
    rows = _sorted(table, lambda row: row.rate_per_1000 or -1)
    labels = [f"{row.label} ({_number(row)})" for row in rows]
    values = [_plain(row.rate_per_1000) for row in rows]
    series = [Series("Children a month for each 1,000 people under 18", values)]
    title = "Children a month for each 1,000 people under 18, and their average number"
    return Drawing(title, labels, series, {**RATE, "indexAxis": "y"}, is_flat=True)


def _number(row: Row) -> str:
    no_rate = ", no rate" if row.rate_per_1000 is None else ""
    return f"{row.average} a month{no_rate}"


def _bars(
    table: Table, title: str, rows: list[Row], series: list[Series], options: dict[str, Any]
) -> Drawing:
    """Columns in the order of the categories or, where they have none, bars by their length."""
    labels = [row.label for row in rows]
    if table.dimension.is_ordered:
        return Drawing(title, labels, series, options)
    return Drawing(title, labels, series, {**options, "indexAxis": "y"}, is_flat=True)


def _sorted(table: Table, length: Callable[[Row], Any]) -> list[Row]:
    """The longest first, what is not recorded last; where categories have an order, that."""
    if table.dimension.is_ordered:
        return table.rows
    return sorted(table.rows, key=lambda row: (row.code == NOT_RECORDED, -(length(row) or 0)))


def _plain(value: Any) -> float | None:
    return None if value is None else float(value)


DRAWN: dict[Chart, Callable[[ScaleReport, Table], Drawing]] = {
    Chart.BY_MONTH: _by_month,
    Chart.SHARE: _share,
    Chart.ENDS: _ends,
    Chart.RATE: _rate,
}
