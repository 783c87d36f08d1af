"""The report as CSV: one row a figure (design 6)."""

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from cse_portal.cells import safe
from reports.exports.crime import crime_rows
from reports.figures.movement import movements
from reports.figures.scale import Row, ScaleReport, Table

COLUMNS = ["table", "code", "label", "measure", "month", "value"]
MEASURES = ["percent", "average", "population", "rate_per_1000"]


def as_csv(report: ScaleReport, *tables: str) -> str:
    """The whole report, or the tables named. A figure that does not apply has no row."""
    figures = _whole(report) if not tables else _tables(report, tables)
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(COLUMNS)
    writer.writerows([safe(value) for value in figure] for figure in figures)
    return lines.getvalue()


def _whole(report: ScaleReport) -> Iterator[list[Any]]:
    months = [str(month) for month in report.months]
    for month, total in zip(months, report.totals, strict=True):
        yield ["totals", "total", "All children counted", "count", month, total]
    if report.average_age is not None:
        yield ["average_age", "average_age", "Average age", "months", "", report.average_age]
    yield from _tables(report, [*report.tables, "time_on_flag", "agency", "movement"])
    yield from crime_rows(report.crime)


def _tables(report: ScaleReport, keys: Any) -> Iterator[list[Any]]:
    for key in keys:
        if key == "movement":
            yield from _movement(report)
        elif key.startswith("crime_"):
            yield from crime_rows(report.crime, key)
        else:
            yield from _table(report, report.table(key))


def _table(report: ScaleReport, table: Table) -> Iterator[list[Any]]:
    for row in table.rows:
        yield from _row(report, table.dimension.key, row)


def _row(report: ScaleReport, key: str, row: Row) -> Iterator[list[Any]]:
    for month, count in zip(report.months, row.counts, strict=True):
        yield [key, row.code, row.label, "count", str(month), count]
    for measure in MEASURES:
        value = getattr(row, measure)
        if value is not None:
            yield [key, row.code, row.label, measure, "", value]


def _movement(report: ScaleReport) -> Iterator[list[Any]]:
    for month, movement in zip(report.months, movements(report), strict=True):
        for name, count in asdict(movement).items():
            yield ["movement", name, name.capitalize(), "count", str(month), count]
