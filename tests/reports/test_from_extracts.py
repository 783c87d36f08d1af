"""The whole way: random extracts through the command, month ends, and the report that follows."""

import csv
import io
import json
from datetime import date

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings

from tests.reports import naive
from tests.reports.populations import AGENCIES, AREAS, MONTHS, populations

pytestmark = pytest.mark.django_db
KINDS = ["agencies", "areas", "children", "flags", "residences", "allocations"]


def extracts(population):
    """A population as the files that an authority would send."""
    return {
        "agencies": [{"code": code, "name": code, "service": "Help"} for code in AGENCIES],
        "areas": [
            {
                "code": code,
                "name": code,
                "year": "" if code == "OOA" else 2018,
                "under_18_population": "" if code == "OOA" else 1600,
            }
            for code in AREAS
        ],
        **population,
        "children": [
            {"child_id": row["child_id"], "given_name": "=Ann", "family_name": "O’Neill"} | row
            for row in population["children"]
        ],
    }


def load_all(folder, population):
    for kind in KINDS:
        rows = extracts(population)[kind]
        if rows:
            with (folder / f"{kind}.csv").open("w", newline="", encoding="utf-8") as opened:
                writer = csv.DictWriter(opened, list(rows[0]))
                writer.writeheader()
                writer.writerows({k: _cell(v) for k, v in row.items()} for row in rows)
            call_command("import_extract", kind, str(folder / f"{kind}.csv"), stdout=io.StringIO())


def _cell(value):
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else "" if value is None else value


@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(population=populations())
def test_report_of_random_extracts_agrees_with_naive_count(settings, tmp_path, population):
    settings.DEMO_TODAY = date(2021, 1, 1)
    first, last = (f"{year}-{number:02}" for year, number in (MONTHS[0], MONTHS[-1]))
    out = io.StringIO()
    with transaction.atomic():
        load_all(tmp_path, population)
        load_all(tmp_path, population)  # the same files again change nothing
        call_command("snapshot", first, last, stdout=io.StringIO())
        call_command("report", first, last, stdout=out)
        transaction.set_rollback(True)
    said = json.loads(out.getvalue())
    days = [naive.last_day(*month) for month in MONTHS]
    members = [naive.at_month_end(population, day) for day in days]
    assert said["totals"] == [len(each) for each in members]
    if not sum(said["totals"]):
        return
    expected = naive.report(population, days)
    age = said["average_age"]
    assert (age and age["years"] * 12 + age["months"]) == expected["average_age"]
    for key, table in expected["tables"].items():
        rows = {r["code"]: (r["counts"], r["percent"]) for r in said["tables"][key]}
        assert {code: row for code, row in rows.items() if sum(row[0])} == table
    rates = {r["code"]: (r["average"], r["rate_per_1000"]) for r in said["tables"]["area"]}
    for code, (counts, _) in expected["tables"]["area"].items():
        average = naive.half_up(naive.Decimal(sum(counts)) / 4, "0.1")
        rate = naive.half_up(naive.Decimal(sum(counts)) / 4 / 1600 * 1000, "0.1")
        has_rate = code not in ("OOA", "not_recorded")
        assert rates[code] == (float(average), float(rate) if has_rate else None)
