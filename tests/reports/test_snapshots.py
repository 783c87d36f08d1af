"""A month end is frozen once, stays as it is, and is amended by a new version."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum

from cse_portal.audit.models import AuditEntry
from cse_portal.days import Month
from reports.actions.snapshots import NotTakenError, amend_month, due_months, freeze_month
from reports.dimensions import PARTITIONS
from reports.models import Cell, Member, Movement, Snapshot
from reports.models.snapshots import FrozenError
from reports.tasks import take_due_snapshots
from tests.factories import ChildFactory, RiskFlagFactory

pytestmark = pytest.mark.django_db
JANUARY = Month(2018, 1)
TODAY = date(2018, 10, 1)


def test_freeze_writes_members_and_cells():
    child = ChildFactory(date_of_birth=date(2003, 1, 31), sex="", ethnicity="WBRI")
    RiskFlagFactory(child=child, status="low", start_date=date(2018, 1, 31))
    snapshot, is_new = freeze_month(JANUARY, today=TODAY)
    assert is_new
    (member,) = Member.objects.all()
    assert (member.child, member.status, member.age_months) == (child, "low", 180)
    assert member.flagged_on == date(2018, 1, 31)
    assert member.categories == {
        "risk_level": "low",
        "age": "15",
        "gender": "not_recorded",
        "ethnicity": "WBRI",
        "key_agency": "not_recorded",
        "area": "not_recorded",
        "time_on_flag": "0-2",
    }
    cells = snapshot.cells.values_list("dimension", "category", "status", "count", "age_months")
    assert sorted(cells) == sorted(
        (dimension.key, member.categories[dimension.key], "low", 1, 180) for dimension in PARTITIONS
    )


def test_freeze_again_changes_nothing():
    RiskFlagFactory()
    first, _ = freeze_month(JANUARY, today=TODAY)
    RiskFlagFactory()
    assert freeze_month(JANUARY, today=TODAY) == (first, False)
    assert Member.objects.count() == 1


def test_month_that_has_not_ended_is_refused():
    with pytest.raises(NotTakenError, match=r"2018-09 has not ended.*2018-10-01"):
        freeze_month(Month(2018, 9), today=date(2018, 9, 30))
    assert freeze_month(Month(2018, 9), today=date(2018, 10, 1))[1]


def test_amended_month_is_a_new_version_and_the_old_one_stays():
    RiskFlagFactory()
    old, _ = freeze_month(JANUARY, today=TODAY)
    freeze_month(JANUARY.next, today=TODAY)
    RiskFlagFactory()
    new = amend_month(JANUARY, reason="A flag was entered late", today=TODAY)
    assert (new.version, new.reason) == (2, "A flag was entered late")
    assert [s.members.count() for s in (old, new)] == [1, 2]
    assert Snapshot.objects.newest().get(month_end=JANUARY.end) == new
    # The month after is told from both versions.
    assert set(
        Movement.objects.filter(after__month_end=JANUARY.next.end).values_list("before")
    ) == {
        (old.pk,),
        (new.pk,),
    }


@pytest.mark.parametrize(
    ("month", "reason", "says"),
    [(JANUARY, " ", "Say why"), (JANUARY.next, "Late", "2018-02 was never taken")],
)
def test_amending_is_refused(month, reason, says):
    freeze_month(JANUARY, today=TODAY)
    with pytest.raises(NotTakenError, match=says):
        amend_month(month, reason=reason, today=TODAY)


def test_frozen_rows_refuse_every_change():
    RiskFlagFactory()
    snapshot, _ = freeze_month(JANUARY, today=TODAY)
    for row in (snapshot, Member.objects.get(), Cell.objects.first(), Movement.objects.first()):
        with pytest.raises(FrozenError):
            row.save()
        with pytest.raises(FrozenError):
            row.delete()
        with pytest.raises(FrozenError):
            type(row).objects.update(pk=0)
        with pytest.raises(FrozenError):
            type(row).objects.all().delete()


def test_database_refuses_a_second_snapshot_of_a_version():
    freeze_month(JANUARY, today=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Snapshot.objects.create(month_end=JANUARY.end, version=1)


def test_due_months_run_from_the_setting_to_the_last_that_has_ended(settings):
    settings.FIRST_MONTH_END = "2018-01"
    freeze_month(Month(2018, 2), today=TODAY)
    assert [str(m) for m in due_months(date(2018, 4, 30))] == ["2018-01", "2018-03"]
    assert [str(m) for m in due_months(date(2018, 5, 1))] == ["2018-01", "2018-03", "2018-04"]


def test_due_months_without_the_setting_begin_with_the_first_flag(settings):
    settings.FIRST_MONTH_END = ""
    assert due_months(TODAY) == []
    RiskFlagFactory(start_date=date(2018, 8, 31))
    assert [str(month) for month in due_months(TODAY)] == ["2018-08", "2018-09"]


def test_task_catches_up_after_months_of_outage_and_then_rests(settings):
    settings.FIRST_MONTH_END, settings.DEMO_TODAY = "2018-01", TODAY
    RiskFlagFactory()
    assert take_due_snapshots() == [f"2018-0{n}" for n in range(1, 10)]
    assert take_due_snapshots() == []
    assert Snapshot.objects.count() == 9


def test_freeze_is_audited():
    RiskFlagFactory()
    snapshot, _ = freeze_month(JANUARY, today=TODAY)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject, entry.detail) == (
        "freeze_month",
        "2018-01",
        {"version": 1, "snapshot": snapshot.pk, "members": 1},
    )


def test_commands_tell_one_line_a_month(settings, capsys):
    settings.DEMO_TODAY = TODAY
    RiskFlagFactory(status="high")
    RiskFlagFactory(status="potential_perpetrator", start_date=date(2018, 2, 1))
    call_command("snapshot", "2018-01", "2018-02")
    call_command("snapshot", "2018-02")
    call_command("amend_snapshot", "2018-02", "--reason", "Late entry")
    assert capsys.readouterr().out.splitlines() == [
        "2018-01 taken: 1 at risk, 1 with any flag",
        "2018-02 taken: 1 at risk, 2 with any flag",
        "2018-02 already taken: 1 at risk, 2 with any flag",
        "2018-02 taken, version 2: 1 at risk, 2 with any flag",
    ]


@pytest.mark.parametrize(
    ("months", "says"),
    [
        (["2018-13"], "'2018-13' is not a month: write it like 2018-01"),
        (["2018-02", "2018-01"], "2018-02 comes after 2018-01: give the earlier month first."),
        (["2018-10"], "2018-10 has not ended: it can be taken from 2018-11-01 on."),
    ],
)
def test_snapshot_command_refuses(settings, months, says):
    settings.DEMO_TODAY = TODAY
    with pytest.raises(CommandError) as refused:
        call_command("snapshot", *months)
    assert str(refused.value) == says


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_leave_one_snapshot():
    for _ in range(3):
        RiskFlagFactory()

    def take(_):
        try:
            return freeze_month(JANUARY, today=TODAY)[1]
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        taken = list(pool.map(take, range(20)))
    assert sorted(taken) == [False] * 19 + [True]
    assert Snapshot.objects.count() == 1
    assert Member.objects.count() == 3
    assert Cell.objects.filter(dimension="area").aggregate(n=Sum("count"))["n"] == 3
