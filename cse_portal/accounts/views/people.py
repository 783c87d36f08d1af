"""The pages on which a system administrator keeps accounts and teams."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cse_portal.accounts import actions
from cse_portal.accounts.doors import only_who_may
from cse_portal.accounts.forms.people import NewPersonForm, PersonForm, TeamForm
from cse_portal.accounts.models import Team, User
from cse_portal.audit.viewing import viewed

FORMS = ["GET", "HEAD", "POST"]
keepers = only_who_may("keep_users")


@require_safe
@keepers
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with an account, those who left last."""
    users = User.objects.order_by("-is_active", "last_name", "first_name", "pk")
    users = list(users.select_related("team", "agency").prefetch_related("groups"))
    viewed(request, "user", [user.pk for user in users], action="list")
    return render(request, "accounts/people.html", {"users": users, "teams": Team.objects.all()})


@require_http_methods(FORMS)
@keepers
def add(request: HttpRequest) -> HttpResponse:
    """Add somebody. Their temporary password is shown once, on the page that follows."""
    form = NewPersonForm(request.POST or None)
    password = actions.temporary_password()
    if form.is_valid() and _done(
        form, actions.record_user, password=password, is_temporary=True, by=request.user
    ):
        return _password_page(request, form.cleaned_data["username"], password)
    return render(request, "accounts/person_form.html", {"form": form})


@require_http_methods(FORMS)
@keepers
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change somebody's name, role, team and agency. It holds at their next request."""
    user = get_object_or_404(User, pk=pk)
    form = PersonForm(request.POST or None, initial=_as_it_is(user))
    if form.is_valid() and _done(form, actions.change_user, user=user, by=request.user):
        messages.success(request, f"The account {user.username} is changed.")
        return redirect("people:list")
    viewed(request, "user", [pk])
    context = {"form": form, "person": user, "is_own": user == request.user}
    return render(request, "accounts/person_form.html", context)


@require_POST
@keepers
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the account of somebody who left."""
    user = get_object_or_404(User, pk=pk)
    if _worked(request, actions.close_account, user=user, by=request.user):
        messages.success(request, f"The account {user.username} is closed.")
    return redirect("people:list")


@require_POST
@keepers
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed account again, with a new temporary password."""
    user = get_object_or_404(User, pk=pk, is_active=False)
    password = _worked(request, actions.open_account, user=user, by=request.user)
    return _password_page(request, user.username, password) if password else redirect("people:list")


@require_POST
@keepers
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """A new temporary password for somebody who lost theirs, or their telephone."""
    user = get_object_or_404(User, pk=pk, is_active=True)
    password = _worked(request, actions.reset_sign_in, user=user, by=request.user)
    return _password_page(request, user.username, password) if password else redirect("people:list")


@require_http_methods(FORMS)
@keepers
def team(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add a team, or give one another name."""
    found = get_object_or_404(Team, pk=pk) if pk else None
    form = TeamForm(request.POST or None, initial={"name": found.name} if found else None)
    if form.is_valid():
        how = {"by": request.user} | ({"team": found} if found else {})
        if _done(form, actions.rename_team if found else actions.record_team, **how):
            messages.success(request, "The team is saved.")
            return redirect("people:list")
    return render(request, "accounts/team_form.html", {"form": form, "team": found})


def _as_it_is(user: User) -> dict[str, Any]:
    names = ("first_name", "last_name", "email", "team", "agency")
    return {name: getattr(user, name) for name in names} | {"role": next(iter(user.roles), None)}


def _done(form: Form, action: Any, **how: Any) -> bool:
    """Whether the action took what the form holds; what it refuses is said on the form."""
    try:
        action(**form.cleaned_data, **how)
    except ValidationError as refused:
        form.add_error(None, refused) if not hasattr(refused, "error_dict") else _say(form, refused)
        return False
    return True


def _say(form: Form, refused: ValidationError) -> None:
    for field, problems in refused.error_dict.items():
        form.add_error(field if field in form.fields else None, problems)


def _worked(request: HttpRequest, action: Any, **how: Any) -> Any:
    """What the action gives back, or True; False where it refuses, which the next page says."""
    try:
        return action(**how) or True
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return False


def _password_page(request: HttpRequest, username: str, password: str) -> HttpResponse:
    context = {"username": username, "password": password}
    return render(request, "accounts/temporary_password.html", context)
