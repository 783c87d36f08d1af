"""What the pages of an offence and of a suspect tell."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from crime.models import Offence, Suspect
from cse_portal.days import completed_months, day_in_words
from risk.corrections import Change, changes_of

YES_OR_NO = {True: "Yes", False: "No", None: ""}
# Which extract wrote a row is told as the reason of the change.
UNTOLD = ("Batch",)


def offence_facts(offence: Offence) -> list[tuple[str, str]]:
    """What is known of an offence, for a summary list; what is empty is not recorded."""
    outcome = f"{offence.outcome_code}: {offence.get_outcome_code_display()}"
    return [
        ("Recorded", day_in_words(offence.recorded_on)),
        ("Committed from", _day(offence.committed_from)),
        ("Committed to", _day(offence.committed_to)),
        ("Timing", offence.get_timing_display()),
        ("Type", offence.offence_type),
        ("NPT area", str(offence.npt_area or "Not known")),
        ("Crime status", offence.get_status_display()),
        ("Outcome", outcome if offence.outcome_code else "None or not known"),
        ("As the force says it", offence.outcome_qualifier),
        ("Date of the outcome", _day(offence.outcome_on)),
        ("Cyber", offence.get_cyber_display()),
        ("Online flag", YES_OR_NO[offence.online]),
        ("Setting", offence.setting),
        ("Network", offence.network),
    ]


def suspect_facts(suspect: Suspect, day: Any) -> list[tuple[str, str]]:
    """What is known of a suspect; the age is that on the day."""
    born = suspect.date_of_birth
    age = f"{completed_months(born, day) // 12}, born {day_in_words(born)}" if born else ""
    return [
        ("Sex", suspect.get_sex_display()),
        ("Age", age),
        ("Ethnicity", suspect.ethnicity_in_words),
        ("Its codes are of", suspect.ethnicity_scheme or "The Department for Education"),
        ("Ethnicity told by", suspect.source_in_words),
        ("Nationality", suspect.nationality),
        ("Area of residence", str(suspect.area or "Not known")),
        ("Why details are missing", suspect.missing_reason),
    ]


def changes_to(row: Offence | Suspect, *related: str) -> list[Change]:
    """Every change since it was first written, the newest first."""
    rows = row.history.select_related("history_user", *related).order_by("history_id")
    return list(_told(changes_of(rows)))[::-1]


def _told(changes: Iterator[Change]) -> Iterator[Change]:
    for change in changes:
        differences = tuple(each for each in change.differences if each.field not in UNTOLD)
        if differences:
            yield replace(change, differences=differences)


def _day(day: Any) -> str:
    return day_in_words(day) if day else ""
