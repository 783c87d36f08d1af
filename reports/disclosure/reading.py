"""What a report says, as counts and as linear facts that tie them together.

A report is the plain value of its JSON (design 6), internal or public. Every count has a ``Ref``;
every published sum, percent, average, rate and age is a ``Fact`` over counts with whole numbers,
so that rounding (one decimal, half up: counting rule 7) is exact and not a tolerance.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from reports.disclosure import crime_reading

HIDDEN = "[c]"
TOTALS = "totals"
BANDS = "age_bands"
NOT_RECORDED = "not_recorded"
# Flagged children are under 26: what a reader may assume of those in "18 and over".
OLDEST_MONTHS = 26 * 12 - 1


class Ref(NamedTuple):
    """A count by its place; ``scope`` tells apart what two editions count differently."""

    scope: str
    table: str
    code: str
    month: str


@dataclass(frozen=True)
class Fact:
    """``least <= sum of factor x count <= most``; None: no bound on that side."""

    terms: tuple[tuple[Ref, int], ...]
    least: int | None
    most: int | None


@dataclass(frozen=True)
class Sum:
    """A count that is the sum of others."""

    whole: Ref
    parts: tuple[Ref, ...]

    @property
    def fact(self) -> Fact:
        return Fact(((self.whole, 1), *((part, -1) for part in self.parts)), 0, 0)


def scope_of(report: dict[str, Any], month: str) -> str:
    """What a count of a month stands on: the statuses counted and the version of the month end."""
    counted = report.get("counted") or {}
    version = (counted.get("versions") or {}).get(month, 1)
    return f"{','.join(counted.get('statuses', []))}/{version}"


def counts(report: dict[str, Any]) -> dict[Ref, Any]:
    """Every count of the report, or ``[c]`` where it is hidden."""
    found: dict[Ref, Any] = {}
    for ref, value in zip(_totals(report), report["totals"], strict=True):
        found[ref] = value
    for key, rows in tables_of(report).items():
        for row in rows:
            for ref, value in zip(rows_of(report, key, row["code"]), row["counts"], strict=True):
                found[ref] = value
    basis = crime_reading.basis(report)
    return found | {Ref(basis, *at): value for at, value in crime_reading.counts(report).items()}


def sums(report: dict[str, Any]) -> Iterator[Sum]:
    """Every table adds up to the month's total, and every band to its ages."""
    for n, total in enumerate(_totals(report)):
        for key, rows in tables_of(report).items():
            yield Sum(total, tuple(rows_of(report, key, row["code"])[n] for row in rows))
        for band in report.get("bands", {}).get("age", []):
            yield Sum(
                rows_of(report, BANDS, band["code"])[n],
                tuple(rows_of(report, "age", code)[n] for code in band["codes"]),
            )
    basis = crime_reading.basis(report)
    for whole, parts in crime_reading.sums(report):
        yield Sum(Ref(basis, *whole), tuple(Ref(basis, *part) for part in parts))


def facts(report: dict[str, Any]) -> Iterator[Fact]:
    """Everything that the report says about its counts."""
    yield from (found.fact for found in sums(report))
    basis = crime_reading.basis(report)
    for lesser, greater in crime_reading.at_most(report):
        yield Fact(((Ref(basis, *greater), 1), (Ref(basis, *lesser), -1)), 0, None)
    for key, rows in report["tables"].items():
        for row in rows:
            yield from _row_facts(report, key, row)
    for band in report.get("bands", {}).get("age", []):
        yield from _row_facts(report, BANDS, band)
    yield from _age_facts(report)


def tables_of(report: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    bands = report.get("bands", {}).get("age", [])
    return {**report["tables"], **({BANDS: bands} if bands else {})}


def _totals(report: dict[str, Any]) -> list[Ref]:
    return rows_of(report, TOTALS, "total")


def rows_of(report: dict[str, Any], key: str, code: str) -> list[Ref]:
    """The refs of a row. A status is the same count whatever other statuses are counted."""
    refs = []
    for month in report["months"]:
        scope = scope_of(report, month)
        if key == "risk_level":
            scope = f"{code}/{scope.rpartition('/')[2]}"
        refs.append(Ref(scope, key, code, month))
    return refs


def _row_facts(report: dict[str, Any], key: str, row: dict[str, Any]) -> Iterator[Fact]:
    """What a percent, an average and a rate say of the sum of a row."""
    refs, months = rows_of(report, key, row["code"]), len(report["months"])
    if is_figure(row.get("percent")):
        yield from _shares(refs, _totals(report), _tenths(row["percent"]))
    if is_figure(row.get("average")):
        yield _mean(refs, _tenths(row["average"]), 20, months)
    if is_figure(row.get("rate_per_1000")) and row.get("population"):
        yield _mean(refs, _tenths(row["rate_per_1000"]), 20_000, months * row["population"])


def _shares(refs: list[Ref], of: list[Ref], tenths: int) -> Iterator[Fact]:
    """``(2t - 1) all <= 2000 row < (2t + 1) all``, where t is the percent in tenths."""
    row = [(ref, 2000) for ref in refs]
    yield Fact((*row, *((ref, 1 - 2 * tenths) for ref in of)), 0, None)
    yield Fact((*row, *((ref, -1 - 2 * tenths) for ref in of)), None, -1)


def _mean(refs: list[Ref], tenths: int, factor: int, over: int) -> Fact:
    """``(2t - 1) over <= factor x row < (2t + 1) over``, where t is the figure in tenths."""
    terms = tuple((ref, factor) for ref in refs)
    return Fact(terms, (2 * tenths - 1) * over, (2 * tenths + 1) * over - 1)


def _age_facts(report: dict[str, Any]) -> Iterator[Fact]:
    """What the average age says of the ages: each is of 0 to 11 more months than its years."""
    age = report.get("average_age")
    if not isinstance(age, dict):
        return
    average = age["years"] * 12 + age["months"]
    youngest, oldest = [], []
    for row in report["tables"]["age"]:
        if row["code"] == NOT_RECORDED:
            continue
        first = int(row["code"].rstrip("+")) * 12
        last = OLDEST_MONTHS if row["code"].endswith("+") else first + 11
        for ref in rows_of(report, "age", row["code"]):
            youngest.append((ref, 2 * first - 2 * average - 1))
            oldest.append((ref, 2 * last - 2 * average + 1))
    yield Fact(tuple(youngest), None, -1)
    yield Fact(tuple(oldest), 0, None)


def is_figure(value: Any) -> bool:
    """Whether a figure is shown: neither hidden nor one that does not apply."""
    return value is not None and value != HIDDEN


def _tenths(value: Any) -> int:
    return round(float(value) * 10)
