"""The days that the crime half of a report stands on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from crime.timing import year_before
from cse_portal.days import Month, day_in_words


class WrongDaysError(ValueError):
    """No figures can have such days; the text says why, for the person who asked."""


@dataclass(frozen=True)
class CrimePeriods:
    """Offences are those recorded from ``first`` to ``last``, both included (counting rule 8).

    Of cyber they are those from ``cyber_first`` to ``cyber_last`` (rule 10). Suspects, and their
    ages, are those as of ``as_of`` (rule 11).
    """

    first: date
    last: date
    cyber_first: date
    cyber_last: date
    as_of: date

    def __post_init__(self) -> None:
        for first, last in ((self.first, self.last), (self.cyber_first, self.cyber_last)):
            if last < first:
                raise WrongDaysError(
                    f"{day_in_words(last)} comes before {day_in_words(first)}: "
                    "a period must not end before it begins"
                )

    @classmethod
    def until(cls, end: date, given: Mapping[str, date | None] | None = None) -> Self:
        """The days of a report whose period ends on a day, with those that are given.

        Without them: the last full financial year that is over at the end of the period; of cyber
        the same; suspects as of its end.
        """
        asked = {name: day for name, day in (given or {}).items() if day}
        first, last = financial_year_by(end)
        first, last = asked.get("first", first), asked.get("last", last)
        return cls(
            first=first,
            last=last,
            cyber_first=asked.get("cyber_first", first),
            cyber_last=asked.get("cyber_last", last),
            as_of=asked.get("as_of", last),
        )

    @property
    def previous(self) -> tuple[date, date]:
        """The same period a year earlier."""
        return year_before(self.first), year_before(self.last)

    @property
    def is_whole_months(self) -> bool:
        """Whether the period begins on the first day of a month and ends on the last of one."""
        return self.first.day == 1 and self.last == Month.of(self.last).end


def financial_year_by(day: date) -> tuple[date, date]:
    """The last financial year (April to March) that is over at the close of a day."""
    is_over = (day.month, day.day) >= (3, 31)
    year = day.year if is_over else day.year - 1
    return date(year - 1, 4, 1), date(year, 3, 31)


def period_in_words(first: date, last: date) -> str:
    """A period as people write it: 1 April 2017 to 31 March 2018."""
    return f"{day_in_words(first)} to {day_in_words(last)}"
