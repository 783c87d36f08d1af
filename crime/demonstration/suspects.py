"""Invented suspects. Who they are follows nothing that is known of suspects.

Ethnicity and area are drawn by the shares of the printed *children* of September 2018, so that no
difference between the two can be read from them; a part is missing, with the reason, as everywhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle

from crime.demonstration.offences import InventedOffence
from crime.timing import year_before
from risk.demonstration.dice import Dice
from risk.demonstration.printed import Margins, margins

# As the report says of its charts; about half of the people are linked to non-recent ones only.
AS_OF = date(2018, 8, 29)
RECENT, ONLY_NON_RECENT = 80, 80
NO_SUSPECT = ("14", "18")
REASONS = ["Not asked yet", "Declined to say", "Not interviewed yet"]


@dataclass(frozen=True)
class InventedLink:
    """A suspect and one of their offences, by the columns of the extract."""

    suspect_id: str
    occurrence_number: str
    gender: str
    date_of_birth: date | None
    ethnicity: str
    nationality: str
    npt_area: str
    ethnicity_scheme: str
    ethnicity_source: str
    missing_reason: str


def draw_suspects(offences: Sequence[InventedOffence], dice: Dice) -> list[InventedLink]:
    """Every suspect, a row for each of their offences."""
    known, printed = _by_recency(offences, dice), margins()[-1]
    numbers = [("recent", RECENT), ("only_non_recent", ONLY_NON_RECENT)]
    kinds = dice.shuffled([kind for kind, number in numbers for _ in range(number)])
    links = []
    for number, kind in enumerate(kinds, start=1):
        person = _person(dice, printed)
        of = {next(known[kind]) for _ in range(dice.weighted({1: 60, 2: 25, 3: 15}))}
        if kind == "recent" and dice.chance(0.2):
            of.add(next(known["only_non_recent"]))
        links += [InventedLink(f"SYN-S{number:03}", each, **person) for each in sorted(of)]
    return links


def _by_recency(offences: Sequence[InventedOffence], dice: Dice) -> dict[str, Iterator[str]]:
    """The offences with a suspect, over and over, by what they make of somebody linked to them."""
    kinds: dict[str, list[str]] = {"recent": [], "only_non_recent": []}
    for offence in offences:
        has_suspect = offence.outcome_code not in NO_SUSPECT and offence.status != "new"
        if has_suspect and offence.recorded_on <= AS_OF:
            is_recent = offence.last_day >= year_before(AS_OF)
            kinds["recent" if is_recent else "only_non_recent"].append(offence.occurrence_number)
    return {kind: cycle(dice.shuffled(numbers)) for kind, numbers in kinds.items()}


def _person(dice: Dice, printed: Margins) -> dict:
    ethnicity = dice.weighted(printed.counts["ethnicity"]) if dice.chance(0.8) else ""
    is_known = ethnicity not in ("", "NOBT")
    source = dice.weighted({"self_defined": 60, "officer_defined": 40}) if is_known else ""
    born = AS_OF - timedelta(days=dice.number(14 * 365, 30 * 365) + dice.number(0, 25 * 365))
    return {
        "gender": dice.weighted({"M": 90, "F": 7, "U": 1, "": 2}),
        "date_of_birth": born if dice.chance(0.9) else None,
        "ethnicity": ethnicity if is_known else "",
        "nationality": "British" if dice.chance(0.6) else "",
        "npt_area": dice.weighted(printed.counts["area"]) if dice.chance(0.85) else "",
        "ethnicity_scheme": "",
        "ethnicity_source": source,
        "missing_reason": "" if is_known else dice.one_of(REASONS),
    }
