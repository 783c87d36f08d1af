"""What the crime half of a report says: its counts, and which of them add up to which.

A place is (table, code, month); the month is empty, because these are counts of whole periods.
"""

import json
from collections.abc import Iterator
from typing import Any

Place = tuple[str, str, str]
BY_AREA = ("recent", "non_recent", "not_known")


def counts(report: dict[str, Any]) -> dict[Place, Any]:
    """Every count of the crime half; none where there is none."""
    return {place: value for place, (value, _, _) in _places(report).items()}


def sums(report: dict[str, Any]) -> Iterator[tuple[Place, list[Place]]]:
    """The sums that a reader knows of."""
    crime = report.get("crime")
    if not crime:
        return
    yield _at("offences", "recorded"), [_at("offences", kind) for kind in BY_AREA]
    yield _at("offences", "recorded"), [_at("status", code) for code in crime["status"]]
    for kind in BY_AREA:
        parts = [_at("by_area", f"{row['code']} {kind}") for row in crime["by_area"]]
        if parts:
            yield _at("offences", kind), parts
    outcomes = [_at("outcomes", _outcome(row)) for row in crime["outcomes"]]
    if outcomes:
        yield _at("status", "filed"), outcomes
    if _is_of_one_period(crime):
        yield _at("offences", "recent"), [_at("cyber", code) for code in crime["cyber"]]
    yield from _suspect_sums(crime["suspects"])


def basis(report: dict[str, Any]) -> str:
    """The days and extracts that the crime half stands on: other days are other counts."""
    crime = report.get("crime") or {}
    return json.dumps(crime["basis"], sort_keys=True) if "basis" in crime else ""


def at_most(report: dict[str, Any]) -> Iterator[tuple[Place, Place]]:
    """Pairs of which the first is part of the second: recent suspects, of all."""
    suspects = (report.get("crime") or {}).get("suspects", {})
    for key, rows in suspects.items():
        about, _, which = key.rpartition("_")
        if which == "recent":
            in_all = {row["code"] for row in suspects.get(f"{about}_all", [])}
            for code in [row["code"] for row in rows if row["code"] in in_all]:
                yield (
                    _at(f"suspects.{key}", str(code)),
                    _at(f"suspects.{about}_all", str(code)),
                )


def _is_of_one_period(crime: dict[str, Any]) -> bool:
    """Whether the cyber table tells of the recent offences of the crime period itself."""
    days = crime.get("basis", {}).get("periods") or {}
    crime_period = (days.get("first"), days.get("last"))
    return bool(days) and crime_period == (days.get("cyber_first"), days.get("cyber_last"))


def _suspect_sums(suspects: dict[str, Any]) -> Iterator[tuple[Place, list[Place]]]:
    """The tables of recent suspects tell of the same people, and those of all; no total is said."""
    for key, rows in suspects.items():
        which = key.rpartition("_")[2]
        if which in ("recent", "all") and rows:
            yield (
                _at("suspects", which),
                [_at(f"suspects.{key}", str(row["code"])) for row in rows],
            )


def _places(report: dict[str, Any]) -> dict[Place, tuple[Any, dict[str, Any], str]]:
    """Each count with its value, and the row and key in which the report holds it."""
    crime = report.get("crime")
    if not crime:
        return {}
    found: dict[Place, tuple[Any, dict[str, Any], str]] = {}
    for table in ("offences", "status", "cyber"):
        for key, value in crime[table].items():
            if _is_count(value):
                found[_at(table, key)] = (value, crime[table], key)
    for row in crime["by_area"]:
        for kind in BY_AREA:
            found[_at("by_area", f"{row['code']} {kind}")] = (row[kind], row, kind)
    for row in crime["outcomes"]:
        found[_at("outcomes", _outcome(row))] = (row["total"], row, "total")
    for key, rows in crime["suspects"].items():
        if isinstance(rows, list):
            for row in rows:
                found[_at(f"suspects.{key}", str(row["code"]))] = (row["total"], row, "total")
    return found


def hide(report: dict[str, Any], hidden: set[Place], symbol: str) -> None:
    """Put the symbol into the places of the crime half that are hidden."""
    for place, (_, row, key) in _places(report).items():
        if place in hidden:
            row[key] = symbol


def _is_count(value: Any) -> bool:
    return value == "[c]" or (isinstance(value, int) and not isinstance(value, bool))


def _outcome(row: dict[str, Any]) -> str:
    return f"{row['code']} {row['qualifier']}"


def _at(table: str, code: str) -> Place:
    return (f"crime.{table}", code, "")
