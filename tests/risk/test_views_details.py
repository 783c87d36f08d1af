"""Who a child is: corrected with a reason, ethnicity with its source."""

from datetime import date

import pytest
from django.urls import reverse

from cse_portal.accounts.models import Role
from cse_portal.stale import newest_entry
from risk.corrections import changes_to
from tests.factories import ChildFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(client):
    user = UserFactory(role=Role.SOCIAL_WORKER)
    client.force_login(user)
    return user


@pytest.fixture
def child():
    return ChildFactory(given_name="Kathrine", looked_after=True)


def as_typed(child, **typed):
    return {
        "given_name": child.given_name,
        "family_name": child.family_name,
        "date_of_birth": "2003-05-17",
        "sex": "F",
        "ethnicity": "WBRI",
        "looked_after": "yes",
        "team": child.team_id,
        "reason": "Birth certificate",
        "seen": newest_entry(child),
        **typed,
    }


def url_for(child):
    return reverse("risk:details", args=[child.pk])


def test_form_shows_what_is_known(client, worker, child):
    form = client.get(url_for(child)).context["form"]
    known = [form[name].value() for name in ("given_name", "date_of_birth", "looked_after")]
    assert known == ["Kathrine", date(2003, 5, 17), "yes"]


def test_name_is_mended_and_found_again_though_the_ethnicity_has_no_source(client, worker, child):
    client.post(url_for(child), as_typed(child, given_name="Katherine"))
    child.refresh_from_db()
    assert (child.given_name, child.search_text.split()[0]) == ("Katherine", "katherine")
    (change,) = changes_to(child)
    told = [(d.field, d.before, d.after) for d in change.differences]
    assert (change.reason, told) == (
        "Birth certificate",
        [("Given name", "Kathrine", "Katherine")],
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"ethnicity": "BCRB"}, {"ethnicity_source": ["Say who told the ethnicity"]}),
        (
            {"ethnicity": "NOBT"},
            {"missing_because": ["Say why the ethnicity or the date of birth is not known"]},
        ),
        (
            {"date_of_birth": ""},
            {"missing_because": ["Say why the ethnicity or the date of birth is not known"]},
        ),
        (
            {"date_of_birth": "2018-10-02"},
            {"date_of_birth": ["Date of birth must be today or in the past"]},
        ),
        (
            {"nhs_number": "943 476 5918"},
            {"nhs_number": ["This is not an NHS number: ten digits, the last a check digit."]},
        ),
        ({"given_name": ""}, {"given_name": ["Enter the given name"]}),
    ],
)
def test_details_that_are_refused(client, worker, child, typed, said):
    answer = client.post(url_for(child), as_typed(child, **typed))
    assert answer.context["form"].errors == said
    assert newest_entry(child) == child.history.get().history_id


def test_nhs_number_is_taken_with_its_spaces(client, worker, child):
    client.post(url_for(child), as_typed(child, nhs_number="943 476 5919"))
    child.refresh_from_db()
    assert child.nhs_number == "9434765919"


def test_who_comes_second_is_told(client, worker, child):
    mine = as_typed(child, school="Hanson")
    client.post(url_for(child), as_typed(child, first_language="Urdu"))
    form = client.post(url_for(child), mine).context["form"]
    assert [change.differences[0].after for change in form.others] == ["Urdu"]
    assert form["school"].value() == "Hanson"
    child.refresh_from_db()
    assert (child.school, child.first_language) == ("", "Urdu")
