"""Drift tells what would be counted otherwise now, and why."""

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db.models import QuerySet

from cse_portal.days import Month
from reports.actions.snapshots import amend_month, newest
from reports.drift import drift, lines
from reports.drift_causes import CauseKind
from reports.models import Cell, Member, MemberCategory
from risk.actions.corrections import correct_spell, withdraw_spell
from risk.models import Child, RiskFlag
from tests.factories import AreaFactory, ResidenceFactory, UserFactory
from tests.reports.children import LATER, at_risk, freeze

pytestmark = pytest.mark.django_db
MARCH = Month(2018, 3)


@pytest.fixture
def anna():
    """A girl flagged high in East, counted at the end of March."""
    child = at_risk(area=AreaFactory(code="EAST"), reference="ANNA", ethnicity="WBRI")
    freeze("2018-03")
    return child


def found():
    return drift(newest(MARCH))


def told(now=None):
    """The changed cells as (dimension, category, frozen, now), and the causes by child."""
    now = now or found()
    cells = {(c.dimension, c.category): (c.frozen, c.now) for c in now.cells}
    return cells, {child: cause.kind for child, cause in now.causes.items()}


def test_nothing_changed(anna):
    at_risk(date(2018, 4, 1))
    assert told() == ({}, {})
    assert call_command("drift", "2018-03") is None


def test_back_dated_flag_is_a_late_entry(anna):
    late = at_risk(date(2018, 3, 20), reference="LATE", status="low", ethnicity="APKN", sex="M")
    cells, causes = told()
    assert cells == {
        ("risk_level", "low"): (0, 1),
        ("age", "14"): (0, 1),
        ("gender", "M"): (0, 1),
        ("ethnicity", "APKN"): (0, 1),
        ("key_agency", "not_recorded"): (0, 1),
        ("area", "not_recorded"): (0, 1),
        ("time_on_flag", "0-2"): (0, 1),
    }
    assert causes == {late.pk: CauseKind.LATE_ENTRY}


def test_corrected_home_is_a_correction_with_its_reason_and_person(anna):
    by = UserFactory()
    west = AreaFactory(code="WEST")
    home = anna.residences.get()
    correct_spell(spell=home, reason="The street is in West", by=by, area=west)
    now = found()
    assert told(now) == (
        {("area", "EAST"): (1, 0), ("area", "WEST"): (0, 1)},
        {anna.pk: CauseKind.CORRECTION},
    )
    cause = now.causes[anna.pk]
    assert (cause.reason, cause.by) == ("The street is in West", by.pk)


def test_what_happened_after_the_month_is_no_drift(anna):
    for spell in (anna.flags.get(), anna.residences.get()):
        spell.end_date = date(2018, 6, 1)
        spell.save()
    ResidenceFactory(child=anna, area=AreaFactory(), start_date=date(2018, 7, 1))
    assert told() == ({}, {})


def test_withdrawn_flag(anna):
    withdraw_spell(spell=anna.flags.get(), reason="It was another child")
    cells, causes = told()
    assert cells[("risk_level", "high")] == (1, 0)
    assert causes == {anna.pk: CauseKind.CORRECTION}


def test_merge_is_told_by_what_the_history_says(anna):
    twin = at_risk(date(2018, 5, 1), reference="TWIN", ethnicity="WBRI")
    twin.flags.get().delete()
    flag = anna.flags.get()
    flag.child, flag._change_reason = twin, "Merged ANNA into TWIN: one child"
    flag.save()
    assert told()[1] == {anna.pk: CauseKind.MERGE, twin.pk: CauseKind.MERGE}


def test_erased_member_leaves_its_count(anna):
    second = at_risk(ethnicity="APKN")
    amend_month(MARCH, reason="One more", today=LATER)
    snapshot = newest(MARCH)
    members = Member.objects.filter(snapshot=snapshot, child=second)
    QuerySet.delete(MemberCategory.objects.filter(member__in=members))
    QuerySet.delete(members)
    RiskFlag.objects.filter(child=second).delete()
    assert Cell.objects.get(snapshot=snapshot, category="APKN").count == 1
    now = found()
    (cell,) = (cell for cell in now.cells if cell.category == "APKN")
    assert (cell.frozen, cell.now, cell.erased) == (1, 0, 1)
    assert "ethnicity APKN high: 1 frozen, 0 now (-1): 1 erased" in list(lines(now, {}))


def test_changed_ethnicity_is_told_of_the_child(anna):
    anna.ethnicity, anna._change_reason = "APKN", "The mother said so"
    anna.save()
    assert told() == (
        {("ethnicity", "WBRI"): (1, 0), ("ethnicity", "APKN"): (0, 1)},
        {anna.pk: CauseKind.CORRECTION},
    )


def test_amending_takes_the_drift_away(anna):
    at_risk(date(2018, 3, 20))
    assert found().cells
    amend_month(MARCH, reason="A late entry", today=LATER)
    assert found().cells == []


# The command


def drift_command():
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("drift", "2018-03", stdout=out)
    return ended.value.code, out.getvalue().splitlines()


def test_command_prints_one_line_a_changed_cell(anna):
    home = anna.residences.get()
    correct_spell(spell=home, reason="The street is in West", area=AreaFactory(code="WEST"))
    assert drift_command() == (
        1,
        [
            "area EAST high: 1 frozen, 0 now (-1): -ANNA (correction)",
            "area WEST high: 0 frozen, 1 now (+1): +ANNA (correction)",
        ],
    )


def test_command_of_a_month_that_was_never_taken():
    with pytest.raises(CommandError, match=r"March 2018 was never taken.*snapshot 2018-03"):
        call_command("drift", "2018-03")


def test_drift_asks_a_fixed_number_of_queries(anna, django_assert_num_queries):
    at_risk(date(2018, 3, 20))
    with django_assert_num_queries(13):
        found()
    for _ in range(5):
        at_risk(date(2018, 3, 20))
    assert Child.objects.count() == 7
    with django_assert_num_queries(13):
        found()
