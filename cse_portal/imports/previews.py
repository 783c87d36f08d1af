"""The first rows of each sort, as texts, for the page that shows what a file would do."""

from itertools import islice
from typing import Any

from cse_portal.imports.planning import KINDS, Change, Plan
from cse_portal.imports.words import in_words

FIRST = 20


def preview_of(plan: Plan) -> dict[str, Any]:
    """What a plan does to the first rows that it adds, corrects and leaves."""
    first = {kind: list(islice(plan.changes(kind), FIRST)) for kind in KINDS}
    return {
        "columns": list(plan.contents.places),
        "added": [_row(change) for change in first["added"]],
        "corrected": [row for change in first["corrected"] for row in _corrections(change, plan)],
        "unchanged": [_row(change) for change in first["unchanged"]],
    }


def _row(change: Change) -> dict[str, Any]:
    return {
        "line": change.line,
        **{name: in_words(value) for name, value in change.values.items()},
    }


def _corrections(change: Change, plan: Plan) -> list[dict[str, Any]]:
    """A row for each column that is corrected: what is stored, and what the file says."""
    known_by = ", ".join(in_words(change.values[name]) for name in plan.contents.extract.key)
    return [
        {
            "line": change.line,
            "known_by": known_by,
            "column": each.column,
            "before": in_words(each.before),
            "after": in_words(each.after),
        }
        for each in change.differences
    ]
