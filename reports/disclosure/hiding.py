"""Putting ``[c]`` into a report: into counts that are hidden, and into what depends on them."""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any, NamedTuple

from reports.disclosure import crime_reading
from reports.disclosure.reading import HIDDEN, TOTALS, Ref, rows_of, tables_of

MEASURES = ("percent", "average", "rate_per_1000")


class Measure(NamedTuple):
    """A figure of a row that is no count: its percent, average or rate."""

    table: str
    code: str
    name: str


AVERAGE_AGE = Measure("average_age", "average_age", "months")


def hide(
    report: dict[str, Any], hidden: Iterable[Ref], measures: Iterable[Measure]
) -> dict[str, Any]:
    """The report with these counts and measures hidden; the one given stays as it is."""
    public, places, gone = deepcopy(report), set(hidden), set(measures)
    totals = rows_of(report, TOTALS, "total")
    public["totals"] = _shown(totals, report["totals"], places)
    for key, rows in tables_of(public).items():
        for row in rows:
            row["counts"] = _shown(rows_of(report, key, row["code"]), row["counts"], places)
            for name in MEASURES:
                if Measure(key, row["code"], name) in gone:
                    row[name] = HIDDEN
    if AVERAGE_AGE in gone:
        public["average_age"] = HIDDEN
    of_crime = {ref[1:] for ref in places if ref.table.startswith("crime.")}
    crime_reading.hide(public, of_crime, HIDDEN)
    return public


def dependent(report: dict[str, Any], hidden: Iterable[Ref]) -> set[Measure]:
    """The percents, averages and rates that rest on a hidden count.

    A percent rests on every total too, unless its row is empty.
    """
    places = set(hidden)
    no_total = any(ref in places for ref in rows_of(report, TOTALS, "total"))
    found = set()
    for key, rows in tables_of(report).items():
        for row in rows:
            is_hidden = any(ref in places for ref in rows_of(report, key, row["code"]))
            for name in MEASURES:
                rests = is_hidden or (name == "percent" and no_total and any(row["counts"]))
                if rests and row.get(name) is not None:
                    found.add(Measure(key, row["code"], name))
    return found


def _shown(refs: list[Ref], values: list[Any], hidden: set[Ref]) -> list[Any]:
    return [HIDDEN if ref in hidden else value for ref, value in zip(refs, values, strict=True)]
