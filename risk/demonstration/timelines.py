"""What holds from day to day, while it is being thought up."""

from datetime import date
from typing import Generic, NamedTuple, TypeVar

Value = TypeVar("Value")


class Stretch(NamedTuple, Generic[Value]):
    """A value that holds from a day until, not including, another (counting rule 2)."""

    value: Value
    start: date
    end: date | None

    def holds_on(self, day: date) -> bool:
        return self.start <= day and (self.end is None or self.end > day)


class Timeline(Generic[Value]):
    """Days on which something changes: each value holds until the next; None is nothing."""

    def __init__(self) -> None:
        self._changes: dict[date, Value | None] = {}

    def change(self, day: date, value: Value | None) -> None:
        """From the day on it is ``value``; what had been written for later is forgotten."""
        self._changes = {known: was for known, was in self._changes.items() if known < day}
        self._changes[day] = value

    def on(self, day: date) -> Value | None:
        """What holds on a day."""
        held = [self._changes[known] for known in sorted(self._changes) if known <= day]
        return held[-1] if held else None

    def stretches(self) -> list[Stretch[Value]]:
        """The spells, in order; a change to what already holds is none."""
        found: list[Stretch[Value]] = []
        last: tuple[date, Value | None] | None = None
        for day, value in [*sorted(self._changes.items(), key=lambda change: change[0])]:
            if last and value == last[1]:
                continue
            if last and last[1] is not None:
                found.append(Stretch(last[1], last[0], day))
            last = (day, value)
        if last and last[1] is not None:
            found.append(Stretch(last[1], last[0], None))
        return found
