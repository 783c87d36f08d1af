"""Cells of the files that we hand out: none of them may start a formula in a spreadsheet."""

from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe(value: Any) -> Any:
    """A value as a cell: a text that a spreadsheet would run is led by an apostrophe."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value
