"""Chance that falls the same on every machine."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


class Dice:
    """A seeded source of chance.

    Of Python's generator only ``random()`` is used, whose sequence is promised to stay; how the
    other methods turn it into choices may change from one release to the next.
    """

    def __init__(self, seed: int) -> None:
        self._next = Random(seed).random  # noqa: S311 - invented children, not secrets

    def share(self) -> float:
        """A number from 0 up to, not including, 1."""
        return self._next()

    def chance(self, probability: float) -> bool:
        return self._next() < probability

    def number(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + int(self._next() * (high - low + 1))

    def one_of(self, items: Sequence[Item]) -> Item:
        return items[int(self._next() * len(items))]

    def weighted(self, weights: Mapping[Item, float]) -> Item:
        """One of the keys, each as likely as its weight says."""
        left = self._next() * sum(weights.values())
        for item, weight in weights.items():
            left -= weight
            if left < 0:
                return item
        return [item for item, weight in weights.items() if weight][-1]

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        left = list(items)
        return [left.pop(int(self._next() * len(left))) for _ in items]
