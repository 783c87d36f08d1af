"""Writing agencies and allocations."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from agencies.actions import allocate, end_allocation, record_agency
from agencies.models import Agency
from cse_portal.audit.models import AuditEntry
from tests.factories import AgencyFactory, AllocationFactory, ChildFactory, UserFactory

pytestmark = pytest.mark.django_db

FIRST, TENTH, TWENTIETH = date(2018, 9, 1), date(2018, 9, 10), date(2018, 9, 20)


@pytest.fixture
def child():
    return ChildFactory()


@pytest.fixture
def care():
    return AgencyFactory(code="CSC")


@pytest.fixture
def early_help():
    return AgencyFactory(code="EH")


def told(child):
    """The child's allocations as (agency, key or not, first day, end)."""
    return list(child.allocations.values_list("agency__code", "is_key", "start_date", "end_date"))


def test_agency_is_added_with_history_and_audit():
    user = UserFactory()
    agency = record_agency(code="CSC", name="Social Care", service="Assesses.", by=user)
    assert Agency.objects.get() == agency
    assert agency.history.get().history_user == user
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.subject) == ("record_agency", user, str(agency.pk))


def test_agency_with_a_known_code_is_corrected():
    agency = record_agency(code="CSC", name="Social Car", service="Assesses.")
    record_agency(code="CSC", name="Social Care", service="Assesses.", reason="Misspelt")
    assert Agency.objects.get().name == "Social Care"
    newest = agency.history.first()
    assert (newest.history_type, newest.history_change_reason) == ("~", "Misspelt")


def test_agency_without_a_service_is_refused():
    with pytest.raises(ValidationError) as refused:
        record_agency(code="CSC", name="Social Care", service="")
    assert list(refused.value.message_dict) == ["service"]
    assert (Agency.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_new_key_agency_ends_the_old_one_on_its_day(child, care, early_help):
    allocate(child=child, agency=care, is_key=True, start_date=FIRST)
    allocate(child=child, agency=early_help, is_key=True, start_date=TENTH)
    assert told(child) == [("CSC", True, FIRST, TENTH), ("EH", True, TENTH, None)]


def test_allocation_keeps_history_and_audit(child, care):
    user = UserFactory()
    one = allocate(child=child, agency=care, start_date=FIRST, by=user, reason="Referred")
    row = one.history.get()
    assert (row.history_user, row.history_change_reason) == (user, "Referred")
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.subject, entry.detail) == (
        "allocate",
        user,
        str(child.pk),
        {"allocation": one.pk},
    )


def test_agency_that_is_not_key_ends_nothing(child, care, early_help):
    allocate(child=child, agency=care, is_key=True, start_date=FIRST)
    allocate(child=child, agency=early_help, start_date=TENTH)
    assert told(child) == [("CSC", True, FIRST, None), ("EH", False, TENTH, None)]


def test_new_key_agency_ends_no_agency_that_is_not_key(child, care, early_help):
    allocate(child=child, agency=early_help, start_date=FIRST)
    allocate(child=child, agency=care, is_key=True, start_date=TENTH)
    assert told(child) == [("EH", False, FIRST, None), ("CSC", True, TENTH, None)]


def test_second_key_agency_on_one_day_replaces_the_first(child, care, early_help):
    first = allocate(child=child, agency=care, is_key=True, start_date=FIRST)
    second = allocate(child=child, agency=early_help, is_key=True, start_date=FIRST)
    assert (second.pk, told(child)) == (first.pk, [("EH", True, FIRST, None)])


def test_agency_becomes_key_on_the_day_it_started(child, care, early_help):
    allocate(child=child, agency=care, is_key=True, start_date=FIRST)
    involved = allocate(child=child, agency=early_help, start_date=TENTH)
    key = allocate(child=child, agency=early_help, is_key=True, start_date=TENTH)
    assert key.pk == involved.pk
    assert told(child) == [("CSC", True, FIRST, TENTH), ("EH", True, TENTH, None)]
    assert key.history.first().history_change_reason == (
        "Replaced by a second change on the same day"
    )


def test_second_spell_of_one_agency_ends_its_first(child, care):
    allocate(child=child, agency=care, start_date=FIRST)
    allocate(child=child, agency=care, start_date=TENTH)
    assert told(child) == [("CSC", False, FIRST, TENTH), ("CSC", False, TENTH, None)]


def test_key_agency_before_a_later_one_is_refused(child, care, early_help):
    AllocationFactory(child=child, agency=early_help, is_key=True, start_date=TENTH)
    with pytest.raises(ValidationError) as refused:
        allocate(child=child, agency=care, is_key=True, start_date=FIRST)
    assert refused.value.code == "overlap"
    assert told(child) == [("EH", True, TENTH, None)]


def test_allocation_is_ended(child, care):
    user = UserFactory()
    one = AllocationFactory(child=child, agency=care, start_date=FIRST)
    end_allocation(allocation=one, on=TENTH, by=user, reason="Work is done")
    assert told(child) == [("CSC", True, FIRST, TENTH)]
    newest = one.history.first()
    assert (newest.history_user, newest.history_change_reason) == (user, "Work is done")
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject, entry.detail) == (
        "end_allocation",
        str(child.pk),
        {"allocation": one.pk},
    )


def test_ended_key_agency_is_not_stretched_into_the_next(child, care, early_help):
    ended = AllocationFactory(child=child, agency=care, start_date=FIRST, end_date=TENTH)
    AllocationFactory(child=child, agency=early_help, start_date=TENTH)
    with pytest.raises(ValidationError, match="already ended, on 10 September 2018"):
        end_allocation(allocation=ended, on=TWENTIETH)
    assert told(child) == [("CSC", True, FIRST, TENTH), ("EH", True, TENTH, None)]
