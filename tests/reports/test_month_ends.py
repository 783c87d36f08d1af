"""Which month ends there are, which are missing, and what is offered of them."""

from datetime import date

import pytest

from cse_portal.days import Month
from reports.actions.snapshots import amend_month
from reports.month_ends import MonthEnds
from tests.reports.children import LATER, at_risk, freeze

pytestmark = pytest.mark.django_db
TODAY = date(2018, 10, 1)


@pytest.fixture(autouse=True)
def first_month_end(settings):
    settings.FIRST_MONTH_END = "2018-01"


def names(periods):
    return [period.name for period in periods]


def test_newest_version_of_each_with_its_children():
    at_risk()
    at_risk(status="potential_perpetrator")
    freeze("2018-01", "2018-02")
    at_risk()
    amend_month(Month(2018, 1), reason="A late entry", today=LATER)
    found = MonthEnds.on(TODAY)
    assert [(s.month, s.version, s.at_risk, s.flagged) for s in found.snapshots] == [
        (Month(2018, 2), 1, 1, 2),
        (Month(2018, 1), 2, 2, 3),
    ]


def test_month_end_without_children_counts_none():
    freeze("2018-01")
    assert [(s.at_risk, s.flagged) for s in MonthEnds.on(TODAY).snapshots] == [(0, 0)]


def test_nothing_taken():
    found = MonthEnds.on(TODAY)
    assert (found.newest, found.newest_period, names(found.periods)) == (None, None, [])
    assert found.due_in_words == "January 2018 and 8 more month ends"


def test_year_so_far_is_offered_first():
    freeze("2017-09", "2018-09")
    assert names(MonthEnds.on(TODAY).periods) == [
        "January to September 2018",
        "October 2017 to September 2018",
        "July to September 2018",
        "September 2018",
    ]


def test_periods_that_are_the_same_are_offered_once():
    freeze("2018-01", "2018-03")
    assert names(MonthEnds.on(TODAY).periods) == ["January to March 2018", "March 2018"]


def test_period_goes_back_no_further_than_a_missing_month():
    freeze("2018-01", "2018-04")
    freeze("2018-06", "2018-09")
    found = MonthEnds.on(TODAY)
    assert found.newest_period.name == "June to September 2018"
    assert found.due == [Month(2018, 5)]


def test_why_months_are_missing():
    freeze("2018-01", "2018-08")
    found = MonthEnds.on(TODAY)
    asked = Month.range(Month(2017, 10), Month(2018, 11))
    assert list(found.why_missing(asked)) == [
        "October 2018 and November 2018 have not ended. The month end is taken by itself after "
        "31 October 2018: choose an earlier month until then",
        "September 2018 has not been taken yet. The schedule does it by itself, as a rule within "
        "minutes: look again later, or choose other months",
        "October 2017, November 2017 and December 2017 have not been taken, and the schedule does "
        "not go back that far. Choose other months, or ask your administrator to run: "
        "python manage.py snapshot 2017-10 2017-12",
    ]
    assert list(found.why_missing(Month.range(Month(2018, 1), Month(2018, 8)))) == []


def test_month_that_ends_today_has_not_ended():
    found = MonthEnds.on(date(2018, 9, 30))
    (reason,) = found.why_missing([Month(2018, 9)])
    assert reason.startswith("September 2018 has not ended.")
