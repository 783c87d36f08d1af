"""Where the children live."""

from datetime import date, timedelta
from typing import NamedTuple

from risk.demonstration.cases import Case
from risk.demonstration.dice import Dice
from risk.demonstration.printed import MONTH_ENDS, TODAY, rows
from risk.demonstration.timelines import Stretch, Timeline

OUT_OF_AREA = "OOA"
IN_DISTRICT = {
    "With parents": 74,
    "With relatives": 8,
    "Foster care": 8,
    "Children's home": 8,
    "": 2,
}
OUTSIDE = {
    "Children's home": 50,
    "Foster care": 26,
    "With relatives": 12,
    "Residential school": 7,
    "Secure children's home": 5,
}
IN_CARE = {"Foster care", "Children's home", "Residential school", "Secure children's home"}
MOVED_NEARBY = 0.05  # of the children, once: another postcode of the same area
LIVED_ELSEWHERE = 0.15  # of the children, before they were known
LEFT_THE_COUNTRY = 0.1  # of the children of Eastern European families who are flagged no longer


class Home(NamedTuple):
    area: str
    postcode: str
    placement_type: str


class Homes:
    """Thinks up homes, with postcodes that lie in their area on the day of the move."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self.postcodes = list(rows("postcodes"))

    def of(self, case: Case, born: date | None) -> list[Stretch[Home]]:
        """A child's homes in order; at each month end at risk, one in the area that is counted."""
        if not case.base.area:
            return []
        flags = case.flags.stretches()
        timeline: Timeline[Home] = Timeline()
        start = self._first_day(flags[0].start, born)
        moves = [(start, case.base.area), *self._moves_of_area(case)]
        if self.dice.chance(MOVED_NEARBY):
            moves.append((self._some_day(MONTH_ENDS[0], TODAY), ""))
        if self.dice.chance(LIVED_ELSEWHERE) and (born is None or born < start):
            before = start - timedelta(days=self.dice.number(90, 900))
            moves.append((max(before, born) if born else before, self._any_area()))
        for day, area in sorted(moves):
            held = timeline.on(day)
            timeline.change(day, self._home(area or (held.area if held else case.base.area), day))
        if flags[-1].end and case.ethnicity in ("WEEU", "WROM"):
            left = self._some_day(flags[-1].end, TODAY) if flags[-1].end < TODAY else TODAY
            if self.dice.chance(LEFT_THE_COUNTRY):
                timeline.change(left, None)
        return timeline.stretches()

    def _first_day(self, flagged: date, born: date | None) -> date:
        if born and self.dice.chance(0.25):
            return born
        since = flagged - timedelta(days=self.dice.number(30, 2500))
        return max(since, born) if born else since

    def _moves_of_area(self, case: Case) -> list[tuple[date, str]]:
        """A day in the month for each change between month ends."""
        moves, area = [], case.base.area
        for index in case.months_at_risk:
            place = case.places[index]
            if place and place.area != area:
                area = place.area
                moves.append((self._some_day(MONTH_ENDS[index - 1], MONTH_ENDS[index]), area))
        return moves

    def _some_day(self, after: date, until: date) -> date:
        """A day after one, up to another; often the first or last, where counts go wrong."""
        edge, days = self.dice.share(), (until - after).days
        number = 1 if edge < 0.15 else days if edge < 0.3 else self.dice.number(1, days)
        return after + timedelta(days=number)

    def _home(self, area: str, day: date) -> Home:
        in_area = [
            row["postcode"]
            for row in self.postcodes
            if row["area"] == area and not (row["valid_to"] and row["valid_to"] <= str(day))
        ]
        postcode = self.dice.one_of(in_area) if self.dice.chance(0.98) else ""
        kinds = OUTSIDE if area == OUT_OF_AREA else IN_DISTRICT
        return Home(area, postcode, self.dice.weighted(kinds))

    def _any_area(self) -> str:
        return self.dice.one_of([row["code"] for row in rows("areas")])
