"""What the list of children is narrowed to."""

from datetime import date

import pytest
from django.http import QueryDict

from risk import orders
from risk.filters import ChildFilter
from risk.models import Child, Status
from tests.factories import (
    AgencyFactory,
    AllocationFactory,
    AreaFactory,
    ChildFactory,
    ResidenceFactory,
    RiskFlagFactory,
)

pytestmark = pytest.mark.django_db

TODAY = date(2018, 10, 1)


def filtered(address="", words=""):
    """The list that an address gives on 1 October 2018."""
    found = ChildFilter(QueryDict(address), today=TODAY, words=words)
    assert found.is_valid(), found.errors
    return found


def listed(address="", words=""):
    return set(filtered(address, words).qs)


@pytest.fixture(params=["few", "many"])
def few_or_many(request, monkeypatch):
    """The same list must come out whichever way the spells are looked up."""
    if request.param == "many":
        monkeypatch.setattr(orders, "CAP", 0)


@pytest.fixture
def flagged(few_or_many):
    """One child for each status, and one without a flag."""
    children = {status.value: RiskFlagFactory(status=status).child for status in Status}
    return {**children, "": ChildFactory()}


# Status


def test_without_an_address_it_is_those_at_risk_today(flagged):
    found = ChildFilter(None, today=TODAY)
    assert found.is_valid()
    assert set(found.qs) == {flagged["high"], flagged["medium"], flagged["low"]}
    assert found.day == TODAY


@pytest.mark.parametrize("status", Status)
def test_one_status(flagged, status):
    assert listed(f"status={status.value}") == {flagged[status.value]}


def test_any_flag(flagged):
    assert listed("status=any_flag") == set(flagged.values()) - {flagged[""]}


def test_all_children(flagged):
    assert listed("status=all") == set(flagged.values())


@pytest.mark.parametrize(
    ("address", "field"), [("status=severe", "status"), ("agency=X", "agency"), ("area=X", "area")]
)
def test_what_is_no_choice_is_said_beside_its_field(address, field):
    found = ChildFilter(QueryDict(address), today=TODAY)
    assert not found.is_valid()
    assert list(found.errors) == [field]


# Day


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2018-09-09", "low"),
        ("2018-09-10", "high"),
        ("2018-09-19", "high"),
        ("2018-09-20", None),
    ],
)
def test_as_of_a_day(few_or_many, day, status):
    child = ChildFactory()
    for level, start, end in [("low", 1, 10), ("high", 10, 20)]:
        RiskFlagFactory(
            child=child,
            status=level,
            start_date=date(2018, 9, start),
            end_date=date(2018, 9, end),
        )
    found = {level for level in ("low", "high") if listed(f"on={day}&status={level}")}
    assert found == ({status} if status else set())


def test_day_in_three_boxes():
    assert filtered("on_day=30&on_month=9&on_year=2018").day == date(2018, 9, 30)


@pytest.mark.parametrize("address", ["on_day=&on_month=&on_year=", "on="])
def test_day_left_empty_is_today(address):
    assert filtered(address).day == TODAY


@pytest.mark.parametrize(
    "address", ["on_day=31&on_month=2&on_year=2018", "on_day=3", "on=tomorrow", "on=2018-02-31"]
)
def test_wrong_day_is_said_beside_it_and_nothing_is_lost(address):
    found = ChildFilter(QueryDict(f"{address}&status=high"), today=TODAY)
    assert not found.is_valid()
    assert list(found.errors) == ["on"]
    assert found.form["status"].value() == "high"
    assert found.day == TODAY


# Agency and area


@pytest.fixture
def care():
    return AgencyFactory(code="CSC", name="Social Care")


def test_key_agency(few_or_many, care):
    key = AllocationFactory(agency=care, is_key=True).child
    AllocationFactory(agency=care, is_key=False)
    AllocationFactory(is_key=True)
    AllocationFactory(agency=care, is_key=True, end_date=TODAY)
    assert listed("status=all&agency=CSC") == {key}
    assert listed("status=all&agency=CSC&part=key") == {key}


def test_agency_in_any_part(few_or_many, care):
    key = AllocationFactory(agency=care, is_key=True).child
    involved = AllocationFactory(agency=care, is_key=False).child
    AllocationFactory(is_key=True)
    assert listed("status=all&agency=CSC&part=any") == {key, involved}


def test_agency_that_is_not_recorded(few_or_many, care):
    AllocationFactory(agency=care, is_key=True)
    involved = AllocationFactory(agency=care, is_key=False).child
    alone = ChildFactory()
    assert listed("status=all&agency=not_recorded") == {involved, alone}
    assert listed("status=all&agency=not_recorded&part=any") == {alone}


def test_area(few_or_many):
    east = AreaFactory(code="EAST")
    child = ResidenceFactory(area=east).child
    ResidenceFactory(area=east, end_date=TODAY)
    ResidenceFactory()
    assert listed("status=all&area=EAST") == {child}


def test_area_that_is_not_recorded(few_or_many):
    ResidenceFactory()
    moved_away = ResidenceFactory(end_date=TODAY).child
    alone = ChildFactory()
    assert listed("status=all&area=not_recorded") == {moved_away, alone}


def test_filters_together(few_or_many, care):
    east = AreaFactory(code="EAST")

    def child(status="high", agency=care, area=east):
        one = RiskFlagFactory(status=status).child
        AllocationFactory(child=one, agency=agency)
        ResidenceFactory(child=one, area=area)
        return one

    both = child()
    child(status="low")
    child(agency=AgencyFactory())
    child(area=AreaFactory())
    assert listed("status=high&agency=CSC&area=EAST") == {both}


def test_words_are_searched_in_names_and_references():
    child = ChildFactory(given_name="Zoë", reference="S-1742")
    ChildFactory(given_name="Ann")
    assert listed("status=all", words="zoe s-17") == {child}
    assert listed("status=all", words="nobody") == set()


# In words


@pytest.mark.parametrize(
    ("address", "words", "told"),
    [
        ("", "", "flagged high, medium or low on 1 October 2018"),
        ("status=high&on=2018-09-30", "", "flagged high on 30 September 2018"),
        ("status=awaiting_assessment", "", "flagged awaiting risk assessment on 1 October 2018"),
        ("status=any_flag", "", "with any flag on 1 October 2018"),
        ("status=all", "ann", "flagged or not on 1 October 2018, matching “ann”"),
        (
            "status=all&agency=CSC&area=EAST",
            "",
            "flagged or not on 1 October 2018, key agency Social Care, living in East",
        ),
        (
            "status=all&agency=CSC&part=any",
            "",
            "flagged or not on 1 October 2018, in work with Social Care",
        ),
        (
            "status=all&agency=not_recorded&area=not_recorded",
            "",
            "flagged or not on 1 October 2018, without a key agency, area not recorded",
        ),
        (
            "status=all&agency=not_recorded&part=any",
            "",
            "flagged or not on 1 October 2018, without any agency",
        ),
    ],
)
def test_rule_in_words(care, address, words, told):
    AreaFactory(code="EAST", name="East")
    assert filtered(address, words).in_words == told


def test_no_name_is_among_the_fields_of_the_address():
    assert list(ChildFilter.base_filters) == ["status", "agency", "part", "area", "on"]
    assert Child not in [
        getattr(each.extra.get("queryset"), "model", None)
        for each in ChildFilter.base_filters.values()
    ]
