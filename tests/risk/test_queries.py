"""Every page of the meetings asks the database as often for three children as for thirty."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cse_portal.accounts.models import Role
from risk.actions.agendas import put_on_agenda
from risk.actions.assessments import draft_assessment, save_draft, submit_assessment
from risk.actions.meetings import contribute, correct_minute, record_decision, sign_off
from risk.models import Attendance, Meeting
from tests.factories import AgencyFactory, ChildFactory, RiskFlagFactory, UserFactory

pytestmark = pytest.mark.django_db

FEW, MANY = date(2018, 10, 1), date(2018, 10, 2)
BOTH = ["list", "follow_up", "agenda", "child", "follow", "updates", "minutes", "document"]


@pytest.fixture
def chair(client, settings):
    settings.DEMO_TODAY = FEW
    user = UserFactory(role=Role.CHAIR)
    client.force_login(user)
    before = Meeting.objects.create(day=date(2018, 9, 28))
    Attendance.objects.create(meeting=before, agency=AgencyFactory())
    return user


def meeting_of(day, children, by):
    """A meeting about children with everything that a page may ask for."""
    meeting = Meeting.objects.create(day=day)
    worker, agency = UserFactory(role=Role.SOCIAL_WORKER), AgencyFactory()
    Attendance.objects.create(meeting=meeting, agency=agency)
    for _ in range(children):
        child = RiskFlagFactory(child=ChildFactory(worker=worker), status="low").child
        draft = draft_assessment(child=child, by=worker)
        said = {"analysis": "So.", "proposed_status": "high", "proposed_because": "So."}
        saved = save_draft(draft=draft, version=1, by=worker, **said)
        submit_assessment(draft=saved, version=2, by=worker, today=day)
        item = put_on_agenda(meeting=meeting, child=child, kind="added", text="Asked for")
        contribute(item=item, agency=agency, text="Known.", by=worker)
        action = {"text": "Visit", "owner": worker, "due_on": MANY}
        more = {"actions": [action], "dissents": {agency: "No"}}
        record_decision(item=item, version=0, by=by, outcome="high", rationale="So.", **more)
    return meeting


def sign(meeting, by):
    signed = sign_off(meeting=meeting, by=by)
    said = {"outcome": "medium", "rationale": "So.", "review_on": None}
    for item in signed.items.all():
        correct_minute(item=item, reason="Misheard", by=by, **said)


def address(name, meeting):
    of_all = name in ("list", "follow_up")
    args = [] if of_all else [meeting.day]
    return reverse(f"meetings:{name}", args=args + [meeting.items.first().pk] * (name == "child"))


def asked(client, page):
    """How often a page asks, once whatever is kept between two requests is there."""
    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


def asked_on(client, names, meeting):
    return {name: asked(client, address(name, meeting)) for name in names}


def asked_by_worker(meeting):
    """How often My work asks for whose children the meeting was about."""
    client = Client()
    client.force_login(meeting.items.first().child.worker)
    return asked(client, reverse("my_work:list"))


def test_as_many_queries_for_three_children_as_for_thirty(client, chair):
    few, many = meeting_of(FEW, 3, chair), meeting_of(MANY, 30, chair)
    opened = [asked_on(client, [*BOTH, "attendance", "sign"], each) for each in (few, many)]
    assert opened[0] == opened[1]
    sign(few, chair)
    of_three = asked_on(client, BOTH, few)
    sign(many, chair)
    assert of_three == asked_on(client, BOTH, many)
    assert asked_by_worker(few) == asked_by_worker(many) <= 20
    assert max([*opened[0].values(), *of_three.values()]) <= 30
