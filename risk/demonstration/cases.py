"""An invented child's case, while it is being thought up."""

from dataclasses import dataclass, field
from typing import NamedTuple

from risk.demonstration.printed import MONTH_ENDS
from risk.demonstration.timelines import Timeline


class Place(NamedTuple):
    """Where a child lives and the agency that is key: codes; empty where not recorded."""

    area: str
    key_agency: str


@dataclass(eq=False)
class Case:
    """A child's months: its place at each month end at which it is at risk, and its flags."""

    ethnicity: str
    # where it is before and beside its month ends at risk
    base: Place
    # at risk in 2017, and no longer by its end
    former: bool = False
    places: list[Place | None] = field(default_factory=lambda: [None] * len(MONTH_ENDS))
    flags: Timeline[str] = field(default_factory=Timeline)

    @property
    def months_at_risk(self) -> list[int]:
        return [index for index, place in enumerate(self.places) if place]

    @property
    def last_place(self) -> Place:
        """Where it was when it was last at risk at a month end, or at first."""
        return next((place for place in reversed(self.places) if place), self.base)

    @property
    def runs(self) -> list[tuple[int, int]]:
        """Its unbroken times at risk, as the first and the last month end of each."""
        found: list[tuple[int, int]] = []
        for index in self.months_at_risk:
            if found and found[-1][1] == index - 1:
                found[-1] = (found[-1][0], index)
            else:
                found.append((index, index))
        return found
