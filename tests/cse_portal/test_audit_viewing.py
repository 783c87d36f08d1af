"""What a page shows is in the log before it leaves; without the log, nothing is shown."""

import logging

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import path

from cse_portal.accounts.models import Role, User
from cse_portal.audit import viewing
from cse_portal.audit.actions import record
from cse_portal.audit.models import TERMS, AuditEntry, normal
from cse_portal.audit.viewing import denied, viewed
from cse_portal.encryption.keys import keyed_hash
from cse_portal.urls import urlpatterns as site_urls
from tests.factories import UserFactory

SECRET = "Ann Example"


def child(request: HttpRequest, pk: int) -> HttpResponse:
    if pk > 100:
        raise Http404
    viewed(request, "child", [pk])
    return HttpResponse(SECRET)


def children(request: HttpRequest) -> StreamingHttpResponse:
    viewed(request, "child", [3, 1, 2], action="search", terms=" Ann  EXAMPLE", page=1)
    return StreamingHttpResponse(iter([SECRET]))


def shut_out(request: HttpRequest) -> HttpResponse:
    denied(request, "child", [7])
    raise Http404


def closed(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def broken(request: HttpRequest) -> HttpResponse:
    viewed(request, "child", [1])
    raise RuntimeError


def writes(request: HttpRequest) -> HttpResponse:
    viewed(request, "child", [1])
    record("set_flag", by=request.user)
    return HttpResponse("done")


urlpatterns = [
    path("a-child/<int:pk>/", child, name="a_child"),
    path("all-children/", children),
    path("shut-out/", shut_out),
    path("closed/", closed, name="closed"),
    path("broken/", broken),
    path("writes/", writes),
    *site_urls,
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def chair() -> User:
    return UserFactory(role=Role.CHAIR)


@pytest.fixture
def browser(client: Client, chair: User) -> Client:
    client.force_login(chair)
    client.raise_request_exception = False
    return client


def rows() -> list[tuple]:
    columns = ("actor_id", "role", "action", "kind", "ids", "outcome", "detail")
    return list(AuditEntry.objects.order_by("pk").values_list(*columns))


def test_view_is_recorded(browser: Client, chair: User) -> None:
    assert browser.get("/a-child/12/").content.decode() == SECRET
    assert rows() == [(chair.pk, "chair", "view", "child", [12], "ok", {})]
    assert AuditEntry.objects.get().subject == "12"


def test_search_is_recorded_with_hashed_terms_and_all_ids(browser: Client, chair: User) -> None:
    browser.get("/all-children/")
    assert rows() == [(chair.pk, "chair", "search", "child", [1, 2, 3], "ok", {"page": 1})]
    kept = AuditEntry.objects.get()
    assert kept.terms == keyed_hash("ann example", purpose=TERMS)
    assert normal("  Ann   EXAMPLE ") == "ann example"


def test_refusals_are_recorded(browser: Client, chair: User) -> None:
    assert browser.get("/a-child/101/").status_code == 404
    assert browser.get("/closed/").status_code == 403
    assert browser.get("/accounts/sign-out/").status_code == 405
    assert [(action, outcome, detail) for *_, action, _, _, outcome, detail in rows()] == [
        ("get_page", "denied", {"page": "a_child", "status": 404, "address": {"pk": "101"}}),
        ("get_page", "denied", {"page": "closed", "status": 403}),
        ("get_page", "denied", {"page": "accounts:sign_out", "status": 405}),
    ]


def test_refusal_that_a_view_names_is_one_row(browser: Client, chair: User) -> None:
    assert browser.get("/shut-out/").status_code == 404
    assert rows() == [(chair.pk, "chair", "view", "child", [7], "denied", {})]


def test_address_that_is_none_and_visitors_without_account_leave_no_row(client: Client) -> None:
    client.get("/nothing/")
    client.get("/a-child/12/")
    assert rows() == []


def test_page_that_breaks_has_shown_nothing(browser: Client) -> None:
    assert browser.get("/broken/").status_code == 500
    assert rows() == []


def test_all_rows_of_one_request_carry_its_number(browser: Client) -> None:
    browser.get("/writes/")
    browser.get("/writes/")
    first, second, third, fourth = AuditEntry.objects.order_by("pk").values_list(
        "request", flat=True
    )
    assert len(first) == 32
    assert first == second != third == fourth


def test_row_outside_of_a_request_has_no_number() -> None:
    assert record("snapshot").request == ""


@pytest.mark.parametrize("address", ["/a-child/12/", "/all-children/"])
def test_without_the_log_nothing_is_shown(
    browser: Client, monkeypatch, caplog, address: str
) -> None:
    def refuse(*args, **fields):
        raise DatabaseError(f"cannot write {SECRET}")

    monkeypatch.setattr(viewing, "record", refuse)
    with caplog.at_level(logging.ERROR):
        answer = browser.get(address)
    assert answer.status_code == 500
    assert not answer.streaming
    assert SECRET not in answer.content.decode()
    assert "Something went wrong" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "The audit log cannot be written: DatabaseError" in caplog.text
    assert SECRET not in caplog.text


def test_log_tells_who_looked_at_one_record(browser: Client) -> None:
    browser.get("/a-child/12/")
    browser.get("/a-child/1/")
    browser.get("/all-children/")
    record("set_flag", of="child", subject=1)
    record("view", of="suspect", ids=[1])
    about = AuditEntry.objects.about("child", 1)
    assert [row.action for row in about] == ["set_flag", "search", "view"]
    assert [row.pk for row in AuditEntry.objects.about("child", 2)] == [3]
    assert not AuditEntry.objects.about("child", 22).exists()
