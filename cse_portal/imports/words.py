"""How the pages say what is in a file."""

from datetime import date, datetime
from typing import Any

from django.utils.timezone import localtime

from cse_portal.days import day_in_words

MOST_SHOWN = 200


def kind_in_words(kind: str) -> str:
    """What people call a kind: missing_episodes is "Missing episodes"."""
    return kind.replace("_", " ").capitalize()


def in_words(value: Any) -> str:
    """A value as a page shows it: dates in words, the rest as in the file; empty is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return moment_in_words(value)
    text = day_in_words(value) if isinstance(value, date) else str(value)
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 1]}…"


def moment_in_words(at: datetime) -> str:
    """A moment as people write it: 3 September 2018, 14:05."""
    local = localtime(at)
    return f"{day_in_words(local.date())}, {local:%H:%M}"
