"""Timing two ways of doing one thing, in turns, so that both meet the same machine."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass
class Result:
    """A measure: seconds of ours and of what it is measured against, and the bar for the ratio."""

    work: str
    size: int
    ours: float
    theirs: float
    against: str
    bar: float | None

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs

    @property
    def verdict(self) -> str:
        if self.bar is None:
            return ""
        return "met" if self.ratio <= self.bar else "NOT MET"


def seconds(work: Callable[[], object]) -> float:
    """How long a piece of work takes, without the collector of garbage."""
    gc.collect()
    gc.disable()
    began = perf_counter()
    work()
    taken = perf_counter() - began
    gc.enable()
    return taken


def compare(
    ours: Callable[[], object], theirs: Callable[[], object], *, runs: int = 5
) -> tuple[float, float]:
    """The medians of both, taken in turns after one warm-up of each."""
    ours()
    theirs()
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(runs)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
