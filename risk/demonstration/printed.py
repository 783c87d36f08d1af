"""The three printed tables of 2018, and the invented month end before them."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cse_portal.days import Month

TABLES = Path(__file__).parent / "tables"
DIMENSIONS = ("ethnicity", "key_agency", "area")
OPENING = Month(2017, 12)
PRINTED = Month.range(Month(2018, 1), Month(2018, 9))
TODAY = date(2018, 10, 1)  # the Monday on which the demonstration lives; nothing is later
# The opening is month end 0, January is 1, September 9.
MONTH_ENDS = [month.end for month in (OPENING, *PRINTED)]


@dataclass(frozen=True)
class Margins:
    """How many children are at risk at a month end, by dimension and code."""

    counts: dict[str, dict[str, int]]

    @property
    def total(self) -> int:
        """The sum, which every table shares (counting rule 5)."""
        return sum(self.counts[DIMENSIONS[0]].values())


def rows(table: str) -> Iterator[dict[str, str]]:
    """The rows of one of our files."""
    with (TABLES / f"{table}.csv").open(newline="", encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def margins() -> list[Margins]:
    """The month ends to be met, in order: the opening, then the nine printed ones."""
    ends = [Margins({dimension: {} for dimension in DIMENSIONS}) for _ in MONTH_ENDS]
    for row in rows("opening"):
        ends[0].counts[row["table"]][row["code"]] = int(row[str(OPENING)])
    for dimension in DIMENSIONS:
        for row in rows(dimension):
            for end, month in zip(ends[1:], PRINTED, strict=True):
                end.counts[dimension][row["code"]] = int(row[str(month)])
    for end in ends:
        if {sum(counts.values()) for counts in end.counts.values()} != {end.total}:
            raise ValueError("The three tables of a month do not have one total.")
    return ends
