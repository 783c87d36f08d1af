"""Correcting what was recorded wrongly: why, before and after, and two people at once."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from agencies.models import Allocation
from cse_portal.accounts.models import Role
from cse_portal.stale import newest_entry
from risk.corrections import changes_to
from risk.models import ContactNote, MissingEpisode, Person, Referral, Residence, RiskFlag
from tests.factories import (
    AgencyFactory,
    AllocationFactory,
    AreaFactory,
    ChildFactory,
    ResidenceFactory,
    RiskFlagFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def child():
    return ChildFactory()


@pytest.fixture
def worker(client):
    user = UserFactory(role=Role.COORDINATOR, first_name="Ann", last_name="Lee")
    client.force_login(user)
    return user


def go_on_url(kind, row):
    return reverse("risk:go_on", args=[row.child_id, kind, row.pk])


def home_as_typed(home, **typed):
    return {
        "start_date": home.start_date.isoformat(),
        "area": home.area_id,
        "seen": newest_entry(home),
        "reason": "The letter says so",
        **typed,
    }


def test_corrected_home_shows_in_the_history_with_before_after_who_and_why(client, worker, child):
    home = ResidenceFactory(child=child, placement_type="Foster care")
    url = go_on_url("correct-home", home)
    page = client.get(url).context["form"]
    assert (page["start_date"].value(), page["placement_type"].value()) == (
        date(2018, 1, 1),
        "Foster care",
    )
    typed = home_as_typed(home, start_date="2018-02-01", placement_type="Foster care")
    answer = client.post(url, typed, follow=True)
    assert "The correction is recorded, with its reason." in answer.content.decode()
    (change,) = changes_to(child)
    (difference,) = change.differences
    told = (change.what, change.by, change.reason, difference.before, difference.after)
    assert told == (
        "Home from 1 February 2018",
        "Ann Lee",
        "The letter says so",
        "1 January 2018",
        "1 February 2018",
    )


def test_correction_without_a_reason_is_refused(client, worker, child):
    home = ResidenceFactory(child=child)
    typed = home_as_typed(home, start_date="2018-02-01", reason=" ")
    errors = client.post(go_on_url("correct-home", home), typed).context["form"].errors
    assert list(errors) == ["reason"]
    assert Residence.objects.get().start_date == date(2018, 1, 1)


def test_correction_that_would_overlap_is_refused_beside_the_day(client, worker, child):
    ResidenceFactory(child=child, end_date=date(2018, 5, 1))
    second = ResidenceFactory(child=child, start_date=date(2018, 5, 1))
    typed = home_as_typed(second, start_date="2018-04-01")
    errors = client.post(go_on_url("correct-home", second), typed).context["form"].errors
    assert list(errors) == ["start_date"]


def test_who_comes_second_is_told_and_keeps_what_was_typed(client, worker, child):
    home = ResidenceFactory(child=child, placement_type="Foster care")
    url, other = go_on_url("correct-home", home), AreaFactory(name="Shipley")
    mine = home_as_typed(home, placement_type="With parents")
    client.post(url, home_as_typed(home, area=other.pk, placement_type="Foster care"))
    page = client.post(url, mine)
    form = page.context["form"]
    assert form["placement_type"].value() == "With parents"
    assert [change.differences[0].after for change in form.others] == ["Shipley"]
    assert "Somebody else has changed this" in page.content.decode()
    assert Residence.objects.get().placement_type == "Foster care"
    client.post(url, {**mine, "seen": form["seen"].value(), "area": other.pk})
    home.refresh_from_db()
    assert (home.placement_type, home.area) == ("With parents", other)


def test_agency_taken_back_lets_the_one_before_go_on(client, worker, child):
    before = AllocationFactory(child=child, end_date=date(2018, 5, 1))
    wrong = AllocationFactory(child=child, start_date=date(2018, 5, 1))
    url = go_on_url("take-back-agency", wrong)
    assert f"The work of {wrong.agency} from 1 May 2018 will be gone" in (
        client.get(url).content.decode()
    )
    client.post(url, {"reason": "Another child", "seen": newest_entry(wrong)})
    row = Allocation.objects.get()
    assert (row.pk, row.end_date) == (before.pk, None)


def test_flag_is_corrected_by_the_coordinator_but_not_by_a_worker(client, worker, child):
    flag = RiskFlagFactory(child=child, source="import")
    url = go_on_url("correct-flag", flag)
    typed = {"status": "low", "start_date": "2018-01-01", "reason": "Misread"}
    client.post(url, {**typed, "seen": newest_entry(flag)})
    assert RiskFlag.objects.get().status == "low"
    client.force_login(UserFactory(role=Role.SOCIAL_WORKER))
    assert client.get(url).status_code == 403


def around(child, worker):
    facts = {"child": child, "recorded_by": worker}
    return {
        "person": Person.objects.create(name="Jay", relation="friend", **facts),
        "note": ContactNote.objects.create(happened_on=date(2018, 9, 1), text="Rang.", **facts),
        "referral": Referral.objects.create(
            received_on=date(2018, 9, 1), concern="Gifts.", **facts
        ),
        "missing": MissingEpisode.objects.create(
            category="missing", started_at=datetime(2018, 9, 1, 21, tzinfo=LONDON), **facts
        ),
    }


NO_ANSWERS = {
    "police_informed": "yes",
    "interview_offered": "not_recorded",
    "interview_accepted": "not_recorded",
}


@pytest.mark.parametrize(
    ("kind", "typed", "field", "value"),
    [
        ("person", {"name": "Jay", "relation": "concern"}, "relation", "concern"),
        ("note", {"happened_on": "2018-09-02", "text": "Rang."}, "happened_on", date(2018, 9, 2)),
        ("referral", {"received_on": "2018-09-01", "concern": "Cars."}, "concern", "Cars."),
        (
            "missing",
            {"category": "missing", "started_on": "2018-09-01", "started_time": "22:00"}
            | NO_ANSWERS,
            "started_at",
            datetime(2018, 9, 1, 22, tzinfo=LONDON),
        ),
    ],
)
def test_what_is_around_the_child_is_corrected(client, worker, child, kind, typed, field, value):
    row = around(child, worker)[kind]
    url = go_on_url(f"correct-{kind}", row)
    assert client.get(url).status_code == 200
    client.post(url, {**typed, "reason": "Misheard", "seen": newest_entry(row)})
    row.refresh_from_db()
    assert getattr(row, field) == value
    assert [change.reason for change in changes_to(child)] == ["Misheard"]


def test_end_of_an_episode_needs_its_time(client, worker, child):
    row = around(child, worker)["missing"]
    typed = {"category": "missing", "started_on": "2018-09-01", "started_time": "22:00"}
    typed |= {"ended_on": "2018-09-02", "reason": "x", "seen": newest_entry(row)} | NO_ANSWERS
    errors = client.post(go_on_url("correct-missing", row), typed).context["form"].errors
    assert errors == {"ended_time": ["Enter both the day and the time"]}


def test_row_of_another_child_is_not_found(client, worker, child):
    home = ResidenceFactory()
    url = reverse("risk:go_on", args=[child.pk, "correct-home", home.pk])
    assert client.get(url).status_code == 404


def test_record_offers_to_correct_what_its_reader_may(client, worker, child):
    home = ResidenceFactory(child=child)
    AgencyFactory()
    record = reverse("risk:child", args=[child.pk])
    assert go_on_url("correct-home", home) in client.get(record).content.decode()
    client.force_login(UserFactory(role=Role.MANAGER))
    assert go_on_url("correct-home", home) not in client.get(record).content.decode()
