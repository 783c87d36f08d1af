"""The page of a child: what to do next, who is around it, everything that happened."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from cse_portal.accounts.models import Role
from risk.models import (
    Action,
    AgendaItem,
    Assessment,
    ContactNote,
    Decision,
    Meeting,
    MissingEpisode,
    Person,
    Referral,
    Review,
)
from tests.factories import (
    AgencyFactory,
    AllocationFactory,
    ChildFactory,
    ResidenceFactory,
    RiskFlagFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
SIGNED = datetime(2018, 9, 3, 10, tzinfo=LONDON)


@pytest.fixture
def worker(client):
    user = UserFactory(role=Role.SOCIAL_WORKER, first_name="Sam", last_name="Lee")
    client.force_login(user)
    return user


def decide(child, worker, day, signed_off_at=SIGNED):
    meeting = Meeting.objects.create(day=day, signed_off_at=signed_off_at)
    item = AgendaItem.objects.create(meeting=meeting, child=child)
    decision = Decision.objects.create(
        item=item, outcome="high", rationale="Gifts.", recorded_by=worker
    )
    Action.objects.create(
        decision=decision, text="Ring the school", due_on=date(2018, 9, 20), owner=worker
    )


def fill(child, worker, day=date(2018, 9, 3)):
    facts = {"child": child, "recorded_by": worker, "recorded_for": AgencyFactory(name="Blast")}
    Person.objects.create(name="Jay", relation="concern", note="Has a car", **facts)
    ContactNote.objects.create(happened_on=date(2018, 9, 4), text="Rang.", **facts)
    Referral.objects.create(received_on=date(2018, 8, 1), concern="Cars.", **facts)
    began = datetime(2018, 9, 29, 21, 30, tzinfo=LONDON)
    MissingEpisode.objects.create(category="missing", started_at=began, **facts)
    Assessment.objects.create(
        child=child,
        author=worker,
        submitted_at=SIGNED,
        assessed_on=date(2018, 9, 2),
        proposed_status="high",
    )
    decide(child, worker, day)
    RiskFlagFactory(child=child)
    ResidenceFactory(child=child, area__name="East")
    AllocationFactory(child=child, agency__name="Police")


@pytest.fixture
def child(worker):
    found = ChildFactory(worker=worker)
    fill(found, worker)
    return found


def page_of(client, child, fields=""):
    return client.get(reverse("risk:child", args=[child.pk]) + fields)


def titles(page):
    return [(shown["entry"].label, shown["entry"].title) for shown in page.context["record"].shown]


def test_everything_is_told_newest_first(client, child):
    assert titles(page_of(client, child)) == [
        ("Missing episode", "Missing: whereabouts not known"),
        ("Contact note", ""),
        ("Decision", "Flag high"),
        ("Action", "Ring the school"),
        ("Assessment", "proposes High"),
        ("Referral", "Blast"),
        ("Flag", "High"),
        ("Home", "East"),
        ("Agency", "Police"),
    ]


def test_timeline_is_narrowed_by_kind(client, child):
    assert titles(page_of(client, child, "?kind=note&kind=referral")) == [
        ("Contact note", ""),
        ("Referral", "Blast"),
    ]


def test_what_came_later_is_not_told_of_a_day(client, child):
    assert titles(page_of(client, child, "?on=2018-08-31"))[0] == ("Referral", "Blast")


def test_minutes_that_are_not_signed_are_not_told(client, child, worker):
    decide(child, worker, date(2018, 9, 28), signed_off_at=None)
    kinds = [label for label, _ in titles(page_of(client, child))]
    assert (kinds.count("Decision"), kinds.count("Action")) == (1, 1)


def test_what_to_do_next(client, child):
    Review.objects.create(child=child, due_on=date(2018, 10, 15))
    record = page_of(client, child).context["record"]
    assert [(item["due"].what, item["overdue"]) for item in record.to_do] == [
        ("Record the return", False),
        ("Ring the school", True),
        ("Review the flag", False),
    ]


def test_what_is_overdue_is_overdue_now_on_whatever_day_the_record_is_read(client, child):
    record = page_of(client, child, "?on=2018-09-10").context["record"]
    assert [(item["due"].what, item["overdue"]) for item in record.to_do] == [
        ("Record the return", False),
        ("Ring the school", True),
    ]


def test_people_around_are_attributed(client, child):
    page = page_of(client, child).content.decode()
    assert "Person of concern<br>Has a car<br>Recorded by Sam Lee for Blast" in page


def test_nothing_is_offered_to_who_only_reads(client, child):
    client.force_login(UserFactory(role=Role.MANAGER))
    page = page_of(client, child)
    assert page.context["additions"] == []
    assert "/do/" not in page.content.decode()


@pytest.mark.parametrize("times", [1, 4])
def test_as_many_queries_for_a_long_record(client, worker, times, django_assert_num_queries):
    child = ChildFactory(worker=worker)
    for _ in range(times - 1):
        facts = {"child": child, "recorded_by": worker, "recorded_for": AgencyFactory()}
        ContactNote.objects.create(happened_on=date(2018, 9, 4), text="Rang.", **facts)
        Person.objects.create(name="Jay", relation="concern", **facts)
        day = date(2018, 9, 10 + ContactNote.objects.count())
        decide(child, worker, day)
    fill(child, worker)
    page_of(client, child)
    with django_assert_num_queries(34):
        page_of(client, child)
