"""Writing where a child lives."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from cse_portal.audit.models import AuditEntry
from risk.actions.residences import move_home
from tests.factories import AreaFactory, ChildFactory, ResidenceFactory, UserFactory

pytestmark = pytest.mark.django_db

FIRST, TENTH = date(2018, 9, 1), date(2018, 9, 10)


@pytest.fixture
def child():
    return ChildFactory()


@pytest.fixture
def east():
    return AreaFactory(code="EAST")


@pytest.fixture
def west():
    return AreaFactory(code="WEST")


def told(child):
    """The child's homes as (area, first day, end)."""
    return list(child.residences.values_list("area__code", "start_date", "end_date"))


def test_move_ends_the_home_before_on_that_day(child, east, west):
    move_home(child=child, area=east, start_date=FIRST)
    move_home(child=child, area=west, start_date=TENTH)
    assert told(child) == [("EAST", FIRST, TENTH), ("WEST", TENTH, None)]


def test_move_keeps_postcode_placement_history_and_audit(child, east):
    user = UserFactory()
    home = move_home(
        child=child,
        area=east,
        start_date=FIRST,
        postcode="BD1 1AA",
        placement_type="Foster care",
        by=user,
        reason="Placed",
    )
    assert (home.postcode, home.placement_type) == ("BD1 1AA", "Foster care")
    row = home.history.get()
    assert (row.history_user, row.history_change_reason) == (user, "Placed")
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.subject, entry.detail) == (
        "move_home",
        user,
        str(child.pk),
        {"residence": home.pk},
    )


def test_second_move_on_one_day_replaces_the_first(child, east, west):
    first = move_home(child=child, area=east, start_date=FIRST)
    second = move_home(child=child, area=west, start_date=FIRST)
    assert (second.pk, told(child)) == (first.pk, [("WEST", FIRST, None)])


def test_move_before_a_later_home_is_refused(child, east, west):
    ResidenceFactory(child=child, area=west, start_date=TENTH)
    with pytest.raises(ValidationError) as refused:
        move_home(child=child, area=east, start_date=FIRST)
    assert refused.value.code == "overlap"
    assert told(child) == [("WEST", TENTH, None)]
