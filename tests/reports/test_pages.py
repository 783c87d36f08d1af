"""The report page and its files: every section with its table, its words and its download."""

import csv
import io
import json

import pytest
from django.core.management import call_command
from django.utils.html import escape

from cse_portal.audit.models import AuditEntry
from reports.sections import keys
from tests.factories import UserFactory
from tests.reports.children import freeze

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_of_october")]
REPORT = "/reports/2018-01/2018-02/"


def text(answer):
    return answer.content.decode()


def test_report_has_every_section_in_the_printed_order(reader, two_months):
    page = reader.get(REPORT)
    assert [section.key for section in page.context["sections"]] == [
        *("risk_level", "age", "gender", "ethnicity", "key_agency", "agency", "area"),
        *("movement", "time_on_flag"),
    ]
    for section in page.context["sections"]:
        assert section.table.rows
        assert f'data-chart-url="{REPORT}{section.key}/chart.json"' in text(page)
        assert f'href="{REPORT}{section.key}.csv"' in text(page)
        assert escape(section.definition) in text(page)
    assert "<h1" in text(page)
    assert page.context["title"] == "Scale of CSE in Bradford, January to February 2018"


def test_report_escapes_names_and_shows_services(reader, two_months):
    page = text(reader.get(REPORT))
    assert "Social &lt;Care&gt;" in page
    assert "Social <Care>" not in page
    assert "Helps &amp; listens." in page


def test_months_are_columns_with_a_total(reader, two_months):
    sections = {section.key: section for section in reader.get(REPORT).context["sections"]}
    table = sections["risk_level"].table
    assert [column.header for column in table.columns] == [
        *("Risk level", "Jan 2018", "Feb 2018", "Percent"),
    ]
    assert [column.footer for column in table.columns] == ["Total", "1", "3", "100.0%"]
    assert shown(table) == [
        ["High", "1", "1", "50.0%"],
        ["Medium", "0", "0", "0.0%"],
        ["Low", "0", "2", "50.0%"],
    ]


def test_areas_have_average_population_and_rate(reader, two_months):
    sections = {section.key: section for section in reader.get(REPORT).context["sections"]}
    table = sections["area"].table
    assert shown(table) == [
        ["East", "1", "2", "75.0%", "1.5", "1,000", "1.5"],
        ["Not recorded", "0", "1", "25.0%", "0.5", "[z]", "[z]"],
    ]
    assert [column.footer for column in table.columns][3:] == ["100.0%", "2.0", "", ""]
    assert table.does_not_apply
    assert not sections["gender"].table.does_not_apply


def test_movement_is_told_month_by_month(reader, two_months):
    sections = {section.key: section for section in reader.get(REPORT).context["sections"]}
    table = sections["movement"].table
    assert shown(table) == [
        ["January 2018", "0", "1", "0", "0", "0", "1"],
        ["February 2018", "1", "2", "0", "0", "0", "3"],
    ]
    assert [column.footer for column in table.columns] == [
        *("Whole period", "0", "3", "0", "0", "0", "3"),
    ]


def shown(table):
    return [[str(cell) for cell in row.cells] for row in table.rows]


def test_tables_are_sorted_each_by_itself_and_keep_their_place(reader, two_months):
    page = reader.get(f"{REPORT}?statuses=high,low&risk_level-sort=-2018-02&gender-sort=2018-02")
    sections = {section.key: section for section in page.context["sections"]}
    assert [row[0] for row in shown(sections["risk_level"].table)] == ["Low", "High"]
    assert [row[0] for row in shown(sections["gender"].table)] == ["Male", "Female"]
    assert (
        'href="?statuses=high%2Clow&amp;risk_level-sort=2018-02&amp;gender-sort=2018-02#risk_level"'
        in text(page)
    )


def test_first_column_sorts_into_the_order_of_the_report(reader, two_months):
    page = reader.get(f"{REPORT}?risk_level-sort=-label")
    sections = {section.key: section for section in page.context["sections"]}
    assert [row[0] for row in shown(sections["risk_level"].table)] == ["Low", "Medium", "High"]


def test_nonsense_to_sort_by_is_passed_over(reader, two_months):
    assert reader.get(f"{REPORT}?risk_level-sort=nonsense&area-sort=-&page=x").status_code == 200


def test_statuses_reach_charts_and_files(reader, two_months):
    page = text(reader.get(f"{REPORT}?statuses=high,cautionary_six_months"))
    query = "?statuses=high,cautionary_six_months"
    assert f'data-chart-url="{REPORT}age/chart.json{query}"' in page
    assert f'href="{REPORT}age.csv{query}"' in page
    assert f'href="{REPORT}report.json{query}"' in page


def test_report_without_children_says_so(reader):
    freeze("2018-01", "2018-02")
    page = reader.get(REPORT)
    assert page.context["sections"] == []
    assert "No child was counted" in text(page)
    assert "data-chart-url" not in text(page)
    assert reader.get(f"{REPORT}gender/chart.json").status_code == 200


def test_report_without_an_extract_of_the_police_says_so(reader, two_months):
    page = reader.get(REPORT)
    assert page.context["crime_sections"] == []
    assert "no extract of the police was loaded" in text(page)
    assert reader.get(f"{REPORT}crime_status/chart.json").status_code == 404


def test_annex_cites_its_sources(reader, two_months):
    for page in (text(reader.get(REPORT)), text(reader.get("/reports/rules/"))):
        assert "Department for Education" in page
        assert "February 2017" in page
        assert page.count("There is no published definition") == 3


# The files


def test_file_of_one_table(reader, two_months):
    answer = reader.get(f"{REPORT}gender.csv?statuses=high,low")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="scale-of-cse-2018-01-2018-02-gender.csv"'
    )
    assert text(answer) == (
        "table,code,label,measure,month,value\r\n"
        "gender,F,Female,count,2018-01,0\r\n"
        "gender,F,Female,count,2018-02,2\r\n"
        "gender,F,Female,percent,,50.0\r\n"
        "gender,M,Male,count,2018-01,1\r\n"
        "gender,M,Male,count,2018-02,1\r\n"
        "gender,M,Male,percent,,50.0\r\n"
    )


def test_every_section_has_a_file(reader, two_months):
    for key in keys():
        rows = list(csv.DictReader(io.StringIO(text(reader.get(f"{REPORT}{key}.csv")))))
        assert {row["table"] for row in rows} == {key}


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_whole_report_is_what_the_command_writes(reader, two_months, kind):
    out = io.StringIO()
    call_command("report", "2018-01", "2018-02", "--format", kind, stdout=out)
    assert text(reader.get(f"{REPORT}report.{kind}")) == out.getvalue()


def test_files_are_written_down(client, two_months):
    user = UserFactory()
    client.force_login(user)
    client.get(f"{REPORT}gender.csv?statuses=low")
    entry = AuditEntry.objects.filter(action="report").first()
    assert (entry.actor, entry.subject) == (user, "2018-01 to 2018-02")
    assert entry.detail == {"format": "csv", "statuses": ["low"], "table": "gender"}
    json.loads(client.get(f"{REPORT}report.json").content)
    assert AuditEntry.objects.filter(action="report").count() == 2


def test_no_file_where_it_cannot_be_written_down(client, two_months, monkeypatch):
    client.force_login(UserFactory())

    def broken(*args, **kwargs):
        raise RuntimeError("the log is broken on purpose")

    monkeypatch.setattr("reports.views.record", broken)
    with pytest.raises(RuntimeError):
        client.get(f"{REPORT}gender.csv")
