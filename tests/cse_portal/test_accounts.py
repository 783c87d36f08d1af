"""Signing in and out, the password, and the accounts of the demonstration."""

from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from cse_portal.accounts import demonstration
from cse_portal.accounts.actions import record_user
from cse_portal.accounts.models import Role, User
from cse_portal.audit.models import AuditEntry

PASSWORD = "a long enough secret"

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> User:
    return record_user(
        username="ann", role=Role.MANAGER, password=PASSWORD, first_name="Ann", last_name="Lee"
    )


def sign_in(client: Client, username: str, password: str, **fields: str):
    address = reverse("accounts:sign_in")
    return client.post(address, {"username": username, "password": password, **fields})


def test_record_user_gives_a_role_and_leaves_a_trace(ann: User) -> None:
    assert ann.has_role(Role.MANAGER)
    assert not ann.has_role(Role.CHAIR, Role.AUDITOR)
    assert ann.check_password(PASSWORD)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.kind, entry.subject) == ("record_user", "user", str(ann.pk))
    assert entry.detail == {"role": "manager"}


@pytest.mark.parametrize("password", ["fourteen chars", "123456789123456789"])
def test_record_user_refuses_a_weak_password(password: str) -> None:
    with pytest.raises(ValidationError):
        record_user(
            username="ann", role=Role.MANAGER, password=password, first_name="A", last_name="L"
        )
    assert not User.objects.exists()


def test_record_user_refuses_a_username_that_is_taken(ann: User) -> None:
    with pytest.raises(ValidationError) as refused:
        record_user(
            username="ann", role=Role.CHAIR, password=PASSWORD, first_name="B", last_name="L"
        )
    assert list(refused.value.message_dict) == ["username"]


def test_record_user_refuses_an_unknown_role() -> None:
    with pytest.raises(ValueError, match="king"):
        record_user(username="ann", role="king", password=PASSWORD, first_name="A", last_name="L")
    assert not User.objects.exists()


def test_sign_in_leads_home(client: Client, ann: User) -> None:
    answer = sign_in(client, "ann", PASSWORD)
    assert (answer.status_code, answer.url) == (302, "/")
    assert client.get("/").context["user"] == ann


def test_sign_in_leads_to_the_page_that_was_asked_for(client: Client, ann: User) -> None:
    asked = client.get(reverse("accounts:change_password"))
    assert asked.url == "/accounts/sign-in/?next=/accounts/password/"
    form = client.get(asked.url)
    assert b'name="next" value="/accounts/password/"' in form.content
    assert sign_in(client, "ann", PASSWORD, next="/accounts/password/").url == "/accounts/password/"


def test_sign_in_leads_to_no_other_site(client: Client, ann: User) -> None:
    assert sign_in(client, "ann", PASSWORD, next="https://example.com/").url == "/"


def test_sign_in_does_not_tell_who_exists(client: Client, ann: User) -> None:
    User.objects.filter(pk=ann.pk).update(is_active=True)
    wrong_password = sign_in(client, "ann", "some other secret").context["form"].errors
    wrong_username = sign_in(client, "bob", PASSWORD).context["form"].errors
    User.objects.filter(pk=ann.pk).update(is_active=False)
    left_the_house = sign_in(client, "ann", PASSWORD).context["form"].errors
    expected = {"__all__": ["The username and password do not match"]}
    assert wrong_password == wrong_username == left_the_house == expected


def test_sign_in_page_leads_on_somebody_who_is_signed_in(client: Client, ann: User) -> None:
    client.force_login(ann)
    assert client.get(reverse("accounts:sign_in")).url == "/"


def test_sign_out_ends_the_session(client: Client, ann: User) -> None:
    client.force_login(ann)
    answer = client.post(reverse("accounts:sign_out"), follow=True)
    assert answer.redirect_chain == [("/accounts/sign-in/", 302)]
    assert "You are signed out." in answer.content.decode()
    assert client.get("/").status_code == 302


def test_sign_out_is_no_link(client: Client, ann: User) -> None:
    client.force_login(ann)
    assert client.get(reverse("accounts:sign_out")).status_code == 405
    assert client.get("/").status_code == 200


def test_sign_out_needs_its_form(ann: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ann)
    answer = client.post(reverse("accounts:sign_out"))
    assert answer.status_code == 403
    assert "This form has expired" in answer.content.decode()
    assert client.get("/").status_code == 200


def test_change_password(client: Client, ann: User) -> None:
    client.force_login(ann)
    new = "another long secret"
    answer = client.post(
        reverse("accounts:change_password"),
        {"old_password": PASSWORD, "new_password1": new, "new_password2": new},
    )
    assert (answer.status_code, answer.url) == (302, "/")
    ann.refresh_from_db()
    assert ann.check_password(new)
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        (
            {
                "old_password": "not mine at all",
                "new_password1": "x" * 16,
                "new_password2": "x" * 16,
            },
            {"old_password": ["Enter your current password as it is now"]},
        ),
        (
            {"old_password": PASSWORD, "new_password1": "x" * 16, "new_password2": "y" * 16},
            {"new_password2": ["The two new passwords do not match"]},
        ),
        (
            {},
            {
                "old_password": ["Enter your current password"],
                "new_password1": ["Enter a new password"],
                "new_password2": ["Enter the new password again"],
            },
        ),
    ],
)
def test_change_password_says_what_is_wrong(client: Client, ann: User, fields, errors) -> None:
    client.force_login(ann)
    answer = client.post(reverse("accounts:change_password"), fields)
    assert answer.context["form"].errors == errors
    ann.refresh_from_db()
    assert ann.check_password(PASSWORD)


def test_demonstration_accounts_open_the_site(client: Client) -> None:
    accounts = demonstration.load()
    assert [account.username for account in accounts] == [
        "manager",
        "chair",
        "coordinator",
        "social_worker",
        "partner_worker",
        "police_analyst",
        "report_reader",
        "system_admin",
        "auditor",
    ]
    for account in accounts:
        assert sign_in(client, account.username, demonstration.PASSWORD).status_code == 302
        assert User.objects.get(username=account.username).roles == {account.role.value}
        client.logout()


def test_demonstration_accounts_load_once() -> None:
    demonstration.load()
    kept = list(User.objects.order_by("pk").values_list("pk", "password"))
    demonstration.load()
    assert list(User.objects.order_by("pk").values_list("pk", "password")) == kept
    assert AuditEntry.objects.count() == len(kept) == 9


def test_demonstration_accounts_are_refused_on_a_real_site(settings) -> None:
    settings.DEMO = False
    with pytest.raises(demonstration.NotADemonstrationError):
        demonstration.load()
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("demonstration_accounts")
    assert not User.objects.exists()


def test_demonstration_accounts_command_prints_them() -> None:
    out = StringIO()
    call_command("demonstration_accounts", stdout=out)
    lines = out.getvalue().splitlines()
    assert len(lines) == 9
    assert lines[0].split() == ["manager", demonstration.PASSWORD, "Manager"]


def test_demonstration_page_lists_the_accounts(client: Client) -> None:
    page = client.get("/demonstration/").content.decode()
    for account in demonstration.ACCOUNTS:
        assert f"<code>{account.username}</code>" in page
    assert demonstration.PASSWORD in page


def test_demonstration_page_is_not_on_a_real_site(client: Client, settings) -> None:
    settings.DEMO = False
    assert client.get("/demonstration/").status_code == 404
