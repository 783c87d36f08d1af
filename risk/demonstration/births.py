"""When the children were born: the average age is the printed one, the single ages are invented."""

import calendar
from datetime import date, timedelta

from cse_portal.days import completed_months
from risk.demonstration.cases import Case
from risk.demonstration.dice import Dice
from risk.demonstration.printed import MONTH_ENDS, TODAY

AVERAGE_AGE = 181  # 15 years and 1 month, over all child-months (counting rule 6)
AGES_AT_FIRST = {10: 2, 11: 5, 12: 11, 13: 18, 14: 22, 15: 22, 16: 15, 17: 5}
YOUNGEST = 120
GROWN_UP = 216
# Two come of age while they are flagged: on a month end, and after one.
COME_OF_AGE = (date(2000, 8, 31), date(2000, 9, 14))
LEAP_DAY = date(2004, 2, 29)

Births = dict[Case, date]


def draw_births(cases: list[Case], dice: Dice) -> Births:
    """A birth date for each child, so that the mean age is the printed one to the month."""
    births = {case: _birth(case, dice) for case in cases}
    fixed = _fix_a_few(births)
    free = [case for case in dice.shuffled(cases) if case not in fixed and _printed(case)]
    ages = {case: _months_lived(case, births[case]) for case in cases}
    wanted = AVERAGE_AGE * sum(len(_printed(case)) for case in cases)
    for _ in range(YOUNGEST):
        for case in free:
            off = wanted - sum(ages.values())
            if abs(off) < len(_printed(case)):
                continue
            moved = _a_month(births[case], earlier=off > 0)
            if _may_be(case, moved):
                births[case], ages[case] = moved, _months_lived(case, moved)
    return births


def _months_lived(case: Case, born: date) -> int:
    return sum(completed_months(born, MONTH_ENDS[index]) for index in _printed(case))


def _printed(case: Case) -> list[int]:
    """Its month ends at risk in 2018: the opening is in no average."""
    return [index for index in case.months_at_risk if index]


def _birth(case: Case, dice: Dice) -> date:
    first = case.flags.stretches()[0].start
    days = dice.weighted(AGES_AT_FIRST) * 365.25 + dice.number(0, 364)
    born = first - timedelta(days=int(days))
    if _may_be(case, born):
        return born
    return _last_day(case) - timedelta(days=int(18 * 365.25) - dice.number(20, 300))


def _last_day(case: Case) -> date:
    return case.flags.stretches()[-1].end or TODAY


def _may_be(case: Case, born: date) -> bool:
    """Ten or older when first flagged, under eighteen until the last flag has ended."""
    first = completed_months(born, case.flags.stretches()[0].start)
    return first >= YOUNGEST and completed_months(born, _last_day(case)) < GROWN_UP


def _fix_a_few(births: Births) -> list[Case]:
    """Birth dates on which counting goes wrong: coming of age, and the leap day."""
    now = [case for case in births if case.places[-1] and len(case.months_at_risk) > 6]
    fixed = []
    for case, born in zip(now, COME_OF_AGE, strict=False):
        births[case] = born
        fixed.append(case)
    leap = next(case for case in now if case not in fixed and _may_be(case, LEAP_DAY))
    births[leap] = LEAP_DAY
    return [*fixed, leap]


def _a_month(born: date, *, earlier: bool) -> date:
    """The same day of the month before or after, or that month's last."""
    year, month = divmod(born.year * 12 + born.month - 1 + (-1 if earlier else 1), 12)
    return date(year, month + 1, min(born.day, calendar.monthrange(year, month + 1)[1]))
