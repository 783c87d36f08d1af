"""The extracts of offences and suspects: what they take, what they refuse, and loading again."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from crime.models import ExtractBatch, Offence, Suspect, SuspectLink
from tests.cse_portal.extract_files import as_csv, load, refusal
from tests.factories import AreaFactory, ChildFactory

pytestmark = pytest.mark.django_db

OFFENCES = (
    "occurrence_number,recorded_on,committed_from,committed_to,offence_type,npt_area,status,"
    "outcome_code,outcome_qualifier,outcome_on,cyber"
)
SUSPECTS = "suspect_id,occurrence_number,gender,date_of_birth,ethnicity,nationality,npt_area"


@pytest.fixture
def east():
    return AreaFactory(code="EAST", name="East")


def offence(**changed):
    values = dict.fromkeys(OFFENCES.split(","), "") | {
        "occurrence_number": "O1",
        "recorded_on": "2018-01-10",
        "status": "new",
    }
    return list((values | changed).values())


def reasons(**changed):
    return refusal("offences", OFFENCES, offence(**changed))


def test_offence_with_everything(east):
    child = ChildFactory(reference="C1")
    plan = load(
        "offences",
        f"{OFFENCES},online,setting,network,child_id",
        "O1,2018-01-10,2017-01-09,2017-01-10,=Assault,EAST,filed,1a,Alternate offence charged,"
        "2018-02-01,online_then_met,true,A party,Operation Example,C1",
    )
    assert str(plan) == "1 added, 0 corrected, 0 unchanged"
    found = Offence.objects.get()
    assert found.npt_area == east
    assert found.child == child
    assert (found.committed_from, found.committed_to) == (date(2017, 1, 9), date(2017, 1, 10))
    assert (found.outcome_code, found.outcome_qualifier) == ("1A", "Alternate offence charged")
    assert (found.offence_type, found.online, found.timing) == ("=Assault", True, "recent")


def test_offence_with_next_to_nothing():
    load("offences", OFFENCES, offence())
    found = Offence.objects.get()
    assert (found.npt_area, found.child, found.committed_from, found.outcome_on) == (None,) * 4
    assert (found.outcome_code, found.cyber, found.online) == ("", "", None)
    assert found.timing == "not_known"


@pytest.mark.parametrize(
    ("recorded", "start", "end", "timing"),
    [
        ("2018-01-10", "2017-01-10", "", "recent"),
        ("2018-01-10", "2017-01-09", "", "non_recent"),
        ("2018-01-10", "2010-01-01", "2017-01-10", "recent"),
        ("2018-01-10", "", "2017-01-09", "non_recent"),
        ("2016-02-29", "2015-02-28", "", "recent"),
        ("2016-02-29", "2015-02-27", "", "non_recent"),
        ("2017-02-28", "2016-02-28", "", "recent"),
        ("2017-03-01", "2016-02-29", "", "non_recent"),
    ],
)
def test_timing(recorded, start, end, timing):
    load(
        "offences",
        OFFENCES,
        offence(recorded_on=recorded, committed_from=start, committed_to=end),
    )
    assert Offence.objects.get().timing == timing


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"recorded_on": ""}, "column recorded_on: it is empty"),
        (
            {"committed_from": "2018-01-02", "committed_to": "2018-01-01"},
            "column committed_to: 2018-01-01 is before committed_from, 2018-01-02",
        ),
        (
            {"npt_area": "NORTH"},
            'column npt_area: There is no area "NORTH": load the areas first',
        ),
        (
            {"status": "closed"},
            "column status: 'closed' is not one of new, under_investigation, filed",
        ),
        (
            {"cyber": "yes"},
            "column cyber: 'yes' is not one of cyber, non_cyber, online_then_met",
        ),
        (
            {"outcome_code": "22", "outcome_on": "2019-03-31"},
            "column outcome_code: outcome 22 is in force from 1 April 2019, not on 31 March 2019",
        ),
        (
            {"outcome_code": "21", "outcome_on": "2015-12-31"},
            "column outcome_code: outcome 21 is in force from 1 January 2016, "
            "not on 31 December 2015",
        ),
        (
            {"outcome_code": "22"},
            "column outcome_code: outcome 22 is in force from 1 April 2019, after the offence "
            "was recorded: give outcome_on",
        ),
    ],
)
def test_refusals(changed, reason):
    assert reasons(**changed) == [f"line 2, {reason}"]
    assert not Offence.objects.exists()


def test_unknown_outcome_and_unknown_child_are_refused():
    (said,) = reasons(outcome_code="99")
    assert said.startswith("line 2, column outcome_code: '99' is not one of 0, 1, 1A, 2")
    assert refusal("offences", f"{OFFENCES},child_id", [*offence(), "C9"]) == [
        'line 2, column child_id: There is no child "C9": load the children first'
    ]


@pytest.mark.parametrize(("code", "on"), [("22", "2019-04-01"), ("21", "2016-01-01")])
def test_outcomes_on_their_first_day(code, on):
    assert reasons(status="filed", outcome_code=code, outcome_on=on) == []


def test_filed_without_outcome_is_taken():
    assert reasons(status="filed") == []


def test_known_offence_with_other_values_is_a_correction_with_its_history(east):
    load("offences", OFFENCES, offence(npt_area="EAST", committed_from="2018-01-01"))
    plan = load(
        "offences",
        OFFENCES,
        offence(status="filed", outcome_code="18", outcome_on="2018-02-01"),
        name="second.csv",
    )
    assert str(plan) == "0 added, 1 corrected, 0 unchanged"
    found = Offence.objects.get()
    assert (found.status, found.npt_area, found.timing) == ("filed", None, "not_known")
    newest, oldest = found.history.all()
    assert (newest.history_change_reason, newest.outcome_code) == ("Extract second.csv", "18")
    assert (oldest.npt_area, oldest.status, oldest.timing) == (east, "new", "recent")


def test_the_same_file_again_changes_nothing():
    rows = [OFFENCES, offence(outcome_code="1a", status="filed")]
    load("offences", *rows)
    assert str(load("offences", *rows)) == "0 added, 0 corrected, 1 unchanged"
    assert ExtractBatch.objects.count() == 1
    assert Offence.history.count() == 1


def test_batches_keep_their_date_and_what_there_was():
    load("offences", OFFENCES, offence(), extracted_on=date(2018, 2, 1))
    load(
        "offences",
        OFFENCES,
        offence(committed_from="2018-01-01"),
        offence(occurrence_number="O2", recorded_on="2018-01-31"),
        extracted_on=date(2018, 3, 1),
    )
    second, first = ExtractBatch.objects.all()
    assert (first.day, second.day) == (date(2018, 2, 1), date(2018, 3, 1))
    assert (second.added, second.corrected) == (1, 1)
    counted = second.counts.order_by("timing").values_list("month", "timing", "count")
    january = date(2018, 1, 1)
    assert list(counted) == [(january, "not_known", 1), (january, "recent", 1)]
    assert set(Offence.objects.values_list("batch", flat=True)) == {second.pk}


@pytest.fixture
def offences():
    rows = [offence(occurrence_number=number) for number in ("O1", "O2", "O3")]
    load("offences", OFFENCES, *rows)


def test_suspects_and_their_links(offences, east):
    load(
        "suspects",
        f"{SUSPECTS},ethnicity_scheme,ethnicity_source,missing_reason",
        "S1,O1,M,1980-02-29,A2,British,EAST,18+1,Self-defined,",
        "S1,O2,M,1980-02-29,A2,British,EAST,18+1,Self-defined,",
        "S2,O2,,,,,,,,Refused",
    )
    first, second = Suspect.objects.all()
    assert (first.sex, first.date_of_birth, first.area) == ("M", date(1980, 2, 29), east)
    assert (first.ethnicity, first.ethnicity_source) == ("A2", "self_defined")
    assert first.ethnicity_in_words == "Asian - Pakistani (police 18+1)"
    assert (second.sex, second.ethnicity, second.area) == ("", "", None)
    links = SuspectLink.objects.values_list("suspect__reference", "offence__occurrence_number")
    assert list(links) == [("S1", "O1"), ("S1", "O2"), ("S2", "O2")]


def test_rows_that_contradict_each_other_about_a_suspect(offences):
    assert refusal(
        "suspects",
        SUSPECTS,
        "S1,O1,M,1980-02-29,,British,",
        "S1,O2,F,1980-02-28,,,",
        "S2,O2,F,1980-02-28,,,",
    ) == [
        "line 3, column date_of_birth: '1980-02-28' is '1980-02-29' on line 2",
        "line 3, column gender: 'F' is 'M' on line 2",
        "line 3, column nationality: empty is 'British' on line 2",
    ]
    assert not Suspect.objects.exists()


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (
            "S1,O9,M,,,,",
            'column occurrence_number: There is no offence "O9": load the offences first',
        ),
        ("S1,,M,,,,", "column occurrence_number: it is empty"),
        ("S1,O1,X,,,,", "column gender: 'X' is not one of F, M, U"),
        ("S1,O1,M,2030-01-01,,,", "column date_of_birth: 2030-01-01 is in the future"),
        ("S1,O1,M,,,,NORTH", 'column npt_area: There is no area "NORTH": load the areas first'),
    ],
)
def test_suspects_that_are_refused(offences, settings, row, reason):
    settings.DEMO_TODAY = date(2018, 10, 1)
    assert refusal("suspects", SUSPECTS, row) == [f"line 2, {reason}"]


def test_ethnicity_is_of_the_list_unless_another_scheme_is_named(offences):
    (said,) = refusal("suspects", SUSPECTS, "S1,O1,M,,A2,,")
    assert said.startswith("line 2, column ethnicity: 'A2' is not one of ABAN, ")
    assert refusal("suspects", f"{SUSPECTS},ethnicity_scheme", "S1,O1,M,,A2,,,PNC") == []


def test_one_row_mends_a_suspect_of_several_offences(offences):
    load("suspects", SUSPECTS, "S1,O1,M,,,,", "S1,O2,M,,,,")
    plan = load("suspects", SUSPECTS, "S1,O3,M,1990-01-01,,,")
    assert str(plan) == "0 added, 1 corrected, 0 unchanged"
    assert Suspect.objects.get().date_of_birth == date(1990, 1, 1)
    assert SuspectLink.objects.count() == 3
    again = load("suspects", SUSPECTS, "S1,O3,M,1990-01-01,,,")
    assert str(again) == "0 added, 0 corrected, 1 unchanged"


def test_command_takes_the_day_of_the_extract(tmp_path, capsys):
    file = tmp_path / "offences.csv"
    file.write_bytes(as_csv(OFFENCES, offence()))
    call_command("import_extract", "offences", str(file), "--extracted-on", "2018-09-03")
    assert capsys.readouterr().out == "offences: 1 added, 0 corrected, 0 unchanged\n"
    assert ExtractBatch.objects.get().extracted_on == date(2018, 9, 3)
    with pytest.raises(CommandError, match="'yesterday' is not a date"):
        call_command("import_extract", "offences", str(file), "--extracted-on", "yesterday")
