"""What several extracts have in common: the child, and the two dates of a spell."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.utils.timezone import localtime

from cse_portal.imports.columns import Column, Reference, day, text
from cse_portal.imports.extracts import Complaint

CHILD = Column(
    "child_id",
    text(20),
    "The child's reference.",
    field="child",
    # By name, because agencies come before children in the order of imports.
    refers_to=Reference(
        apps.get_model("risk", "Child"), "reference", "child", "children", replaced_by="merged_into"
    ),
)


def optional(name: str, reader: Callable[[str], Any], meaning: str, empty: Any = "") -> Column:
    """A column that a file may lack, and whose cells may be empty."""
    return Column(name, reader, meaning, may_be_empty=True, may_be_missing=True, empty=empty)


def spell_days(start: str = "start_date", end: str = "end_date") -> tuple[Column, Column]:
    """The two dates of a spell, under the names that the extract gives them."""
    return (
        Column(start, day, "The first day on which it holds.", field="start_date"),
        Column(
            end,
            day,
            "The first day on which it no longer holds; empty where it still does.",
            field="end_date",
            may_be_empty=True,
            empty=None,
        ),
    )


def ending_complaints(
    start: str = "start_date", end: str = "end_date"
) -> Callable[[Mapping[str, Any]], Iterator[Complaint]]:
    """The complaint about a spell that does not end after it starts."""

    def complaints(values: Mapping[str, Any]) -> Iterator[Complaint]:
        if values[end] is not None and values[end] <= values[start]:
            yield end, f"{_iso(values[end])} is not after {start}, {_iso(values[start])}"

    return complaints


def _iso(value: date) -> str:
    """A day, or a moment in Europe/London, as the file writes it."""
    if isinstance(value, datetime):
        return localtime(value).strftime("%Y-%m-%dT%H:%M")
    return value.isoformat()
