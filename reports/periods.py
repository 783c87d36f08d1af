"""The months and statuses that somebody asks a report for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.urls import reverse

from cse_portal.days import Month, day_in_words
from reports.crime.days import in_address
from risk.models import Status

MOST_MONTHS = 120


class WrongPeriodError(ValueError):
    """No report can have such months or statuses; the text says why, for the person who asked."""


@dataclass(frozen=True)
class Period:
    """Month ends in a row, and the statuses of which children are counted (counting rule 4).

    ``crime_days`` are those of the crime half that do not follow from the months.
    """

    first: Month
    last: Month
    statuses: tuple[Status, ...] = tuple(Status.at_risk())
    crime_days: tuple[tuple[str, date], ...] = ()

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise WrongPeriodError(
                f"{self.last.name} comes before {self.first.name}: "
                "the last month must not be earlier than the first"
            )
        length = (self.last.year - self.first.year) * 12 + self.last.number - self.first.number + 1
        if length > MOST_MONTHS:
            raise WrongPeriodError(f"A report has {MOST_MONTHS} months at most, not {length}")
        if not self.statuses:
            raise WrongPeriodError("Choose at least one status")

    @classmethod
    def parse(cls, first: str, last: str, statuses: Iterable[str] | None = None) -> Self:
        """Read ``2018-01``, ``2018-09`` and codes of statuses; without these, high, medium and low.

        WrongPeriodError says what is wrong with them.
        """
        try:
            months = Month.parse(first), Month.parse(last)
        except ValueError as error:
            raise WrongPeriodError(str(error)) from None
        if statuses is None:
            return cls(*months)
        wanted = list(statuses)
        unknown = [status for status in wanted if status not in Status.values]
        if unknown:
            raise WrongPeriodError(f"{unknown[0]!r} is not a status")
        return cls(*months, tuple(status for status in Status if status in wanted))

    @property
    def months(self) -> list[Month]:
        return Month.range(self.first, self.last)

    @property
    def name(self) -> str:
        """The months as people write them: January to September 2018."""
        if self.first == self.last:
            return self.last.name
        first = self.first.name
        if self.first.year == self.last.year:
            first = first.removesuffix(f" {self.first.year}")
        return f"{first} to {self.last.name}"

    @property
    def month_ends(self) -> str:
        """The days on which children are counted: month ends 31 January to 30 September 2018."""
        first, last = day_in_words(self.first.end), day_in_words(self.last.end)
        if self.first == self.last:
            return f"month end {last}"
        if self.first.year == self.last.year:
            first = first.removesuffix(f" {self.first.year}")
        return f"month ends {first} to {last}"

    @property
    def counts_at_risk(self) -> bool:
        """Whether exactly those at risk are counted: high, medium and low."""
        return list(self.statuses) == Status.at_risk()

    @property
    def query(self) -> str:
        """What an address says besides the months; nothing where all follows from them."""
        said = [] if self.counts_at_risk else [f"statuses={','.join(self.statuses)}"]
        said += in_address(dict(self.crime_days))
        return f"?{'&'.join(said)}" if said else ""

    def address(self, view: str = "scale", *more: str) -> str:
        """The address of the report, or of one of its charts and files."""
        months = [str(self.first), str(self.last)]
        return reverse(f"reports:{view}", args=[*months, *more]) + self.query
