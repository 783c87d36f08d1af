"""Agencies and allocations: what the models hold by themselves."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from agencies.models import Agency, Allocation
from tests.factories import AgencyFactory, AllocationFactory, ChildFactory

pytestmark = pytest.mark.django_db


def test_agencies_are_listed_by_name():
    AgencyFactory(code="B", name="Youth Service")
    AgencyFactory(code="A", name="Early Help")
    assert [str(agency) for agency in Agency.objects.all()] == ["Early Help", "Youth Service"]


def test_code_of_an_agency_is_not_used_twice():
    AgencyFactory(code="A")
    with pytest.raises(IntegrityError), transaction.atomic():
        AgencyFactory(code="A")


def test_key_allocations():
    key = AllocationFactory(is_key=True)
    AllocationFactory(child=key.child, is_key=False)
    assert list(Allocation.objects.key()) == [key]
    assert list(Allocation.objects.on(date(2018, 9, 30)).key()) == [key]


def test_agency_starts_once_a_day_with_a_child():
    first = AllocationFactory(end_date=date(2018, 2, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        AllocationFactory(child=first.child, agency=first.agency, is_key=False)


def test_allocations_that_are_not_key_may_overlap():
    child = ChildFactory()
    AllocationFactory.create_batch(2, child=child, is_key=False)
    AllocationFactory(child=child, is_key=True)
    assert Allocation.objects.on(date(2018, 9, 30)).count() == 3


def test_text_of_an_allocation_names_nobody():
    one = AllocationFactory(start_date=date(2018, 9, 1))
    assert str(one) == f"{one.agency_id} with child {one.child_id} from 2018-09-01"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_key_agencies_at_a_time_are_refused_by_postgresql():
    child = ChildFactory()
    AllocationFactory(child=child, is_key=True)
    AllocationFactory(child=child, is_key=False)
    with pytest.raises(IntegrityError, match="one_key_agency_at_a_time"):
        AllocationFactory(child=child, is_key=True, start_date=date(2018, 6, 1))
