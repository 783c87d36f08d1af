"""Setting and removing flags."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from cse_portal.audit.models import AuditEntry
from risk.actions.flags import remove_flag, set_flag
from risk.models import RiskFlag
from tests.factories import ChildFactory, RiskFlagFactory, UserFactory

pytestmark = pytest.mark.django_db

FIRST, TENTH, TWENTIETH = date(2018, 9, 1), date(2018, 9, 10), date(2018, 9, 20)


@pytest.fixture
def child():
    return ChildFactory()


def told(child):
    """The child's flags as (status, first day, end)."""
    return list(child.flags.values_list("status", "start_date", "end_date"))


def test_flag_is_set_with_history_and_audit(child):
    user = UserFactory()
    flag = set_flag(
        child=child, status="high", start_date=FIRST, source="decision", by=user, reason="Gang"
    )
    assert told(child) == [("high", FIRST, None)]
    assert (flag.source, flag.history.get().history_user) == ("decision", user)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.subject, entry.detail) == (
        "set_flag",
        user,
        str(child.pk),
        {"flag": flag.pk, "status": "high"},
    )


def test_upgrade_ends_one_flag_and_starts_the_next_on_its_day(child):
    set_flag(child=child, status="low", start_date=FIRST, source="decision")
    set_flag(child=child, status="high", start_date=TWENTIETH, source="decision")
    assert told(child) == [("low", FIRST, TWENTIETH), ("high", TWENTIETH, None)]


def test_second_flag_on_one_day_replaces_the_first(child):
    first = set_flag(child=child, status="low", start_date=FIRST, source="decision")
    second = set_flag(child=child, status="high", start_date=FIRST, source="decision")
    assert (second.pk, told(child)) == (first.pk, [("high", FIRST, None)])
    assert [row.status for row in second.history.all()] == ["high", "low"]


def test_flag_that_would_overlap_a_later_one_is_refused_and_nothing_is_written(child):
    set_flag(child=child, status="low", start_date=TENTH, source="decision")
    with pytest.raises(ValidationError) as refused:
        set_flag(child=child, status="high", start_date=FIRST, source="decision")
    assert refused.value.code == "overlap"
    assert told(child) == [("low", TENTH, None)]
    assert AuditEntry.objects.count() == 1


def test_refused_flag_leaves_the_one_before_open(child):
    set_flag(child=child, status="low", start_date=FIRST, source="decision")
    with pytest.raises(ValidationError):
        set_flag(child=child, status="severe", start_date=TENTH, source="decision")
    assert told(child) == [("low", FIRST, None)]


def test_flag_with_an_end_fits_before_a_later_one(child):
    set_flag(child=child, status="low", start_date=TENTH, source="import")
    set_flag(child=child, status="high", start_date=FIRST, end_date=TENTH, source="import")
    assert told(child) == [("high", FIRST, TENTH), ("low", TENTH, None)]


def test_flag_of_another_child_is_left_alone(child):
    other = RiskFlagFactory(start_date=FIRST)
    set_flag(child=child, status="low", start_date=TENTH, source="decision")
    other.refresh_from_db()
    assert other.end_date is None


@pytest.mark.parametrize("source", ["", "rumour"])
def test_flag_says_where_it_comes_from(child, source):
    with pytest.raises(ValidationError) as refused:
        set_flag(child=child, status="low", start_date=FIRST, source=source)
    assert list(refused.value.message_dict) == ["source"]


def test_flag_is_removed_on_a_day(child):
    user = UserFactory()
    flag = RiskFlagFactory(child=child, start_date=FIRST)
    remove_flag(child=child, on=TWENTIETH, by=user, reason="Safe now")
    assert told(child) == [("high", FIRST, TWENTIETH)]
    newest = flag.history.first()
    assert (newest.history_user, newest.history_change_reason) == (user, "Safe now")
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject, entry.detail) == (
        "remove_flag",
        str(child.pk),
        {"flag": flag.pk},
    )


@pytest.mark.parametrize(("start_date", "end_date"), [(TWENTIETH, None), (FIRST, TENTH)])
def test_no_flag_to_remove(child, start_date, end_date):
    RiskFlagFactory(child=child, start_date=start_date, end_date=end_date)
    with pytest.raises(ValidationError) as refused:
        remove_flag(child=child, on=TENTH)
    assert refused.value.messages == ["There is no flag to remove on 10 September 2018."]
    assert told(child) == [("high", start_date, end_date)]


def test_flag_is_not_removed_on_its_own_first_day(child):
    RiskFlagFactory(child=child, start_date=FIRST)
    with pytest.raises(ValidationError, match="The end date must be after the start date"):
        remove_flag(child=child, on=FIRST)
    assert RiskFlag.objects.get().end_date is None
