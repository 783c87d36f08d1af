"""A worker's own page: what is due, why, and what is overdue."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from cse_portal.accounts.models import Role
from risk.models import Action, AgendaItem, Assessment, Decision, Meeting, MissingEpisode, Review
from tests.factories import ChildFactory, RiskFlagFactory, UserFactory

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
URL = "/my-work/"


@pytest.fixture
def worker(client):
    user = UserFactory(role=Role.SOCIAL_WORKER, first_name="Sam", last_name="Lee")
    client.force_login(user)
    return user


def action_for(child, *, due_on, owner=None, signed=True):
    meeting, _ = Meeting.objects.get_or_create(day=date(2018, 9, 3))
    item = AgendaItem.objects.create(meeting=meeting, child=child)
    decision = Decision.objects.create(item=item, outcome="high", recorded_by=UserFactory())
    if signed:
        Meeting.objects.update(signed_off_at=datetime(2018, 9, 3, 10, tzinfo=LONDON))
    return Action.objects.create(
        decision=decision, text="Ring the school", due_on=due_on, owner=owner
    )


def missing(child):
    began = datetime(2018, 9, 30, 21, 30, tzinfo=LONDON)
    return MissingEpisode.objects.create(child=child, category="missing", started_at=began)


def shown(client, address=URL):
    work = client.get(address).context["work"]
    return [(one.child.given_name, [(due.kind, due.day) for due in one.due]) for one in work]


@pytest.fixture
def cases(worker):
    """Four children of a worker: nothing due, a review to come, an old action, missing now."""
    quiet, reviewed, acted, gone = (
        ChildFactory(given_name=name, worker=worker)
        for name in ("Quiet", "Reviewed", "Acted", "Gone")
    )
    Review.objects.create(child=reviewed, due_on=date(2018, 10, 20))
    action_for(acted, due_on=date(2018, 9, 28))
    Review.objects.create(child=acted, due_on=date(2018, 10, 5))
    missing(gone)
    ChildFactory(given_name="Other")
    return quiet, reviewed, acted, gone


def test_own_children_by_what_is_due(client, cases):
    assert shown(client) == [
        ("Gone", [("missing", date(2018, 9, 30))]),
        ("Acted", [("action", date(2018, 9, 28)), ("review", date(2018, 10, 5))]),
        ("Reviewed", [("review", date(2018, 10, 20))]),
        ("Quiet", []),
    ]


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ("?by=overdue", ["Gone", "Acted"]),
        ("?by=week", ["Gone", "Acted"]),
        ("?kind=review", ["Acted", "Reviewed"]),
        ("?kind=review&by=overdue", []),
        ("?kind=draft", []),
    ],
)
def test_filters_are_in_the_address(client, cases, fields, names):
    assert [name for name, _ in shown(client, URL + fields)] == names


def test_overdue_stands_out_in_words_with_the_reason(client, cases):
    page = client.get(URL).content.decode()
    assert page.count(">Overdue<") == 1
    assert "Agreed on 3 September 2018, due 28 September 2018" in page
    assert "Missing: whereabouts not known, since 30 September 2018, 21:30" in page
    assert "<strong>1</strong> thing overdue in all" in page


def test_action_due_today_is_not_overdue(client, worker):
    action_for(ChildFactory(worker=worker), due_on=date(2018, 10, 1))
    assert ">Overdue<" not in client.get(URL).content.decode()


def test_action_of_minutes_that_are_not_signed_is_not_due(client, worker):
    action_for(ChildFactory(worker=worker), due_on=date(2018, 9, 1), signed=False)
    assert shown(client) == [("Ann", [])]


def test_child_of_another_worker_shows_for_an_action_of_mine(client, worker):
    action_for(ChildFactory(), due_on=date(2018, 10, 9), owner=worker)
    assert shown(client) == [("Ann", [("action", date(2018, 10, 9))])]


def test_own_action_is_finished_in_place_and_the_filters_stay(client, worker):
    mine = action_for(ChildFactory(worker=worker), due_on=date(2018, 9, 20), owner=worker)
    address = f"{URL}?by=overdue&kind=action"
    page = client.get(address).content.decode()
    assert f'action="/meetings/actions/{mine.pk}/"' in page
    assert 'name="back" value="/my-work/?by=overdue&amp;kind=action"' in page
    sent = {"note": "Rang, no reply", "back": address}
    answer = client.post(reverse("meetings:finish", args=[mine.pk]), sent)
    assert answer.url == address
    mine.refresh_from_db()
    assert (mine.done_on, mine.done_by) == (date(2018, 10, 1), worker)
    assert mine.done_note == "Rang, no reply"
    assert shown(client, address) == []


def test_action_of_somebody_else_is_only_shown(client, worker):
    action_for(ChildFactory(worker=worker), due_on=date(2018, 9, 20), owner=UserFactory())
    assert "What came of it" not in client.get(URL).content.decode()


def test_draft_leads_to_be_finished(client, worker):
    Assessment.objects.create(child=ChildFactory(worker=worker), author=worker)
    assert "Begun by Sam Lee" in client.get(URL).content.decode()


@pytest.mark.parametrize("children", [1, 9])
def test_as_many_queries_for_many_children(client, worker, children, django_assert_num_queries):
    for _ in range(children):
        child = ChildFactory(worker=worker)
        RiskFlagFactory(child=child)
        missing(child)
        Review.objects.create(child=child, due_on=date(2018, 10, 20))
        action_for(child, due_on=date(2018, 10, 20), owner=worker)
        Assessment.objects.create(child=child, author=worker)
    client.get(URL)
    with django_assert_num_queries(9):
        client.get(URL)


def test_only_a_social_worker_has_it(client):
    client.force_login(UserFactory(role=Role.CHAIR))
    assert client.get(URL).status_code == 403


def test_it_is_in_the_navigation_of_a_social_worker(client, worker):
    places = client.get(URL).context["navigation"]
    assert [(place["title"], place["current"]) for place in places][:2] == [
        ("My work", True),
        ("Children", False),
    ]
    assert reverse("my_work:list") == URL
