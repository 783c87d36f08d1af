"""The extracts of agencies and allocations: what each column takes and refuses."""

import pytest

from agencies.models import Agency, Allocation
from tests.cse_portal.extract_files import load, refusal
from tests.factories import AgencyFactory, ChildFactory

pytestmark = pytest.mark.django_db

AGENCIES = "code,name,service"
ALLOCATIONS = "child_id,agency,is_key,start_date,end_date"


def test_agencies():
    load("agencies", AGENCIES, ["POLICE", "Police", "Finds, and protects.\nDay and night."])
    assert list(Agency.objects.values_list("code", "name", "service")) == [
        ("POLICE", "Police", "Finds, and protects.\nDay and night.")
    ]


def test_agency_needs_all_its_columns():
    assert refusal("agencies", AGENCIES, ["x" * 21, "x" * 101, ""]) == [
        "line 2, column code: it has 21 characters; 20 are the most",
        "line 2, column name: it has 101 characters; 100 are the most",
        "line 2, column service: it is empty",
    ]


@pytest.mark.parametrize(
    ("cell", "is_key"), [("true", True), ("TRUE", True), ("False", False), ("false", False)]
)
def test_is_key_in_any_letters(cell, is_key):
    ChildFactory(reference="C1"), AgencyFactory(code="POLICE")
    load("allocations", ALLOCATIONS, f"C1,POLICE,{cell},2018-01-01,")
    assert Allocation.objects.get().is_key is is_key


def test_allocation_names_a_child_and_an_agency():
    ChildFactory(reference="C1"), AgencyFactory(code="POLICE")
    assert refusal("allocations", ALLOCATIONS, "C2,HEALTH,1,,", "C1,police,true,2018-01-01,") == [
        'line 2, column agency: There is no agency "HEALTH": load the agencies first',
        'line 2, column child_id: There is no child "C2": load the children first',
        "line 2, column is_key: '1' is not true or false",
        "line 2, column start_date: it is empty",
        'line 3, column agency: There is no agency "police": load the agencies first',
    ]


def test_allocation_is_known_by_child_agency_and_start():
    ChildFactory(reference="C1"), AgencyFactory(code="POLICE"), AgencyFactory(code="HEALTH")
    rows = ("C1,POLICE,true,2018-01-01,2018-02-01", "C1,HEALTH,false,2018-01-01,")
    assert load("allocations", ALLOCATIONS, *rows).counts["added"] == 2
    mended = ("C1,POLICE,true,2018-01-01,", "C1,HEALTH,false,2018-01-01,")
    assert load("allocations", ALLOCATIONS, *mended).counts == {
        "added": 0,
        "corrected": 1,
        "unchanged": 1,
    }
