"""The report agrees with an independent count, at every edge."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cse_portal.days import Month
from reports.actions.snapshots import freeze_month
from reports.exports.json_format import content
from reports.figures.scale import MonthMissingError, ScaleReport
from reports.models import Cell, Member, MemberCategory
from risk.models import Status
from tests.factories import AreaFactory, AreaPopulationFactory, ResidenceFactory, RiskFlagFactory
from tests.reports import naive
from tests.reports.populations import MONTHS, populations
from tests.reports.records import write

pytestmark = pytest.mark.django_db
LATER = date(2021, 1, 1)


def freeze(*months):
    return [freeze_month(Month(*month), today=LATER)[0] for month in months]


def figures(rows):
    return {row["code"]: (row["counts"], float(row["percent"])) for row in rows}


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(populations(), st.sampled_from([naive.AT_RISK, tuple(Status.values)]))
def test_report_agrees_with_naive_count(population, statuses):
    days = [naive.last_day(*month) for month in MONTHS]
    with transaction.atomic():
        write(population)
        freeze(*MONTHS)
        said = content(ScaleReport([Month(*month) for month in MONTHS], statuses))
        sizes = list_lengths()
        transaction.set_rollback(True)
    expected = naive.report(population, days, statuses) if population["children"] else None
    if expected is None or not sum(expected["totals"]):
        assert sum(said["totals"]) == 0
        return
    assert said["totals"] == expected["totals"]
    age = said["average_age"]
    assert (age and age["years"] * 12 + age["months"]) == expected["average_age"]
    for key, table in expected["tables"].items():
        found = figures(said["tables"][key])
        assert {code: row for code, row in found.items() if sum(row[0])} == table
        assert [sum(row[0][n] for row in found.values()) for n in range(4)] == expected["totals"]
    assert figures(said["agencies"]) == expected["agencies"]
    assert [{k: v for k, v in row.items() if k != "month"} for row in said["movement"]] == expected[
        "movement"
    ]
    assert sizes == []


def list_lengths():
    """The cells that are not as long as the list of members behind them."""
    wrong = []
    for cell in Cell.objects.all():
        members = Member.objects.filter(snapshot=cell.snapshot, status=cell.status)
        if cell.dimension == "agency":
            behind = MemberCategory.objects.filter(member__in=members, category=cell.category)
        else:
            behind = members.filter(**{f"categories__{cell.dimension}": cell.category})
        if behind.count() != cell.count:
            wrong.append(cell)
    return wrong


def test_movement_adds_up_where_statuses_change():
    flag = RiskFlagFactory(start_date=date(2019, 12, 5), end_date=date(2020, 1, 20), status="low")
    RiskFlagFactory(child=flag.child, start_date=date(2020, 1, 20), status="high")
    RiskFlagFactory(start_date=date(2020, 1, 31), status="cautionary_six_months")
    freeze(*MONTHS)
    said = content(ScaleReport([Month(2020, 1), Month(2020, 2)]))
    assert said["movement"] == [
        {"month": "2020-01", "start": 1, "new": 0, "up": 1, "down": 0, "removed": 0, "end": 1},
        {"month": "2020-02", "start": 1, "new": 0, "up": 0, "down": 0, "removed": 0, "end": 1},
    ]


def test_movement_begins_with_the_records_where_the_month_before_was_never_taken():
    RiskFlagFactory(start_date=date(2019, 11, 5), end_date=date(2020, 1, 31))
    RiskFlagFactory(start_date=date(2019, 11, 5))
    freeze((2020, 1))
    (movement,) = content(ScaleReport([Month(2020, 1)]))["movement"]
    assert (movement["start"], movement["removed"], movement["end"]) == (2, 1, 1)


def test_movement_is_told_from_the_month_before_though_it_was_taken_later():
    RiskFlagFactory(start_date=date(2020, 1, 31))
    freeze((2020, 2))
    freeze((2020, 1))
    said = content(ScaleReport([Month(2020, 1), Month(2020, 2)]))["movement"]
    assert [(m["start"], m["new"], m["end"]) for m in said] == [(0, 1, 1), (1, 0, 1)]


def test_area_row_has_average_population_and_rate():
    east = AreaFactory(code="EAST", name="East")
    for year, people in ((2017, 4000), (2018, 3000), (2019, 1600), (2020, 1)):
        AreaPopulationFactory(area=east, year=year, under_18_population=people)
    for start in (date(2020, 1, 31), date(2020, 2, 1)):
        home = ResidenceFactory(area=east, start_date=date(2019, 1, 1))
        RiskFlagFactory(child=home.child, start_date=start)
    freeze((2020, 1), (2020, 2))
    (row,) = content(ScaleReport([Month(2020, 1), Month(2020, 2)]))["tables"]["area"]
    assert row == {
        "code": "EAST",
        "label": "East",
        "counts": [1, 2],
        "percent": 100.0,
        "average": 1.5,
        "population": 1600,
        "rate_per_1000": Decimal("0.9"),  # 1.5 / 1600 * 1000 = 0.9375
    }


def test_out_of_area_and_not_recorded_have_an_average_but_no_rate():
    outside = ResidenceFactory(area=AreaFactory(code="OOA", name="Out of Area"))
    RiskFlagFactory(child=outside.child)
    RiskFlagFactory()
    freeze((2020, 1))
    rows = content(ScaleReport([Month(2020, 1)]))["tables"]["area"]
    assert [(r["code"], r["average"], r["population"], r["rate_per_1000"]) for r in rows] == [
        ("OOA", 1, None, None),
        ("not_recorded", 1, None, None),
    ]


def test_every_status_counted_has_a_row_of_levels():
    freeze((2020, 1))
    report = ScaleReport([Month(2020, 1)], ["high", "potential_perpetrator"])
    assert [row.code for row in report.tables["risk_level"].rows] == [
        "high",
        "potential_perpetrator",
    ]
    assert report.average_age is None


def test_month_that_was_never_taken_is_named_with_its_command():
    freeze((2020, 1))
    with pytest.raises(MonthMissingError, match=r"February 2020.*manage.py snapshot 2020-02"):
        ScaleReport([Month(2020, 1), Month(2020, 2)])
