"""The crime half of the report page: every section with its figures, words, chart and download."""

import csv
import io

import pytest
from django.db import transaction
from django.test import Client
from django.utils.html import escape

from crime.demonstration import loading
from cse_portal.accounts.models import Role
from reports.crime.bands import in_bands
from reports.crime.sections import CRIME_SECTIONS
from risk.demonstration.printed import rows
from risk.models import Area
from tests.crime.test_demonstration import OUTCOMES
from tests.factories import UserFactory
from tests.reports.children import at_risk, freeze

pytestmark = pytest.mark.django_db
REPORT = "/reports/2018-01/2018-09/"
PRINTED = "?cyber_from=2018-04-01&cyber_to=2018-08-31&crime_as_of=2018-08-29"


@pytest.fixture(scope="module")
def authority(django_db_setup, django_db_blocker):
    """The invented police half and one child at risk, for this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        for row in rows("areas"):
            Area.objects.create(code=row["code"], name=row["name"])
        at_risk(area=Area.objects.get(code="EAST"))
        loading.load([])
        freeze("2018-01", "2018-09")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def reader(authority):
    client = Client()
    client.force_login(UserFactory(role=Role.MANAGER))
    return client


def section(page, key):
    (found,) = (each for each in page.context["crime_sections"] if each.key == key)
    return found


def shown(table):
    return [[str(cell) for cell in row.cells] for row in table.rows]


def footer(table):
    return [str(column.footer) for column in table.columns]


def test_sections_in_the_printed_order_each_with_all_its_parts(reader):
    page = reader.get(REPORT + PRINTED)
    text = page.content.decode()
    assert [each.key for each in page.context["crime_sections"]] == [
        *("crime_offences", "crime_by_area", "crime_suspects_ethnicity_recent"),
        *("crime_suspects_ethnicity_all", "crime_suspects_area_recent"),
        *("crime_suspects_age_recent", "crime_suspects_gender_recent"),
        *("crime_status", "crime_outcomes", "crime_cyber"),
    ]
    for each in page.context["crime_sections"]:
        assert each.table.rows
        assert each.definition
        assert each.completeness
        assert each.as_of
        query = escape(PRINTED)
        assert f'data-chart-url="{REPORT}{each.key}/chart.json{query}"' in text
        assert f'href="{REPORT}{each.key}.csv{query}"' in text
    assert "Not in this report yet" not in text


def test_offences(reader):
    found = section(reader.get(REPORT), "crime_offences")
    assert found.finding == (
        "317 CSE flagged offences were recorded: 31 fewer than a year earlier (348). "
        "222 were recent and 95 non-recent."
    )
    assert shown(found.table) == [
        ["Recent", "222", "244", "-22"],
        ["Non-recent", "95", "104", "-9"],
        ["Not known", "0", "0", "0"],
    ]
    assert footer(found.table) == ["Total", "317", "348", "-31"]
    assert found.as_of == (
        "Offences recorded 1 April 2017 to 31 March 2018, both days included, by the extract of "
        "3 September 2018."
    )
    assert found.completeness == "The day of the offence is known for 100.0% (317 of 317)."
    assert found.note == (
        "The extracts count 1 April 2016 to 31 March 2017 differently: 367 by that of 2 May 2017, "
        "348 by that of 3 September 2018."
    )


def test_areas_with_what_is_not_known(reader):
    found = section(reader.get(REPORT), "crime_by_area")
    assert shown(found.table)[1] == ["East", "40", "12", "52", "16.4%"]
    assert shown(found.table)[-1] == ["Not known", "45", "35", "80", "25.2%"]
    assert footer(found.table) == ["Total", "222", "95", "317", "100.0%"]
    assert found.completeness == "The area is known for 74.8% (237 of 317)."


def test_outcomes(reader):
    found = section(reader.get(REPORT), "crime_outcomes")
    rows = {(row[0], row[2]): int(row[3]) for row in shown(found.table)}
    assert rows == OUTCOMES
    assert footer(found.table)[3] == "186"
    assert (
        found.completeness == "The outcome is known for 100.0% (186 of 186) of the filed offences."
    )


def test_status_and_cyber(reader):
    page = reader.get(REPORT + PRINTED)
    status, cyber = section(page, "crime_status"), section(page, "crime_cyber")
    assert [row[1] for row in shown(status.table)] == ["18", "113", "186"]
    assert [row[1] for row in shown(cyber.table)] == ["19", "55", "3", "0"]
    assert cyber.as_of.startswith("Recent offences recorded 1 April 2018 to 31 August 2018")
    assert cyber.completeness == (
        "How it was done is recorded for 100.0% (77 of 77) of the recent offences."
    )


def test_suspects(reader):
    page = reader.get(REPORT + PRINTED)
    everybody = section(page, "crime_suspects_ethnicity_all")
    assert everybody.finding == (
        "Linked to non-recent offences only: 50.0% (80 of 160) of all suspects."
    )
    assert everybody.as_of == "Suspects as of 29 August 2018, by the extract of 3 September 2018."
    assert footer(everybody.table)[1] == "160"
    ages = section(page, "crime_suspects_age_recent")
    assert [row[0] for row in shown(ages.table)] == [
        *("Under 18", "18 to 24", "25 to 34", "35 to 44", "45 to 54", "Not known"),
    ]
    assert footer(ages.table)[1] == "80"


def test_charts_and_files_have_the_same_figures(reader):
    for key in CRIME_SECTIONS:
        chart = reader.get(f"{REPORT}{key}/chart.json{PRINTED}").json()
        drawn = sum(sum(series["data"]) for series in chart["data"]["datasets"])
        file = reader.get(f"{REPORT}{key}.csv{PRINTED}").content.decode()
        told = list(csv.DictReader(io.StringIO(file)))
        assert {row["table"] for row in told} == {key}
        total = sum(int(row["value"]) for row in told if row["code"] not in ("recorded",))
        expected = {"crime_offences": 317 + 348}.get(key, total)
        assert drawn == expected, key


def test_lists_are_as_long_as_what_is_counted(reader, authority):
    analyst = Client()
    analyst.force_login(UserFactory(role=Role.POLICE_ANALYST))
    page = analyst.get(REPORT + PRINTED)
    expected = {
        "crime_offences": 317,
        "crime_by_area": 317,
        "crime_status": 317,
        "crime_outcomes": 186,
        "crime_cyber": 77,
        "crime_suspects_ethnicity_all": 160,
    }
    for each in page.context["crime_sections"]:
        assert escape(each.listed) in page.content.decode()
        found = analyst.get(each.listed).context["table"].paginator.count
        assert found == expected.get(each.key, 80), each.key
    assert "List of those counted" not in reader.get(REPORT).content.decode()


def test_queries_of_the_page(reader, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        reader.get(REPORT)


def test_days_are_chosen_on_a_page_of_their_own(reader):
    page = reader.get(f"{REPORT}crime-days/?cyber_from=2018-04-01&change=1")
    assert page.context["form"]["cyber_from"].value() == ["1", "4", "2018"]
    typed = "cyber_from_day=1&cyber_from_month=April&cyber_from_year=2018&cyber_to=2018-08-31"
    answer = reader.get(f"{REPORT}crime-days/?{typed}&statuses=high")
    assert answer.headers["Location"] == (
        f"{REPORT}?statuses=high&cyber_from=2018-04-01&cyber_to=2018-08-31"
    )


def test_days_that_make_no_period_are_told(reader):
    asked = "?crime_from=2018-05-01"
    page = reader.get(REPORT + asked)
    assert page.status_code == 404
    assert "31 March 2018 comes before 1 May 2018" in page.content.decode()
    page = reader.get(f"{REPORT}crime-days/{asked}")
    assert "31 March 2018 comes before 1 May 2018" in page.content.decode()
    assert reader.get(f"{REPORT}report.json?crime_to=x").status_code == 404


def test_days_reach_the_whole_report(reader):
    said = reader.get(f"{REPORT}report.json?crime_from=2018-04-01&crime_to=2018-08-31").json()
    assert said["crime"]["offences"]["recorded"] == 118


def test_bands_keep_every_suspect():
    class Row:
        def __init__(self, code, total):
            self.code, self.label, self.total = code, code, total

    found = [Row("17", 1), Row("18", 2), Row("24", 3), Row("55", 4), Row("99", 5)]
    assert [(row.label, row.total) for row in in_bands(found)] == [
        ("Under 18", 1),
        ("18 to 24", 5),
        ("55 and over", 9),
    ]
