"""Trafficking concerns and return interviews: recorded, decided, corrected, and told."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from cse_portal.accounts.models import Role
from risk.models import MissingEpisode, TraffickingConcern
from tests.factories import AgencyFactory, ChildFactory, UserFactory, seen_at_work

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def partner(client, first_of_october):
    agency = AgencyFactory(name="Blast")
    user = UserFactory(role=Role.PARTNER_WORKER, agency=agency, first_name="Pat", last_name="Roe")
    client.force_login(user)
    return user


@pytest.fixture
def child(partner):
    child = ChildFactory()
    seen_at_work(child, partner)
    return child


def add(client, child, **typed):
    sent = {
        "first_responder": "council",
        "referred_on": "2018-09-24",
        "exploitation_types": ["sexual", "labour"],
        **typed,
    }
    return client.post(reverse("risk:add", args=[child.pk, "trafficking"]), sent)


def go_on(child, step, row):
    return reverse("risk:go_on", args=[child.pk, step, row.pk])


def entry_of(client, child, kind="trafficking"):
    record = client.get(reverse("risk:child", args=[child.pk])).context["record"]
    [found] = [shown for shown in record.shown if shown["entry"].kind == kind]
    assert found["entry"] in [
        each["entry"] for section in record.episodes for each in section["entries"]
    ]
    return found["entry"], [link["text"] for link in found["links"]]


def test_concern_is_told_with_the_day_by_which_it_is_to_be_decided(client, partner, child):
    add(client, child, reference="NRM-1", note="Moved by car.")
    entry, links = entry_of(client, child)
    assert (entry.title, entry.start_date) == (
        "Sexual exploitation, forced labour",
        date(2018, 9, 24),
    )
    assert entry.notes == (
        "Referred by: the council",
        "NRM reference: NRM-1",
        "Reasonable grounds: to be decided by 1 October 2018",
        "Moved by car.",
        "Recorded by Pat Roe for Blast",
    )
    assert links == ["Record a decision"]


def test_decisions_follow_one_another(client, partner, child):
    add(client, child)
    concern = TraffickingConcern.objects.get()
    decided = {"reasonable_grounds": "positive", "reasonable_on": "2018-09-28"}
    client.post(go_on(child, "nrm", concern), decided)
    more = {"conclusive_grounds": "negative", "conclusive_on": "2018-10-01", "devolved": "yes"}
    client.post(go_on(child, "nrm", concern), decided | more)
    entry, links = entry_of(client, child)
    assert entry.notes[1:4] == (
        "Reasonable grounds: positive, 28 September 2018",
        "Conclusive grounds: negative, 1 October 2018",
        "Decided locally: yes, by the local panel",
    )
    assert links == []
    assert client.get(go_on(child, "nrm", concern)).status_code == 404


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        (
            {"reasonable_grounds": "positive"},
            {"reasonable_on": ["Enter both the decision and its day"]},
        ),
        (
            {"reasonable_on": "2018-09-28"},
            {"reasonable_grounds": ["Enter both the decision and its day"]},
        ),
        (
            {"reasonable_grounds": "positive", "reasonable_on": "2018-09-23"},
            {"reasonable_on": ["This is before the day of what it follows"]},
        ),
        (
            {"conclusive_grounds": "positive", "conclusive_on": "2018-09-30"},
            {"conclusive_grounds": ["A conclusive decision follows a positive reasonable one"]},
        ),
        (
            {"reasonable_grounds": "positive", "reasonable_on": "2018-10-02"},
            {"reasonable_on": ["Decided on must be today or in the past"]},
        ),
    ],
)
def test_decision_that_is_refused_beside_its_field(client, partner, child, typed, errors):
    add(client, child)
    concern = TraffickingConcern.objects.get()
    form = client.post(go_on(child, "nrm", concern), typed).context["form"]
    assert form.errors == errors
    concern.refresh_from_db()
    assert (concern.reasonable_grounds, concern.conclusive_grounds) == ("", "")


def test_concern_without_a_type_is_refused(client, partner, child):
    form = add(client, child, exploitation_types=[]).context["form"]
    assert form.errors == {"exploitation_types": ["Choose at least one type of exploitation"]}


def test_correction_of_a_concern_says_why_and_shows_in_the_history(client, child):
    client.force_login(UserFactory(role=Role.SOCIAL_WORKER))
    add(client, child)
    concern = TraffickingConcern.objects.get()
    url = go_on(child, "correct-trafficking", concern)
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    sent |= {"reason": "Misheard", "exploitation_types": ["criminal"], "referred_on": "2018-09-25"}
    client.post(url, sent)
    concern.refresh_from_db()
    assert (concern.exploitation_types, concern.referred_on) == (["criminal"], date(2018, 9, 25))
    changes = client.get(reverse("risk:child", args=[child.pk])).context["changes"]
    assert changes[0].what == "Trafficking concern of 25 September 2018"
    assert ("Exploitation types", "sexual, labour", "criminal") in [
        (each.field, each.before, each.after) for each in changes[0].differences
    ]


def test_interview_is_recorded_after_the_return(client, partner, child):
    began, ended = (datetime(2018, 9, day, 21, 30, tzinfo=LONDON) for day in (28, 29))
    episode = MissingEpisode.objects.create(
        child=child, category="missing", started_at=began, ended_at=ended, police_grade="medium"
    )
    _, links = entry_of(client, child, "missing")
    assert links == ["Record the interview"]
    sent = {
        "interview_offered": "yes",
        "interview_accepted": "no",
        "interview_note": "Asked twice; does not want to talk.",
    }
    client.post(go_on(child, "interview", episode), sent)
    entry, links = entry_of(client, child, "missing")
    assert "Asked twice; does not want to talk." in entry.notes
    assert "Police grade: medium" in entry.notes
    assert "Return interview offered: yes; accepted: no" in entry.notes
    assert links == ["Record the interview"]
    sent |= {"interview_on": "2018-10-01", "interview_time": "10:00"}
    client.post(go_on(child, "interview", episode), sent)
    assert entry_of(client, child, "missing")[1] == []
    assert client.get(go_on(child, "interview", episode)).status_code == 404
    episode.refresh_from_db()
    assert episode.interview_at == datetime(2018, 10, 1, 10, tzinfo=LONDON)


@pytest.mark.parametrize(("role", "status"), [(Role.MANAGER, 403), (Role.POLICE_ANALYST, 200)])
def test_who_may_add_a_concern(client, child, role, status):
    client.force_login(seen_at_work(child, UserFactory(role=role)))
    url = reverse("risk:add", args=[child.pk, "trafficking"])
    assert client.get(url).status_code == status
