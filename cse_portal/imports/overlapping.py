"""Spells that would run into each other, as a file would leave them (counting rule 3)."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from cse_portal.imports.words import in_words
from cse_portal.spells import overlaps

STORED = 0


@dataclass(frozen=True, slots=True)
class Held:
    """A spell as it would stand; ``line`` is that of the file, or STORED."""

    start_date: date
    end_date: date | None
    line: int

    def runs_into(self, other: "Held") -> str:
        """What is wrong with this spell, which is of the file."""
        where = f"on line {other.line}" if other.line else "already recorded"
        return (
            f"from {in_words(self.start_date)} it overlaps the one {where}, "
            f"from {in_words(other.start_date)}"
        )


class Timelines:
    """The spells of each child (or postcode), stored and of the file."""

    def __init__(self) -> None:
        self._held: dict[Any, list[Held]] = defaultdict(list)

    def add(self, of: Any, start_date: date, end_date: date | None, line: int) -> None:
        self._held[of].append(Held(start_date, end_date, line))

    def overlaps(self, leave_out: Collection[Any]) -> Iterator[tuple[Held, Held]]:
        """Each spell of the file that overlaps another, with that one: the later of two rows."""
        for of, held in self._held.items():
            for earlier, later in overlaps(held) if of not in leave_out else ():
                told, other = (later, earlier) if later.line else (earlier, later)
                if told.line:
                    yield told, other
