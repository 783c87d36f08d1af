"""The days on which the morning meeting sits: flags start and end on these only."""

from datetime import date, timedelta

from risk.demonstration.dice import Dice

# https://www.gov.uk/bank-holidays, England and Wales
BANK_HOLIDAYS = frozenset(
    date.fromisoformat(day)
    for day in (
        *("2017-01-02", "2017-04-14", "2017-04-17", "2017-05-01", "2017-05-29", "2017-08-28"),
        *("2017-12-25", "2017-12-26", "2018-01-01", "2018-03-30", "2018-04-02", "2018-05-07"),
        *("2018-05-28", "2018-08-27", "2018-12-25", "2018-12-26"),
    )
)
ONE_DAY = timedelta(days=1)


def sits_on(day: date) -> bool:
    """Every working day, which is Monday to Friday without the bank holidays."""
    return day.weekday() < 5 and day not in BANK_HOLIDAYS


def meeting_days(after: date, until: date) -> list[date]:
    """The days of the meetings after one day, up to and including another."""
    days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
    return [day for day in days if sits_on(day)]


def next_meeting(day: date) -> date:
    """The first meeting on the day or after it."""
    while not sits_on(day):
        day += ONE_DAY
    return day


def last_meeting(day: date) -> date:
    """The last meeting on the day or before it."""
    while not sits_on(day):
        day -= ONE_DAY
    return day


def some_meeting(after: date, until: date, dice: Dice) -> date:
    """A meeting after one day, up to another; often the first or last, where counts go wrong."""
    days = meeting_days(after, until)
    edge = dice.share()
    return days[0] if edge < 0.08 else days[-1] if edge < 0.16 else dice.one_of(days)
