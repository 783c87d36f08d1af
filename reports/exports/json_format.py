"""The report as JSON; its keys are a contract (design 6)."""

import json
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from reports.exports.crime import crime_content
from reports.figures.movement import movements
from reports.figures.scale import Row, ScaleReport, Table


def as_json(report: ScaleReport) -> str:
    """The whole report. Figures that do not apply are null."""
    return json.dumps(content(report), ensure_ascii=False, indent=2, default=_number) + "\n"


def content(report: ScaleReport) -> dict[str, Any]:
    """What the JSON says, as plain values.

    ``movement``, ``time_on_flag`` and ``agencies`` come on top of the contract's keys.
    """
    age = report.average_age
    months = [str(month) for month in report.months]
    return {
        "months": months,
        "totals": report.totals,
        "average_age": None if age is None else {"years": age // 12, "months": age % 12},
        "tables": {key: _rows(table) for key, table in report.tables.items()},
        "movement": [
            {"month": month, **asdict(movement)}
            for month, movement in zip(months, movements(report), strict=True)
        ],
        "time_on_flag": _rows(report.table("time_on_flag")),
        "agencies": _rows(report.table("agency")),
        "crime": crime_content(report.crime),
    }


def _rows(table: Table) -> list[dict[str, Any]]:
    return [_row(row, has_rates=table.dimension.has_rates) for row in table.rows]


def _row(row: Row, *, has_rates: bool) -> dict[str, Any]:
    values = asdict(row)
    if not has_rates:
        for measure in ("average", "population", "rate_per_1000"):
            del values[measure]
    return values


def _number(value: Any) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{value!r} is no figure")
