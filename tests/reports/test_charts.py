"""What the charts draw, and that their JSON says nothing else."""

from datetime import date

import pytest

from reports import charts
from reports.dimensions import DIMENSIONS
from reports.figures.movement import movements
from reports.sections import drawing, keys
from tests.factories import AreaFactory, AreaPopulationFactory, RiskFlagFactory, UserFactory
from tests.reports.children import at_risk, freeze, report

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY = ["Jan", "2018"], ["Feb", "2018"]


def series(drawn):
    return [(one.label, list(one.values)) for one in drawn.series]


def test_every_dimension_and_movement_has_a_chart():
    at_risk()
    found = report("2018-01")
    drawn = [drawing(found, key) for key in keys()]
    assert sorted(keys()) == sorted(["movement", *(d.key for d in DIMENSIONS)])
    assert all(len(one.labels) == len(s.values) for one in drawn for s in one.series)


def test_levels_are_stacked_by_month_with_their_total_as_a_line():
    at_risk(status="low")
    at_risk(date(2018, 2, 1), status="high")
    drawn = drawing(report("2018-01", "2018-02"), "risk_level")
    assert drawn.labels == [JANUARY, FEBRUARY]
    assert [(s.label, list(s.values), s.code, s.kind) for s in drawn.series] == [
        ("All children counted", [1, 2], "", "line"),
        ("High", [0, 1], "high", ""),
        ("Medium", [0, 0], "medium", ""),
        ("Low", [1, 1], "low", ""),
    ]
    assert drawn.options == {"scales": {"x": {"stacked": True}, "y": {"stacked": True}}}


def test_one_series_needs_no_total():
    at_risk(sex="F")
    assert series(drawing(report("2018-01"), "gender")) == [("Female", [1])]


def test_shares_without_an_order_are_bars_by_length_with_what_is_missing_last():
    for ethnicity in ("", "", "", "WROM", "WBRI", "WBRI"):
        at_risk(ethnicity=ethnicity)
    drawn = drawing(report("2018-01"), "ethnicity")
    assert drawn.labels == ["White - British", "Gypsy / Roma", "Not recorded"]
    assert series(drawn) == [("Percent of the period", [33.3, 16.7, 50.0])]
    assert drawn.options["indexAxis"] == "y"
    assert drawn.options["figures"] == {"unit": "%", "decimals": 1}


def test_ages_are_columns_in_their_order_and_bands():
    for year in (2000, 2003, 2003, 2007, 2008):
        at_risk(date_of_birth=date(year, 1, 1))
    drawn = drawing(report("2018-01"), "age")
    assert drawn.labels == ["10 to 11", "15", "18 and over"]
    assert series(drawn) == [("Percent of the period", [40.0, 40.0, 20.0])]
    assert not drawn.is_flat


def test_time_on_a_flag_at_the_first_and_the_last_month_end():
    at_risk(date(2018, 1, 1))
    at_risk(date(2017, 11, 1))
    drawn = drawing(report("2018-01", "2018-03"), "time_on_flag")
    assert drawn.labels == ["Less than 3 months", "3 to 5 months"]
    assert series(drawn) == [("31 January 2018", [2, 0]), ("31 March 2018", [1, 1])]


def test_one_month_has_one_end():
    at_risk()
    assert series(drawing(report("2018-01"), "time_on_flag")) == [("31 January 2018", [1])]


def test_rates_stand_beside_the_number_of_children():
    east, west = AreaFactory(name="East"), AreaFactory(name="West")
    outside = AreaFactory(code="OOA", name="Out of Area")
    AreaPopulationFactory(area=east, under_18_population=2000)
    AreaPopulationFactory(area=west, under_18_population=1000)
    for area in (east, west, outside):
        at_risk(area=area)
    drawn = drawing(report("2018-01"), "area")
    assert drawn.labels == [
        "West (1.0 a month)",
        "East (1.0 a month)",
        "Out of Area (1.0 a month, no rate)",
    ]
    assert drawn.series[0].values == [1.0, 0.5, None]


def test_movement_goes_up_and_down():
    gone = at_risk(end=date(2018, 2, 1), status="low")
    RiskFlagFactory(child=gone, start_date=date(2018, 2, 1), status="high")
    at_risk(end=date(2018, 2, 1))
    found = report("2018-01", "2018-02")
    drawn = charts.of_movement(found, movements(found))
    assert series(drawn) == [
        ("New", [2, 0]),
        ("Up a level", [0, 1]),
        ("Removed", [0, -1]),
        ("Down a level", [0, 0]),
    ]
    assert drawn.options["figures"] == {"absolute": True}


def test_many_bars_get_a_tall_frame():
    for ethnicity in ("WBRI", "WIRI", "WROM", "WOTW", "APKN", "AIND", "ABAN", "BAFR"):
        at_risk(ethnicity=ethnicity)
    assert drawing(report("2018-01"), "ethnicity").size == ""
    at_risk(ethnicity="BCRB")
    assert drawing(report("2018-02"), "ethnicity").size == "chart--tall"
    assert drawing(report("2018-02"), "risk_level").size == ""


# The JSON


def test_json_has_type_data_and_options_only(client):
    client.force_login(UserFactory())
    at_risk(status="low")
    freeze("2018-01")
    answer = client.get("/reports/2018-01/2018-01/risk_level/chart.json?statuses=low")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == {
        "type": "bar",
        "data": {
            "labels": [JANUARY],
            "datasets": [{"data": [1], "code": "low", "label": "Low", "name": "Low"}],
        },
        "options": {"scales": {"x": {"stacked": True}, "y": {"stacked": True}}},
    }


@pytest.mark.parametrize(
    "address",
    [
        "2018-01/2018-01/nothing/chart.json",
        "2018-01/2018-02/gender/chart.json",
        "2018-01/2017-12/gender/chart.json",
        "2018-13/2018-13/gender/chart.json",
        "2018-01/2018-01/gender/chart.json?statuses=grave",
        "2018-01/2018-01/gender/chart.json?statuses=",
    ],
)
def test_no_chart_of_what_there_is_not(client, address):
    client.force_login(UserFactory())
    freeze("2018-01")
    assert client.get(f"/reports/{address}").status_code == 404


def test_chart_is_only_read(client):
    client.force_login(UserFactory())
    assert client.post("/reports/2018-01/2018-01/gender/chart.json").status_code == 405


def test_chart_asks_little_of_the_database_at_any_size(client, django_assert_max_num_queries):
    client.force_login(UserFactory())
    freeze("2018-01")
    for children in (1, 5):
        for n in range(children):
            at_risk(date(2018, 2, 1), agency=None, area=AreaFactory(), sex="FMU"[n % 3])
        freeze("2018-02") if children == 1 else freeze("2018-03")
        month = "2018-02" if children == 1 else "2018-03"
        for key in keys():
            with django_assert_max_num_queries(6):
                client.get(f"/reports/2018-01/{month}/{key}/chart.json")
