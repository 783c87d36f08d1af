"""Loading: all or nothing, again without effect, corrections, and one spell at a time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import OperationalError, connection, transaction

from agencies.models import Allocation
from cse_portal.audit.models import AuditEntry
from cse_portal.imports.actions import extracts as actions
from cse_portal.imports.actions.extracts import RacedError, import_extract, sha256
from cse_portal.imports.extracts import kinds
from cse_portal.imports.planning import Plan, RefusedError, read_extract
from risk.models import Area, AreaPopulation, Child, RiskFlag
from tests.cse_portal.extract_files import as_csv, as_xlsx, load, refusal
from tests.factories import (
    AgencyFactory,
    AllocationFactory,
    AreaFactory,
    ChildFactory,
    RiskFlagFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

CHILDREN = "child_id,given_name,family_name,date_of_birth,gender,ethnicity"
FLAGS = "child_id,status,start_date,end_date"
ALLOCATIONS = "child_id,agency,is_key,start_date,end_date"


@pytest.fixture
def child():
    return ChildFactory(reference="C1")


def flags():
    rows = RiskFlag.objects.order_by("child__reference", "start_date")
    return list(rows.values_list("child__reference", "status", "start_date", "end_date"))


# What a file does


def test_rows_are_added_with_history(child):
    by = UserFactory()
    plan = load("flags", FLAGS, "C1,high,2018-01-01,2018-03-01", "C1,low,2018-03-01,", by=by)
    assert plan.counts == {"added": 2, "corrected": 0, "unchanged": 0}
    assert str(plan) == "2 added, 0 corrected, 0 unchanged"
    assert flags() == [
        ("C1", "high", date(2018, 1, 1), date(2018, 3, 1)),
        ("C1", "low", date(2018, 3, 1), None),
    ]
    written = RiskFlag.history.values_list(
        "history_type", "history_user", "history_change_reason", "source"
    )
    assert list(written) == [("+", by.pk, "Extract flags.csv", "import")] * 2


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_csv_and_xlsx_do_the_same(write, child):
    AgencyFactory(code="POLICE")
    start, end = date(2018, 1, 1), date(2018, 3, 1)
    if write is as_csv:
        rows = ["C1,POLICE,TRUE,2018-01-01,2018-03-01", "C1,POLICE,false,2018-03-01,"]
    else:
        rows = [("C1", "POLICE", True, start, end), ("C1", "POLICE", False, end, None)]
    import_extract(extract=kinds()["allocations"], content=write(ALLOCATIONS, *rows), name="x")
    assert list(Allocation.objects.values_list("is_key", "start_date", "end_date")) == [
        (True, start, end),
        (False, end, None),
    ]


def test_same_file_again_changes_nothing(child):
    rows = (FLAGS, "C1,high,2018-01-01,2018-03-01", "C1,low,2018-03-01,")
    load("flags", *rows)
    plan = load("flags", *rows, name="again.csv")
    assert plan.counts == {"added": 0, "corrected": 0, "unchanged": 2}
    assert RiskFlag.history.count() == 2


def test_other_values_are_a_correction_whose_reason_is_the_file(child):
    load("flags", FLAGS, "C1,high,2018-01-01,")
    plan = load("flags", FLAGS, "C1,low,2018-01-01,2018-02-01", name="mended.csv")
    assert plan.counts == {"added": 0, "corrected": 1, "unchanged": 0}
    assert flags() == [("C1", "low", date(2018, 1, 1), date(2018, 2, 1))]
    written = RiskFlag.history.order_by("history_id")
    assert list(written.values_list("history_type", "history_change_reason", "status")) == [
        ("+", "Extract flags.csv", "high"),
        ("~", "Extract mended.csv", "low"),
    ]


def test_rows_that_are_absent_stay():
    ChildFactory(reference="C1", given_name="Ann")
    load("children", CHILDREN, "C2,Bea,Example,2004-02-29,F,WBRI")
    assert list(Child.objects.order_by("reference").values_list("reference", "given_name")) == [
        ("C1", "Ann"),
        ("C2", "Bea"),
    ]


def test_column_that_is_left_out_leaves_what_is_stored():
    ChildFactory(reference="C1", nationality="British", looked_after=True, family_name="Old")
    load("children", CHILDREN, "C1,Ann,New,2003-05-17,F,WBRI")
    child = Child.objects.get()
    assert (child.family_name, child.nationality, child.looked_after) == ("New", "British", True)


def test_column_that_is_there_and_empty_empties_what_is_stored():
    ChildFactory(reference="C1", nationality="British", looked_after=True)
    load(
        "children",
        f"{CHILDREN},nationality,looked_after",
        "C1,Ann,Example,2003-05-17,F,WBRI,,",
    )
    child = Child.objects.get()
    assert (child.nationality, child.looked_after) == ("", None)


def test_children_that_are_loaded_are_found_by_search():
    load("children", CHILDREN, "C1,Zoë,O'Neill,,,")
    assert Child.objects.matching("zoe o'nei c1").count() == 1
    load("children", CHILDREN, "C1,Chloë,O'Neill,,,")
    assert (Child.objects.matching("zoe").count(), Child.objects.matching("chloe").count()) == (
        0,
        1,
    )


def test_flag_that_is_unchanged_keeps_its_source(child):
    RiskFlagFactory(child=child, status="high", start_date=date(2018, 1, 1), source="decision")
    assert load("flags", FLAGS, "C1,high,2018-01-01,").counts["unchanged"] == 1
    load("flags", FLAGS, "C1,low,2018-01-01,")
    assert RiskFlag.objects.get().source == "decision"


def test_columns_may_stand_in_any_order(child):
    load("flags", "end_date,start_date,child_id,status", ",2018-01-01,C1,high")
    assert flags() == [("C1", "high", date(2018, 1, 1), None)]


def test_one_row_may_write_to_two_tables():
    header = "code,name,year,under_18_population"
    rows = ("EAST,East,2016,100", "EAST,East,2017,110", "OOA,Out of Area,,")
    assert load("areas", header, *rows).counts == {"added": 3, "corrected": 0, "unchanged": 0}
    assert load("areas", header, *rows).counts == {"added": 0, "corrected": 0, "unchanged": 3}
    assert list(Area.objects.values_list("code", "name")) == [
        ("EAST", "East"),
        ("OOA", "Out of Area"),
    ]
    populations = AreaPopulation.objects.values_list("area__code", "year", "under_18_population")
    assert list(populations) == [("EAST", 2016, 100), ("EAST", 2017, 110)]
    assert (Area.history.count(), AreaPopulation.history.count()) == (2, 2)
    renamed = load(
        "areas", header, "EAST,The East,2018,120", "EAST,The East,2019,130", "WEST,West,2018,90"
    )
    assert renamed.counts == {"added": 2, "corrected": 1, "unchanged": 0}
    assert [change.line for change in renamed.changes("corrected")] == [2]
    assert Area.objects.get(code="EAST").name == "The East"


def test_plan_tells_what_changes_before_and_after():
    east, west = AreaFactory(code="EAST"), AreaFactory(code="WEST")
    child = ChildFactory(reference="C1")
    child.residences.create(area=east, start_date=date(2018, 1, 1))
    rows = ("C1,WEST,2018-01-01,2018-02-01", f"C1,{east.code},2018-02-01,")
    content = as_csv("child_id,area,start_date,end_date", *rows)
    plan = Plan(read_extract(kinds()["residences"], content))
    (corrected,) = plan.changes("corrected")
    assert (corrected.line, [(d.column, d.before, d.after) for d in corrected.differences]) == (
        2,
        [("area", "EAST", west.code), ("end_date", None, date(2018, 2, 1))],
    )
    (added,) = plan.changes("added")
    assert (added.line, added.values["area"], added.differences) == (3, "EAST", [])
    assert list(plan.changes("unchanged")) == []


# All or nothing


def test_failure_in_the_middle_leaves_nothing(child, monkeypatch):
    monkeypatch.setattr("cse_portal.imports.steps.IN_A_BATCH", 1)
    AgencyFactory(code="POLICE")
    bad = "C1,POLICE,perhaps,2018-03-01,"
    assert refusal("allocations", ALLOCATIONS, "C1,POLICE,true,2018-01-01,", bad) == [
        "line 3, column is_key: 'perhaps' is not true or false"
    ]
    assert (Allocation.objects.count(), Allocation.history.count()) == (0, 0)


def test_database_that_fails_in_the_middle_leaves_nothing(monkeypatch):
    monkeypatch.setattr("cse_portal.imports.steps.IN_A_BATCH", 1)
    written = []

    def create_and_fail(rows, *args, **options):
        if written:
            raise OSError("no space left")
        written.extend(rows)
        Child.objects.bulk_create(rows)

    monkeypatch.setattr("cse_portal.imports.steps.bulk_create_with_history", create_and_fail)
    with pytest.raises(OSError, match="no space left"):
        load("children", CHILDREN, "C1,Ann,Example,,,", "C2,Bea,Example,,,")
    assert (len(written), Child.objects.count(), AuditEntry.objects.count()) == (1, 0, 0)


def test_every_bad_row_is_told(child):
    assert refusal(
        "flags",
        FLAGS,
        "C1,high,29/02/2023,",
        "C1,worst,2018-13-01,2018-02-31",
        "C1,low,2018-01-01,",
        "C9,low,2018-01-01,2018-01-01",
        "C1,low",
        "C8,,2018-01-01,",
    ) == [
        "line 2, column start_date: '29/02/2023' is not a date: write it like 2018-09-03",
        "line 3, column end_date: '2018-02-31' is not a date: write it like 2018-09-03",
        "line 3, column start_date: '2018-13-01' is not a date: write it like 2018-09-03",
        "line 3, column status: 'worst' is not one of high, medium, low, awaiting_assessment, "
        "cautionary_six_months, potential_perpetrator",
        'line 5, column child_id: There is no child "C9": load the children first',
        "line 5, column end_date: 2018-01-01 is not after start_date, 2018-01-01",
        "line 6, column end_date: the row has 2 cells, the header has 4",
        'line 7, column child_id: There is no child "C8": load the children first',
        "line 7, column status: it is empty",
    ]
    assert RiskFlag.objects.count() == 0


def test_row_with_too_many_cells(child):
    assert refusal("flags", FLAGS, "C1,high,2018-01-01,,") == [
        "line 2, column end_date: the row has 5 cells, the header has 4"
    ]


def test_two_rows_with_one_key(child):
    row = "C1,high,2018-01-01,"
    assert refusal("flags", FLAGS, row, "", row) == [
        "line 4, column child_id: the same child_id and start_date as on line 2"
    ]


def test_many_errors_are_told_once_a_row(child, monkeypatch):
    monkeypatch.setattr("cse_portal.imports.checking.MOST_ERRORS", 3)
    rows = ["C1,,,"] * 3
    assert refusal("flags", FLAGS, *rows) == [
        "line 2, column start_date: it is empty",
        "line 2, column status: it is empty",
        "line 3, column status: it is empty",
        "line 4, column status: it is empty",
    ]


def test_long_cells_and_control_characters_are_not_printed():
    assert refusal("flags", FLAGS, ["C\x1b[31m" + "1" * 10, "high", "x" * 100, ""]) == [
        'line 2, column child_id: There is no child "C\\x1b[31m1111111111": load the children '
        "first",
        f"line 2, column start_date: '{'x' * 59}…' is not a date: write it like 2018-09-03",
    ]


# One at a time


def test_touching_spells_are_taken(child):
    assert refusal("flags", FLAGS, "C1,high,2018-01-01,2018-02-01", "C1,low,2018-02-01,") == []


def test_overlap_within_the_file(child):
    assert refusal("flags", FLAGS, "C1,low,2018-02-01,", "C1,high,2018-01-01,2018-02-02") == [
        "line 2, column start_date: from 1 February 2018 it overlaps the one on line 3, "
        "from 1 January 2018"
    ]


@pytest.mark.parametrize(
    ("row", "start"),
    [("C1,low,2018-01-15,", "15 January 2018"), ("C1,low,2017-12-01,", "1 December 2017")],
)
def test_overlap_with_what_is_recorded_is_told_at_the_row(row, start, child):
    RiskFlagFactory(child=child, start_date=date(2018, 1, 1), end_date=date(2018, 2, 1))
    assert refusal("flags", FLAGS, row) == [
        f"line 2, column start_date: from {start} it overlaps the one already recorded, "
        "from 1 January 2018"
    ]


def test_overlap_is_judged_when_the_whole_file_is_in(child):
    """End one and start the next; the rows may come in any order."""
    load("flags", FLAGS, "C1,high,2018-01-01,")
    load("flags", FLAGS, "C1,low,2018-02-01,", "C1,high,2018-01-01,2018-02-01")
    assert flags() == [
        ("C1", "high", date(2018, 1, 1), date(2018, 2, 1)),
        ("C1", "low", date(2018, 2, 1), None),
    ]


def test_overlap_of_what_the_file_does_not_touch_is_not_told(child):
    RiskFlagFactory(child=child, start_date=date(2018, 1, 1))
    RiskFlagFactory(child=ChildFactory(reference="C2"), start_date=date(2018, 1, 1))
    assert refusal("flags", FLAGS, "C1,high,2018-01-01,") == []


def test_child_of_whom_a_row_is_wrong_is_not_judged_for_overlap(child):
    RiskFlagFactory(child=child, start_date=date(2018, 1, 1))
    assert refusal("flags", FLAGS, "C1,high,2018-01-01,x", "C1,low,2018-02-01,") == [
        "line 2, column end_date: 'x' is not a date: write it like 2018-09-03"
    ]


def test_only_key_allocations_are_one_at_a_time(child):
    police, health = AgencyFactory(code="POLICE"), AgencyFactory(code="HEALTH")
    AllocationFactory(child=child, agency=police, start_date=date(2018, 1, 1))
    assert refusal("allocations", ALLOCATIONS, f"C1,{health.code},false,2018-01-01,") == []
    assert refusal("allocations", ALLOCATIONS, "C1,HEALTH,true,2018-01-01,") == [
        "line 2, column start_date: from 1 January 2018 it overlaps the one already recorded, "
        "from 1 January 2018"
    ]
    both = ("C1,HEALTH,true,2018-01-01,", "C1,POLICE,false,2018-01-01,")
    assert refusal("allocations", ALLOCATIONS, *both) == []


@pytest.mark.django_db(transaction=True)
def test_neighbours_may_be_shifted_in_one_file():
    """Rows are written one after the other; the database judges when all are written."""
    ChildFactory(reference="C1")
    load(
        "flags",
        FLAGS,
        "C1,high,2018-01-01,2018-02-01",
        "C1,medium,2018-02-01,2018-03-01",
        "C1,low,2018-03-01,",
    )
    load("flags", FLAGS, "C1,low,2018-03-01,2018-04-01", "C1,high,2018-04-01,")
    swapped = load(
        "flags",
        FLAGS,
        "C1,medium,2018-01-01,2018-02-01",
        "C1,high,2018-02-01,2018-03-01",
    )
    assert swapped.counts == {"added": 0, "corrected": 2, "unchanged": 0}
    assert [(status, str(start)) for _, status, start, _ in flags()] == [
        ("medium", "2018-01-01"),
        ("high", "2018-02-01"),
        ("low", "2018-03-01"),
        ("high", "2018-04-01"),
    ]


@pytest.mark.django_db(transaction=True)
def test_neighbour_that_grows_while_the_other_shrinks():
    ChildFactory(reference="C1")
    load("flags", FLAGS, "C1,high,2018-01-01,2018-03-01", "C1,low,2018-04-01,")
    load("flags", FLAGS, "C1,high,2018-01-01,2018-02-01", "C1,medium,2018-02-01,2018-04-01")
    assert [str(start) for _, _, start, _ in flags()] == ["2018-01-01", "2018-02-01", "2018-04-01"]


# Races


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_overlap_that_came_meanwhile_is_told(monkeypatch):
    """Past the plan, only the exclusion constraint is left to see it."""
    child = ChildFactory(reference="C1")
    really_write = Plan.write

    def write_late(plan, **options):
        RiskFlagFactory(child=child, start_date=date(2018, 1, 5))
        really_write(plan, **options)

    monkeypatch.setattr(Plan, "write", write_late)
    with pytest.raises(RacedError) as raised:
        load("flags", FLAGS, "C1,high,2018-01-01,")
    assert str(raised.value) == (
        "Somebody changed the same records meanwhile, so nothing was written: load it again."
    )
    assert RiskFlag.history.count() == 0
    assert AuditEntry.objects.get().action == "import_extract_refused"


def test_deadlock_is_a_race_and_other_failures_are_not(child, monkeypatch):
    cause = RuntimeError("deadlock detected")

    def fail(plan, **options):
        raise OperationalError(str(cause)) from cause

    monkeypatch.setattr(Plan, "write", fail)
    with pytest.raises(OperationalError):
        load("flags", FLAGS, "C1,high,2018-01-01,")
    cause.sqlstate = "40P01"
    with pytest.raises(RacedError):
        load("flags", FLAGS, "C1,high,2018-01-01,")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_children_that_two_files_add_in_another_order(monkeypatch):
    """Each waits for what the other has added: PostgreSQL ends one of them, which is told."""
    monkeypatch.setattr("cse_portal.imports.steps.IN_A_BATCH", 1)
    both = Barrier(2, timeout=10)

    def meet(rows, doing):
        for number, row in enumerate(rows):
            if (number, doing) == (1, "Adding"):
                both.wait()
            yield row

    def add(*rows):
        try:
            load("children", CHILDREN, *rows, progress=meet)
            return "added"
        except RacedError:
            return "raced"
        finally:
            connection.close()

    rows = ["C1,Ann,Example,,,", "C2,Bea,Example,,,"]
    with ThreadPoolExecutor(2) as threads:
        done = [threads.submit(add, *order) for order in (rows, rows[::-1])]
    assert sorted(each.result() for each in done) == ["added", "raced"]
    assert (Child.objects.count(), Child.history.count()) == (2, 2)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_others_who_change_the_same_child_wait():
    child = ChildFactory(reference="C1")
    contents = read_extract(kinds()["flags"], as_csv(FLAGS, "C1,high,2018-01-01,"))
    with transaction.atomic():
        Plan(contents)
        other = connection.copy()
        try:
            with transaction.atomic(), other.cursor() as cursor:
                cursor.execute(
                    "SELECT id FROM risk_child WHERE id = %s FOR UPDATE SKIP LOCKED", [child.pk]
                )
                assert cursor.fetchall() == []
        finally:
            other.close()


@pytest.mark.django_db(transaction=True)
def test_dry_run_locks_nothing(django_assert_num_queries):
    ChildFactory(reference="C1")
    contents = read_extract(kinds()["flags"], as_csv(FLAGS, "C1,high,2018-01-01,"))
    # The children by name, and their flags.
    with django_assert_num_queries(2):
        Plan(contents)


def test_number_of_queries_does_not_grow_with_the_rows(django_assert_num_queries):
    for number in range(300):
        ChildFactory(reference=f"C{number}")
    for number in (3, 300):
        rows = [f"C{n},high,2018-01-01," for n in range(number)]
        contents = read_extract(kinds()["flags"], as_csv(FLAGS, *rows))
        # In a transaction it locks the children besides.
        with django_assert_num_queries(3):
            Plan(contents)


# The audit log


def test_audit_log_tells_what_was_loaded(child):
    by = UserFactory()
    load("flags", FLAGS, "C1,high,2018-01-01,", by=by)
    entry = AuditEntry.objects.get()
    content = as_csv(FLAGS, "C1,high,2018-01-01,")
    assert (entry.action, entry.subject, entry.actor) == ("import_extract", "flags", by)
    assert entry.detail == {
        "sha256": sha256(content),
        "dry_run": False,
        "added": 1,
        "corrected": 0,
        "unchanged": 0,
    }


def test_audit_log_tells_what_was_refused(child):
    content = as_csv(FLAGS, "C1,high,soon,never")
    with pytest.raises(RefusedError):
        import_extract(extract=kinds()["flags"], content=content, name="x.csv")
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject) == ("import_extract_refused", "flags")
    assert entry.detail == {"sha256": sha256(content), "dry_run": False, "errors": 2}


def test_dry_run_writes_nothing_but_the_audit_log(child):
    plan = load("flags", FLAGS, "C1,high,2018-01-01,", dry_run=True)
    assert plan.counts == {"added": 1, "corrected": 0, "unchanged": 0}
    assert (RiskFlag.objects.count(), RiskFlag.history.count()) == (0, 0)
    assert AuditEntry.objects.get().detail["dry_run"] is True


def test_plan_that_is_another_than_was_expected_is_not_written(child):
    contents = read_extract(kinds()["flags"], as_csv(FLAGS, "C1,high,2018-01-01,"))
    expected = Plan(contents).fingerprint
    RiskFlagFactory(child=child, start_date=date(2018, 1, 1), status="low")
    plan = actions.write(contents, name="x", by=None, expected=expected)
    assert plan.fingerprint != expected
    assert RiskFlag.objects.get().status == "low"
    assert AuditEntry.objects.count() == 0
    # What would be corrected is another thing too.
    RiskFlag.objects.update(status="medium")
    assert Plan(contents).fingerprint != plan.fingerprint
    RiskFlag.objects.update(status="low")
    actions.write(contents, name="x", by=None, expected=plan.fingerprint)
    assert RiskFlag.objects.get().status == "high"
