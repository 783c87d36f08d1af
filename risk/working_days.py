"""The days on which the hub meets: Monday to Friday, bank holidays of England excepted."""

from datetime import date, timedelta
from functools import cache

import holidays


@cache
def _bank_holidays() -> holidays.HolidayBase:
    return holidays.country_holidays("GB", subdiv="ENG")


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in _bank_holidays()


def working_day_on_or_after(day: date) -> date:
    """The day itself where the hub meets on it, else the next on which it does."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day
