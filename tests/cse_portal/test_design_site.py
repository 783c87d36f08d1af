"""What every page has in common: headers, banner, navigation, doors and error pages."""

import json
import re
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path

from cse_portal.accounts import demonstration
from cse_portal.accounts.models import User
from cse_portal.design import navigation, views
from cse_portal.urls import urlpatterns as site_urls

PUBLIC = (
    *("accounts/", "health/", "ready/", "demonstration/", "accessibility/", "privacy/", "cookies/"),
    *("robots.txt", "favicon.ico"),
)
BANNER = "All people are invented (synthetic). This site lives on Monday 1 October 2018."


def forbidden(request: HttpRequest):
    raise PermissionDenied


def broken(request: HttpRequest):
    raise RuntimeError("broken on purpose")


urlpatterns = [path("forbidden/", forbidden), path("broken/", broken), *site_urls]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def people(db) -> dict[str, User]:
    demonstration.load()
    return {user.username: user for user in User.objects.all()}


@pytest.fixture
def manager(client: Client, people: dict[str, User]) -> Client:
    client.force_login(people["manager"])
    return client


@pytest.fixture
def every_place(monkeypatch) -> None:
    """The navigation alone is looked at, not the pages to which it leads."""
    monkeypatch.setattr(navigation, "reverse", lambda name: f"/{name}/")


FILLED_WITH = {"IntConverter": "1", "DayConverter": "2018-10-01"}


def addresses(resolver: URLResolver | None = None, before: str = "") -> list[str]:
    """Every address of the site; what it takes is filled with something."""
    found = []
    for pattern in (resolver or get_resolver("cse_portal.urls")).url_patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            for taken, made in pattern.pattern.converters.items():
                kind = FILLED_WITH.get(type(made).__name__, "2018-01")
                address = re.sub(rf"<(\w+:)?{taken}>", kind, address)
            found.append(f"/{address}")
        else:
            found += addresses(pattern, address)
    return found


def test_only_public_pages_answer_without_sign_in(client: Client) -> None:
    closed = [address for address in addresses() if not address[1:].startswith(PUBLIC)]
    assert "/" in closed
    for address in closed:
        answer = client.get(address)
        assert (answer.status_code, answer.url) == (302, f"/accounts/sign-in/?next={address}")


@pytest.mark.parametrize("address", ["/accounts/sign-in/", *(f"/{page}" for page in PUBLIC[1:])])
def test_public_pages_answer_without_sign_in(client: Client, address: str) -> None:
    assert client.get(address).status_code == (302 if address == "/favicon.ico" else 200)


@pytest.mark.parametrize("address", ["/accounts/sign-in/", "/cookies/", "/privacy/", "/nothing/"])
def test_headers_without_sign_in(client: Client, address: str) -> None:
    check_headers(client.get(address).headers)


def test_headers_of_a_signed_in_page(manager: Client) -> None:
    check_headers(manager.get("/").headers)


def check_headers(headers) -> None:
    assert "no-store" in headers["Cache-Control"]
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "object-src 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "script-src 'self';" in f"{policy};"
    assert "style-src 'self';" in f"{policy};"
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_pages_carry_no_inline_code(manager: Client) -> None:
    for address in ("/", "/cookies/", "/accounts/password/", "/demonstration/"):
        page = manager.get(address).content.decode()
        assert "<style" not in page
        assert " style=" not in page
        assert page.count("<script") == page.count('<script src="')


def test_favicon_may_be_kept(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer.url) == (302, "/static/favicon.svg")
    assert answer.headers["Cache-Control"] == "max-age=86400, public"


def test_robots_are_sent_away(client: Client) -> None:
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


def test_banner_says_that_this_is_a_demonstration(client: Client, settings) -> None:
    settings.DEMO, settings.DEMO_TODAY = True, date(2018, 10, 1)
    assert BANNER in client.get("/cookies/").content.decode()
    settings.DEMO_TODAY = None
    page = client.get("/cookies/").content.decode()
    assert "All people are invented (synthetic).</span>" in page
    settings.DEMO = False
    page = client.get("/cookies/").content.decode()
    assert "invented" not in page
    assert "/demonstration/" not in page


@pytest.mark.parametrize(
    ("username", "expected"),
    [
        ("manager", ["Children", "Morning meeting", "Month-end report"]),
        ("coordinator", ["Children", "Morning meeting", "Month-end report", "Import"]),
        ("police_analyst", ["Children", "Morning meeting", "Month-end report"]),
        ("social_worker", ["My work", "Children", "Morning meeting", "Month-end report"]),
        ("report_reader", ["Month-end report"]),
        ("system_admin", ["Users"]),
        ("auditor", ["Audit log"]),
    ],
)
def test_navigation_leads_where_the_role_may_go(
    client, people, every_place, username, expected
) -> None:
    client.force_login(people[username])
    assert [place["title"] for place in client.get("/").context["navigation"]] == expected


def test_navigation_of_a_superuser_without_role_leads_nowhere(client, every_place) -> None:
    client.force_login(User.objects.create(username="root", is_superuser=True))
    assert client.get("/").context["navigation"] == []


def test_navigation_is_not_there_without_sign_in(client: Client) -> None:
    assert client.get("/cookies/").context["navigation"] == []


def test_navigation_marks_the_place_of_the_page(manager: Client, every_place) -> None:
    places = manager.get("/children/").context["navigation"]
    assert {place["title"]: place["current"] for place in places} == {
        "Children": True,
        "Morning meeting": False,
        "Month-end report": False,
    }


@pytest.mark.parametrize(
    ("username", "first"),
    [
        ("manager", "Month-end report"),
        ("chair", "Morning meeting"),
        ("report_reader", "Month-end report"),
        ("coordinator", "Import"),
        ("social_worker", "My work"),
    ],
)
def test_home_begins_with_what_the_role_comes_for(
    client, people, every_place, username, first
) -> None:
    client.force_login(people[username])
    assert client.get("/").context["cards"][0]["title"] == first


def test_domains_are_found_from_the_home_of_a_coordinator(client: Client, people) -> None:
    client.force_login(people["coordinator"])
    home = client.get("/")
    cards = {card["title"]: card["link"] for card in home.context["cards"]}
    assert cards["Domains of assessments"] == "/children/domains/"
    assert "Domains of assessments" not in [p["title"] for p in home.context["navigation"]]


def test_home_of_somebody_without_role_says_so(client: Client) -> None:
    client.force_login(User.objects.create(username="new"))
    assert "Nothing is open to your account yet" in client.get("/").content.decode()


def test_home_asks_little_of_the_database(manager: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(4):  # the session, the user, their roles, the month ends
        manager.get("/")


def test_health_asks_nothing_of_the_database(client: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/health/")
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_ready(client: Client) -> None:
    answer = client.get("/ready/")
    assert answer.status_code == 200
    assert json.loads(answer.content) == {"database": "ok", "migrations": "ok"}


def test_ready_misses_a_migration(client: Client, monkeypatch) -> None:
    monkeypatch.setattr(views.MigrationExecutor, "migration_plan", lambda self, targets: ["one"])
    answer = client.get("/ready/")
    assert answer.status_code == 503
    assert json.loads(answer.content) == {"database": "ok", "migrations": "missing"}


def test_ready_misses_the_database(client: Client, monkeypatch) -> None:
    def refuse(connection):
        raise OperationalError("no route to host")

    monkeypatch.setattr(views, "MigrationExecutor", refuse)
    answer = client.get("/ready/")
    assert answer.status_code == 503
    assert json.loads(answer.content) == {"database": "no answer", "migrations": "unknown"}


def test_page_that_is_not_there(manager: Client) -> None:
    answer = manager.get("/nothing/")
    assert answer.status_code == 404
    assert "Page not found" in answer.content.decode()


def test_page_that_is_closed(manager: Client) -> None:
    answer = manager.get("/forbidden/")
    assert answer.status_code == 403
    assert "You may not open this page" in answer.content.decode()


def test_page_that_is_broken_asks_nothing_of_the_database(
    manager: Client, django_assert_num_queries
) -> None:
    manager.raise_request_exception = False
    with django_assert_num_queries(2):  # the session and the user, for the door of the page
        answer = manager.get("/broken/")
    assert answer.status_code == 500
    page = answer.content.decode()
    assert "Something went wrong" in page
    assert "broken on purpose" not in page
