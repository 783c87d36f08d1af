"""The columns of an extract, and how each is read: pure functions from text to a value.

A reader raises ValueError with the reason, in words that say what to write instead.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from django.db import models
from django.utils import timezone

DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT = re.compile(
    DATE.pattern + r"([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?"
)
WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")
MOST_QUOTED = 60
Reader = Callable[[str], Any]


@dataclass(frozen=True)
class Reference:
    """A column that names a row of another table by its key, as a child or an agency.

    ``noun`` is what the row is called in an error, ``kind`` the extract that brings such rows.
    ``replaced_by``: the field by which a row says that another stands instead of it; nothing more
    is written to such a row.
    """

    model: type[models.Model]
    key: str
    noun: str
    kind: str
    replaced_by: str = ""


@dataclass(frozen=True)
class Column:
    """A column of an extract.

    ``may_be_empty``: an empty cell is taken, as ``empty``. ``may_be_missing``: the file may lack
    the column, and then stored values stay. ``field``: the model's field, if its name differs.
    """

    name: str
    reader: Reader
    meaning: str
    may_be_empty: bool = False
    may_be_missing: bool = False
    empty: Any = ""
    field: str = ""
    refers_to: Reference | None = None

    @property
    def target(self) -> str:
        return self.field or self.name

    @property
    def codes(self) -> Collection[str]:
        """The codes of which it holds one, where it is so; with their labels, where it has some."""
        return getattr(self.reader, "codes", tuple)()

    def read(self, cell: str) -> Any:
        """The value of a cell; ValueError where it is wrong."""
        if cell:
            return self.reader(cell)
        if self.may_be_empty:
            return self.empty
        raise ValueError("it is empty")


def quoted(cell: str) -> str:
    """A cell as an error quotes it: on one line, without control characters, not too long."""
    return repr(cell if len(cell) <= MOST_QUOTED else cell[: MOST_QUOTED - 1] + "…")


def text(most: int) -> Reader:
    """Any text of at most so many characters."""

    def read(cell: str) -> str:
        if len(cell) > most:
            raise ValueError(f"it has {len(cell):,} characters; {most:,} are the most")
        return cell

    return read


@lru_cache(maxsize=20_000)
def day(cell: str) -> date:
    """An ISO date and nothing else."""
    try:
        if not DATE.fullmatch(cell):
            raise ValueError
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError(f"{quoted(cell)} is not a date: write it like 2018-09-03") from None


def moment(cell: str) -> datetime:
    """An ISO date and time: in Europe/London unless it says from where; without a time midnight."""
    try:
        if not MOMENT.fullmatch(cell):
            raise ValueError
        found = datetime.fromisoformat(cell)
    except ValueError:
        said = f"{quoted(cell)} is not a date and time: write it like 2018-09-03T21:30"
        raise ValueError(said) from None
    return found if found.tzinfo else timezone.make_aware(found)


def truth(cell: str) -> bool:
    """True or false, in any letters."""
    if cell.lower() not in ("true", "false"):
        raise ValueError(f"{quoted(cell)} is not true or false")
    return cell.lower() == "true"


def whole_number(least: int, most: int) -> Reader:
    """A whole number in a range."""

    def read(cell: str) -> int:
        if not WHOLE_NUMBER.fullmatch(cell) or not least <= int(cell) <= most:
            raise ValueError(f"{quoted(cell)} is not a whole number from {least} to {most}")
        return int(cell)

    return read


def one_of(codes: Callable[[], Collection[str]]) -> Reader:
    """One of some codes, which are asked for when they are first needed."""
    known = cache(codes)

    def read(cell: str) -> str:
        if cell not in known():
            raise ValueError(f"{quoted(cell)} is not one of {', '.join(known())}")
        return cell

    read.codes = known  # type: ignore[attr-defined]
    return read
