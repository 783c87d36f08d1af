"""Ages in the bands that the authority sets; the cells stay single years."""

from datetime import date
from decimal import Decimal

import pytest

from reports.dimensions import AGES, BY_KEY
from reports.figures.bands import in_bands
from tests.reports.children import at_risk, report

pytestmark = pytest.mark.django_db


def test_bands_have_a_row_each_with_a_percent_of_their_own():
    for year in (2008, 2007, 2007, 2004, 2003, 2003, 2003):  # aged 10, 11, 11, 14, 15, 15, 15
        at_risk(date_of_birth=date(year, 1, 31))
    at_risk(date_of_birth=None)
    table = in_bands(report("2018-01", "2018-02").table("age"))
    assert [(row.label, row.counts, row.percent) for row in table.rows] == [
        ("10 to 11", [3, 3], Decimal("37.5")),
        ("14", [1, 1], Decimal("12.5")),
        ("15", [3, 3], Decimal("37.5")),
        ("Not recorded", [1, 1], Decimal("12.5")),
    ]


def test_percent_of_a_band_is_not_a_sum_of_rounded_percents():
    for year in (2008, 2007):  # aged 10 and 11: a sixteenth each, together an eighth
        at_risk(date_of_birth=date(year, 1, 31))
    for _ in range(14):
        at_risk(date_of_birth=date(2003, 1, 31))
    table = report("2018-01").table("age")
    assert [row.percent for row in table.rows[:2]] == [Decimal("6.3"), Decimal("6.3")]
    assert in_bands(table).rows[0].percent == Decimal("12.5")


@pytest.mark.parametrize(
    ("starts", "labels"),
    [
        ([0], ["0 and over"]),
        ([16], ["Under 16", "16 and over"]),
        ([18, 10, 16, 17, 40], ["Under 10", "10 to 15", "16", "17", "18 and over"]),
    ],
)
def test_bands_follow_the_setting(settings, starts, labels):
    settings.AGE_BANDS = starts
    bands = BY_KEY["age"].bands()
    assert list(bands) == [code for code, _ in AGES.values()]
    assert list(dict.fromkeys(reversed(bands.values()))) == labels


def test_dimension_without_bands_is_left_alone():
    at_risk()
    table = report("2018-01").table("gender")
    assert in_bands(table) is table
