"""The police half of the demonstration has the printed figures, counted here by hand."""

import csv
import io
import json
from collections import Counter
from datetime import date

import pytest
from django.core.management import call_command
from django.db import transaction

from crime.demonstration import loading
from crime.demonstration.offences import draw_offences
from crime.models import ExtractBatch, Offence, Suspect
from cse_portal.days import Month
from reports.actions.snapshots import freeze_month
from risk.demonstration.dice import Dice
from risk.demonstration.printed import rows
from risk.models import Area
from tests.crime import naive
from tests.factories import ChildFactory

pytestmark = pytest.mark.django_db
YEAR = (date(2017, 4, 1), date(2018, 3, 31))
SUMMER = (date(2018, 4, 1), date(2018, 8, 31))
OUTCOMES = {
    ("1", "Charged"): 13,
    ("1", "Summoned/postal requisition"): 3,
    ("10", "Police - formal action not in public interest"): 1,
    ("11", "Named suspect below age of criminal responsibility"): 1,
    ("14", "Victim declines/unable to support action to identify offender"): 13,
    ("15", "CPS - named suspect, victim supports but evidential difficulties"): 2,
    ("15", "Police - named suspect, victim supports but evidential difficulties"): 56,
    ("16", "Victim declines/withdraws support - named suspect identified"): 38,
    ("18", "Investigation complete no suspect identified"): 37,
    ("1A", "Alternate offence charged"): 1,
    ("1A", "Alternate offence summonsed/postal requisition"): 1,
    ("2", "Youth caution"): 1,
    ("20", "Other body/agency has investigation primacy"): 3,
    ("21", "Police - named suspect, investigation not in the public interest"): 14,
    ("3", "Adult conditional caution"): 1,
    ("5", "Offender has died"): 1,
}


@pytest.fixture(scope="module", autouse=True)
def authority(django_db_setup, django_db_blocker):
    """Loaded once for this file, and undone at its end; without children at risk."""
    with django_db_blocker.unblock(), transaction.atomic():
        for row in rows("areas"):
            Area.objects.create(code=row["code"], name=row["name"])
        children = [ChildFactory().reference for _ in range(3)]
        loading.load(children)
        for number in range(1, 10):
            freeze_month(Month(2018, number), today=date(2018, 10, 1))
        yield
        transaction.set_rollback(True)


def plain():
    """The record as plain rows."""
    offences = [
        {**row, "npt_area": row.pop("npt_area__code")}
        for row in Offence.objects.values(
            *("occurrence_number", "recorded_on", "committed_from", "committed_to"),
            *("npt_area__code", "status", "outcome_code", "outcome_qualifier", "cyber"),
        )
    ]
    suspects = [
        {
            "suspect_id": row["reference"],
            "occurrence_number": row["offences__occurrence_number"],
            "gender": row["sex"],
            "npt_area": row["area__code"],
            **row,
        }
        for row in Suspect.objects.values(
            *("reference", "sex", "date_of_birth", "ethnicity", "area__code"),
            "offences__occurrence_number",
        )
    ]
    return offences, suspects


def report(*arguments, **options):
    out = io.StringIO()
    call_command("report", "2018-01", "2018-09", *arguments, stdout=out, **options)
    return out.getvalue()


def test_printed_figures_by_hand():
    offences, _ = plain()
    year = naive.recorded(offences, *YEAR)
    assert (len(year), len(naive.recorded(offences, date(2016, 4, 1), date(2017, 3, 31)))) == (
        *(317, 348),
    )
    assert Counter(map(naive.timing, year)) == {"recent": 222, "non_recent": 95}
    assert Counter(row["status"] for row in year) == {
        "new": 18,
        "under_investigation": 113,
        "filed": 186,
    }
    assert Counter(naive.outcome(row) for row in year if row["status"] == "filed") == OUTCOMES
    summer = naive.recorded(offences, *SUMMER)
    assert Counter(map(naive.timing, summer)) == {"recent": 77, "non_recent": 41}
    assert naive.cyber(summer) == {
        "cyber": 19,
        "non_cyber": 55,
        "online_then_met": 3,
        "not_recorded": 0,
    }


def test_report_says_what_is_printed():
    said = json.loads(report("--cyber-from", "2018-04-01", "--cyber-to", "2018-08-31"))["crime"]
    assert said["offences"] == {
        "recorded": 317,
        "previous": 348,
        "recent": 222,
        "non_recent": 95,
        "not_known": 0,
    }
    assert said["status"] == {"new": 18, "under_investigation": 113, "filed": 186}
    assert {(row["code"], row["qualifier"]): row["total"] for row in said["outcomes"]} == OUTCOMES
    assert said["cyber"] == {
        "cyber": 19,
        "non_cyber": 55,
        "online_then_met": 3,
        "not_recorded": 0,
    }
    assert [row["code"] for row in said["by_area"]] == [
        *("CITY", "EAST", "KEIGHLEY", "SHIPLEY", "SOUTH", "WEST", "not_known"),
    ]
    assert said["by_area"][1] == {
        "code": "EAST",
        "label": "East",
        "recent": 40,
        "non_recent": 12,
        "not_known": 0,
    }


def test_other_days_give_the_summer_of_2018():
    said = json.loads(report("--crime-from", "2018-04-01", "--crime-to", "2018-08-31"))["crime"]
    assert said["offences"]["recorded"] == 118
    assert (said["offences"]["recent"], said["offences"]["non_recent"]) == (77, 41)
    assert said["cyber"]["cyber"] == 19
    assert said["basis"]["periods"] == {
        "first": "2018-04-01",
        "last": "2018-08-31",
        "cyber_first": "2018-04-01",
        "cyber_last": "2018-08-31",
        "as_of": "2018-08-31",
    }


def test_suspects_agree_with_a_count_by_hand():
    as_of = date(2018, 8, 29)
    said = json.loads(report("--crime-as-of", str(as_of)))["crime"]
    offences, suspects = plain()
    assert {
        key: {row["code"]: row["total"] for row in found} for key, found in said["suspects"].items()
    } == naive.of_suspects(offences, suspects, as_of)
    totals = {"all": 160, "recent": 80, "only_non_recent": 80}
    assert said["basis"]["suspects"] == totals
    assert sum(row["total"] for row in said["suspects"]["ethnicity_all"]) == 160
    for key in ("ethnicity_recent", "area_recent", "age_recent", "gender_recent"):
        assert sum(row["total"] for row in said["suspects"][key]) == 80


def test_two_extracts_differ_over_2016_17():
    basis = json.loads(report())["crime"]["basis"]
    assert [(each["day"], each["total"]) for each in basis["previous_revisions"]] == [
        ("2017-05-02", 367),
        ("2018-09-03", 348),
    ]
    assert basis["extracts"]["offences"]["day"] == "2018-09-03"
    assert ExtractBatch.objects.count() == 3


def test_csv_has_the_same_figures():
    found = list(csv.DictReader(io.StringIO(report("--format", "csv"))))
    figures = {
        (row["table"], row["code"], row["label"], row["measure"]): row["value"] for row in found
    }
    assert figures["crime_offences", "recorded", "CSE flagged offences", "count"] == "317"
    assert figures["crime_by_area", "EAST", "East", "recent"] == "40"
    assert figures["crime_outcomes", "1A", "Alternate offence charged", "count"] == "1"
    assert figures["crime_status", "filed", "Filed", "count"] == "186"
    assert ("crime_suspects_gender_recent", "M", "Male", "count") in figures


def test_it_is_always_the_same_and_links_to_the_children_given():
    one, two = (draw_offences(["C1", "C2"], Dice(1)) for _ in range(2))
    assert one == two
    assert {offence.child_id for offence in one} == {"", "C1", "C2"}
    assert {offence.child_id for offence in draw_offences([], Dice(1))} == {""}
