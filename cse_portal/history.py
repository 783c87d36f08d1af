"""Writing a row together with its history: who, and why."""

from typing import Any, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)
REASON_LENGTH = 100


def write(row: Row, *, by: Any, reason: str = "") -> Row:
    """Check a row and save it; its history row tells who and why. ValidationError where wrong."""
    row.full_clean()
    row._history_user = by  # type: ignore[attr-defined]
    row._change_reason = reason[:REASON_LENGTH] or None  # type: ignore[attr-defined]
    row.save()
    return row
