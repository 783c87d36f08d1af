"""Synthetic populations of any size, streamed: the same child for the same number, always."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

DAY = date(2018, 9, 30)
GIVEN = ["Aisha", "Ben", "Chloe", "Dara", "Ellie", "Farah", "Grace", "Hana", "Isla", "Jess"]
FAMILY_STARTS = ["Ash", "Brad", "Clay", "Den", "East", "Fair", "Green", "Hol", "Ing", "Keigh"]
FAMILY_ENDS = ["ford", "ley", "ton", "wood", "field", "worth", "by", "ham", "shaw", "gate"]
STATUSES = ["high", "medium", "low", "low", "medium", "low"]
OTHERS = ["awaiting_assessment", "cautionary_six_months", "potential_perpetrator"]
ETHNICITIES = ["WBRI", "WBRI", "WBRI", "APKN", "MWAS", "WROM", "NOBT", ""]
AREAS = ["CITY", "EAST", "KEIGHLEY", "SHIPLEY", "SOUTH", "WEST", "OOA"]
AGENCIES = ["BLAST", "BPP", "CSC", "EH", "FF", "HIH", "TURN", "YS"]


@dataclass
class InventedChild:
    """A child and its spells; a spell is its fact, its start and its end."""

    number: int
    given_name: str
    family_name: str
    date_of_birth: date | None
    sex: str
    ethnicity: str
    flags: list[tuple[str, date, date | None]] = field(default_factory=list)
    homes: list[tuple[str, date, date | None]] = field(default_factory=list)
    key_agencies: list[tuple[str, date, date | None]] = field(default_factory=list)
    other_agencies: list[tuple[str, date, date | None]] = field(default_factory=list)

    @property
    def reference(self) -> str:
        return f"B{self.number:08}"


def children(count: int) -> Iterator[InventedChild]:
    """So many children, all of them flagged on DAY, each with a history."""
    for number in range(count):
        yield _child(number)


def _child(number: int) -> InventedChild:
    dice = random.Random(number)
    born = DAY - timedelta(days=dice.randrange(10 * 365, 18 * 365))
    child = InventedChild(
        number,
        dice.choice(GIVEN),
        f"{dice.choice(FAMILY_STARTS)}{dice.choice(FAMILY_ENDS)}{dice.randrange(1000)}",
        born if dice.random() < 0.97 else None,
        dice.choice(["F", "F", "F", "M", "U", ""]),
        dice.choice(ETHNICITIES),
    )
    began = DAY - timedelta(days=dice.randrange(30, 900))
    changed = began + (DAY - began) / 2
    last = dice.choice(STATUSES if dice.random() < 0.9 else OTHERS)
    child.flags = [(dice.choice(STATUSES), began, changed), (last, changed, None)]
    if dice.random() < 0.95:
        child.homes = [(dice.choice(AREAS), began, None)]
    if dice.random() < 0.95:
        child.key_agencies = [(dice.choice(AGENCIES), began, None)]
    if dice.random() < 0.5:
        child.other_agencies = [(dice.choice(AGENCIES), changed, None)]
    return child
