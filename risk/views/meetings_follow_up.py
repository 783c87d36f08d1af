"""What the meetings started: actions open, overdue and done, and reviews overdue."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from cse_portal.accounts.models import User
from cse_portal.audit.viewing import viewed
from cse_portal.days import today
from risk.actions.follow_up import finish_action, reopen_action
from risk.models import Action, Review
from risk.views.meetings_doors import for_attendees, may_prepare
from risk.views.meetings_locked import say_no

ACTIONS_A_PAGE = 50
REVIEWS_SHOWN = 100
STATES = {"overdue": "Overdue", "open": "Open", "done": "Done"}


@require_safe
@for_attendees
def follow_up(request: HttpRequest) -> HttpResponse:
    """Actions by state and owner, as the address says, and the reviews that are overdue."""
    day = today()
    state = request.GET.get("state", "open")
    state = state if state in STATES else "open"
    owner = request.GET.get("owner", "")
    actions = _actions(state, day).visible_to(request.user)
    if owner.isdecimal():
        actions = actions.filter(owner=int(owner))
    page = Paginator(actions, ACTIONS_A_PAGE).get_page(request.GET.get("page"))
    reviews = (
        Review.objects.open()
        .visible_to(request.user)
        .filter(due_on__lt=day)
        .select_related("child")
    )
    here: dict[str, Any] = {
        "today": day,
        "states": STATES.items(),
        "state": state,
        "state_name": STATES[state],
        "owner": owner,
        "people": User.objects.exclude(actions=None).order_by("last_name", "first_name", "pk"),
        "page": page,
        "reviews": list(reviews[:REVIEWS_SHOWN]),
        "prepares": may_prepare(request.user),
    }
    shown = {action.decision.item.child_id for action in page}
    shown |= {review.child_id for review in here["reviews"]}
    viewed(request, "child", shown, action="list")
    return render(request, "risk/meeting_follow_up.html", here)


@require_POST
@for_attendees
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that an action is done, or take it back: its owner, or whoever prepares meetings."""
    action = get_object_or_404(
        Action.objects.agreed()
        .visible_to(request.user)
        .select_related("decision__item__child", "owner"),
        pk=pk,
    )
    if not (may_prepare(request.user) or action.owner == request.user):
        raise PermissionDenied
    try:
        if "again" in request.POST:
            reopen_action(action=action, by=request.user)
            messages.success(request, "The action is open again.")
        else:
            note = request.POST.get("note", "")
            finish_action(action=action, on=today(), by=request.user, note=note)
            messages.success(request, f"Done: {action.text}")
    except ValidationError as refused:
        say_no(request, refused)
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if is_ours else reverse("meetings:follow_up"))


def _actions(state: str, day: date) -> Any:
    among = {
        "overdue": Action.objects.overdue(day),
        "open": Action.objects.open(),
        "done": Action.objects.agreed().exclude(done_on=None).order_by("-done_on", "-pk"),
    }[state]
    return among.select_related(
        "owner", "done_by", "decision__item__child", "decision__item__meeting"
    )
