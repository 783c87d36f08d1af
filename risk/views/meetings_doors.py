"""Who may come into the meeting, and which meeting an address means."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from cse_portal.accounts.models import Role, User
from cse_portal.accounts.rules import roles_that_may
from cse_portal.audit.viewing import viewed
from risk.models import AgendaItem, Meeting

PREPARES = roles_that_may("prepare_meeting")
SIGNS = roles_that_may("sign_off")

View = Callable[..., HttpResponse]


class DayConverter:
    """A day in an address, as 2018-10-01."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, text: str) -> date:
        return date.fromisoformat(text)

    def to_url(self, day: date) -> str:
        return day.isoformat()


def open_to(*roles: Role) -> Callable[[View], View]:
    """A view that only these roles may open."""

    def door(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not (request.user.has_role(*roles)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return opened

    return door


for_attendees = open_to(*roles_that_may("attend_meeting"))
for_preparers = open_to(*PREPARES)
for_signers = open_to(*SIGNS)


def may_prepare(user: User) -> bool:
    """Whether somebody prepares the agenda and writes the minutes."""
    return user.has_role(*PREPARES)


def may_sign(user: User) -> bool:
    return user.has_role(*SIGNS)


def powers(user: User) -> dict[str, bool]:
    """What somebody may do in a meeting, as its templates ask for it."""
    return {"prepares": may_prepare(user), "signs": may_sign(user)}


def items_seen_by(request: HttpRequest, meeting: Meeting) -> list[AgendaItem]:
    """The agenda as far as the user sees its children, with their minutes; told to the log."""
    items = list(meeting.items.visible_to(request.user).with_minutes())
    if request.method in ("GET", "HEAD"):
        viewed(request, "child", [item.child_id for item in items], action="list")
    return items


def meeting_on(request: HttpRequest, day: date) -> Meeting:
    """The meeting of a day; 404 where there is none, or where its agenda is not sent round yet."""
    meeting = get_object_or_404(Meeting, day=day)
    if meeting.circulated_at or meeting.is_signed_off or may_prepare(request.user):
        return meeting
    return get_object_or_404(Meeting.objects.none())
