"""Half-open times, from a first day or moment until one that is outside: pure."""

from collections.abc import Iterable, Iterator
from typing import Any

# The first day or moment, and the end; None has not come yet.
Days = tuple[Any, Any]


def minus(days: Days, others: Iterable[Days]) -> list[Days]:
    """The parts of a half-open time that none of the others covers; an end of None is open."""
    left = [days]
    for start, end in others:
        left = [part for each in left for part in _cut(each, start, end)]
    return left


def _cut(days: Days, start: Any, end: Any) -> Iterator[Days]:
    first, last = days
    if not meet(days, (start, end)):
        yield days
        return
    if first < start:
        yield first, start
    if end is not None and (last is None or end < last):
        yield end, last


def meet(one: Days, other: Days) -> bool:
    """Whether two half-open times have a moment in common."""
    return (one[1] is None or other[0] < one[1]) and (other[1] is None or one[0] < other[1])
