"""The code lists of the police half: outcomes of the Home Office, ethnicities of the police."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from cse_portal.days import day_in_words
from risk.codes import ethnicities

CODE_LISTS = Path(__file__).parent / "code_lists"
NOT_ASSIGNED = "0"


@dataclass(frozen=True)
class OutcomeCode:
    """An outcome of the Home Office's list, and the first day on which it can be given."""

    code: str
    title: str
    group: str
    in_force_from: date | None


@cache
def outcome_codes() -> dict[str, OutcomeCode]:
    """The Home Office's outcomes by code, in the order of the list."""
    return {
        row["code"]: OutcomeCode(
            row["code"],
            row["title"],
            row["group"],
            date.fromisoformat(row["in_force_from"]) if row["in_force_from"] else None,
        )
        for row in _rows("home_office_outcomes")
    }


def outcome_titles() -> dict[str, str]:
    """The titles of the outcomes, by code."""
    return {code: outcome.title for code, outcome in outcome_codes().items()}


def outcome_choices() -> list[tuple[str, str]]:
    """The outcomes, as choices of a field or a form."""
    return list(outcome_titles().items())


def why_impossible(code: str, outcome_on: date | None, recorded_on: date) -> str:
    """Why an outcome cannot have been given on its date (counting rule 9); empty where it can.

    Without a date the day is taken on which the offence was recorded: what did not exist then needs
    its date, or anything would pass that leaves it out.
    """
    known = outcome_codes().get(code)
    first = known.in_force_from if known else None
    day = outcome_on or recorded_on
    if first is None or day >= first:
        return ""
    said = f"outcome {code} is in force from {day_in_words(first)}"
    if outcome_on:
        return f"{said}, not on {day_in_words(outcome_on)}"
    return f"{said}, after the offence was recorded: give outcome_on"


@cache
def ethnicity_labels() -> dict[str, str]:
    """The labels of the DfE's codes, then of the police's, which do not map to them one to one."""
    return {**ethnicities(), **{row["code"]: row["label"] for row in _rows("police_ethnicity")}}


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (CODE_LISTS / f"{name}.csv").open(newline="", encoding="utf-8") as lines:
        yield from csv.DictReader(lines)
