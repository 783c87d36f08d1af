"""The invented authority as a whole, before anything is written."""

import hashlib
from dataclasses import dataclass
from datetime import date

from risk.demonstration.allocations import AgencyWork, Allocated
from risk.demonstration.births import draw_births
from risk.demonstration.cases import Case
from risk.demonstration.cohorts import draw_cohorts
from risk.demonstration.dice import Dice
from risk.demonstration.episodes import draw_episodes
from risk.demonstration.flags import write_flags
from risk.demonstration.homes import IN_CARE, Home, Homes
from risk.demonstration.others import draw_others
from risk.demonstration.people import People, Person
from risk.demonstration.printed import margins
from risk.demonstration.timelines import Stretch

SEED = 2018
AT_RISK = ("high", "medium", "low")


@dataclass(frozen=True)
class InventedChild:
    """A child of the demonstration with all its spells; no such child has ever lived."""

    reference: str
    person: Person
    looked_after: bool | None
    homes: tuple[Stretch[Home], ...]
    allocations: tuple[Stretch[Allocated], ...]
    flags: tuple[Stretch[str], ...]


@dataclass(frozen=True)
class Plan:
    """All invented children, those flagged first in front."""

    children: tuple[InventedChild, ...]

    @property
    def fingerprint(self) -> str:
        """The same for the same plan, on any machine."""
        return hashlib.sha256(repr(self.children).encode()).hexdigest()


def make_plan() -> Plan:
    """Think the authority up from our tables; always the same."""
    dice, ends = Dice(SEED), margins()
    cases = draw_cohorts(ends, dice)
    others = draw_others(ends, dice)
    beside = [flag for case in others for flag in case.flags.stretches()]
    for episode in draw_episodes(cases, [f for f in beside if f.value not in AT_RISK], dice):
        write_flags(episode, dice)
    return Plan(_children([*cases, *others], dice))


def _children(cases: list[Case], dice: Dice) -> tuple[InventedChild, ...]:
    births = draw_births(cases, dice)
    people, homes, work = People(dice), Homes(dice), AgencyWork(dice)
    children = []
    for number, case in enumerate(sorted(cases, key=_first_flagged), start=1):
        born = births[case] if case.base.area else None
        person = people.person(case, born)
        lived = homes.of(case, born)
        children.append(
            InventedChild(
                reference=f"SYN-{number:04}",
                person=person,
                looked_after=lived[-1].value.placement_type in IN_CARE if lived else None,
                homes=tuple(lived),
                allocations=tuple(work.of(case, person.sex)),
                flags=tuple(case.flags.stretches()),
            )
        )
    return tuple(children)


def _first_flagged(case: Case) -> date:
    return case.flags.stretches()[0].start
