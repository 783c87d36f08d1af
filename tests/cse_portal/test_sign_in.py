"""Signing in: password, code, throttling, sessions and their ends, and saying once more who."""

import time
from datetime import timedelta

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import identify_hasher, make_password
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils.timezone import now

from cse_portal.accounts import actions
from cse_portal.accounts.doors import reauthenticated
from cse_portal.accounts.models import Role, User
from cse_portal.accounts.sessions import BEGAN
from cse_portal.audit.models import AuditEntry
from cse_portal.encryption.keys import decrypt
from cse_portal.urls import urlpatterns as site_urls
from tests.factories import UserFactory

PASSWORD = "a long enough secret"
SIGN_IN = "/accounts/sign-in/"


@reauthenticated
def sensitive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("sensitive")


urlpatterns = [path("sensitive/", sensitive), *site_urls]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def ann() -> User:
    return UserFactory(username="ann", password=PASSWORD, role=Role.CHAIR)


@pytest.fixture
def admin() -> User:
    return UserFactory(username="admin", password=PASSWORD, role=Role.SYSTEM_ADMIN)


@pytest.fixture
def secret(ann: User) -> str:
    """Ann has an authenticator app, which knows this secret."""
    made = totp.generate_totp_secret()
    totp.TOTP.activate(ann, made)
    return made


@pytest.fixture
def with_totp(settings) -> None:
    settings.TOTP_REQUIRED = True


def code_of(secret: str) -> str:
    return totp.format_hotp_value(
        totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time()))
    )


def sign_in(client: Client, username: str = "ann", password: str = PASSWORD, there: str = ""):
    fields = {"username": username, "password": password, "next": there}
    return client.post(SIGN_IN, fields)


def is_signed_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def sign_ins() -> list[tuple]:
    rows = AuditEntry.objects.filter(action="sign_in").order_by("pk")
    return list(rows.values_list("actor_id", "subject", "outcome", "detail"))


# The password


def test_password_is_kept_as_argon2id(settings) -> None:
    settings.PASSWORD_HASHERS = settings.PASSWORD_HASHERS[1:]
    kept = make_password(PASSWORD)
    assert kept.startswith("argon2$argon2id$")
    assert identify_hasher(kept).algorithm == "argon2"


def test_sign_in_and_its_failures_are_in_the_log(client: Client, ann: User) -> None:
    sign_in(client, password="something else")
    sign_in(client, username="nobody")
    sign_in(client)
    assert sign_ins() == [
        (None, str(ann.pk), "denied", {"step": "password"}),
        (None, "", "denied", {"step": "password"}),
        (ann.pk, str(ann.pk), "ok", {}),
    ]
    client.post("/accounts/sign-out/")
    assert AuditEntry.objects.first().action == "sign_out"
    assert not is_signed_in(client)


def test_without_the_log_nobody_signs_in(client: Client, ann: User, monkeypatch) -> None:
    monkeypatch.setattr("cse_portal.accounts.adapters.record", lambda *a, **k: 1 / 0)
    client.raise_request_exception = False
    assert sign_in(client).status_code == 500
    assert not is_signed_in(client)


def test_guessing_is_throttled_by_username_whether_it_exists_or_not(
    client: Client, ann: User
) -> None:
    for username in ("ann", "nobody"):
        for _ in range(5):
            said = sign_in(client, username, "wrong").context["form"].errors
            assert said == {"__all__": ["The username and password do not match"]}
        throttled = sign_in(client, username, PASSWORD).context["form"].errors
        assert throttled == {
            "__all__": [
                "There were too many attempts to sign in. Wait five minutes, then try again."
            ]
        }
    assert not is_signed_in(client)


def test_guessing_is_throttled_by_address(client: Client, ann: User) -> None:
    said = [sign_in(client, f"user{number}", "wrong") for number in range(61)]
    assert "do not match" in str(said[59].context["form"].errors)
    assert "too many" in str(said[60].context["form"].errors)
    assert "do not match" in str(
        client.post(SIGN_IN, {"username": "x", "password": "y"}, REMOTE_ADDR="10.1.1.1")
        .context["form"]
        .errors
    )


def test_signing_in_over_and_over_is_throttled(client: Client, ann: User, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip"}
    answers = [client.post(SIGN_IN) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert "Too many attempts" in answers[3].content.decode()


def test_names_of_accounts_that_are_closed_are_not_told(client: Client, ann: User) -> None:
    ann.is_active = False
    ann.save()
    said = sign_in(client).context["form"].errors
    assert said == {"__all__": ["The username and password do not match"]}


# The code


def test_whoever_has_no_authenticator_sets_one_up_first(
    client: Client, ann: User, with_totp
) -> None:
    assert sign_in(client).url == "/"
    for address in ("/", "/children/", "/accounts/sessions/"):
        assert client.get(address).url == "/accounts/authenticator/"
    page = client.get("/accounts/authenticator/")
    assert page.status_code == 200
    assert b"data:image/svg+xml" in page.content
    secret = page.context["form"].secret
    wrong = client.post("/accounts/authenticator/", {"code": "000000"})
    assert "This code is not right" in wrong.content.decode()
    answer = client.post("/accounts/authenticator/", {"code": code_of(secret)})
    assert answer.url == "/accounts/recovery-codes/"
    assert AuditEntry.objects.filter(action="activate_totp", actor=ann).count() == 1
    assert is_signed_in(client)


def test_secrets_of_authenticators_are_encrypted(ann: User, secret: str) -> None:
    kept = Authenticator.objects.get().data["secret"]
    assert secret not in kept
    assert decrypt(kept) == secret


def test_secrets_of_authenticators_are_rotated(ann: User, secret: str, settings) -> None:
    settings.FIELD_KEYS = ["a new key " * 4, *settings.FIELD_KEYS]
    call_command("rotate_keys", verbosity=0)
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    assert get_adapter().decrypt(Authenticator.objects.get().data["secret"]) == secret


def test_code_is_asked_for_after_the_password(
    client: Client, ann: User, secret: str, with_totp
) -> None:
    assert sign_in(client, there="/accounts/password/").url == "/accounts/sign-in/code/"
    assert not is_signed_in(client)
    assert client.get("/accounts/sign-in/code/").status_code == 200
    wrong = client.post("/accounts/sign-in/code/", {"code": "123"})
    assert "This code is not right" in wrong.content.decode()
    right = client.post("/accounts/sign-in/code/", {"code": code_of(secret)})
    assert right.url == "/accounts/password/"
    assert is_signed_in(client)
    assert [(outcome, detail) for *_, outcome, detail in sign_ins()] == [
        ("denied", {"step": "totp"}),
        ("ok", {}),
    ]


def test_code_serves_once(client: Client, ann: User, secret: str) -> None:
    code = code_of(secret)
    for expected in (302, 200):
        browser = Client()
        sign_in(browser)
        assert browser.post("/accounts/sign-in/code/", {"code": code}).status_code == expected


def test_recovery_code_serves_once(client: Client, ann: User, secret: str) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    code = RecoveryCodes.activate(ann).get_unused_codes()[0]
    for expected in (302, 200):
        browser = Client()
        sign_in(browser)
        assert browser.post("/accounts/sign-in/code/", {"code": code}).status_code == expected


def test_codes_cannot_be_tried_for_long(client: Client, ann: User, secret: str) -> None:
    sign_in(client)
    said = [client.post("/accounts/sign-in/code/", {"code": "000000"}) for _ in range(11)]
    assert not is_signed_in(client)
    client.post("/accounts/sign-in/code/", {"code": code_of(secret)})
    assert said[-1].status_code in (200, 429)
    assert not is_signed_in(client)


def test_authenticator_is_not_asked_for_in_a_demonstration(
    client: Client, ann: User, settings
) -> None:
    assert settings.TOTP_REQUIRED is False
    sign_in(client)
    assert is_signed_in(client)


# A temporary password


def test_temporary_password_opens_only_where_it_is_changed(
    client: Client, ann: User, admin: User
) -> None:
    password = actions.reset_sign_in(user=ann, by=admin)
    sign_in(client, password=password)
    assert client.get("/").url == "/accounts/password/"
    page = client.get("/accounts/password/")
    assert "Somebody else chose your password" in page.content.decode()
    new = "my very own secret"
    fields = {"old_password": password, "new_password1": new, "new_password2": new}
    client.post("/accounts/password/", fields)
    assert is_signed_in(client)
    assert AuditEntry.objects.filter(action="change_password", actor=ann).exists()


# Sessions


def ends_in(client: Client) -> float:
    session = Session.objects.get(session_key=client.session.session_key)
    return (session.expire_date - now()).total_seconds()


def let_pass(client: Client, **time_: float) -> None:
    sessions = Session.objects.filter(session_key=client.session.session_key)
    sessions.update(expire_date=sessions.get().expire_date - timedelta(**time_))


def test_session_ends_after_fifteen_minutes_without_a_request(client: Client, ann: User) -> None:
    sign_in(client)
    let_pass(client, minutes=14.5)
    assert is_signed_in(client)
    assert 14 * 60 < ends_in(client) <= 15 * 60
    let_pass(client, minutes=15.1)
    assert not is_signed_in(client)


def test_page_that_asks_by_itself_does_not_keep_the_session(client: Client, ann: User) -> None:
    sign_in(client)
    let_pass(client, minutes=10)
    client.get("/", headers={"Accept": "application/json"})
    assert ends_in(client) < 5 * 60
    client.get("/")
    assert ends_in(client) > 14 * 60


def test_session_ends_after_eight_hours_whatever_happens(client: Client, ann: User) -> None:
    sign_in(client)
    session = client.session
    session[BEGAN] = int(time.time()) - 8 * 3600 + 60
    session.save()
    assert is_signed_in(client)
    session[BEGAN] -= 61
    session.save()
    assert not is_signed_in(client)
    assert not Session.objects.filter(session_key=session.session_key).exists()


def test_session_ends_with_the_browser(client: Client, ann: User) -> None:
    sign_in(client)
    assert client.cookies["sessionid"]["max-age"] == ""
    assert client.cookies["sessionid"]["httponly"]


def test_change_of_password_does_not_begin_the_day_anew(client: Client, ann: User) -> None:
    sign_in(client)
    session = client.session
    session[BEGAN] -= 3600
    session.save()
    new = "my very own secret"
    fields = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    client.post("/accounts/password/", fields)
    assert client.session[BEGAN] == session[BEGAN]


def test_sessions_page_lists_and_ends_the_others(ann: User) -> None:
    here, there = Client(), Client(headers={"User-Agent": "Telephone"})
    sign_in(here)
    sign_in(there)
    page = here.get("/accounts/sessions/").content.decode()
    assert "Telephone" in page
    here.post("/accounts/sessions/")
    assert is_signed_in(here)
    assert not is_signed_in(there)


def test_sign_out_everywhere(ann: User) -> None:
    here, there = Client(), Client()
    sign_in(here)
    sign_in(there)
    answer = here.post("/accounts/sign-out/everywhere/", follow=True)
    assert "You are signed out everywhere." in answer.content.decode()
    assert not is_signed_in(here)
    assert not is_signed_in(there)
    assert not UserSession.objects.exists()
    assert AuditEntry.objects.first().action == "end_sessions"


# Once more


def test_sensitive_page_asks_once_more(client: Client, ann: User) -> None:
    sign_in(client)
    asked = client.get("/sensitive/?a=1")
    assert asked.url == "/accounts/again/?next=%2Fsensitive%2F%3Fa%3D1"
    page = client.get(asked.url).content.decode()
    assert 'name="next" value="/sensitive/?a=1"' in page
    wrong = client.post("/accounts/again/", {"password": "wrong", "next": "/sensitive/?a=1"})
    assert "This is not your password" in wrong.content.decode()
    right = client.post("/accounts/again/", {"password": PASSWORD, "next": "/sensitive/?a=1"})
    assert right.url == "/sensitive/?a=1"
    assert client.get("/sensitive/?a=1").content == b"sensitive"
    assert sign_ins()[-1][2] == "denied"


def test_once_more_holds_for_ten_minutes(client: Client, ann: User) -> None:
    sign_in(client)
    client.post("/accounts/again/", {"password": PASSWORD, "next": "/sensitive/"})
    session = client.session
    for step in session["account_authentication_methods"]:
        step["at"] -= 601
    session.save()
    assert client.get("/sensitive/").status_code == 302


def test_posted_form_is_not_kept_in_the_session(client: Client, ann: User) -> None:
    sign_in(client)
    client.post("/sensitive/", {"reason": "about Ann Example"})
    assert "Ann Example" not in str(dict(client.session))
