"""The auditor's page: all of the log, by numbers and without names."""

import pytest
from django.test import Client

from cse_portal.accounts.models import Role, User
from cse_portal.audit.actions import record
from cse_portal.audit.models import AuditEntry
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair() -> User:
    return UserFactory(username="charlie", role=Role.CHAIR)


@pytest.fixture
def auditor(client: Client, chair: User) -> Client:
    client.force_login(UserFactory(username="kim", role=Role.AUDITOR))
    record("view", by=chair, of="child", subject=12, ids=[12])
    record("list", by=chair, of="child", ids=[12, 13])
    record("search", by=chair, of="child", ids=[14], terms="Ann  Example")
    record("view", by=chair, of="child", subject=15, ids=[15], denied=True, why="Ann's mother rang")
    record("snapshot", months=1)
    return client


def rows(client: Client, address: str = "/audit/") -> list[int]:
    return [row.pk for row in client.get(address).context["page"]]


def test_whole_log_newest_first(auditor: Client) -> None:
    assert rows(auditor) == [5, 4, 3, 2, 1]


def test_looking_at_the_log_is_in_the_log(auditor: Client) -> None:
    rows(auditor)
    assert rows(auditor) == [6, 5, 4, 3, 2, 1]
    entry = AuditEntry.objects.get(pk=6)
    assert (entry.actor.username, entry.action, entry.kind) == ("kim", "list", "audit_entry")
    assert entry.ids == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("number=12", [2, 1]),
        ("number=13&kind=child", [2]),
        ("outcome=denied", [4]),
        ("action=search", [3]),
        ("since_day=1&since_month=1&since_year=2100", []),
        ("until_day=1&until_month=1&until_year=2100", [5, 4, 3, 2, 1]),
        ("number=x", [5, 4, 3, 2, 1]),
    ],
)
def test_rows_are_found(auditor: Client, fields: str, expected: list[int]) -> None:
    assert rows(auditor, f"/audit/?{fields}") == expected


def test_rows_of_one_person_are_found(auditor: Client, chair: User) -> None:
    assert rows(auditor, f"/audit/?actor={chair.pk}") == [4, 3, 2, 1]


def test_search_is_found_by_what_was_searched_for(auditor: Client, settings) -> None:
    settings.FIELD_KEYS = ["a newer key " * 4, *settings.FIELD_KEYS]
    answer = auditor.post("/audit/searched/", {"terms": "ann example"})
    assert [row.pk for row in answer.context["page"]] == [3]
    assert list(auditor.post("/audit/searched/", {"terms": "ann"}).context["page"]) == []
    nothing = auditor.post("/audit/searched/", {"terms": ""})
    assert "Enter what may have been searched for" in nothing.content.decode()


def test_page_holds_no_name_and_no_reason(auditor: Client) -> None:
    page = auditor.get("/audit/").content.decode()
    assert "A reason was given." in page
    assert "Ann" not in page
    assert "mother" not in page


@pytest.mark.parametrize("role", [*(r for r in Role if r != Role.AUDITOR), None])
def test_other_roles_stay_out(client: Client, role: Role | None) -> None:
    client.force_login(UserFactory(role=role))
    assert client.get("/audit/").status_code == 403
    assert client.post("/audit/searched/", {"terms": "x"}).status_code == 403


def test_page_asks_few_queries(auditor: Client, django_assert_max_num_queries) -> None:
    for _ in range(2):
        with django_assert_max_num_queries(14):
            auditor.get("/audit/")
        for number in range(30):
            record("view", by=UserFactory(), ids=[number])
