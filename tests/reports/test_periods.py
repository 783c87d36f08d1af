"""The months and statuses that a report is asked for."""

import pytest

from reports.periods import Period, WrongPeriodError
from risk.models import Status


@pytest.mark.parametrize(
    ("first", "last", "name", "month_ends"),
    [
        (
            *("2018-01", "2018-09", "January to September 2018"),
            "month ends 31 January to 30 September 2018",
        ),
        ("2018-09", "2018-09", "September 2018", "month end 30 September 2018"),
        (
            *("2017-12", "2018-02", "December 2017 to February 2018"),
            "month ends 31 December 2017 to 28 February 2018",
        ),
    ],
)
def test_period_in_words(first, last, name, month_ends):
    period = Period.parse(first, last)
    assert (period.name, period.month_ends) == (name, month_ends)


def test_statuses_are_those_at_risk_unless_said():
    period = Period.parse("2018-01", "2018-01")
    assert (list(period.statuses), period.counts_at_risk) == (["high", "medium", "low"], True)
    assert period.address() == "/reports/2018-01/2018-01/"


def test_statuses_are_kept_in_their_order_and_in_the_address():
    period = Period.parse("2018-01", "2018-01", ["potential_perpetrator", "high"])
    assert period.statuses == (Status.HIGH, Status.POTENTIAL_PERPETRATOR)
    assert period.address("table", "area") == (
        "/reports/2018-01/2018-01/area.csv?statuses=high,potential_perpetrator"
    )


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (("2018-1", "2018-02"), "'2018-1' is not a month: write it like 2018-01"),
        (("2018-02", "2018-01"), "January 2018 comes before February 2018"),
        (("2000-01", "2010-01"), "A report has 120 months at most, not 121"),
        (("1900-01", "9999-12"), "A report has 120 months at most, not 97200"),
        (("2018-01", "2018-01", ["grave"]), "'grave' is not a status"),
        (("2018-01", "2018-01", []), "Choose at least one status"),
    ],
)
def test_wrong_period_says_why(asked, says):
    with pytest.raises(WrongPeriodError, match=says):
        Period.parse(*asked)


def test_longest_and_latest_period():
    assert len(Period.parse("2000-02", "2010-01").months) == 120
    assert len(Period.parse("9999-12", "9999-12").months) == 1
