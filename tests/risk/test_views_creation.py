"""New children and referrals: who may be the same is shown before anything is written."""

from datetime import date

import pytest
from django.urls import reverse

from cse_portal.accounts.models import Role
from risk.models import AgendaReason, Child, Referral
from tests.factories import AgencyFactory, ChildFactory, UserFactory

pytestmark = pytest.mark.django_db
NEW, REFER = "/children/new/", "/children/refer/"


@pytest.fixture
def worker(client):
    user = UserFactory(role=Role.SOCIAL_WORKER)
    client.force_login(user)
    return user


def new_child(**typed):
    return {
        "reference": "C00500",
        "given_name": "Katherine",
        "family_name": "Smith",
        "date_of_birth": "2003-05-17",
        "sex": "F",
        "ethnicity": "WBRI",
        "ethnicity_source": "child",
        **typed,
    }


def referral(**typed):
    who = {"given_name": "Katherine", "family_name": "Smith", "date_of_birth": "2003-05-17"}
    return {**who, "received_on": "2018-10-01", "concern": "Gifts.", **typed}


def test_new_child_gets_the_next_reference_and_its_worker(client, worker):
    ChildFactory(reference="C00499", date_of_birth=None)
    form = client.get(NEW).context["form"]
    assert (form["reference"].value(), form["worker"].value()) == ("C00500", worker.pk)
    answer = client.post(NEW, new_child(worker=worker.pk), follow=True)
    child = Child.objects.get(reference="C00500")
    assert answer.redirect_chain == [(reverse("risk:child", args=[child.pk]), 302)]
    assert (child.name, child.worker, child.sounds) == ("Katherine Smith", worker, " ktrn smt ")


def test_likely_duplicates_are_shown_before_anything_is_written(client, worker):
    known = ChildFactory(given_name="Cathryn", family_name="Smyth")
    form = client.post(NEW, new_child()).context["form"]
    assert list(form.errors) == ["is_child"]
    assert [value for value, _ in form.fields["is_child"].choices] == [str(known.pk), "another"]
    assert form["given_name"].value() == "Katherine"
    assert Child.objects.count() == 1


def test_it_is_this_child(client, worker):
    known = ChildFactory(given_name="Cathryn", family_name="Smyth")
    answer = client.post(NEW, new_child(is_child=known.pk), follow=True)
    assert answer.redirect_chain == [(reverse("risk:child", args=[known.pk]), 302)]
    assert "Nothing was created" in answer.content.decode()
    assert Child.objects.count() == 1


def test_it_is_another_child(client, worker):
    ChildFactory(given_name="Cathryn", family_name="Smyth")
    shown = client.post(NEW, new_child()).context["form"]["shown"].value()
    client.post(NEW, new_child(is_child="another", shown=shown))
    assert Child.objects.count() == 2


def test_another_child_does_not_hold_for_children_who_were_not_shown(client, worker):
    ChildFactory(given_name="Cathryn", family_name="Smyth")
    form = client.post(NEW, new_child(is_child="another", shown="")).context["form"]
    assert list(form.errors) == ["is_child"]
    assert Child.objects.count() == 1


def test_reference_is_never_used_again(client, worker):
    ChildFactory(reference="C00500", date_of_birth=None).delete()
    form = client.post(NEW, new_child()).context["form"]
    assert form.errors == {"reference": ["Another child has or had this reference"]}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"ethnicity_source": ""}, {"ethnicity_source": ["Say who told the ethnicity"]}),
        (
            {"date_of_birth": ""},
            {"missing_because": ["Say why the ethnicity or the date of birth is not known"]},
        ),
    ],
)
def test_source_or_reason_is_asked_for(client, worker, typed, said):
    assert client.post(NEW, new_child(**typed)).context["form"].errors == said


def test_referral_creates_a_child_whom_nobody_knew(client):
    agency = AgencyFactory()
    client.force_login(UserFactory(role=Role.PARTNER_WORKER, agency=agency))
    client.post(REFER, referral(recorded_for=agency.pk))
    found = Referral.objects.get()
    assert (found.child.name, found.recorded_for) == ("Katherine Smith", agency)
    assert found.child.date_of_birth == date(2003, 5, 17)
    assert found.child.missing_because == "Not asked yet: the child was referred"
    assert AgendaReason.objects.get().item.child == found.child


def test_referral_of_a_known_child_goes_on_its_record(client, worker):
    known = ChildFactory(given_name="Cathryn", family_name="Smyth")
    assert list(client.post(REFER, referral()).context["form"].errors) == ["is_child"]
    client.post(REFER, referral(is_child=known.pk))
    assert Referral.objects.get().child == known
    assert Child.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "address", "status"),
    [
        (Role.PARTNER_WORKER, NEW, 403),
        (Role.PARTNER_WORKER, REFER, 200),
        (Role.REPORT_READER, REFER, 403),
        (Role.COORDINATOR, NEW, 200),
    ],
)
def test_who_may_create(client, role, address, status):
    client.force_login(UserFactory(role=role))
    assert client.get(address).status_code == status
