"""What a worker is reminded of while assessing: reminders, never rules (design 3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cse_portal.days import completed_months
from risk.models import Child

MONTHS_AT_13 = 13 * 12


@dataclass(frozen=True)
class Reminder:
    """Why a child needs more care, and what that means."""

    title: str
    text: str


def reminders_for(child: Child, day: date) -> list[Reminder]:
    """The reminders for a child on a day: one where there is reason for it; one query at most."""
    reasons = list(_reasons(child, day))
    if not reasons:
        return []
    referral = (
        "A referral is recorded."
        if child.referrals.exists()
        else "No referral is recorded: make one if there is none."
    )
    title = " and ".join(["The child " + reasons[0], *reasons[1:]])
    return [Reminder(title, f"Such a child needs a referral, and reasons if it is low. {referral}")]


def _reasons(child: Child, day: date) -> Iterator[str]:
    born = child.date_of_birth
    if born is None:
        yield "may be under 13 (no birth date is recorded)"
    elif completed_months(born, day) < MONTHS_AT_13:
        yield "is under 13"
    if "learning" in child.disability.casefold():
        yield "has a learning disability or difficulty"
