"""The report as JSON and CSV, and the command that writes them."""

import csv
import io
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from cse_portal.audit.models import AuditEntry
from cse_portal.days import Month
from reports.actions.snapshots import freeze_month
from reports.exports.csv_format import as_csv
from reports.figures.scale import ScaleReport
from tests.factories import (
    AgencyFactory,
    AllocationFactory,
    AreaFactory,
    AreaPopulationFactory,
    ChildFactory,
    ResidenceFactory,
    RiskFlagFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_children():
    """Two months: one child throughout, one in the second month only."""
    east = AreaFactory(code="EAST", name="East")
    AreaPopulationFactory(area=east, year=2017, under_18_population=500)
    agency = AgencyFactory(code="CSC", name='=HYPERLINK("x")')
    first = ChildFactory(date_of_birth=date(2003, 1, 28), ethnicity="WBRI", sex="F")
    second = ChildFactory(date_of_birth=None, ethnicity="", sex="")
    ResidenceFactory(child=first, area=east)
    AllocationFactory(child=first, agency=agency, is_key=True)
    AllocationFactory(child=second, agency=agency, is_key=False)
    RiskFlagFactory(child=first, status="low")
    RiskFlagFactory(child=second, status="high", start_date=date(2018, 2, 28))
    for number in (1, 2):
        freeze_month(Month(2018, number), today=date(2018, 3, 1))


def report(*arguments):
    out = io.StringIO()
    call_command("report", *arguments, stdout=out)
    return out.getvalue()


def row(code, label, counts, percent, **more):
    return {"code": code, "label": label, "counts": counts, "percent": percent} | more


def test_json_has_the_keys_of_the_contract(two_children):
    said = json.loads(report("2018-01", "2018-02"))
    assert said["months"] == ["2018-01", "2018-02"]
    assert said["totals"] == [1, 2]
    assert said["average_age"] == {"years": 15, "months": 1}  # 180 and 181, half up
    assert said["crime"] is None
    rates = {"average": 1.0, "population": 500, "rate_per_1000": 2.0}
    no_rates = {"average": 0.5, "population": None, "rate_per_1000": None}
    assert said["tables"] == {
        "risk_level": [
            row("high", "High", [0, 1], 33.3),
            row("medium", "Medium", [0, 0], 0.0),
            row("low", "Low", [1, 1], 66.7),
        ],
        "age": [
            row("15", "15", [1, 1], 66.7),
            row("not_recorded", "Not recorded", [0, 1], 33.3),
        ],
        "gender": [
            row("F", "Female", [1, 1], 66.7),
            row("not_recorded", "Not recorded", [0, 1], 33.3),
        ],
        "ethnicity": [
            row("WBRI", "White - British", [1, 1], 66.7),
            row("not_recorded", "Not recorded", [0, 1], 33.3),
        ],
        "key_agency": [
            row("CSC", '=HYPERLINK("x")', [1, 1], 66.7),
            row("not_recorded", "Not recorded", [0, 1], 33.3),
        ],
        "area": [
            row("EAST", "East", [1, 1], 66.7, **rates),
            row("not_recorded", "Not recorded", [0, 1], 33.3, **no_rates),
        ],
    }
    assert said["agencies"] == [row("CSC", '=HYPERLINK("x")', [1, 2], 100.0)]
    assert said["time_on_flag"] == [row("0-2", "Less than 3 months", [1, 2], 100.0)]


def test_statuses_narrow_every_table(two_children):
    said = json.loads(report("2018-01", "2018-02", "--statuses", "high,potential_perpetrator"))
    assert said["totals"] == [0, 1]
    assert said["average_age"] is None
    assert said["tables"]["risk_level"] == [
        row("high", "High", [0, 1], 100.0),
        row("potential_perpetrator", "Potential perpetrator", [0, 0], 0.0),
    ]


def test_csv_has_a_row_a_figure_and_starts_no_formula(two_children):
    rows = list(csv.DictReader(io.StringIO(report("2018-01", "2018-02", "--format", "csv"))))
    assert list(rows[0]) == ["table", "code", "label", "measure", "month", "value"]
    area = [tuple(r.values()) for r in rows if r["table"] == "area" and r["code"] == "EAST"]
    assert area == [
        ("area", "EAST", "East", "count", "2018-01", "1"),
        ("area", "EAST", "East", "count", "2018-02", "1"),
        ("area", "EAST", "East", "percent", "", "66.7"),
        ("area", "EAST", "East", "average", "", "1.0"),
        ("area", "EAST", "East", "population", "", "500"),
        ("area", "EAST", "East", "rate_per_1000", "", "2.0"),
    ]
    assert {r["label"] for r in rows if r["table"] == "key_agency"} == {
        '\'=HYPERLINK("x")',
        "Not recorded",
    }
    assert ("totals", "2018-02", "2") in {(r["table"], r["month"], r["value"]) for r in rows}
    assert [r["value"] for r in rows if r["table"] == "average_age"] == ["181"]


def test_csv_of_one_table(two_children):
    text = as_csv(ScaleReport([Month(2018, 1)]), "gender")
    assert text == (
        "table,code,label,measure,month,value\r\n"
        "gender,F,Female,count,2018-01,1\r\n"
        "gender,F,Female,percent,,100.0\r\n"
    )


def test_output_goes_to_a_file_and_is_audited(two_children, tmp_path):
    assert report("2018-01", "--format", "csv", "--output", str(tmp_path / "out.csv")) == ""
    assert (tmp_path / "out.csv").read_text().startswith("table,code,label")
    assert AuditEntry.objects.filter(action="report", subject="2018-01 to 2018-01").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ["2018-03"],
            "The month end of March 2018 was never taken. Take it with: "
            "python manage.py snapshot 2018-03",
        ),
        (["2018-02", "2018-01"], "2018-02 comes after 2018-01: give the earlier month first."),
        (["2018-01", "--output", "/nowhere/x"], "/nowhere/x cannot be written: No such file"),
        (["2018-01", "--statuses", "grave"], "'grave' is not a status: choose from high, medium"),
        (["2018-01", "--statuses", ","], "No status is given: choose from high, medium"),
    ],
)
def test_report_refuses_in_one_line(two_children, arguments, says):
    with pytest.raises(CommandError) as refused:
        call_command("report", *arguments)
    assert str(refused.value).startswith(says)
