"""Which agencies work with the children: the key one, and others beside it."""

from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from risk.demonstration.cases import Case
from risk.demonstration.dice import Dice
from risk.demonstration.printed import MONTH_ENDS, TODAY
from risk.demonstration.timelines import Stretch, Timeline

SOCIAL_CARE = "CSC"
# How many other agencies work with a child, and which.
FURTHER = {0: 22, 1: 40, 2: 27, 3: 11}
OTHERS = {"TURN": 34, "HIH": 14, "YS": 22, "EH": 10, "BPP": 12, "FF": 8}
ONE_DAY = timedelta(days=1)


class Allocated(NamedTuple):
    agency: str
    is_key: bool


Allocations = list[Stretch[Allocated]]


class AgencyWork:
    """Thinks up allocations."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice

    def of(self, case: Case, sex: str) -> Allocations:
        """A child's allocations; at each month end at risk the key agency is the one counted."""
        key = self._key(case).stretches()
        found = [Stretch(Allocated(each.value, True), each.start, each.end) for each in key]
        found += self._staying_on(key)
        found += self._further(case, sex, [each.value for each in key])
        return sorted(found, key=lambda each: (each.start, each.value))

    def _key(self, case: Case) -> Timeline[str]:
        timeline: Timeline[str] = Timeline()
        spans = _flagged_spans(case)
        for number, (start, end) in enumerate(spans):
            agency = self._agency_at(case, start, end)
            if agency:
                timeline.change(self._begins(agency, start, timeline), agency)
            for index in case.months_at_risk:
                place, day = case.places[index], MONTH_ENDS[index]
                covered = start <= day and not (end and end <= day)
                if place and covered and timeline.on(day) != place.key_agency:
                    timeline.change(self._day_in(index, start), place.key_agency)
            if end and agency:
                following = spans[number + 1][0] if number + 1 < len(spans) else TODAY
                self._close(timeline, end, following)
        return timeline

    def _agency_at(self, case: Case, start: date, end: date | None) -> str:
        """The key agency with which a time on flags begins."""
        for index in case.months_at_risk:
            day, place = MONTH_ENDS[index], case.places[index]
            if place and start <= day and not (end and end <= day):
                return place.key_agency
        return case.base.key_agency

    def _begins(self, agency: str, flagged: date, timeline: Timeline[str]) -> date:
        """Social care mostly knew the child before; the others start with the flag."""
        if timeline.on(flagged) is not None:
            return flagged
        known = self.dice.number(0, 500) if agency == SOCIAL_CARE else self.dice.number(0, 8)
        last = [each.end for each in timeline.stretches() if each.end]
        return max([flagged - timedelta(days=known), *last[-1:]])

    def _day_in(self, index: int, start: date) -> date:
        """A day of the month on which the key agency changes; its last day often."""
        first = max(MONTH_ENDS[index - 1] + ONE_DAY, start + ONE_DAY)
        days = (MONTH_ENDS[index] - first).days
        return first + timedelta(days=days if self.dice.chance(0.15) else self.dice.number(0, days))

    def _close(self, timeline: Timeline[str], unflagged: date, following: date) -> None:
        """The work ends some weeks after the last flag; social care's may go on."""
        agency = timeline.on(unflagged)
        if agency == SOCIAL_CARE and self.dice.chance(0.25):
            return
        end = unflagged + timedelta(days=self.dice.number(0, 60))
        if end < following:
            timeline.change(end, None)

    def _staying_on(self, key: list[Stretch[str]]) -> Allocations:
        """The agency that was key often works on beside the new one for a while."""
        found = []
        for before, after in pairwise(key):
            if before.end == after.start and self.dice.chance(0.5):
                ends = [after.start + timedelta(days=self.dice.number(20, 90)), after.end]
                end = min(day for day in ends if day)
                found.append(_until_today(before.value, after.start, end))
        return found

    def _further(self, case: Case, sex: str, key: list[str]) -> Allocations:
        weights = {agency: n for agency, n in OTHERS.items() if agency not in key}
        if SOCIAL_CARE not in key:
            weights[SOCIAL_CARE] = 200
        if sex == "M" and "BLAST" not in key:
            weights["BLAST"] = 12
        first = case.flags.stretches()[0].start
        last = case.flags.stretches()[-1].end or TODAY
        found = []
        for _ in range(self.dice.weighted(FURTHER)):
            agency = self.dice.weighted(weights)
            del weights[agency]
            start = first + timedelta(days=self.dice.number(-60, max((last - first).days - 14, 1)))
            found.append(
                _until_today(agency, start, start + timedelta(days=self.dice.number(30, 330)))
            )
        return found


def _until_today(agency: str, start: date, end: date) -> Stretch[Allocated]:
    return Stretch(Allocated(agency, False), start, end if end <= TODAY else None)


def _flagged_spans(case: Case) -> list[tuple[date, date | None]]:
    """The child's times on any flag, without the days on which it changed to another."""
    spans: list[tuple[date, date | None]] = []
    for flag in case.flags.stretches():
        if spans and spans[-1][1] == flag.start:
            spans[-1] = (spans[-1][0], flag.end)
        else:
            spans.append((flag.start, flag.end))
    return spans
