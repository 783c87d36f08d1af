"""Long lists: few are sorted, many are walked, and both give the same rows in the same order."""

from datetime import date

import pytest
from django.http import QueryDict

from risk import listing, orders
from risk.filters import ChildFilter
from risk.listing import ChildrenFound
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
COLUMNS = ("name", "reference", "age", "level", "agency", "area")


@pytest.fixture
def many(monkeypatch):
    """Two children are many, and the third row is far."""
    monkeypatch.setattr(orders, "CAP", 2)
    monkeypatch.setattr(listing, "CAP", 2)
    monkeypatch.setattr(listing, "FAR", 3)


@pytest.fixture
def population():
    """24 children in whom every category and its absence occurs, beside what no longer holds."""
    agencies = [AgencyFactory(name=name) for name in ("Youth Service", "Early Help", "Police")]
    areas = [AreaFactory(name=name) for name in ("West", "East")]
    for number in range(24):
        child = ChildFactory(
            family_name=["Khan", "Abbott", "Miles"][number % 3],
            given_name=["Zara", "Ann"][number % 2],
            reference=f"R{(number * 7) % 24:02}",
            date_of_birth=date(2001 + number % 5, 3, 1 + number) if number % 6 else None,
        )
        ended = {"child": child, "start_date": date(2017, 1, 1), "end_date": date(2018, 1, 1)}
        RiskFlagFactory(**ended, status="high")
        ResidenceFactory(**ended, area=areas[0])
        AllocationFactory(**ended, agency=agencies[0])
        AllocationFactory(child=child, agency=agencies[1], is_key=False)
        if number % 7:
            RiskFlagFactory(child=child, status=list(Status)[number % 6])
        if number % 4:
            AllocationFactory(child=child, agency=agencies[number % 3], start_date=TODAY)
        if number % 5:
            ResidenceFactory(child=child, area=areas[number % 2])


def found(column, address="status=all"):
    """The children of an address, by the column of the table (``-`` in front: turned round)."""
    chosen = ChildFilter(QueryDict(address), today=TODAY)
    assert chosen.is_valid()
    data = ChildrenFound(chosen.qs, day=chosen.day, order=chosen.order)
    data.order_by([column])
    return data


def by_hand(column, *, descending, statuses=None):
    """The same order, sorted in Python: what is missing comes last, up or down."""

    def name(child):
        return child.family_name, child.given_name, child.reference

    def value(child):
        flag = child.flags.on(TODAY).first()
        key = child.allocations.on(TODAY).key().first()
        home = child.residences.on(TODAY).first()
        born = child.date_of_birth
        return {
            "name": name(child),
            "reference": child.reference,
            "age": born and -born.toordinal(),
            "level": flag and list(Status).index(flag.status),
            "agency": key and key.agency.name,
            "area": home and home.area.name,
        }[column]

    children = sorted(Child.objects.all(), key=name)
    if statuses:
        children = [one for one in children if one.flags.on(TODAY).filter(status__in=statuses)]
    known = [child for child in children if value(child) is not None]
    missing = [child for child in children if value(child) is None]
    return sorted(known, key=value, reverse=descending) + missing


@pytest.mark.parametrize("column", COLUMNS)
def test_few_are_sorted(population, column):
    for descending in (False, True):
        data = found(f"{'-' * descending}{column}")
        assert not data.is_capped
        assert data[0:100] == by_hand(column, descending=descending)


@pytest.mark.parametrize("column", COLUMNS)
def test_many_are_walked_to_the_same_pages(population, many, column):
    for descending in (False, True):
        data = found(f"{'-' * descending}{column}")
        assert data.is_capped
        rows = by_hand(column, descending=descending)
        for start in range(0, 30, 5):
            assert data[start : start + 5] == rows[start : start + 5]


@pytest.mark.parametrize("column", ["level", "-level", "name"])
def test_many_of_a_status_are_walked(population, many, column):
    data = found(column, "status=at_risk")
    statuses = Status.at_risk()
    rows = by_hand(column.strip("-"), descending=column[0] == "-", statuses=statuses)
    assert [data[n : n + 1] for n in range(len(rows))] == [[row] for row in rows]


@pytest.mark.parametrize("column", ["agency", "-area"])
def test_many_of_one_category_are_walked(population, many, column):
    agency = AgencyFactory(code="ONE", name="Middle")
    area = AreaFactory(code="ONE", name="Middle")
    children = list(Child.objects.all())[:4]
    for child in children:
        child.allocations.filter(is_key=True).delete()
        child.residences.all().delete()
        AllocationFactory(child=child, agency=agency)
        ResidenceFactory(child=child, area=area)
    data = found(column, f"status=all&{column.strip('-')}=ONE")
    assert data[0:10] == children
    assert data[3:10] == children[3:]


def test_sorting_by_a_category_that_is_not_recorded(population, many):
    data = found("area", "status=all&area=not_recorded")
    assert data[0:10] == [one for one in Child.objects.all() if not one.residences.on(TODAY)]


def test_children_carry_the_facts_of_the_day(population):
    for child in found("name")[0:100]:
        key, home = child.allocations.on(TODAY).key().first(), child.residences.on(TODAY).first()
        assert child.flag_then == child.flags.on(TODAY).first()
        assert child.key_agency_then == (key and key.agency.name)
        assert child.area_then == (home and home.area.name)


@pytest.mark.parametrize(
    ("children", "count", "capped"), [(0, 0, False), (2, 2, False), (3, 2, True)]
)
def test_counted_up_to_the_cap(many, children, count, capped):
    ChildFactory.create_batch(children)
    data = found("name")
    assert (len(data), data.is_capped) == (count, capped)


def test_nobody_found():
    assert found("name")[0:25] == []


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("column", COLUMNS)
def test_queries_are_the_same_for_any_number_of_rows(django_assert_num_queries, column, rows):
    AgencyFactory(), AreaFactory()
    for _ in range(rows):
        child = RiskFlagFactory().child
        AllocationFactory(child=child)
        ResidenceFactory(child=child)
    data = found(column)
    categories = column in ("agency", "area")
    with django_assert_num_queries(5 + categories):
        list(data[0:25])
