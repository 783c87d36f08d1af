"""What was changed about a child: who, when, before, after and why."""

from datetime import date

import pytest

from agencies.actions import allocate, end_allocation
from cse_portal.accounts.models import User
from risk.actions.children import correct_child
from risk.actions.flags import remove_flag, set_flag
from risk.actions.residences import move_home
from risk.corrections import NOBODY, Difference, changes_to
from tests.factories import (
    AgencyFactory,
    AreaFactory,
    ChildFactory,
    ResidenceFactory,
    RiskFlagFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

FIRST, TENTH = date(2018, 9, 1), date(2018, 9, 10)


@pytest.fixture
def sam():
    return UserFactory(first_name="Sam", last_name="Whitaker")


def told(child):
    """The changes as (what, field, before, after), the newest first."""
    return [
        (change.what, difference.field, difference.before, difference.after)
        for change in changes_to(child)
        for difference in change.differences
    ]


def test_record_as_it_was_first_written_has_no_changes():
    child = RiskFlagFactory().child
    ResidenceFactory(child=child)
    assert changes_to(child) == []


def test_correction_of_a_child(sam):
    child = ChildFactory(date_of_birth=date(2003, 5, 17), ethnicity="", looked_after=None)
    correct_child(
        child=child,
        date_of_birth=date(2003, 5, 18),
        ethnicity="WBRI",
        looked_after=True,
        reason="Birth certificate seen",
        by=sam,
    )
    [change] = changes_to(child)
    assert (change.what, change.by, change.reason) == (
        "Details of the child",
        "Sam Whitaker",
        "Birth certificate seen",
    )
    assert change.at == child.history.first().history_date
    assert change.differences == (
        Difference("Date of birth", "17 May 2003", "18 May 2003"),
        Difference("Ethnicity", "Not recorded", "White - British"),
        Difference("Looked after", "Not recorded", "Yes"),
    )


def test_flag_that_ends_and_one_that_is_replaced():
    child = ChildFactory()
    set_flag(child=child, status="low", start_date=FIRST, source="decision")
    set_flag(child=child, status="high", start_date=FIRST, source="decision")
    remove_flag(child=child, on=TENTH)
    assert told(child) == [
        ("Flag from 1 September 2018", "Until", "No end", "10 September 2018"),
        ("Flag from 1 September 2018", "Status", "Low", "High"),
    ]


def test_home_and_agency_are_told_by_name():
    child, east, west = ChildFactory(), AreaFactory(name="East"), AreaFactory(name="West")
    move_home(child=child, area=east, start_date=FIRST)
    move_home(child=child, area=west, start_date=FIRST)
    one = allocate(child=child, agency=AgencyFactory(name="Early Help"), start_date=FIRST)
    end_allocation(allocation=one, on=TENTH)
    assert told(child) == [
        ("Early Help from 1 September 2018", "Until", "No end", "10 September 2018"),
        ("Home from 1 September 2018", "Area", "East", "West"),
    ]


def test_row_that_was_removed_is_told():
    home = ResidenceFactory(start_date=FIRST)
    child = home.child
    home.delete()
    assert told(child) == [("Home from 1 September 2018", "Removed from the record", "", "")]


def test_change_by_an_import_names_nobody():
    child = ChildFactory()
    correct_child(child=child, given_name="Anna", reason="children.csv")
    [change] = changes_to(child)
    assert (change.by, change.reason) == (NOBODY, "children.csv")


def test_change_by_somebody_whose_account_is_gone_names_nobody(sam):
    child = ChildFactory()
    correct_child(child=child, given_name="Anna", reason="Misspelt", by=sam)
    child.history.update(history_user=None)
    assert [change.by for change in changes_to(child)] == [NOBODY]
    assert User.objects.get() == sam


def test_changes_of_other_children_are_not_told(sam):
    child, other = ChildFactory(), ChildFactory()
    correct_child(child=other, given_name="Anna", reason="Misspelt", by=sam)
    assert changes_to(child) == []


def test_newest_first_across_the_record(sam):
    child = RiskFlagFactory(start_date=FIRST).child
    correct_child(child=child, given_name="Anna", reason="Misspelt", by=sam)
    remove_flag(child=child, on=TENTH)
    correct_child(child=child, given_name="Ann", reason="Was right", by=sam)
    assert [change.what for change in changes_to(child)] == [
        "Details of the child",
        "Flag from 1 September 2018",
        "Details of the child",
    ]


@pytest.mark.parametrize("changes", [1, 30])
def test_queries_are_the_same_for_any_number_of_changes(django_assert_num_queries, changes):
    child = ChildFactory()
    for number in range(changes):
        user = UserFactory()
        correct_child(child=child, given_name=f"Ann{number}", reason="Misspelt", by=user)
        move_home(child=child, area=AreaFactory(), start_date=FIRST)
    with django_assert_num_queries(9):
        found = changes_to(child)
    assert len(found) == 2 * changes - 1
