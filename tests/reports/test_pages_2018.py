"""The report page shows the printed figures of 2018: every cell, percent, average and rate."""

import pytest
from django.db import transaction
from django.test import Client

from risk.codes import ethnicities
from risk.demonstration.printed import rows
from tests.factories import UserFactory
from tests.reports.authority import write_authority
from tests.risk.printed import TOTALS, printed

pytestmark = pytest.mark.django_db
ADDRESS = "/reports/2018-01/2018-09/"
ALL_SIX = "high,medium,low,awaiting_assessment,cautionary_six_months,potential_perpetrator"

# As printed: percent of each ethnicity; average, population and rate of each area.
PERCENTS = {
    "ABAN": "0.1%",
    "AIND": "0.3%",
    "AOTH": "0.9%",
    "APKN": "10.6%",
    "BAFR": "0.5%",
    "BCRB": "0.3%",
    "WROM": "4.1%",
    "NOBT": "6.7%",
    "MOTH": "1.0%",
    "MWAS": "7.4%",
    "MWBA": "0.3%",
    "MWBC": "2.4%",
    "OOTH": "0.9%",
    "WIRT": "0.1%",
    "WBRI": "58.9%",
    "WEEU": "3.0%",
    "WIRI": "0.1%",
    "WOTW": "2.3%",
}
RATES = {
    "City": ["8.3", "6,192", "1.3"],
    "East": ["84.2", "36,352", "2.3"],
    "Keighley": ["42.7", "22,607", "1.9"],
    "Shipley": ["31.7", "19,680", "1.6"],
    "South": ["57.7", "28,018", "2.1"],
    "West": ["49.2", "28,339", "1.7"],
    "Out of Area": ["23.3", "[z]", "[z]"],
}
HEADLINES = [
    "On 30 September 2018, 326 children were assessed as being at risk of child sexual "
    "exploitation: 33 high, 144 medium and 149 low.",
    "That is 15 more than on 31 August 2018 (311) and 26 more than on 31 January 2018 (300).",
    "The highest number was 326, on 30 September 2018; the lowest was 257, on 31 May 2018.",
    "The average age of a child assessed as being at risk is 15 years 1 month, predominantly "
    "female and White British.",
    "The rate is highest in East: 2.3 children a month for each 1,000 people under 18.",
]


@pytest.fixture(scope="module")
def authority(django_db_setup, django_db_blocker):
    """Written once for this file, and undone at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        write_authority()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def opened(authority):
    """Opens an address; tells what the page was made from."""
    client = Client()
    client.force_login(UserFactory())
    return lambda address=ADDRESS: client.get(address).context


def shown(opened, key):
    (table,) = (section.table for section in opened["sections"] if section.key == key)
    return [[str(cell) for cell in row.cells] for row in table.rows]


def footer(opened, key):
    (table,) = (section.table for section in opened["sections"] if section.key == key)
    return [str(column.footer) for column in table.columns]


def test_headlines(opened):
    assert opened()["headlines"][:5] == HEADLINES


def test_headline_of_all_six_statuses(opened):
    told = opened(f"/reports/2018-08/2018-08/?statuses={ALL_SIX}")["headlines"][0]
    assert told.startswith("On 31 August 2018, 347 children were flagged with one of the statuses")


@pytest.mark.parametrize("key", ["risk_level", "age", "gender", "ethnicity", "key_agency", "area"])
def test_every_table_has_the_printed_totals(opened, key):
    assert footer(opened(), key)[1:11] == [*map(str, TOTALS), "100.0%"]


def test_ethnicity(opened):
    names = ethnicities()
    assert shown(opened(), "ethnicity") == [
        [names[code], *map(str, counts), PERCENTS[code]]
        for code, counts in printed("ethnicity").items()
    ]


def test_key_agency_and_its_directory(opened):
    names = {row["code"]: row["name"] for row in rows("agencies")}
    found = opened()
    assert [row[:10] for row in shown(found, "key_agency")] == [
        [names[code], *map(str, counts)] for code, counts in printed("key_agency").items()
    ]
    (directory,) = (s.directory for s in found["sections"] if s.directory)
    assert directory == [(row["name"], row["service"]) for row in rows("agencies")]


def test_area(opened):
    names = {row["code"]: row["name"] for row in rows("areas")}
    found = shown(opened(), "area")
    assert [row[:10] for row in found] == [
        [names[code], *map(str, counts)] for code, counts in printed("area").items()
    ]
    assert {row[0]: row[11:] for row in found} == RATES


def test_movement_adds_up_from_month_to_month(opened):
    months = [[int(figure) for figure in row[1:]] for row in shown(opened(), "movement")]
    assert [end for *_, end in months] == TOTALS
    assert [start for start, *_ in months][1:] == TOTALS[:-1]
    for start, new, _, _, removed, end in months:
        assert start + new - removed == end
    start, new, _, _, removed, end = [int(figure) for figure in footer(opened(), "movement")[1:]]
    assert start + new - removed == end
