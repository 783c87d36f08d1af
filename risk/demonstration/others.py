"""Children at risk at no month end: assessed and not flagged, flagged for days, or perpetrators."""

from collections.abc import Callable
from datetime import date, timedelta

from risk.demonstration.cases import Case
from risk.demonstration.cohorts import typical_case
from risk.demonstration.dice import Dice
from risk.demonstration.episodes import AWAITING, LAST_MEETING, PERPETRATOR
from risk.demonstration.meetings import meeting_days, next_meeting
from risk.demonstration.printed import MONTH_ENDS, Margins


def draw_others(margins: list[Margins], dice: Dice) -> list[Case]:
    """A few of each kind, with their flags."""
    kinds: list[tuple[int, Callable[[Case, Dice], None]]] = [
        *((8, _assessed_and_not_flagged), (7, _awaiting_today)),
        *((6, _at_risk_for_days), (7, _potential_perpetrator)),
    ]
    cases = []
    for count, write in kinds:
        for _ in range(count):
            cases.append(typical_case(margins[-1], dice))
            write(cases[-1], dice)
    return cases


def _assessed_and_not_flagged(case: Case, dice: Dice) -> None:
    start = next_meeting(date(2017, 12, 11) + timedelta(days=dice.number(0, 240)))
    case.flags.change(start, AWAITING)
    case.flags.change(next_meeting(start + timedelta(days=dice.number(5, 20))), None)
    if dice.chance(0.5):
        case.base = case.base._replace(key_agency="")


def _awaiting_today(case: Case, dice: Dice) -> None:
    """Referred in the last weeks; little is known of some yet."""
    case.flags.change(dice.one_of(meeting_days(date(2018, 9, 12), LAST_MEETING)), AWAITING)
    if dice.chance(0.7):
        case.base = case.base._replace(key_agency="")
    if dice.chance(0.2):
        case.base = case.base._replace(area="")


def _at_risk_for_days(case: Case, dice: Dice) -> None:
    """Flagged and removed between two month ends, so that no month counts it."""
    index = dice.number(1, len(MONTH_ENDS) - 1)
    days = meeting_days(MONTH_ENDS[index - 1], MONTH_ENDS[index])
    start = dice.number(0, len(days) - 8)
    case.flags.change(days[start], dice.one_of(("low", "medium")))
    case.flags.change(days[dice.number(start + 3, len(days) - 1)], None)


def _potential_perpetrator(case: Case, dice: Dice) -> None:
    start = next_meeting(date(2017, 5, 2) + timedelta(days=dice.number(0, 420)))
    case.flags.change(start, PERPETRATOR)
    end = next_meeting(start + timedelta(days=dice.number(120, 420)))
    if end <= LAST_MEETING:
        case.flags.change(end, None)
