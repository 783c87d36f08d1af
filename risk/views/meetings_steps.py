"""What comes next in a meeting: the one button of its pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from cse_portal.accounts.models import User
from risk.brief import AgendaLine
from risk.models import AgendaItem, Meeting
from risk.views.meetings_doors import may_sign


@dataclass(frozen=True)
class Step:
    """Something to do next, and where."""

    text: str
    url: str


def next_step(meeting: Meeting, lines: Sequence[AgendaLine], user: User) -> Step | None:
    """What whoever writes the minutes does next; None where somebody else goes on."""
    if meeting.is_signed_off or not lines:
        return None
    waiting = first_waiting(lines)
    if waiting is None:
        return (
            Step("Sign off", reverse("meetings:sign", args=[meeting.day]))
            if may_sign(user)
            else None
        )
    if any(line.decision for line in lines) or meeting.attendances.exists():
        return Step(f"Go on with {waiting.child.name}", child_url(meeting, waiting.item))
    return Step("Start the meeting", reverse("meetings:attendance", args=[meeting.day]))


def after_the_last(meeting: Meeting, lines: Sequence[AgendaLine], user: User) -> str:
    """Where the last child of the agenda leads: to who was passed over, else to the sign-off."""
    waiting = first_waiting(lines)
    if waiting:
        return child_url(meeting, waiting.item)
    name = "meetings:sign" if may_sign(user) else "meetings:agenda"
    return reverse(name, args=[meeting.day])


def first_waiting(lines: Sequence[AgendaLine]) -> AgendaLine | None:
    """The first child who is not decided, or whose record has changed since."""
    return next((line for line in lines if not line.is_decided or line.has_changed), None)


def child_url(meeting: Meeting, item: AgendaItem) -> str:
    return reverse("meetings:child", args=[meeting.day, item.pk])
