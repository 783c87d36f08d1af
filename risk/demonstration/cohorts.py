"""Who is at risk at which month end, so that every printed count is met.

Month by month some children move, some leave and some join. Movers go from where there are too
many to where there are too few; then so many leave that no category has too many; then as many join
as each category lacks. The three totals of a month agree, so the joiners always come out even.
"""

from collections import Counter

from risk.demonstration.cases import Case, Place
from risk.demonstration.dice import Dice
from risk.demonstration.printed import DIMENSIONS, Margins

MOVES = {"area": 4, "key_agency": 6}
LEAVE = 0.09  # of the children at risk, at least, each month
JOIN = 10  # at least, each month
RETURN = 0.14  # of the joiners, at most, were at risk before
RARE = 5  # in a category this small nobody leaves without need
FORMER = 24  # children whose risk was removed in the second half of 2017


def draw_cohorts(margins: list[Margins], dice: Dice) -> list[Case]:
    """The children at risk at one month end or more, and those who no longer were by the first."""
    cases = [typical_case(margins[0], dice, former=True) for _ in range(FORMER)]
    for index, target in enumerate(margins):
        MonthStep(index, target, cases, dice).work()
    return cases


def typical_case(margins: Margins, dice: Dice, *, former: bool = False) -> Case:
    """A child like the others of a month, at risk at no month end yet."""
    ethnicity, agency, area = (dice.weighted(margins.counts[each]) for each in DIMENSIONS)
    return Case(ethnicity=ethnicity, base=Place(area, agency), former=former)


class MonthStep:
    """From one month end to the next."""

    def __init__(self, index: int, target: Margins, cases: list[Case], dice: Dice) -> None:
        self.index, self.target, self.cases, self.dice = index, target, cases, dice
        before = [(case, case.places[index - 1]) for case in cases] if index else []
        self.now: dict[Case, Place] = {case: place for case, place in before if place}
        self.moved: list[Case] = []
        self.away = [case for case in cases if case not in self.now]

    def work(self) -> None:
        if self.now:
            for dimension, moves in MOVES.items():
                self._move(dimension, moves)
            room = len(self.now) + JOIN - self.target.total
            self._let_go(at_least=max(round(LEAVE * len(self.now)), room))
        self._take_in()
        for case, place in self.now.items():
            case.places[self.index] = place

    def lacking(self, dimension: str) -> dict[str, int]:
        """How many each category lacks; below zero where it has too many."""
        held = Counter(_code(case, place, dimension) for case, place in self.now.items())
        return {code: n - held[code] for code, n in self.target.counts[dimension].items()}

    def _move(self, dimension: str, moves: int) -> None:
        while moves > 0:
            lacking = self.lacking(dimension)
            short = {code: n for code, n in lacking.items() if n > 0}
            over = {code: -n for code, n in lacking.items() if n < 0}
            if not short or not over:
                self._swap(dimension)
                moves -= 2
                continue
            self._send(self._any_in(dimension, self.dice.weighted(over)), dimension, short)
            moves -= 1

    def _send(self, case: Case, dimension: str, codes: dict[str, int]) -> None:
        self.now[case] = self.now[case]._replace(**{dimension: self.dice.weighted(codes)})
        self.moved.append(case)

    def _swap(self, dimension: str) -> None:
        """Two children change places, where the month wants no net change."""
        one = self.dice.one_of([case for case in self.now if case not in self.moved])
        mine = _code(one, self.now[one], dimension)
        held = Counter(_code(case, place, dimension) for case, place in self.now.items())
        others = {code: n for code, n in held.items() if code != mine and n > RARE}
        other = self._any_in(dimension, self.dice.weighted(others))
        self._send(one, dimension, {_code(other, self.now[other], dimension): 1})
        self._send(other, dimension, {mine: 1})

    def _any_in(self, dimension: str, code: str) -> Case:
        """A child of the category who has not moved this month."""
        held = [case for case, place in self.now.items() if _code(case, place, dimension) == code]
        return self.dice.one_of([case for case in held if case not in self.moved] or held)

    def _let_go(self, at_least: int) -> None:
        left = 0
        while (too_many := self._too_many()) or left < at_least:
            del self.now[self.dice.weighted(self._likely_leavers(too_many))]
            left += 1

    def _too_many(self) -> list[tuple[str, str]]:
        return [
            (dimension, code)
            for dimension in DIMENSIONS
            for code, lacking in self.lacking(dimension).items()
            if lacking < 0
        ]

    def _likely_leavers(self, too_many: list[tuple[str, str]]) -> dict[Case, float]:
        """Those who mend most of what there is too much of; among them the longest at risk."""
        held = Counter(case.ethnicity for case in self.now)
        mends: dict[Case, int] = {}
        for case, place in self.now.items():
            if case in self.moved:
                continue
            mended = sum(_code(case, place, each) == code for each, code in too_many)
            if mended or (not too_many and held[case.ethnicity] > RARE):
                mends[case] = mended
        best = max(mends.values(), default=0)
        likely = [case for case, mended in mends.items() if mended == best]
        return {case: min(len(case.months_at_risk), 5) for case in likely}

    def _take_in(self) -> None:
        for case in self._returning():
            self.now[case] = case.last_place
        slots = {}
        for dimension in DIMENSIONS:
            lacking = self.lacking(dimension)
            slots[dimension] = self.dice.shuffled([c for c, n in lacking.items() for _ in range(n)])
        for ethnicity, agency, area in zip(*slots.values(), strict=True):
            case = Case(ethnicity=ethnicity, base=Place(area, agency))
            self.now[case] = case.base
            self.cases.append(case)

    def _returning(self) -> list[Case]:
        """Children at risk before for whom each of their categories has room."""
        if not self.index:
            return []
        lacking = {dimension: self.lacking(dimension) for dimension in DIMENSIONS}
        most = round(RETURN * sum(lacking["ethnicity"].values()))
        found: list[Case] = []
        for case in self.dice.shuffled(self.away):
            codes = {each: _code(case, case.last_place, each) for each in DIMENSIONS}
            if len(found) < most and all(lacking[each][code] > 0 for each, code in codes.items()):
                found.append(case)
                for each, code in codes.items():
                    lacking[each][code] -= 1
        return found


def _code(case: Case, place: Place, dimension: str) -> str:
    return case.ethnicity if dimension == "ethnicity" else getattr(place, dimension)
