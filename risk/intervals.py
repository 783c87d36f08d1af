"""When a flag is looked at again: the authority's intervals (design 3)."""

import calendar
from datetime import date, timedelta

from django.conf import settings

from risk.models.flags import Status
from risk.working_days import working_day_on_or_after

CAUTION_MONTHS = 6


def review_due(status: str, from_day: date) -> date | None:
    """The day on which a flag set on ``from_day`` is due for review; None where it needs none.

    High, medium and low follow the setting REVIEW_WEEKS; a cautionary period ends after six
    months. A day on which the hub does not meet moves to the next on which it does.
    """
    if status == Status.CAUTIONARY_SIX_MONTHS:
        return working_day_on_or_after(months_after(from_day, CAUTION_MONTHS))
    weeks = settings.REVIEW_WEEKS.get(status)
    return working_day_on_or_after(from_day + timedelta(weeks=weeks)) if weeks else None


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last day of a month that lacks it."""
    years, number = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, number + 1, min(day.day, calendar.monthrange(years, number + 1)[1]))
