"""The pages of the system administrator: every change is in the log and holds at once."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.db import connection
from django.test import Client

from cse_portal.accounts import actions
from cse_portal.accounts.models import Role, Team, User
from cse_portal.audit.models import AuditEntry
from tests.factories import AgencyFactory, UserFactory

PASSWORD = "a long enough secret"
pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    return UserFactory(username="admin", role=Role.SYSTEM_ADMIN)


@pytest.fixture
def ann() -> User:
    return UserFactory(username="ann", password=PASSWORD, role=Role.CHAIR, last_name="Lee")


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


@pytest.fixture
def at_work(ann: User) -> Client:
    """Ann's own browser, signed in."""
    browser = Client()
    browser.force_login(ann)
    assert browser.get("/").status_code == 200
    return browser


def fields(**changed: object) -> dict[str, object]:
    names = {"first_name": "Ann", "last_name": "Lee", "email": "ann@example.org"}
    return names | {"role": "manager", "team": "", "agency": ""} | changed


def newest() -> tuple:
    row = AuditEntry.objects.exclude(action__in=["view", "list"]).first()
    return (row.actor.username, row.action, row.kind, row.subject, row.detail)


ADDRESSES = [
    *[("get", "/users/"), ("get", "/users/add/"), ("post", "/users/add/"), ("get", "/users/1/")],
    *[("post", "/users/1/"), ("post", "/users/1/close/"), ("post", "/users/1/open/")],
    *[("post", "/users/1/reset/"), ("get", "/users/teams/add/"), ("post", "/users/teams/add/")],
    *[("get", "/users/teams/1/"), ("post", "/users/teams/1/")],
]


@pytest.mark.parametrize("role", [*(r for r in Role if r != Role.SYSTEM_ADMIN), None])
def test_other_roles_stay_out(client: Client, role: Role | None) -> None:
    client.force_login(UserFactory(role=role))
    for method, address in ADDRESSES:
        assert getattr(client, method)(address).status_code == 403
    assert AuditEntry.objects.filter(outcome="denied").count() == len(ADDRESSES)


def test_list_shows_everybody_and_is_in_the_log(desk: Client, admin: User, ann: User) -> None:
    page = desk.get("/users/").content.decode()
    assert "Chair of the morning meeting" in page
    assert sorted(AuditEntry.objects.get(action="list").ids) == sorted([admin.pk, ann.pk])


def test_list_asks_a_fixed_number_of_queries(desk: Client, django_assert_num_queries) -> None:
    desk.get("/users/")
    for more in (0, 5):
        for _ in range(more):
            UserFactory(role=Role.CHAIR, team=Team.objects.create(name=f"T{User.objects.count()}"))
        with django_assert_num_queries(QUERIES):
            desk.get("/users/")


QUERIES = 10 + (connection.vendor == "postgresql")  # there the log is locked


def test_somebody_is_added_with_a_temporary_password(desk: Client) -> None:
    team, agency = Team.objects.create(name="North"), AgencyFactory()
    page = desk.post(
        "/users/add/", fields(username="bob", team=team.pk, agency=agency.pk)
    ).content.decode()
    password = re.search(r'<strong class="password">(.+)</strong>', page)[1]
    bob = User.objects.get(username="bob")
    assert (bob.team, bob.agency, bob.roles, bob.email) == (
        *(team, agency, {"manager"}, "ann@example.org"),
    )
    assert bob.check_password(password)
    assert bob.password_is_temporary
    assert newest() == ("admin", "record_user", "user", str(bob.pk), {"role": "manager"})
    assert len(password) == 24


@pytest.mark.parametrize(
    ("wrong", "errors"),
    [
        ({"username": "ann"}, {"username": ["A user with that username already exists."]}),
        ({"username": "b b"}, {"username"}),
        ({"username": ""}, {"username": ["Enter the username"]}),
        ({"username": "bob", "role": "king"}, {"role"}),
    ],
)
def test_somebody_is_not_added(desk: Client, ann: User, wrong, errors) -> None:
    answer = desk.post("/users/add/", fields(**wrong))
    found = answer.context["form"].errors
    assert (found if isinstance(errors, dict) else set(found)) == errors
    assert User.objects.count() == 2


def test_change_of_role_holds_at_the_next_request(desk: Client, ann: User, at_work: Client) -> None:
    answer = desk.post(f"/users/{ann.pk}/", fields(last_name="Ray"))
    assert answer.url == "/users/"
    changed = User.objects.get(pk=ann.pk)
    assert (changed.last_name, changed.roles) == ("Ray", {"manager"})
    told = {"before": ["chair"], "role": "manager", "team": None, "agency": None}
    assert newest() == ("admin", "change_user", "user", str(ann.pk), told)
    assert at_work.get("/").url.startswith("/accounts/sign-in/")


def test_closed_account_comes_in_no_more(desk: Client, ann: User, at_work: Client) -> None:
    totp.TOTP.activate(ann, totp.generate_totp_secret())
    desk.post(f"/users/{ann.pk}/close/")
    assert newest() == ("admin", "close_account", "user", str(ann.pk), {})
    assert at_work.get("/").status_code == 302
    answer = at_work.post("/accounts/sign-in/", {"username": "ann", "password": PASSWORD})
    assert "do not match" in answer.content.decode()
    assert not Authenticator.objects.exists()
    assert "Closed" in desk.get("/users/").content.decode()


def test_account_is_opened_again_with_a_new_password(desk: Client, ann: User) -> None:
    desk.post(f"/users/{ann.pk}/close/")
    page = desk.post(f"/users/{ann.pk}/open/").content.decode()
    password = re.search(r'<strong class="password">(.+)</strong>', page)[1]
    again = User.objects.get(pk=ann.pk)
    assert (again.is_active, again.roles) == (True, {"chair"})
    assert again.check_password(password)
    assert not again.check_password(PASSWORD)
    assert newest()[1] == "open_account"


def test_sign_in_is_reset(desk: Client, ann: User, at_work: Client) -> None:
    totp.TOTP.activate(ann, totp.generate_totp_secret())
    assert "Temporary password for ann" in desk.post(f"/users/{ann.pk}/reset/").content.decode()
    assert not Authenticator.objects.exists()
    assert at_work.get("/").status_code == 302
    assert newest()[1] == "reset_sign_in"


def test_nobody_changes_their_own_account(desk: Client, admin: User) -> None:
    assert "This is your own account" in desk.get(f"/users/{admin.pk}/").content.decode()
    answer = desk.post(f"/users/{admin.pk}/", fields())
    assert answer.context["form"].non_field_errors() == [actions.OWN]
    for what in ("close", "reset"):
        page = desk.post(f"/users/{admin.pk}/{what}/", follow=True).content.decode()
        assert actions.OWN in page
    again = User.objects.get(pk=admin.pk)
    assert (again.roles, again.is_active, again.sessions_ended) == ({"system_admin"}, True, 0)


def test_teams_are_added_and_renamed(desk: Client) -> None:
    desk.post("/users/teams/add/", {"name": "North"})
    team = Team.objects.get(name="North")
    assert newest() == ("admin", "record_team", "team", str(team.pk), {})
    desk.post(f"/users/teams/{team.pk}/", {"name": "South"})
    assert newest()[1] == "rename_team"
    twice = desk.post("/users/teams/add/", {"name": "South"})
    assert twice.context["form"].errors == {"name": ["Team with this Name already exists."]}


def test_what_is_not_there_is_not_found(desk: Client) -> None:
    for method, address in ADDRESSES:
        if "/1/" in address:
            address = address.replace("/1/", "/999/")
            assert getattr(desk, method)(address).status_code == 404
