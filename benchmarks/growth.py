"""How our own time grows with the number of children."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

from benchmarks.timing import Result

ROUNDS = 5


@dataclass(frozen=True)
class Growth:
    """A bar for the time at ``large`` over that at ``small``; ``measure`` names the measure."""

    work: str
    measure: str
    small: int
    large: int
    bar: float


PAGES = [
    Growth("children list, first page", "list", 10_000, 1_000_000, 1.5),
    Growth("report page", "report", 1_000, 1_000_000, 1.1),
    Growth("report page", "report", 1_000, 100_000, 1.1),
]
MONTH_END = Growth("month end", "snapshot", 100_000, 1_000_000, 12.0)


def of_pages(
    sizes: list[int], measures: list[str], seconds: Callable[[int, str], float]
) -> Iterator[Result]:
    """Small and large in turns; ``seconds`` tells how long a page takes at a size just now."""
    for growth in PAGES:
        if growth.measure in measures and {growth.small, growth.large} <= set(sizes):
            rounds = [
                (seconds(growth.large, growth.measure), seconds(growth.small, growth.measure))
                for _ in range(ROUNDS)
            ]
            yield _result(growth, *map(median, zip(*rounds, strict=True)))


def of_month_end(results: list[Result]) -> list[Result]:
    """From the times that were taken already, as each takes long."""
    ours = {result.size: result.ours for result in results if result.work == MONTH_END.work}
    if not {MONTH_END.small, MONTH_END.large} <= set(ours):
        return []
    return [_result(MONTH_END, ours[MONTH_END.large], ours[MONTH_END.small])]


def _result(growth: Growth, large: float, small: float) -> Result:
    against = f"itself at {growth.small:,}"
    return Result(f"{growth.work}, growth", growth.large, large, small, against, growth.bar)
