"""When each child is at risk, to the day, and what comes before and after."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from risk.demonstration.cases import Case
from risk.demonstration.dice import Dice
from risk.demonstration.meetings import ONE_DAY, last_meeting, next_meeting, some_meeting
from risk.demonstration.printed import MONTH_ENDS
from risk.demonstration.timelines import Stretch

AWAITING = "awaiting_assessment"
CAUTIONARY = "cautionary_six_months"
PERPETRATOR = "potential_perpetrator"
# Nothing is decided yet on the day on which the demonstration lives.
LAST_MEETING = date(2018, 9, 28)
# About how many children have one of the three other statuses, by month end. Exact in August: the
# report's first edition counted all six, 347, which is 36 more. The other months are invented.
AT_OTHER_STATUSES = (35, 33, 34, 37, 40, 41, 37, 35, 36, 38)
ASSESSED_FIRST = 0.45  # of the joiners
TURNED_PERPETRATOR = 0.04  # of those who are flagged on after their risk


@dataclass(eq=False)
class Episode:
    """An unbroken time at risk: from a meeting until one, None while it lasts."""

    case: Case
    start: date
    end: date | None
    # the month ends that it covers
    months: range
    awaiting_from: date | None = None
    after: str = ""
    # the first day of the child's next episode
    next_from: date | None = None

    @property
    def first_day(self) -> date:
        return self.awaiting_from or self.start

    def beside(self) -> list[Stretch[str]]:
        """The flags before and after it that are not at risk."""
        found = []
        if self.awaiting_from:
            found.append(Stretch(AWAITING, self.awaiting_from, self.start))
        if self.end and self.after:
            found.append(Stretch(self.after, self.end, self._after_ends()))
        return found

    def _after_ends(self) -> date | None:
        """Six months after the risk where it was cautionary, or when the child is at risk again."""
        ends = [self.next_from] if self.next_from else []
        if self.end and self.after == CAUTIONARY:
            ends.append(next_meeting(six_months_after(self.end)))
        last = min(ends, default=LAST_MEETING + ONE_DAY)
        return last if last <= LAST_MEETING else None


def six_months_after(day: date) -> date:
    """The same day of the sixth month on, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + 6, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def draw_episodes(cases: list[Case], beside: list[Stretch[str]], dice: Dice) -> list[Episode]:
    """Every child's episodes, in order. ``beside``: other statuses, of children not among them."""
    episodes = [episode for case in cases for episode in _episodes_of(case, dice)]
    for index in range(len(MONTH_ENDS)):
        _flag_on(episodes, index, beside, dice)
    return episodes


def _episodes_of(case: Case, dice: Dice) -> list[Episode]:
    found = []
    if case.former:
        end = some_meeting(date(2017, 7, 3), date(2017, 12, 29), dice)
        start = next_meeting(date(2017, 1, 3) + timedelta(days=dice.number(0, 150)))
        found.append(Episode(case, start, end, range(0), after=CAUTIONARY))
    for first, last in case.runs:
        months = range(first, last + 1)
        episode = Episode(case, _start(first, dice), _end(last, dice), months)
        if dice.chance(ASSESSED_FIRST):
            since = last_meeting(episode.start - timedelta(days=dice.number(4, 16)))
            earlier = found[-1].end if found else None
            if since >= date(2017, 1, 3) and (earlier is None or earlier < since):
                episode.awaiting_from = since
        if found:
            found[-1].next_from = episode.first_day
        found.append(episode)
    return found


def _start(first: int, dice: Dice) -> date:
    """A meeting of the month; for those at risk when we open, one of 2017, rather a late one."""
    if first == 0:
        return last_meeting(MONTH_ENDS[0] - timedelta(days=int(330 * dice.share() ** 1.6)))
    return some_meeting(MONTH_ENDS[first - 1], MONTH_ENDS[first], dice)


def _end(last: int, dice: Dice) -> date | None:
    if last == len(MONTH_ENDS) - 1:
        return None
    return some_meeting(MONTH_ENDS[last], MONTH_ENDS[last + 1], dice)


def _flag_on(episodes: list[Episode], index: int, others: list[Stretch[str]], dice: Dice) -> None:
    """Flag as many of a month's leavers on as bring the other statuses to their number."""
    day = MONTH_ENDS[index]
    held = others + [stretch for episode in episodes for stretch in episode.beside()]
    lacking = AT_OTHER_STATUSES[index] - sum(stretch.holds_on(day) for stretch in held)
    after = MONTH_ENDS[index - 1] if index else MONTH_ENDS[0]
    leavers = [each for each in episodes if each.end and after < each.end <= day]
    for episode in dice.shuffled(leavers)[: max(lacking, 0)]:
        turned = dice.chance(TURNED_PERPETRATOR)
        episode.after = PERPETRATOR if turned else CAUTIONARY
