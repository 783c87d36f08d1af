"""Which level a child at risk is at, from meeting to meeting."""

from datetime import date, timedelta

from risk.demonstration.dice import Dice
from risk.demonstration.episodes import LAST_MEETING, Episode
from risk.demonstration.meetings import meeting_days, next_meeting
from risk.demonstration.printed import MONTH_ENDS

FIRST_LEVELS = {"high": 11, "medium": 40, "low": 49}
NEXT_LEVELS = {
    "high": {"medium": 85, "low": 15},
    "medium": {"low": 76, "high": 24},
    "low": {"medium": 86, "high": 14},
}
REMOVED_AND_BACK = 0.02  # of the months of an episode

Changes = list[tuple[date, str | None]]


def write_flags(episode: Episode, dice: Dice) -> None:
    """Write an episode into its child's timeline: before, the levels, after."""
    flags = episode.case.flags
    if episode.awaiting_from:
        flags.change(episode.awaiting_from, "awaiting_assessment")
    changes = _levels(episode, dice)
    for index in episode.months[1:]:
        if dice.chance(REMOVED_AND_BACK):
            changes = _removed_and_back(changes, index, dice)
    for day, level in changes:
        flags.change(day, level)
    if episode.end:
        flags.change(episode.end, None)
    for before_or_after in episode.beside():
        if before_or_after.start == episode.end:
            flags.change(episode.end, before_or_after.value)
            if before_or_after.end:
                flags.change(before_or_after.end, None)


def _levels(episode: Episode, dice: Dice) -> Changes:
    last = (episode.end or LAST_MEETING) - timedelta(days=1)
    level = dice.weighted(FIRST_LEVELS)
    changes: Changes = [(episode.start, level)]
    while True:
        wait = dice.number(1, 9) if dice.chance(0.06) else dice.number(40, 300)
        day = next_meeting(changes[-1][0] + timedelta(days=wait))
        if day > last:
            break
        level = dice.weighted(NEXT_LEVELS[level])
        changes.append((day, level))
    if episode.end and level != "low" and dice.chance(0.75):
        # the risk is mostly brought down before it is removed
        day = next_meeting(episode.end - timedelta(days=dice.number(10, 40)))
        if changes[-1][0] < day < episode.end:
            changes.append((day, "low"))
    return changes


def _removed_and_back(changes: Changes, index: int, dice: Dice) -> Changes:
    """The flag is removed and set again between two month ends that it covers."""
    days = meeting_days(MONTH_ENDS[index - 1], MONTH_ENDS[index])
    removed = dice.number(0, len(days) - 5)
    gone, back = days[removed], days[dice.number(removed + 2, len(days) - 1)]
    before = [change for change in changes if change[0] < gone]
    held = [level for day, level in changes if day <= back]
    later = [change for change in changes if change[0] > back]
    return [*before, (gone, None), (back, held[-1]), *later]
