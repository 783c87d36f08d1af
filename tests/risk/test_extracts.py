"""The extracts of areas, postcodes, children, flags and residences: what each column takes."""

from datetime import date

import pytest

from cse_portal.imports.extracts import kinds
from risk.codes import ethnicities
from risk.models import AreaPopulation, Child, PostcodeArea, Residence, RiskFlag, Status
from tests.cse_portal.extract_files import load, refusal
from tests.factories import AreaFactory, ChildFactory

pytestmark = pytest.mark.django_db

AREAS = "code,name,year,under_18_population"
POSTCODES = "postcode,ward_code,area,valid_from,valid_to"
CHILDREN = "child_id,given_name,family_name,date_of_birth,gender,ethnicity"
FLAGS = "child_id,status,start_date,end_date"
RESIDENCES = "child_id,area,start_date,end_date"


def test_kinds_in_an_order_in_which_they_can_be_loaded():
    assert list(kinds()) == [
        "agencies",
        "areas",
        "children",
        "allocations",
        "postcodes",
        "flags",
        "residences",
        "missing_episodes",
    ]


# Areas


def test_year_and_population_are_empty_for_out_of_area_only():
    assert refusal(
        "areas", AREAS, "OOA,Out of Area,2017,5", "EAST,East,,", "WEST,West,2017,", "S,South,,7"
    ) == [
        "line 2, column under_18_population: it must be empty for OOA, which has no population",
        "line 2, column year: it must be empty for OOA, which has no population",
        "line 3, column under_18_population: it is empty; only OOA has no population",
        "line 3, column year: it is empty; only OOA has no population",
        "line 4, column under_18_population: it is empty; only OOA has no population",
        "line 5, column year: it is empty; only OOA has no population",
    ]


def test_area_with_two_names():
    rows = ("EAST,East,2016,5", "WEST,East,2016,5", "EAST,Easter,2017,5", "EAST,East,2018,5")
    assert refusal("areas", AREAS, *rows) == ["line 4, column name: 'Easter' is 'East' on line 2"]


def test_area_twice_in_one_year():
    assert refusal(
        "areas", AREAS, "EAST,East,2016,5", "EAST,East,2016,6", "OOA,O,,", "OOA,O,,"
    ) == [
        "line 3, column code: the same code and year as on line 2",
        "line 5, column code: the same code and year as on line 4",
    ]


@pytest.mark.parametrize("number", ["-1", "1.5", "1e3", "٣", "many", "1234567890"])
def test_population_is_a_whole_number(number):
    assert refusal("areas", AREAS, f"EAST,East,2016,{number}") == [
        f"line 2, column under_18_population: '{number}' is not a whole number from 0 to 100000000"
    ]


def test_population_is_corrected_by_year():
    load("areas", AREAS, "EAST,East,2016,5", "EAST,East,2017,6")
    assert load("areas", AREAS, "EAST,East,2017,7").counts["corrected"] == 1
    stored = AreaPopulation.objects.values_list("year", "under_18_population")
    assert list(stored) == [(2016, 5), (2017, 7)]


# Postcodes


@pytest.mark.parametrize(
    ("cell", "stored"),
    [("BD1 1AA", "BD1 1AA"), ("bd11aa", "BD1 1AA"), ("Bd1  1aA", "BD1 1AA"), ("W1A0AX", "W1A 0AX")],
)
def test_postcode_is_kept_in_one_form(cell, stored):
    AreaFactory(code="EAST")
    load("postcodes", POSTCODES, f"{cell},E05001347,EAST,2010-01-01,")
    assert PostcodeArea.objects.get().postcode == stored


@pytest.mark.parametrize("cell", ["BD1", "1BD 1AA", "BD1 AA1", "BD1 1AA1"])
def test_postcode_that_is_none(cell):
    AreaFactory(code="EAST")
    assert refusal("postcodes", POSTCODES, f"{cell},E05001347,EAST,2010-01-01,") == [
        f"line 2, column postcode: '{cell}' is not a postcode: write it like BD1 1AA"
    ]


def test_postcode_lies_in_one_area_at_a_time():
    AreaFactory(code="EAST"), AreaFactory(code="WEST")
    rows = ("BD1 1AA,W,EAST,2010-01-01,2015-01-01", "bd11aa,W,WEST,2015-01-01,")
    assert load("postcodes", POSTCODES, *rows).counts["added"] == 2
    assert refusal("postcodes", POSTCODES, "BD11AA,W,EAST,2014-01-01,2014-06-01") == [
        "line 2, column valid_from: from 1 January 2014 it overlaps the one already recorded, "
        "from 1 January 2010"
    ]
    assert refusal("postcodes", POSTCODES, "BD2 2AA,W,EAST,2014-01-01,2014-01-01") == [
        "line 2, column valid_to: 2014-01-01 is not after valid_from, 2014-01-01"
    ]


# Children


def test_child_with_everything_and_with_nothing():
    header = f"{CHILDREN},nhs_number,upn,nationality,disability,looked_after"
    all_of_it = "C1,Ann,Example,2004-02-29,F,WBRI,943 476 5919,h801200001001,British,Hearing,TRUE"
    load("children", header, all_of_it, "C2,Bea,Example,,,,,,,,")
    fields = [column.target for column in kinds()["children"].columns]
    assert list(Child.objects.order_by("reference").values_list(*fields)) == [
        (
            *("C1", "Ann", "Example", date(2004, 2, 29), "F", "WBRI"),
            *("9434765919", "H801200001001", "British", "Hearing", True),
        ),
        ("C2", "Bea", "Example", None, "", "", "", "", "", "", None),
    ]


@pytest.mark.parametrize("name", ["=Ann", "O'Neill", "Zoë-Łucja", "@SUM(A1)", "-", "Дарья", "李"])
def test_names_are_taken_as_they_are(name):
    load("children", CHILDREN, ["C1", f"  {name} ", name, "", "", ""])
    child = Child.objects.get()
    assert (child.given_name, child.family_name) == (name, name)


def test_over_18s_are_taken():
    assert refusal("children", CHILDREN, "C1,Ann,Example,1979-01-01,F,WBRI") == []


def test_birth_date_in_the_future(settings):
    settings.DEMO_TODAY = date(2018, 10, 1)
    assert refusal("children", CHILDREN, "C1,Ann,E,2018-10-02,,", "C2,Bea,E,2018-10-01,,") == [
        "line 2, column date_of_birth: 2018-10-02 is in the future"
    ]


@pytest.mark.parametrize(
    "cell", ["29/02/2023", "2023-02-29", "20180903", "2018-9-3", "2018-09-03 00:00", "٢٠١٨-09-03"]
)
def test_birth_date_that_is_none(cell):
    assert refusal("children", CHILDREN, f"C1,Ann,Example,{cell},F,WBRI") == [
        f"line 2, column date_of_birth: '{cell}' is not a date: write it like 2018-09-03"
    ]


def test_codes_of_a_child():
    codes = ", ".join(ethnicities())
    assert refusal("children", CHILDREN, "C1,Ann,Example,,f,White") == [
        f"line 2, column ethnicity: 'White' is not one of {codes}",
        "line 2, column gender: 'f' is not one of F, M, U",
    ]


@pytest.mark.parametrize("code", ["NOBT", "REFU", "BOTH", "CHNE"])
def test_every_ethnicity_of_the_list_is_taken(code):
    assert refusal("children", CHILDREN, f"C1,Ann,Example,,,{code}") == []


def test_identifiers_are_verified():
    header = f"{CHILDREN},nhs_number,upn"
    assert refusal("children", header, "C1,A,B,,,,9434765918,A801200001001") == [
        "line 2, column nhs_number: '9434765918' is not an NHS number: ten digits, the last a "
        "check digit",
        "line 2, column upn: 'A801200001001' is not a unique pupil number: its check letter is "
        "wrong",
    ]


def test_reference_and_names_are_needed_and_not_too_long():
    assert refusal("children", CHILDREN, ["x" * 21, "", "x" * 101, "", "", ""], ",A,B,,,") == [
        "line 2, column child_id: it has 21 characters; 20 are the most",
        "line 2, column family_name: it has 101 characters; 100 are the most",
        "line 2, column given_name: it is empty",
        "line 3, column child_id: it is empty",
    ]


def test_longest_names_that_grow_when_folded_can_be_stored():
    load("children", CHILDREN, ["C1", "ﷺ" * 100, "ß" * 100, "", "", ""])
    assert Child.objects.get().given_name == "ﷺ" * 100


# Flags and residences


@pytest.mark.parametrize("status", Status)
def test_every_status_is_taken(status):
    ChildFactory(reference="C1")
    load("flags", FLAGS, f"C1,{status.value},2018-01-01,")
    flag = RiskFlag.objects.get()
    assert (flag.status, flag.source) == (status, RiskFlag.Source.IMPORT)


def test_residence_with_and_without_the_rest():
    ChildFactory(reference="C1"), AreaFactory(code="OOA")
    load("residences", RESIDENCES, "C1,OOA,2018-01-01,2018-02-01")
    load(
        "residences",
        f"{RESIDENCES},postcode,placement_type",
        "C1,OOA,2018-02-01,,bd1 1aa,Foster care",
    )
    rows = Residence.objects.values_list("area__code", "postcode", "placement_type")
    assert list(rows) == [("OOA", "", ""), ("OOA", "BD1 1AA", "Foster care")]


def test_residence_in_an_area_that_is_not_there():
    ChildFactory(reference="C1")
    assert refusal("residences", RESIDENCES, "C1,EAST,2018-01-01,") == [
        'line 2, column area: There is no area "EAST": load the areas first'
    ]


@pytest.mark.parametrize("kind", ["flags", "residences"])
def test_end_is_after_the_start(kind):
    ChildFactory(reference="C1"), AreaFactory(code="EAST")
    header, second = {"flags": (FLAGS, "high"), "residences": (RESIDENCES, "EAST")}[kind]
    assert refusal(kind, header, f"C1,{second},2018-01-02,2018-01-01") == [
        "line 2, column end_date: 2018-01-01 is not after start_date, 2018-01-02"
    ]
    assert refusal(kind, header, f"C1,{second},2018-01-02,2018-01-03") == []
