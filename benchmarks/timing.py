"""Timing two ways of doing one thing, in turns, so that both meet the same machine."""

import gc
import os
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

Work = Callable[[], object]
MOST_RUNS = int(os.environ.get("BENCHMARK_RUNS", "9"))
ENOUGH_SECONDS = 10


@dataclass
class Result:
    """A measure: ours and what it is measured against, in seconds, and the bar for the ratio."""

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


def nothing() -> None:
    """What is done between two runs where they leave nothing behind."""


def seconds(work: Work) -> float:
    """How long a piece of work takes, without the collector of garbage."""
    gc.collect()
    gc.disable()
    try:
        began = perf_counter()
        work()
        return perf_counter() - began
    finally:
        gc.enable()


def compare(ours: Work, theirs: Work, *, between: Work = nothing) -> tuple[float, float]:
    """The medians of both, after a warm-up of each; who begins takes turns.

    They are timed as often as fits into some seconds, and three times where that is not much; what
    takes longest needs no warm-up, so there it counts. ``between`` is done after every run, outside
    of its time, to undo what the run has written.
    """
    taken: dict[Work, list[float]] = {ours: [], theirs: []}
    runs = warm_up = 1
    while len(taken[ours]) < runs + warm_up:
        for work in (ours, theirs) if len(taken[ours]) % 2 else (theirs, ours):
            taken[work].append(seconds(work))
            between()
        if len(taken[ours]) == 1:
            first = taken[ours][0] + taken[theirs][0]
            runs = min(max(int(ENOUGH_SECONDS / first), 3), MOST_RUNS)
            warm_up = int(first < ENOUGH_SECONDS)
    return median(taken[ours][warm_up:]), median(taken[theirs][warm_up:])


def alone(work: Work, *, runs: int) -> float:
    """The median of one piece of work after a warm-up."""
    work()
    return median(seconds(work) for _ in range(runs))
