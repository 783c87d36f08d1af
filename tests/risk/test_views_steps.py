"""The short pages that add to a record: prefilled, one page each, nothing typed lost."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from agencies.models import Allocation
from cse_portal.accounts.models import Role
from risk.models import AgendaReason, ContactNote, MissingEpisode, Person, PostcodeArea, Residence
from tests.factories import (
    AgencyFactory,
    AllocationFactory,
    AreaFactory,
    ChildFactory,
    ResidenceFactory,
    UserFactory,
    seen_at_work,
)

pytestmark = pytest.mark.django_db
TODAY = {"start_date_day": "1", "start_date_month": "10", "start_date_year": "2018"}
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def child():
    return ChildFactory()


@pytest.fixture
def worker(client):
    user = UserFactory(role=Role.SOCIAL_WORKER, agency=AgencyFactory(name="Social care"))
    client.force_login(user)
    return user


@pytest.fixture
def east():
    area = AreaFactory(name="East")
    PostcodeArea.objects.create(
        postcode="BD4 1AA", ward_code="E05000001", area=area, start_date=date(2004, 1, 1)
    )
    return area


def add_url(child, kind):
    return reverse("risk:add", args=[child.pk, kind])


def days(name, day):
    parts = {"day": day.day, "month": day.month, "year": day.year}
    return {f"{name}_{part}": str(number) for part, number in parts.items()}


def homes(child):
    rows = Residence.objects.filter(child=child).order_by("start_date")
    return [(home.area.name, home.postcode, home.start_date, home.end_date) for home in rows]


def test_new_home_takes_the_area_of_its_postcode_and_ends_the_old_one(client, worker, child, east):
    ResidenceFactory(child=child, area__name="West", placement_type="Foster care")
    page = client.get(add_url(child, "home"))
    assert page.context["form"]["placement_type"].value() == "Foster care"
    assert "The home in West (since 1 January 2018) ends" in page.content.decode()
    answer = client.post(add_url(child, "home"), {**TODAY, "postcode": "bd41aa"}, follow=True)
    assert answer.redirect_chain == [(reverse("risk:child", args=[child.pk]), 302)]
    assert "The new home is recorded." in answer.content.decode()
    assert homes(child) == [
        ("West", "", date(2018, 1, 1), date(2018, 10, 1)),
        ("East", "BD4 1AA", date(2018, 10, 1), None),
    ]


def test_home_keeps_its_address_placement_and_care_home(client, worker, child, east):
    facts = {"address": "1 High Street", "care_home": "The Elms"}
    placed = {"placement_type": "Children's home", "postcode": "BD4 1AA"}
    client.post(add_url(child, "home"), {**TODAY, **facts, **placed})
    home = Residence.objects.get()
    assert (home.address, home.care_home) == ("1 High Street", "The Elms")
    record = client.get(reverse("risk:child", args=[child.pk])).context["record"]
    assert record.home.notes == ("Children's home", "The Elms", "1 High Street", "BD4 1AA")
    url = reverse("risk:go_on", args=[child.pk, "correct-home", home.pk])
    form = client.get(url).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    client.post(url, {**sent, "address": "2 High Street", "care_home": "", "reason": "Letter"})
    home.refresh_from_db()
    assert (home.address, home.care_home) == ("2 High Street", "")


def test_area_of_a_home_can_be_overridden(client, worker, child, east):
    other = AreaFactory(name="Shipley")
    client.post(add_url(child, "home"), {**TODAY, "postcode": "BD4 1AA", "area": other.pk})
    assert homes(child) == [("Shipley", "BD4 1AA", date(2018, 10, 1), None)]


def test_postcode_is_looked_up_on_the_day_of_the_move(client, worker, child, east):
    early = {"start_date": "2003-12-31", "postcode": "BD4 1AA"}
    answer = client.post(add_url(child, "home"), early)
    said = ["BD4 1AA is not in the look-up for that day: choose the area"]
    assert answer.context["form"].errors == {"area": said}
    assert answer.context["form"]["postcode"].value() == "BD4 1AA"


@pytest.mark.parametrize(
    ("typed", "name", "said"),
    [
        ({"postcode": "BD4"}, "postcode", "Enter a full postcode, like BD1 1AA"),
        ({"postcode": ""}, "area", "Enter the postcode, or choose the area"),
        (
            {**days("start_date", date(2018, 10, 2)), "postcode": "BD4 1AA"},
            "start_date",
            "Lives there from must be today or in the past",
        ),
    ],
)
def test_home_that_is_refused(client, worker, child, east, typed, name, said):
    answer = client.post(add_url(child, "home"), {**TODAY, **typed})
    assert answer.context["form"].errors[name] == [said]
    assert homes(child) == []


def test_home_before_a_later_one_is_refused_beside_its_day(client, worker, child, east):
    ResidenceFactory(child=child, start_date=date(2018, 5, 1))
    typed = {**days("start_date", date(2018, 3, 1)), "postcode": "BD4 1AA"}
    errors = client.post(add_url(child, "home"), typed).context["form"].errors
    assert list(errors) == ["start_date"]
    assert errors["start_date"][0].startswith("There is already a later entry, from 1 May 2018.")


def test_place_of_a_postcode_as_a_fragment(client, worker, east):
    answer = client.post(reverse("risk:place"), {**TODAY, "postcode": "bd4 1aa"})
    assert answer.content.decode().strip() == "BD4 1AA lies in East (ward E05000001)."
    half = client.post(reverse("risk:place"), {**TODAY, "postcode": "bd4"})
    assert half.content.decode().strip() == ""


def test_new_key_agency_ends_the_old_one_and_says_so_first(client, worker, child):
    AllocationFactory(child=child, agency__name="Blast")
    new = AgencyFactory(name="Barnardo’s")
    page = client.get(add_url(child, "key-agency")).content.decode()
    assert "Blast is the key agency since 1 January 2018: that ends on the day given here." in page
    client.post(add_url(child, "key-agency"), {**TODAY, "agency": new.pk})
    rows = Allocation.objects.filter(child=child).order_by("start_date")
    assert [(row.agency.name, row.is_key, row.end_date) for row in rows] == [
        ("Blast", True, date(2018, 10, 1)),
        ("Barnardo’s", True, None),
    ]


def test_another_agency_ends_nothing(client, worker, child):
    AllocationFactory(child=child, agency__name="Blast")
    client.post(add_url(child, "agency"), {**TODAY, "agency": AgencyFactory().pk})
    held = Allocation.objects.filter(child=child, end_date=None)
    assert sorted(row.is_key for row in held) == [False, True]


def test_work_of_an_agency_ends(client, worker, child):
    row = AllocationFactory(child=child)
    url = reverse("risk:go_on", args=[child.pk, "end-agency", row.pk])
    errors = client.post(url, days("on", date(2018, 1, 1))).context["form"].errors
    assert errors == {"on": ["The end date must be after the start date."]}
    client.post(url, days("on", date(2018, 9, 1)))
    row.refresh_from_db()
    assert row.end_date == date(2018, 9, 1)
    assert client.get(url).status_code == 404


def test_person_and_note_are_attributed(client, worker, child):
    client.post(add_url(child, "person"), {"name": "Jay", "relation": "concern", "note": "Car"})
    client.post(add_url(child, "note"), {"happened_on": "2018-09-30", "text": "Rang school."})
    person, note = Person.objects.get(), ContactNote.objects.get()
    assert (person.name, person.recorded_by, person.recorded_for) == ("Jay", worker, worker.agency)
    assert (note.happened_on, note.text) == (date(2018, 9, 30), "Rang school.")


def test_referral_puts_the_child_on_the_agenda(client, worker, child):
    client.post(add_url(child, "referral"), {"received_on": "2018-10-01", "concern": "Gifts."})
    reason = AgendaReason.objects.get()
    assert (reason.kind, reason.item.child) == ("referral", child)


def test_missing_and_return(client, worker, child):
    began = {"category": "missing", "started_on": "2018-09-29", "started_time": "21.30"}
    client.post(add_url(child, "missing"), {**began, "police_informed": "yes"})
    episode = MissingEpisode.objects.get()
    assert episode.started_at == datetime(2018, 9, 29, 21, 30, tzinfo=LONDON)
    url = reverse("risk:go_on", args=[child.pk, "return", episode.pk])
    back = {"ended_on": "2018-09-30", "ended_time": "07:00", "interview_offered": "yes"}
    errors = client.post(url, {**back, "interview_accepted": "yes", "interview_on": "2018-10-01"})
    assert errors.context["form"].errors == {"interview_time": ["Enter the time of the interview"]}
    client.post(url, {**back, "interview_accepted": "no"})
    episode.refresh_from_db()
    assert episode.ended_at == datetime(2018, 9, 30, 7, 0, tzinfo=LONDON)
    assert AgendaReason.objects.get().kind == "return"


def test_return_before_it_began_is_refused_beside_its_day(client, worker, child):
    episode = MissingEpisode.objects.create(
        child=child, category="missing", started_at=datetime(2018, 9, 29, 21, 30, tzinfo=LONDON)
    )
    url = reverse("risk:go_on", args=[child.pk, "return", episode.pk])
    back = {"ended_on": "2018-09-28", "ended_time": "07:00"}
    answers = {"interview_offered": "no", "interview_accepted": "not_applicable"}
    errors = client.post(url, {**back, **answers}).context["form"].errors
    assert errors == {"ended_on": ["The return must be after the start."]}


@pytest.mark.parametrize(
    ("role", "kind", "status"),
    [
        (Role.PARTNER_WORKER, "note", 200),
        (Role.PARTNER_WORKER, "home", 403),
        (Role.MANAGER, "note", 403),
        (Role.REPORT_READER, "note", 403),
        (Role.COORDINATOR, "home", 200),
        (Role.COORDINATOR, "nothing", 404),
    ],
)
def test_who_may_add(client, child, role, kind, status):
    client.force_login(seen_at_work(child, UserFactory(role=role)))
    assert client.get(add_url(child, kind)).status_code == status
