"""Invented offences: so many of each year, timing, area, status and outcome as the tables say."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from crime.timing import Timing, year_before
from risk.demonstration.dice import Dice

TABLES = Path(__file__).parent / "tables"
FIRST_EXTRACT = date(2017, 5, 2)
EXTRACT = date(2018, 9, 3)
# When the offences of each part were recorded, both ends included.
RECORDED = {
    "2015-16": (date(2016, 3, 7), date(2016, 3, 31)),
    "2016-17": (date(2016, 4, 1), date(2017, 3, 31)),
    "2017-18": (date(2017, 4, 1), date(2018, 3, 31)),
    "2018-19": (date(2018, 4, 1), date(2018, 8, 31)),
}
# What the first extract had, with its later days; with them the year had 367 offences.
REDATED = "2015-16"
STATUSES = {
    "2015-16": {"under_investigation": 0, "new": 0},
    "2016-17": {"under_investigation": 31, "new": 0},
    "2017-18": {"under_investigation": 113, "new": 18},
    "2018-19": {"under_investigation": 58, "new": 31},
}
ONLINE = ("cyber", "online_then_met")
CYBER = {
    "2015-16": {"": 19},
    "2016-17": {"": 190, "cyber": 12, "non_cyber": 41, "online_then_met": 1},
    "2017-18": {"": 118, "cyber": 29, "non_cyber": 72, "online_then_met": 3},
    "2018-19": {"cyber": 19, "non_cyber": 55, "online_then_met": 3},
}
TYPES = {
    True: ["Causing a child to engage in sexual activity", "Indecent images of a child"],
    False: ["Sexual activity with a child", "Sexual assault of a child", "Rape of a child"],
}
MET = "Meeting a child after grooming"
COMMUNICATION, IN_FORCE = "Sexual communication with a child", date(2017, 4, 3)
SETTINGS = ["A home", "A park", "A vehicle", "A hotel", "A party", "", "", ""]
NETWORK = "Operation Example"


@dataclass(frozen=True)
class InventedOffence:
    """An offence of the demonstration, by the columns of the extract; none of it has happened."""

    occurrence_number: str
    recorded_on: date
    committed_from: date
    committed_to: date | None
    offence_type: str
    npt_area: str
    status: str
    outcome_code: str
    outcome_qualifier: str
    outcome_on: date | None
    cyber: str
    online: str
    setting: str
    network: str
    child_id: str

    @property
    def last_day(self) -> date:
        return self.committed_to or self.committed_from


def table(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of our tables."""
    with (TABLES / f"{name}.csv").open(newline="", encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def draw_offences(children: Sequence[str], dice: Dice) -> list[InventedOffence]:
    """Every offence, as the second extract has it, those recorded first in front."""
    return [offence for part in RECORDED for offence in _Part(part, dice).offences(children)]


def as_first_extracted(offences: Sequence[InventedOffence]) -> list[InventedOffence]:
    """What the first extract had: less was filed, and some counted in the year after."""
    return [
        _before_its_end(_later(offence))
        for offence in offences
        if offence.recorded_on < RECORDED["2017-18"][0]
    ]


def _later(offence: InventedOffence) -> InventedOffence:
    first, last = RECORDED[REDATED]
    if not first <= offence.recorded_on <= last:
        return offence
    return replace(offence, recorded_on=offence.recorded_on + timedelta(days=25))


def _before_its_end(offence: InventedOffence) -> InventedOffence:
    if offence.outcome_on is None or offence.outcome_on < FIRST_EXTRACT:
        return offence
    none_yet = {"outcome_code": "", "outcome_qualifier": "", "outcome_on": None}
    return replace(offence, status="under_investigation", **none_yet)


class _Part:
    """The offences of one year."""

    def __init__(self, part: str, dice: Dice) -> None:
        self.part, self.dice = part, dice
        self.slots = dice.shuffled(
            [
                (row["timing"], row["area"])
                for row in table("offences")
                if row["part"] == part
                for _ in range(int(row["total"]))
            ]
        )

    def offences(self, children: Sequence[str]) -> Iterator[InventedOffence]:
        days = sorted(self.dice.number(0, self._length) for _ in self.slots)
        recent = sum(timing == Timing.RECENT for timing, _ in self.slots)
        cyber = iter(self.dice.shuffled(_repeated(CYBER[self.part])[:recent]))
        rows = zip(days, self.slots, self._endings(), strict=True)
        for number, (shift, (timing, area), ending) in enumerate(rows, start=1):
            recorded_on = RECORDED[self.part][0] + timedelta(days=shift)
            is_recent = timing == Timing.RECENT
            how = next(cyber) if is_recent else self.dice.one_of(["", "", "non_cyber"])
            linked = children and self.dice.chance(0.45 if is_recent else 0.1)
            start, end = self._committed(recorded_on, is_recent)
            yield InventedOffence(
                occurrence_number=f"SYN-{self.part[2:4]}{number:04}",
                recorded_on=recorded_on,
                committed_from=start,
                committed_to=end,
                offence_type=self._type(how, recorded_on),
                npt_area=area,
                **self._ended(ending, recorded_on),
                cyber=how,
                online={"": "", "non_cyber": "false"}.get(how, "true"),
                setting="Online" if how == "cyber" else self.dice.one_of(SETTINGS),
                network=NETWORK if not is_recent and self.dice.chance(0.3) else "",
                child_id=self.dice.one_of(children) if linked else "",
            )

    @property
    def _length(self) -> int:
        first, last = RECORDED[self.part]
        return (last - first).days

    def _endings(self) -> list[tuple[str, str, str]]:
        """A status and outcome for each, the filed ones rather first, the new ones last."""
        others = STATUSES[self.part]
        filed = self._outcomes(len(self.slots) - sum(others.values()))
        ordered = [("filed", *outcome) for outcome in self.dice.shuffled(filed)]
        for status, number in others.items():
            ordered += [(status, "", "")] * number
        spread = len(ordered) // 6
        places = [place + self.dice.number(-spread, spread) for place in range(len(ordered))]
        return [ordered[place] for place in sorted(range(len(ordered)), key=places.__getitem__)]

    def _outcomes(self, number: int) -> list[tuple[str, str]]:
        """The printed outcomes of 2017/18; of another year as many as there are to give."""
        printed = {(row["code"], row["qualifier"]): int(row["total"]) for row in table("outcomes")}
        outcomes = self.dice.shuffled(_repeated(printed))
        return (outcomes * (number // len(outcomes) + 1))[:number]

    def _committed(self, recorded_on: date, is_recent: bool) -> tuple[date, date | None]:
        """From and to; some on the very first day that is recent, or the last that is not."""
        dice, border = self.dice, year_before(recorded_on)
        if is_recent:
            most = 364 if dice.chance(0.2) else 45
            last = recorded_on - timedelta(days=dice.number(0, most))
            last = border if dice.chance(0.02) else last
        else:
            years = 1 if dice.chance(0.4) else 25
            last = border - timedelta(days=1 + dice.number(0, 365 * years))
            last = border - timedelta(days=1) if dice.chance(0.03) else last
        if dice.chance(0.7):
            return last, None
        return last - timedelta(days=dice.number(1, 90)), last

    def _type(self, cyber: str, recorded_on: date) -> str:
        if cyber == "online_then_met":
            return MET
        if cyber == "cyber" and recorded_on >= IN_FORCE and self.dice.chance(0.5):
            return COMMUNICATION
        return self.dice.one_of(TYPES[cyber in ONLINE])

    def _ended(self, ending: tuple[str, str, str], recorded_on: date) -> dict[str, object]:
        status, code, qualifier = ending
        days = self.dice.number(20, 300)
        latest = EXTRACT - timedelta(days=1)
        outcome_on = min(recorded_on + timedelta(days=days), latest) if code else None
        return {
            "status": status,
            "outcome_code": code,
            "outcome_qualifier": qualifier,
            "outcome_on": outcome_on,
        }


def _repeated(numbers: dict) -> list:
    return [item for item, number in numbers.items() for _ in range(number)]
