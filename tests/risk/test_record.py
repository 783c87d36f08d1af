"""What the page of a child tells."""

from datetime import date

import pytest

from risk.record import Record
from risk.timeline import Kind
from tests.factories import (
    AgencyFactory,
    AllocationFactory,
    AreaFactory,
    ChildFactory,
    ResidenceFactory,
    RiskFlagFactory,
)

pytestmark = pytest.mark.django_db

FIRST, TENTH = date(2018, 9, 1), date(2018, 9, 10)


@pytest.fixture
def child():
    """A child with two flags in turn, a home, a key agency and one beside it."""
    child = ChildFactory(date_of_birth=date(2003, 5, 17))
    RiskFlagFactory(child=child, status="low", start_date=FIRST, end_date=TENTH)
    RiskFlagFactory(child=child, status="high", start_date=TENTH)
    ResidenceFactory(child=child, area=AreaFactory(name="East"), start_date=FIRST)
    AllocationFactory(
        child=child, agency=AgencyFactory(name="Police"), is_key=False, start_date=FIRST
    )
    AllocationFactory(child=child, agency=AgencyFactory(name="Early Help"), start_date=FIRST)
    return child


@pytest.mark.parametrize(
    ("day", "flag", "home", "agency"),
    [
        (date(2018, 8, 31), None, None, None),
        (FIRST, "Low", "East", "Early Help"),
        (date(2018, 9, 9), "Low", "East", "Early Help"),
        (TENTH, "High", "East", "Early Help"),
    ],
)
def test_facts_of_the_day(child, day, flag, home, agency):
    record = Record.of(child, day=day)
    facts = (record.flag, record.home, record.key_agency)
    assert tuple(fact and fact.title for fact in facts) == (flag, home, agency)


def test_later_entries_are_counted_and_not_shown(child):
    record = Record.of(child, day=FIRST)
    shown = [(shown["entry"].title, shown["held"]) for shown in record.shown]
    assert shown == [("Low", True), ("East", True), ("Police", True), ("Early Help", True)]
    assert record.later == 1


def test_entries_that_held_on_the_day_are_marked(child):
    record = Record.of(child, day=TENTH, kinds=[Kind.FLAG])
    shown = [(one["entry"].title, one["held"], one["length"]) for one in record.shown]
    assert shown == [("High", True, ""), ("Low", False, "9 days")]


@pytest.mark.parametrize(
    ("kinds", "titles"),
    [
        (["home"], ["East"]),
        (["agency"], ["Police", "Early Help"]),
        (["flag", "home"], ["High", "Low", "East"]),
    ],
)
def test_kinds_that_are_asked_for(child, kinds, titles):
    record = Record.of(child, day=date(2018, 10, 1), kinds=kinds)
    assert [shown["entry"].title for shown in record.shown] == titles
    assert record.flag.title == "High"


@pytest.mark.parametrize(
    ("born", "age"),
    [(date(2003, 5, 17), "15 years 4 months"), (None, "Not recorded")],
)
def test_age_on_the_day(born, age):
    child = ChildFactory.build(date_of_birth=born)
    assert Record(child, date(2018, 10, 1), [], []).age == age


def test_details():
    child = ChildFactory.build(
        reference="C1",
        given_name="Zoë",
        family_name="Kovač",
        date_of_birth=date(2003, 5, 17),
        ethnicity="WBRI",
        nhs_number="9998899168",
        looked_after=False,
        aliases="Zozo",
        birth_is_estimated=True,
        ethnicity_source="parent",
        plan="care",
    )
    assert dict(Record(child, date(2018, 10, 1), [], []).details) == {
        "Name": "Zoë Kovač",
        "Reference": "C1",
        "Other names": "Zozo",
        "Date of birth": "17 May 2003, estimated",
        "Sex": "Female",
        "Gender identity": "",
        "Ethnicity": "White - British",
        "Said by": "A parent or carer",
        "NHS number": "999 889 9168",
        "Unique pupil number": "",
        "Nationality": "",
        "Disability": "",
        "Looked after": "No",
        "Plan": "Care plan",
        "School": "",
        "First language": "",
        "Police reference": "",
        "Social worker": "",
        "Team": "The team",
    }


def test_details_that_are_missing_are_empty():
    child = ChildFactory.build(date_of_birth=None, sex="", ethnicity="")
    details = dict(Record(child, date(2018, 10, 1), [], []).details)
    assert {
        value for key, value in details.items() if key not in ("Name", "Reference", "Team")
    } == {""}


@pytest.mark.parametrize("spells", [1, 30])
def test_queries_are_the_same_for_any_number_of_spells(django_assert_num_queries, spells):
    child = ChildFactory()
    for number in range(spells):
        start = date(2015, 1, 1 + number)
        end = date(2015, 1, 2 + number)
        ResidenceFactory(child=child, start_date=start, end_date=end)
        AllocationFactory(child=child, start_date=start, end_date=end)
        RiskFlagFactory(child=child, start_date=start, end_date=end)
    with django_assert_num_queries(16):
        record = Record.of(child, day=date(2018, 10, 1))
    assert len(record.shown) == 3 * spells
