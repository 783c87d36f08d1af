"""The sentences of the report say what the figures say, and no more."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db.models import QuerySet

from cse_portal.days import Month
from reports import narrative
from reports.actions.snapshots import amend_month
from reports.figures.movement import movements
from reports.figures.scale import ScaleReport
from reports.models import Snapshot
from reports.periods import Period
from risk.models import Status
from tests.factories import AllocationFactory, AreaFactory, AreaPopulationFactory, RiskFlagFactory
from tests.reports.children import LATER, at_risk, freeze, report

pytestmark = pytest.mark.django_db
EXPLOITED = "assessed as being at risk of child sexual exploitation"


def said(first, last="", statuses=None):
    found = report(first, last, statuses)
    return narrative.headlines(found, movements(found))


def frozen_on(month, *when):
    """Pretend that a month end was taken at another time; only a test may."""
    rows = Snapshot.objects.filter(month_end=Month.parse(month).end)
    QuerySet.update(rows, taken_at=datetime(*when, tzinfo=ZoneInfo("Europe/London")))


# How many


def test_total_is_told_by_level():
    at_risk(status="low")
    at_risk(status="low")
    at_risk(status="high")
    assert said("2018-01")[0] == (
        f"On 31 January 2018, 3 children were {EXPLOITED}: 1 high, 0 medium and 2 low."
    )


def test_one_child():
    at_risk()
    assert said("2018-01")[0].startswith(f"On 31 January 2018, 1 child was {EXPLOITED}:")


def test_no_child_is_all_there_is_to_say():
    assert said("2018-01", "2018-02") == [f"On 28 February 2018, no child was {EXPLOITED}."]


def test_other_statuses_are_not_called_at_risk():
    at_risk()
    at_risk(status="potential_perpetrator")
    assert said("2018-01", statuses=list(Status)[-1:])[0] == (
        "On 31 January 2018, 1 child was flagged as potential perpetrator."
    )
    told = said("2018-01", statuses=["high", "potential_perpetrator"])
    assert told[0] == (
        "On 31 January 2018, 2 children were flagged with one of the statuses counted: "
        "1 high and 1 potential perpetrator."
    )
    assert told[1].startswith("The average age of a child counted is ")


def test_one_month_is_compared_with_none():
    at_risk()
    assert not any(sentence.startswith("That is") for sentence in said("2018-01"))


def test_two_months_are_compared_once():
    at_risk()
    at_risk(date(2018, 2, 1))
    assert said("2018-01", "2018-02")[1] == "That is 1 more than on 31 January 2018 (1)."


def test_more_months_are_compared_with_the_last_and_the_first():
    at_risk()
    at_risk(date(2018, 2, 1), date(2018, 3, 1))
    at_risk(date(2018, 2, 1), date(2018, 3, 1))
    assert said("2018-01", "2018-03")[1:3] == [
        "That is 2 fewer than on 28 February 2018 (3) and as many as on 31 January 2018.",
        "The highest number was 3, on 28 February 2018; the lowest was 1, on 31 January 2018 and "
        "31 March 2018.",
    ]


def test_months_that_are_all_alike_have_no_highest():
    at_risk()
    assert not any("highest" in sentence for sentence in said("2018-01", "2018-03"))


# Who they are


def test_average_age_with_what_most_have_in_common():
    for sex in ("F", "F", "M"):
        at_risk(sex=sex, ethnicity="WBRI", date_of_birth=date(2002, 12, 31))
    assert said("2018-01")[1] == (
        "The average age of a child assessed as being at risk is 15 years 1 month, "
        "predominantly female and White British."
    )


def test_half_is_no_majority():
    at_risk(sex="F")
    at_risk(sex="M")
    told = said("2018-01")
    assert told[1].endswith(", predominantly White British.")
    assert told[2] == (
        "No gender is that of more than half: the most frequent are female and male, "
        "with 50.0% each."
    )


def test_most_frequent_without_majority():
    for ethnicity in ("APKN", "APKN", "WBRI", "WROM", "AIND"):
        at_risk(ethnicity=ethnicity)
    assert said("2018-01")[2] == (
        "No ethnicity is that of more than half: the most frequent is "
        "Asian / British Asian Pakistani, with 40.0%."
    )


@pytest.mark.parametrize(("sex", "share"), [("U", "Unknown, 66.7%"), ("", "Not recorded, 66.7%")])
def test_what_is_not_known_is_no_majority(sex, share):
    at_risk(sex="F")
    at_risk(sex=sex)
    at_risk(sex=sex)
    told = said("2018-01")
    assert told[1].endswith(", predominantly White British.")
    assert told[2] == f"For more than half of them the gender is not known: {share}."


def test_what_is_not_known_in_two_ways():
    at_risk(ethnicity="NOBT")
    at_risk(ethnicity="")
    assert "For none of them the ethnicity is known." in said("2018-01")


def test_no_average_age_without_birth_dates():
    at_risk(date_of_birth=None)
    assert said("2018-01")[1:3] == [
        "There is no average age, because no date of birth is recorded.",
        "The children are predominantly female and White British.",
    ]


# Where, and what moved


def test_highest_rate_is_shared_by_areas_that_tie():
    for name, people in (("East", 1000), ("North", 1000), ("West", 5000)):
        area = AreaFactory(name=name)
        AreaPopulationFactory(area=area, under_18_population=people)
        at_risk(area=area)
    assert (
        "The rate is highest in East and North: 1.0 children a month for each 1,000 people "
        "under 18."
    ) in said("2018-01")


def test_no_rate_where_no_population_is_known():
    at_risk(area=AreaFactory())
    assert not any("rate" in sentence for sentence in said("2018-01"))


def test_movement_of_the_last_month():
    at_risk(end=date(2018, 2, 5))
    at_risk(date(2018, 2, 1))
    at_risk(date(2018, 2, 1))
    assert said("2018-01", "2018-02")[-1] == (
        "During February 2018, 2 children were new and 1 was removed; no level changed."
    )


def test_levels_that_changed_in_the_last_month():
    for was, now in (("low", "high"), ("medium", "low"), ("high", "low")):
        child = at_risk(status=was, end=date(2018, 2, 5))
        RiskFlagFactory(child=child, status=now, start_date=date(2018, 2, 5))
    assert said("2018-01", "2018-02")[-1] == (
        "During February 2018, 0 children were new and 0 were removed; of those who stayed, 1 went "
        "up a level and 2 down."
    )


def test_one_level_alone_has_no_ups_and_downs():
    at_risk(date(2018, 2, 1))
    assert said("2018-01", "2018-02", ["high"])[-1] == (
        "During February 2018, 1 child was new and 0 were removed."
    )


def test_movement_of_the_period():
    at_risk(end=date(2018, 2, 5))
    at_risk(date(2018, 3, 1))
    found = report("2018-01", "2018-03")
    assert narrative.movement(found, movements(found)) == (
        "From 0 at the start of January 2018 to 1 at the end of March 2018: 2 new, 1 removed."
    )


# What a table rests on


def test_most_frequent_names_all_that_tie():
    for ethnicity in ("WBRI", "WBRI", "APKN", "WROM", "AIND"):
        at_risk(ethnicity=ethnicity)
    assert narrative.most_frequent(report("2018-01").table("ethnicity")) == (
        "Most frequent: White - British (40.0%), Asian / British Asian - Indian (20.0%), "
        "Asian / British Asian - Pakistani (20.0%) and Gypsy / Roma (20.0%)."
    )


def test_completeness_tells_what_is_missing_from_what_was_left_open():
    for ethnicity in ("WBRI", "NOBT", "REFU", ""):
        at_risk(ethnicity=ethnicity)
    found = report("2018-01", "2018-02")
    assert narrative.completeness(found.table("ethnicity")) == (
        "Ethnicity is recorded for 75.0% of the child-months (6 of 8); "
        "Information Not Yet Obtained is 25.0% and Refused is 25.0%."
    )


def test_completeness_where_a_child_has_several_categories():
    child = at_risk()
    AllocationFactory(child=child)
    AllocationFactory(child=child, is_key=False)
    found = report("2018-01")
    assert found.table("agency").completeness is None
    assert "do not add up" in narrative.completeness(found.table("agency"))


def test_nothing_is_said_of_tables_without_children():
    found = report("2018-01")
    assert narrative.completeness(found.table("gender")) == ""
    assert narrative.most_frequent(found.table("gender")) == ""


# As of when


def as_of(first, last="", statuses=None):
    period = Period.parse(first, last or first, statuses)
    return narrative.as_of(period, ScaleReport(period.months).snapshots)


def test_as_of_one_month_end():
    freeze("2018-09")
    frozen_on("2018-09", 2018, 10, 1, 0, 30)  # in London; in UTC it is still September
    assert as_of("2018-09") == (
        "Month end 30 September 2018, frozen on 1 October 2018, counting high, medium and low."
    )


def test_as_of_several_that_were_frozen_on_different_days():
    freeze("2017-12", "2018-01")
    frozen_on("2017-12", 2018, 1, 2, 9)
    frozen_on("2018-01", 2018, 2, 1, 9)
    assert as_of("2017-12", "2018-01", ["low", "potential_perpetrator"]) == (
        "Month ends 31 December 2017 to 31 January 2018, frozen between 2 January 2018 and "
        "1 February 2018, counting low and potential perpetrator."
    )


def test_as_of_names_amended_months():
    freeze("2018-01", "2018-02")
    amend_month(Month(2018, 1), reason="A late entry", today=LATER)
    for month in ("2018-01", "2018-02"):
        frozen_on(month, 2018, 3, 1, 9)
    assert as_of("2018-01", "2018-02") == (
        "Month ends 31 January to 28 February 2018, frozen on 1 March 2018 (January 2018 in "
        "version 2), counting high, medium and low."
    )
