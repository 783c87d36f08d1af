"""Synthetic populations of any size, streamed: the same child for the same number, always."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

DAY = date(2018, 9, 30)
GIVEN = ["Aisha", "Ben", "Chloe", "Dara", "Ellie", "Farah", "Grace", "Hana", "Isla", "Jess"]
FAMILY_STARTS = ["Ash", "Brad", "Clay", "Den", "East", "Fair", "Green", "Hol", "Ing", "Keigh"]
FAMILY_ENDS = ["ford", "ley", "ton", "wood", "field", "worth", "by", "ham", "shaw", "gate"]
AT_RISK = ["high", "medium", "low", "low", "medium", "low"]
OTHERS = ["awaiting_assessment", "cautionary_six_months", "potential_perpetrator"]
SEXES = ["F", "F", "F", "F", "F", "M", "U", ""]
ETHNICITIES = ["WBRI", "WBRI", "WBRI", "APKN", "MWAS", "WROM", "NOBT", ""]
AREAS = ["CITY", "EAST", "KEIGHLEY", "SHIPLEY", "SOUTH", "WEST", "OOA"]
AGENCIES = ["BLAST", "BPP", "CSC", "EH", "FF", "HIH", "TURN", "YS"]

Spell = tuple[str, date, date | None]


@dataclass(slots=True)
class InventedChild:
    """A child and its spells; a spell is its fact, its start and its end."""

    number: int
    given_name: str
    family_name: str
    date_of_birth: date | None
    sex: str
    ethnicity: str
    flags: list[Spell] = field(default_factory=list)
    homes: list[Spell] = field(default_factory=list)
    key_agencies: list[Spell] = field(default_factory=list)
    other_agencies: list[Spell] = field(default_factory=list)

    @property
    def reference(self) -> str:
        return f"B{self.number:08}"


def children(count: int, *, first: int = 0) -> Iterator[InventedChild]:
    """So many children, all of them flagged on DAY (one in ten outside *at risk*), with a history.

    Of some the birth date, the sex, the ethnicity, the home or the key agency is not recorded.
    """
    for number in range(first, first + count):
        yield _child(number)


def _child(number: int) -> InventedChild:
    dice = random.Random(number)
    born = DAY - timedelta(days=dice.randrange(10 * 365, 18 * 365))
    child = InventedChild(
        number,
        dice.choice(GIVEN),
        f"{dice.choice(FAMILY_STARTS)}{dice.choice(FAMILY_ENDS)}{dice.randrange(1000)}",
        born if dice.random() < 0.97 else None,
        dice.choice(SEXES),
        dice.choice(ETHNICITIES),
    )
    began = DAY - timedelta(days=dice.randrange(30, 900))
    changed = began + (DAY - began) / 2
    last = dice.choice(AT_RISK if dice.random() < 0.9 else OTHERS)
    child.flags = [(dice.choice(AT_RISK), began, changed), (last, changed, None)]
    if dice.random() < 0.95:
        child.homes = _spells(dice, AREAS, began, changed)
    if dice.random() < 0.95:
        child.key_agencies = _spells(dice, AGENCIES, began, changed)
    if dice.random() < 0.5:
        # A day later, so that it is not the key agency's own spell.
        child.other_agencies = [(dice.choice(AGENCIES), changed + timedelta(days=1), None)]
    return child


def _spells(dice: random.Random, facts: list[str], began: date, changed: date) -> list[Spell]:
    """What held until DAY: of three in four one thing all the time."""
    if dice.random() < 0.75:
        return [(dice.choice(facts), began, None)]
    return [(dice.choice(facts), began, changed), (dice.choice(facts), changed, None)]
