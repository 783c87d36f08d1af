"""The first system administrator comes by a command, and so does help for the last one."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from cse_portal.accounts.models import User
from cse_portal.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
NAMES = {"first_name": "Ann", "last_name": "Lee"}


def call(command: str, *arguments: str, **options: str) -> tuple[str, str]:
    out = StringIO()
    call_command(command, *arguments, stdout=out, **options)
    return tuple(out.getvalue().split())


def test_new_site_has_no_account() -> None:
    assert not User.objects.exists()


def test_first_administrator_signs_in_and_changes_the_password(client: Client, settings) -> None:
    settings.TOTP_REQUIRED = True
    username, password = call("create_first_administrator", "ann", **NAMES)
    assert username == "ann"
    ann = User.objects.get()
    assert (ann.roles, ann.is_superuser, ann.is_staff) == ({"system_admin"}, False, False)
    client.post("/accounts/sign-in/", {"username": username, "password": password})
    assert client.get("/users/").url == "/accounts/password/"
    new = "my very own secret"
    fields = {"old_password": password, "new_password1": new, "new_password2": new}
    client.post("/accounts/password/", fields)
    assert client.get("/users/").url == "/accounts/authenticator/"
    assert AuditEntry.objects.last().action == "record_user"


def test_there_is_one_first_administrator(client: Client) -> None:
    call("create_first_administrator", "ann", **NAMES)
    with pytest.raises(CommandError, match="already"):
        call("create_first_administrator", "bob", **NAMES)
    User.objects.update(is_active=False)
    with pytest.raises(CommandError, match="username already exists"):
        call("create_first_administrator", "ann", **NAMES)
    call("create_first_administrator", "bob", **NAMES)


def test_administrator_is_reset(client: Client) -> None:
    _, first = call("create_first_administrator", "ann", **NAMES)
    _, second = call("reset_administrator", "ann")
    ann = User.objects.get()
    assert (ann.check_password(first), ann.check_password(second)) == (False, True)
    row = AuditEntry.objects.first()
    assert (row.action, row.actor, row.subject) == ("reset_sign_in", None, str(ann.pk))
    with pytest.raises(CommandError, match="bob is no open account"):
        call("reset_administrator", "bob")
