"""The pages of a merge: who may, what is shown before, what is kept, and the way back."""

from datetime import date

import pytest

from cse_portal.accounts.models import Role
from risk.models import Child, Merge, RiskFlag
from tests.factories import ChildFactory, RiskFlagFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client, first_of_october):
    user = UserFactory(role=Role.COORDINATOR)
    client.force_login(user)
    return user


@pytest.fixture
def two():
    ours = ChildFactory(reference="C1", given_name="Katherine", family_name="Smith", sex="")
    theirs = ChildFactory(reference="C2", given_name="Cathryn", family_name="Smyth")
    RiskFlagFactory(child=ours, status="low", start_date=date(2018, 6, 1))
    RiskFlagFactory(child=theirs, status="high", start_date=date(2018, 3, 1))
    return ours, theirs


def address(two):
    return f"/children/{two[0].pk}/merge/{two[1].pk}/"


def typed(page, **chosen):
    form = page.context["form"]
    return {name: form[name].value() or "" for name in form.fields} | chosen


def fates(page):
    return [(line["what"], line["of"], line["fate"]) for line in page.context["form"].fates]


def test_record_leads_to_the_likely_other_record(client, coordinator, two):
    record = client.get(f"/children/{two[0].pk}/").content.decode()
    assert f'href="/children/{two[0].pk}/merge/"' in record
    page = client.get(f"/children/{two[0].pk}/merge/")
    choices = [value for value, _ in page.context["form"].fields["other"].choices]
    assert choices == [str(two[1].pk), "another"]
    answer = client.post(f"/children/{two[0].pk}/merge/", {"other": two[1].pk})
    assert answer.url == address(two)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("", "Enter the reference or NHS number of the other record"),
        ("C404", "No other record, or more than one, has this number"),
        ("C1", "No other record, or more than one, has this number"),
    ],
)
def test_number_that_leads_nowhere_is_said_beside_its_field(client, coordinator, two, number, said):
    sent = {"other": "another", "number": number}
    form = client.post(f"/children/{two[0].pk}/merge/", sent).context["form"]
    assert form.errors == {"number": [said]}


def test_another_record_by_its_number(client, coordinator, two):
    far = ChildFactory(reference="X9", date_of_birth=None)
    sent = {"other": "another", "number": "x9"}
    answer = client.post(f"/children/{two[0].pk}/merge/", sent)
    assert answer.url == f"/children/{two[0].pk}/merge/{far.pk}/"


def test_preview_shows_both_and_writes_nothing(client, coordinator, two):
    page = client.get(address(two))
    assert fates(page) == [
        ("Flag: Low", "C1", "Stays"),
        ("Flag: High", "C2", "Cut to 1 March 2018 to 1 June 2018"),
    ]
    form = page.context["form"]
    assert form.details == [
        ("Name", "Katherine Smith", "Cathryn Smyth"),
        ("Date of birth", "17 May 2003", "17 May 2003"),
        ("Ethnicity", "White - British, Not recorded", "White - British, Not recorded"),
        ("Sex", "Not recorded", "Female"),
        ("Team", "The team", "The team"),
    ]
    assert [name for name in form.fields if name.startswith("keep_")] == [
        "keep_name",
        "keep_sex",
        "keep_flags",
    ]
    assert (form["keep_name"].value(), form["keep_sex"].value()) == ("survivor", "merged")
    assert form.fields["keep_name"].choices == [
        ("survivor", "Katherine Smith (C1)"),
        ("merged", "Cathryn Smyth (C2)"),
    ]
    assert Child.objects.standing().count() == 2


def test_other_choices_are_shown_before_they_are_made(client, coordinator, two):
    page = client.get(address(two))
    shown = client.post(address(two), typed(page, keep_flags="merged", show="1"))
    assert fates(shown) == [
        ("Flag: High", "C2", "Moves to C1"),
        ("Flag: Low", "C1", "Left out: the other record says something else of this time"),
    ]
    assert shown.context["form"].errors == {}
    assert shown.context["form"]["keep_flags"].value() == "merged"
    assert Child.objects.standing().count() == 2


def test_reason_is_asked_for_and_nothing_chosen_is_lost(client, coordinator, two):
    page = client.get(address(two))
    again = client.post(address(two), typed(page, keep_flags="merged"))
    assert again.context["form"].errors == {
        "reason": ["Say why these are records of one child"],
    }
    assert again.context["form"]["keep_flags"].value() == "merged"


def test_merge_and_the_way_back(client, coordinator, two):
    ours, theirs = two
    page = client.get(address(two))
    sent = typed(page, keep_flags="merged", reason="One birth")
    answer = client.post(address(two), sent, follow=True)
    assert answer.redirect_chain == [(f"/children/{ours.pk}/", 302)]
    assert "Cathryn Smyth, C2, merged into this record on" in answer.content.decode()
    assert [flag.status for flag in RiskFlag.objects.filter(child=ours)] == ["high"]
    merge = Merge.objects.get()
    undo = f"/children/{ours.pk}/merges/{merge.pk}/undo/"
    assert "C2, becomes a record of its own again" in client.get(undo).content.decode()
    client.post(undo, {"reason": "Twins"})
    assert [flag.status for flag in RiskFlag.objects.filter(child=ours)] == ["low"]
    assert [flag.status for flag in RiskFlag.objects.filter(child=theirs)] == ["high"]
    assert client.get(undo).status_code == 404


def test_record_that_changed_since_the_preview_is_shown_again(client, coordinator, two):
    page = client.get(address(two))
    RiskFlag.objects.filter(child=two[1]).update(start_date=date(2018, 4, 1))
    again = client.post(address(two), typed(page, reason="One birth"))
    assert again.context["form"].non_field_errors() == [
        "One of the records has changed since you opened this page. Look again at what merging "
        "does now. What you chose is kept."
    ]
    assert fates(again)[1][2] == "Cut to 1 April 2018 to 1 June 2018"
    client.post(address(two), typed(again, reason="One birth"))
    assert Merge.objects.count() == 1


def test_double_submit_merges_once(client, coordinator, two):
    sent = typed(client.get(address(two)), reason="One birth")
    statuses = [client.post(address(two), sent).status_code for _ in range(2)]
    assert (statuses, Merge.objects.count()) == ([302, 404], 1)


def test_warning_of_duplicates_leads_to_a_merge_of_two_of_them(client, coordinator, two):
    names = {"given_name": "Catherine", "family_name": "Smith", "date_of_birth": "2003-05-17"}
    page = client.post(
        "/children/refer/", {**names, "concern": "Cars.", "received_on": "2018-10-01"}
    )
    assert f'href="/children/{two[0].pk}/merge/"' in page.content.decode()


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.CHAIR, 200),
        (Role.COORDINATOR, 200),
        (Role.SOCIAL_WORKER, 403),
        (Role.PARTNER_WORKER, 403),
        (Role.MANAGER, 403),
        (Role.AUDITOR, 403),
    ],
)
def test_who_may_merge(client, two, role, status):
    client.force_login(UserFactory(role=role))
    assert client.get(address(two)).status_code == status
    assert client.get(f"/children/{two[0].pk}/merge/").status_code == status
    undo = client.get(f"/children/{two[0].pk}/merges/1/undo/")
    assert undo.status_code == (404 if status == 200 else status)


def test_record_with_itself_is_no_page(client, coordinator, two):
    assert client.get(f"/children/{two[0].pk}/merge/{two[0].pk}/").status_code == 404


@pytest.mark.parametrize("times", [1, 4])
def test_as_many_queries_for_long_records(client, coordinator, times, django_assert_num_queries):
    ours, theirs = (ChildFactory(given_name="Zed") for _ in range(2))
    for n in range(times):
        days = {"start_date": date(2018, 1 + n, 1), "end_date": date(2018, 2 + n, 1)}
        for child in (ours, theirs):
            RiskFlagFactory(child=child, **days)
    client.get(address((ours, theirs)))
    with django_assert_num_queries(46):
        client.get(address((ours, theirs)))
