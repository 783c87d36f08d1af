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

    reasons: tuple[str, ...]
    text: str


def reminder_for(child: Child, day: date) -> Reminder | None:
    """The reminder for a child on a day, if there is reason for one; one query at most."""
    reasons = tuple(_reasons(child, day))
    if not reasons:
        return None
    referral = (
        "A referral is recorded."
        if child.referrals.exists()
        else "No referral is recorded: make one if there is none."
    )
    return Reminder(
        reasons, f"Such a child needs a referral, and a low level its reasons. {referral}"
    )


def _reasons(child: Child, day: date) -> Iterator[str]:
    born = child.date_of_birth
    if born is None:
        yield "The birth date is not recorded: the child may be under 13."
    elif completed_months(born, day) < MONTHS_AT_13:
        yield "The child is under 13."
    if "learning" in child.disability.casefold():
        yield "The child has a learning disability or difficulty."
