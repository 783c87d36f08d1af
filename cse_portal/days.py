"""Days, months and ages: the one place that knows what today is (counting rules 1 and 6)."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.utils import timezone

MONTH_PATTERN = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)


def today() -> date:
    """The day in Europe/London, or the day on which the demonstration lives.

    Called in views, tasks and commands only; everything else is told its day.
    """
    return settings.DEMO_TODAY or timezone.localdate()


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month, written 2018-01."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2018-01``; anything else raises ValueError with a line to show."""
        found = MONTH_PATTERN.fullmatch(text)
        if not found or int(found[1]) < 1900:
            raise ValueError(f"{text!r} is not a month: write it like 2018-01")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """The month in which a day lies."""
        return cls(day.year, day.month)

    @classmethod
    def last_ended(cls, on: date) -> Self:
        """The newest month that has ended when ``on`` begins: its last day is past."""
        return cls.of(on.replace(day=1) - timedelta(days=1))

    @classmethod
    def range(cls, first: Self, last: Self) -> list[Self]:
        """Every month from the first to the last, both included; empty if they are turned round."""
        months = [first] if first <= last else []
        while months and months[-1] < last:
            months.append(months[-1].next)
        return months

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def end(self) -> date:
        """The month end: the last day of the month (counting rule 1)."""
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    @property
    def next(self) -> Self:
        return type(self).of(self.end + timedelta(days=1))

    @property
    def previous(self) -> Self:
        return type(self).of(self.first_day - timedelta(days=1))

    @property
    def name(self) -> str:
        """The month as people write it: January 2018."""
        return f"{calendar.month_name[self.number]} {self.year}"

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"


def completed_months(born: date, on: date) -> int:
    """Age in completed months (counting rule 6).

    A month is complete when the day of the month of birth is reached: born on the 31st, not before
    a 31st or the 1st after it; born on 29 February, on 1 March of a common year.
    """
    return (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)


def months_in_words(months: int) -> str:
    """``181`` as "15 years 1 month"."""
    years, rest = divmod(months, 12)
    return f"{years} year{'s' * (years != 1)} {rest} month{'s' * (rest != 1)}"


def day_in_words(day: date) -> str:
    """A date as people write it: 3 September 2018."""
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def months_before(day: date, months: int) -> date:
    """The last birth date of which that many months are complete on the day (counting rule 6)."""
    years, number = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, number + 1, min(day.day, calendar.monthrange(years, number + 1)[1]))
