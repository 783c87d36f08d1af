"""Timing two ways of doing one thing, in turns, so that both meet the same machine."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

Work = Callable[[], object]


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


def runs_of(size: int) -> int:
    """How often something is timed: seldom where it takes long, once where nothing is measured."""
    if size < 1_000:
        return 1
    return 9 if size < 1_000_000 else 5


def compare(ours: Work, theirs: Work, *, runs: int, between: Work = nothing) -> tuple[float, float]:
    """The medians of both, after a warm-up of each; who begins takes turns.

    ``between`` is done after every run, outside of its time, to undo what the run has written.
    """
    taken: dict[Work, list[float]] = {ours: [], theirs: []}
    for run in range(-1, runs):
        for work in (ours, theirs) if run % 2 else (theirs, ours):
            taken[work].append(seconds(work))
            between()
    return median(taken[ours][1:]), median(taken[theirs][1:])


def alone(work: Work, *, runs: int) -> float:
    """The median of one piece of work after a warm-up."""
    work()
    return median(seconds(work) for _ in range(runs))
