"""Writing accounts."""

from typing import Any

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from cse_portal.accounts.models import Role, User
from cse_portal.audit.actions import record


@transaction.atomic
def record_user(
    *,
    username: str,
    role: Role,
    password: str,
    first_name: str,
    last_name: str,
    by: Any = None,
) -> User:
    """Add an account with a role. ValidationError: the username is taken or the password weak."""
    user = User(username=username, first_name=first_name, last_name=last_name)
    validate_password(password, user)
    user.set_password(password)
    user.full_clean()
    user.save()
    group, _ = Group.objects.get_or_create(name=Role(role).value)
    user.groups.add(group)
    record("record_user", by=by, subject=user.pk, role=group.name)
    return user
