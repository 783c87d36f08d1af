"""The figures of offences, outcomes and suspects, from what was counted (rules 8 to 11)."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Self

from crime.codes import NOT_ASSIGNED, ethnicity_labels, outcome_codes
from crime.figures.counting import Counted, count
from crime.figures.periods import CrimePeriods
from crime.models import Cyber, OffenceStatus
from crime.timing import Timing
from risk.models import Sex

NOT_KNOWN = "not_known"
NOT_RECORDED = "not_recorded"
SUSPECT_TABLES = (
    "ethnicity_recent",
    "ethnicity_all",
    "area_recent",
    "age_recent",
    "gender_recent",
)


@dataclass(frozen=True)
class AreaRow:
    """The offences of an area, by when they were committed."""

    code: str
    label: str
    recent: int
    non_recent: int
    not_known: int


@dataclass(frozen=True)
class OutcomeRow:
    """Filed offences with one outcome, as the force splits it; ``not_known`` has none."""

    code: str
    qualifier: str
    total: int


@dataclass(frozen=True)
class SuspectRow:
    """Suspects in one category."""

    code: str
    label: str
    total: int


@dataclass(frozen=True)
class Revision:
    """How many offences of the period one extract had."""

    day: date
    name: str
    total: int


@dataclass(frozen=True)
class CrimeFigures:
    """What a report says of offences, their outcomes and suspects; ``areas`` are its labels."""

    periods: CrimePeriods
    counted: Counted
    areas: Mapping[str, str]

    @classmethod
    def of(cls, periods: CrimePeriods, areas: Callable[[], Mapping[str, str]]) -> Self | None:
        """Count them, with one query. None where no extract was loaded."""
        counted = count(periods)
        is_loaded = counted["extracts"] or sum(number for _, number in counted["any"])
        return cls(periods, counted, areas()) if is_loaded else None

    @cached_property
    def timing(self) -> dict[str, int]:
        """Offences of the period: recent, non-recent, not known (rule 8)."""
        return self._by(Timing.values, "recorded", 0)

    @property
    def recorded(self) -> int:
        return sum(self.timing.values())

    @cached_property
    def previous_timing(self) -> dict[str, int]:
        """The same of the same period a year earlier."""
        return self._by(Timing.values, "previous", 0)

    @property
    def previous(self) -> int:
        return sum(self.previous_timing.values())

    @cached_property
    def by_area(self) -> list[AreaRow]:
        """Offences by area, each by timing; what is not known comes last."""
        counts = self._counts("recorded", 1, 0)
        found = {area or NOT_KNOWN for area, _ in counts}
        return [
            AreaRow(code, label, *(counts[_fact(code), timing] for timing in Timing.values))
            for code, label in _in_order(found, self.areas)
        ]

    @cached_property
    def status(self) -> dict[str, int]:
        """Offences by crime status; the three sum to those recorded (rule 9)."""
        return self._by(OffenceStatus.values, "recorded", 2)

    @cached_property
    def outcomes(self) -> list[OutcomeRow]:
        """The filed ones by outcome and qualifier, in the order of the Home Office's list."""
        totals: Counter[tuple[str, str]] = Counter()
        for (_, _, status, code, qualifier), number in self.counted["recorded"]:
            if status == OffenceStatus.FILED:
                known = code not in ("", NOT_ASSIGNED)
                totals[(code, qualifier) if known else (NOT_KNOWN, "")] += number
        place = {code: number for number, code in enumerate([*outcome_codes(), NOT_KNOWN])}
        ordered = sorted(totals, key=lambda row: (place[row[0]], row[1]))
        return [OutcomeRow(code, qualifier, totals[code, qualifier]) for code, qualifier in ordered]

    @cached_property
    def cyber(self) -> dict[str, int]:
        """The recent offences of the cyber period, by how they were committed (rule 10)."""
        counts = self._counts("cyber", 0)
        return {
            **{code: counts[(code,)] for code in Cyber.values},
            NOT_RECORDED: counts[("",)],
        }

    @cached_property
    def suspects(self) -> int:
        """Distinct people suspected of an offence recorded by the day (rule 11)."""
        return sum(number for _, number in self.counted["suspects"])

    @cached_property
    def recent_suspects(self) -> int:
        return sum(self._suspects(0, only_recent=True).values())

    @property
    def only_non_recent_suspects(self) -> int:
        """Those linked to no recent offence: the rest."""
        return self.suspects - self.recent_suspects

    @cached_property
    def suspect_tables(self) -> dict[str, list[SuspectRow]]:
        """The tables of suspects, by key; what is missing is ``not_known`` and comes last."""
        ages = self._suspects(4, only_recent=True)
        return {
            "ethnicity_recent": _rows(self._suspects(1, only_recent=True), ethnicity_labels()),
            "ethnicity_all": _rows(self._suspects(1), ethnicity_labels()),
            "area_recent": _rows(self._suspects(2, only_recent=True), self.areas),
            "age_recent": _rows(ages, {age: age for age in sorted(filter(None, ages), key=int)}),
            "gender_recent": _rows(self._suspects(3, only_recent=True), dict(Sex.choices)),
        }

    def extract(self, kind: str) -> tuple[date, str] | None:
        """The day and the name of the newest extract of a kind that stands."""
        found = [facts for facts, _ in self.counted["extracts"] if facts[0] == kind]
        if not found:
            return None
        _, _, day, name, _ = max(found, key=lambda facts: int(facts[1]))
        return date.fromisoformat(day), name

    def rows_aside(self, kind: str) -> int:
        """Rows of a kind that were set aside as wrong and are not counted, until mended."""
        return self._counts("aside", 0)[(kind,)]

    @property
    def revisions(self) -> list[Revision]:
        """How many offences of the period there were with each extract made after it."""
        return self._revisions("revisions", self.periods.last)

    @property
    def previous_revisions(self) -> list[Revision]:
        """The same of the period a year earlier."""
        return self._revisions("previous_revisions", self.periods.previous[1])

    def _revisions(self, part: str, end: date) -> list[Revision]:
        """In the order of loading; none where the period is not whole months."""
        totals = {facts[0]: number for facts, number in self.counted[part]}
        batches = sorted(
            (int(pk), date.fromisoformat(day), name)
            for (kind, pk, day, name, _), _ in self.counted["extracts"]
            if kind == "offences"
        )
        return [
            Revision(day, name, totals[str(pk)])
            for pk, day, name in batches
            if day > end and str(pk) in totals
        ]

    def _counts(self, part: str, *places: int) -> Counter[tuple[str, ...]]:
        """The numbers of a part by some of its facts."""
        counts: Counter[tuple[str, ...]] = Counter()
        for facts, number in self.counted[part]:
            counts[tuple(facts[place] for place in places)] += number
        return counts

    def _by(self, codes: Iterable[str], part: str, place: int) -> dict[str, int]:
        counts = self._counts(part, place)
        return {code: counts[(code,)] for code in codes}

    def _suspects(self, place: int, *, only_recent: bool = False) -> Counter[str]:
        """Suspects by one fact, empty where it is missing."""
        counts: Counter[str] = Counter()
        for facts, number in self.counted["suspects"]:
            if facts[0] or not only_recent:
                counts[facts[place]] += number
        return counts


def _fact(code: str) -> str:
    """What the record has for a code: nothing where it is not known."""
    return "" if code == NOT_KNOWN else code


def _rows(counts: Mapping[str, int], labels: Mapping[str, str]) -> list[SuspectRow]:
    found = {code or NOT_KNOWN: number for code, number in counts.items()}
    return [SuspectRow(code, label, found[code]) for code, label in _in_order(found, labels)]


def _in_order(found: Iterable[str], labels: Mapping[str, str]) -> list[tuple[str, str]]:
    """The codes that occur, with their labels: known ones in order, others, then not known."""
    codes = set(found)
    ordered = [code for code in labels if code in codes]
    ordered += sorted(codes - set(labels) - {NOT_KNOWN})
    named = [(code, labels.get(code, code)) for code in ordered]
    return [*named, *([(NOT_KNOWN, "Not known")] if NOT_KNOWN in codes else [])]
