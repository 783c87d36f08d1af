"""Writing accounts: adding people, changing what they may do, closing the account of a leaver.

Every change is a row of the log and ends the sessions of whom it is about, so it holds at their
next request. Nobody changes their own account here.
"""

import secrets
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from cse_portal.accounts.models import Role, Team, User
from cse_portal.audit.actions import record

OWN = "Nobody changes their own role or closes their own account: ask another administrator."


@transaction.atomic
def record_user(
    *,
    username: str,
    role: Role,
    password: str,
    first_name: str,
    last_name: str,
    email: str = "",
    team: Team | None = None,
    agency: Any = None,
    is_temporary: bool = False,
    by: Any = None,
) -> User:
    """Add an account with a role. ValidationError: the username is taken or the password weak.

    A temporary password opens nothing but the page on which it is changed.
    """
    user = User(username=username, first_name=first_name, last_name=last_name, email=email)
    user.team, user.agency, user.password_is_temporary = team, agency, is_temporary
    validate_password(password, user)
    user.set_password(password)
    user.full_clean()
    user.save()
    group, _ = Group.objects.get_or_create(name=Role(role).value)
    user.groups.add(group)
    record("record_user", by=by, of="user", subject=user.pk, role=group.name)
    return user


@transaction.atomic
def change_user(
    *,
    user: User,
    role: Role,
    first_name: str,
    last_name: str,
    email: str,
    team: Team | None,
    agency: Any,
    by: User,
) -> User:
    """Change who somebody is and what they may do. ValidationError: it is one's own account."""
    _refuse_own(user, by)
    before = sorted(user.roles)
    user.first_name, user.last_name, user.email = first_name, last_name, email
    user.team, user.agency = team, agency
    user.full_clean()
    user.save()
    user.groups.set([Group.objects.get_or_create(name=Role(role).value)[0]])
    _end_every_session(user)
    told = {"before": before, "role": Role(role).value}
    told |= {"team": team and team.pk, "agency": agency and agency.pk}
    record("change_user", by=by, of="user", subject=user.pk, **told)
    return User.objects.get(pk=user.pk)


@transaction.atomic
def close_account(*, user: User, by: User) -> None:
    """Somebody left: they come in no more; what they did stays theirs. Not one's own account."""
    _refuse_own(user, by)
    User.objects.filter(pk=user.pk).update(is_active=False)
    Authenticator.objects.filter(user=user).delete()
    _end_every_session(user)
    record("close_account", by=by, of="user", subject=user.pk)


@transaction.atomic
def open_account(*, user: User, by: User) -> str:
    """Somebody came back: their role as it was, and a new temporary password, which is returned."""
    _refuse_own(user, by)
    User.objects.filter(pk=user.pk).update(is_active=True)
    password = _give_password(user)
    record("open_account", by=by, of="user", subject=user.pk)
    return password


@transaction.atomic
def reset_sign_in(*, user: User, by: User | None) -> str:
    """For a lost password or telephone: a new temporary password, and the authenticator is gone."""
    if by is not None:
        _refuse_own(user, by)
    Authenticator.objects.filter(user=user).delete()
    password = _give_password(user)
    record("reset_sign_in", by=by, of="user", subject=user.pk)
    return password


@transaction.atomic
def end_sessions(*, user: User, by: User) -> None:
    """Every session of somebody ends, on whatever device."""
    _end_every_session(user)
    record("end_sessions", by=by, of="user", subject=user.pk)


@transaction.atomic
def record_team(*, name: str, by: User) -> Team:
    """Add a team. ValidationError: there is one of this name."""
    team = Team(name=name)
    team.full_clean()
    team.save()
    record("record_team", by=by, of="team", subject=team.pk)
    return team


@transaction.atomic
def rename_team(*, team: Team, name: str, by: User) -> Team:
    """Give a team another name. ValidationError: there is one of this name."""
    team.name = name
    team.full_clean()
    team.save()
    record("rename_team", by=by, of="team", subject=team.pk)
    return team


def temporary_password() -> str:
    """Something that nobody guesses, to be told once: 24 characters in groups of four."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    groups = ("".join(secrets.choice(letters) for _ in range(4)) for _ in range(5))
    return "-".join(groups)


def _give_password(user: User) -> str:
    password = temporary_password()
    user.set_password(password)
    User.objects.filter(pk=user.pk).update(password=user.password, password_is_temporary=True)
    _end_every_session(user)
    return password


def _end_every_session(user: User) -> None:
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    UserSession.objects.filter(user=user).delete()


def _refuse_own(user: User, by: User) -> None:
    if user.pk == by.pk:
        raise ValidationError(OWN)
