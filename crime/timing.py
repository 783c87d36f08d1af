"""Recent and non-recent (counting rules 8 and 11)."""

from datetime import date

from django.db import models


class Timing(models.TextChoices):
    """Whether an offence was committed within a year before it was recorded."""

    RECENT = "recent", "Recent"
    NON_RECENT = "non_recent", "Non-recent"
    NOT_KNOWN = "not_known", "Not known"


def year_before(day: date) -> date:
    """The same date one year before; for 29 February, 28 February."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return date(day.year - 1, 2, 28)


def last_day_of(committed_from: date | None, committed_to: date | None) -> date | None:
    """The last day of an offence: ``committed_to``, else ``committed_from``."""
    return committed_to or committed_from


def timing_of(recorded_on: date, last_day: date | None) -> Timing:
    """Recent: the last day is on or after the same date one year before it was recorded."""
    if last_day is None:
        return Timing.NOT_KNOWN
    return Timing.RECENT if last_day >= year_before(recorded_on) else Timing.NON_RECENT
