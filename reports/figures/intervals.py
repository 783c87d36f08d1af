"""How far a rate may be from chance alone: 95 % intervals by Byar's approximation to the Poisson.

After Breslow and Day, Statistical Methods in Cancer Research II (1987), as used by the Office for
Health Improvement and Disparities for counts of any size.
"""

from dataclasses import dataclass
from math import sqrt

Z_95 = 1.959963984540054
Z_998 = 3.090232306167813


@dataclass(frozen=True)
class Rate:
    """Children for each 1,000 people under 18, with the ends of its 95 % interval."""

    rate: float
    low: float
    high: float


def byar(count: float, z: float = Z_95) -> tuple[float, float]:
    """The interval of a count; from nought where nothing was counted."""
    low = count * (1 - 1 / (9 * count) - z / (3 * sqrt(count))) ** 3 if count else 0.0
    more = count + 1
    return max(low, 0.0), more * (1 - 1 / (9 * more) + z / (3 * sqrt(more))) ** 3


def rate(count: int, population: int) -> Rate:
    """The rate of a count, with its interval."""
    low, high = byar(count)
    return Rate(*(1000 * value / population for value in (count, low, high)))


def limits(overall: float, population: float, z: float) -> tuple[float, float]:
    """Between which rates an area of that population lies by chance, if it is like all of them.

    ``overall`` is the rate of all for each 1,000.
    """
    low, high = byar(overall * population / 1000, z)
    return 1000 * low / population, 1000 * high / population
