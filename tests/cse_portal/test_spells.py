"""The half-open spell, and one at a time (counting rules 2 and 3)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cse_portal import spells
from risk.models import RiskFlag
from tests.factories import ChildFactory, RiskFlagFactory, UserFactory

pytestmark = pytest.mark.django_db

FIRST, TENTH, TWENTIETH = date(2018, 9, 1), date(2018, 9, 10), date(2018, 9, 20)


@pytest.fixture
def child():
    return ChildFactory()


@pytest.fixture
def begin(child):
    """Begin a flag of the child, as the write path does."""

    def begin_flag(start_date, end_date=None, *, status="high", by=None, reason=""):
        flag = RiskFlag(
            child=child,
            status=status,
            source="decision",
            start_date=start_date,
            end_date=end_date,
        )
        return spells.begin(flag, RiskFlag.objects.filter(child=child), by=by, reason=reason)

    return begin_flag


def told(child):
    """The child's flags as (status, first day, end)."""
    return list(child.flags.values_list("status", "start_date", "end_date"))


# The days of a spell


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2018, 8, 31), False),
        (date(2018, 9, 1), True),
        (date(2018, 9, 9), True),
        (date(2018, 9, 10), False),
    ],
)
def test_spell_holds_from_its_first_day_until_the_day_before_its_end(day, holds):
    RiskFlagFactory(start_date=FIRST, end_date=TENTH)
    assert RiskFlag.objects.on(day).exists() == holds


def test_spell_without_end_holds_on():
    RiskFlagFactory(start_date=FIRST)
    assert RiskFlag.objects.on(date(2099, 1, 1)).exists()
    assert not RiskFlag.objects.on(date(2018, 8, 31)).exists()


def test_touching_spells_are_one_on_any_day(child):
    RiskFlagFactory(child=child, status="high", start_date=FIRST, end_date=TENTH)
    RiskFlagFactory(child=child, status="low", start_date=TENTH)
    assert [flag.status for flag in RiskFlag.objects.on(date(2018, 9, 9))] == ["high"]
    assert [flag.status for flag in RiskFlag.objects.on(TENTH)] == ["low"]


def test_holds_on_follows_a_path(child):
    RiskFlagFactory(child=child, start_date=FIRST, end_date=TENTH)
    on = type(child).objects.filter
    assert on(spells.holds_on(FIRST, "flags__")).get() == child
    assert not on(spells.holds_on(TENTH, "flags__")).exists()


def test_current_spells_have_no_end(child):
    RiskFlagFactory(child=child, start_date=FIRST, end_date=TENTH)
    last = RiskFlagFactory(child=child, start_date=TENTH)
    assert list(RiskFlag.objects.current()) == [last]


@pytest.mark.parametrize("end_date", [date(2018, 8, 31), FIRST])
def test_spell_that_ends_before_its_second_day_is_refused_by_the_database(end_date):
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskFlagFactory(start_date=FIRST, end_date=end_date)


# A change


def test_change_ends_what_held_until_then(child, begin):
    begin(FIRST, status="high")
    begin(TWENTIETH, status="low")
    assert told(child) == [("high", FIRST, TWENTIETH), ("low", TWENTIETH, None)]


def test_change_keeps_who_when_before_and_why(begin):
    first = begin(FIRST)
    user = UserFactory()
    second = begin(TWENTIETH, status="low", by=user, reason="Meeting of the day")
    ended, written = first.history.first(), second.history.get()
    assert (ended.history_type, ended.end_date, ended.prev_record.end_date) == (
        "~",
        TWENTIETH,
        None,
    )
    assert (ended.history_user, ended.history_change_reason) == (user, "Meeting of the day")
    assert (written.history_type, written.history_user) == ("+", user)


def test_change_after_a_gap_ends_nothing(child, begin):
    begin(FIRST, TENTH)
    begin(TWENTIETH, status="low")
    assert told(child) == [("high", FIRST, TENTH), ("low", TWENTIETH, None)]


def test_change_on_the_day_of_the_end_follows_it(child, begin):
    begin(FIRST, TENTH)
    begin(TENTH, status="low")
    assert told(child) == [("high", FIRST, TENTH), ("low", TENTH, None)]


def test_change_cuts_short_what_had_an_end(child, begin):
    begin(FIRST, TWENTIETH)
    begin(TENTH, status="low")
    assert told(child) == [("high", FIRST, TENTH), ("low", TENTH, None)]


def test_second_change_on_one_day_replaces_the_first_as_a_correction(child, begin):
    first = begin(FIRST, status="high")
    user = UserFactory()
    second = begin(FIRST, status="medium", by=user)
    assert second.pk == first.pk
    assert told(child) == [("medium", FIRST, None)]
    newest, oldest = second.history.all()
    assert (oldest.history_type, oldest.status) == ("+", "high")
    assert (newest.history_type, newest.status, newest.history_user) == ("~", "medium", user)
    assert newest.history_change_reason == "Replaced by a second change on the same day"


def test_second_change_on_one_day_keeps_the_reason_it_is_given(begin):
    begin(FIRST)
    flag = begin(FIRST, status="low", reason="The minutes were misread")
    assert flag.history.first().history_change_reason == "The minutes were misread"


def test_change_before_a_later_entry_is_refused_without_an_end(child, begin):
    begin(TWENTIETH)
    with pytest.raises(ValidationError) as refused:
        begin(FIRST, status="low")
    assert refused.value.code == "overlap"
    assert refused.value.messages == [
        "There is already a later entry, from 20 September 2018. "
        "Correct that one, or give this one an end date."
    ]
    assert told(child) == [("high", TWENTIETH, None)]


def test_change_that_runs_into_a_later_entry_is_refused(begin):
    begin(TENTH)
    with pytest.raises(ValidationError, match="from 10 September 2018"):
        begin(FIRST, date(2018, 9, 11))


def test_change_that_ends_where_a_later_entry_begins_is_taken(child, begin):
    begin(TENTH, status="low")
    begin(FIRST, TENTH)
    assert told(child) == [("high", FIRST, TENTH), ("low", TENTH, None)]


def test_change_is_judged_among_the_childs_own_spells(begin):
    RiskFlagFactory(start_date=TENTH)
    assert begin(FIRST).end_date is None


@pytest.mark.parametrize("end_date", [date(2018, 8, 31), FIRST])
def test_change_that_ends_before_its_second_day_is_refused(begin, end_date):
    with pytest.raises(ValidationError, match="The end date must be after the start date"):
        begin(FIRST, end_date)


def test_change_with_an_unknown_category_is_refused(begin):
    with pytest.raises(ValidationError, match="is not a valid choice"):
        begin(FIRST, status="severe")


# An end


def test_finish_sets_the_first_day_without_it(child):
    flag = RiskFlagFactory(child=child, start_date=FIRST)
    user = UserFactory()
    spells.finish(flag, on=TENTH, by=user, reason="Moved away")
    assert told(child) == [("high", FIRST, TENTH)]
    newest = flag.history.first()
    assert (newest.history_user, newest.history_change_reason) == (user, "Moved away")


def test_finish_on_its_first_day_is_refused():
    flag = RiskFlagFactory(start_date=FIRST)
    with pytest.raises(ValidationError, match="The end date must be after the start date"):
        spells.finish(flag, on=FIRST, by=None)


def test_finish_earlier_than_it_ended_shortens_it(child):
    flag = RiskFlagFactory(child=child, start_date=FIRST, end_date=TWENTIETH)
    spells.finish(flag, on=TENTH, by=None)
    assert told(child) == [("high", FIRST, TENTH)]


def test_finish_later_than_it_ended_is_refused(child):
    flag = RiskFlagFactory(child=child, start_date=FIRST, end_date=TENTH)
    RiskFlagFactory(child=child, status="low", start_date=TENTH)
    with pytest.raises(ValidationError) as refused:
        spells.finish(flag, on=TWENTIETH, by=None)
    assert refused.value.messages == ["This has already ended, on 10 September 2018."]
    assert told(child) == [("high", FIRST, TENTH), ("low", TENTH, None)]


# A correction


def test_correction_is_written_with_its_reason(child):
    flag = RiskFlagFactory(child=child, start_date=FIRST)
    user = UserFactory()
    flag.start_date, flag.status = TENTH, "low"
    spells.correct(flag, RiskFlag.objects.filter(child=child), by=user, reason="Wrong meeting")
    assert told(child) == [("low", TENTH, None)]
    newest = flag.history.first()
    assert (newest.history_user, newest.history_change_reason) == (user, "Wrong meeting")


@pytest.mark.parametrize("reason", ["", "  "])
def test_correction_without_a_reason_is_refused(child, reason):
    flag = RiskFlagFactory(child=child)
    flag.status = "low"
    with pytest.raises(ValidationError, match="Say why the record is corrected"):
        spells.correct(flag, RiskFlag.objects.filter(child=child), by=None, reason=reason)
    assert RiskFlag.objects.get().status == "high"


@pytest.mark.parametrize(
    ("start_date", "end_date"), [(FIRST, None), (FIRST, date(2018, 9, 11)), (TENTH, None)]
)
def test_correction_into_another_entry_is_refused(child, start_date, end_date):
    flag = RiskFlagFactory(child=child, start_date=date(2018, 8, 1), end_date=FIRST)
    RiskFlagFactory(child=child, start_date=TENTH)
    flag.start_date, flag.end_date = start_date, end_date
    with pytest.raises(ValidationError) as refused:
        spells.correct(flag, RiskFlag.objects.filter(child=child), by=None, reason="Typed wrong")
    assert refused.value.code == "overlap"


def test_correction_up_to_another_entry_is_taken(child):
    flag = RiskFlagFactory(child=child, start_date=FIRST, end_date=date(2018, 9, 5))
    RiskFlagFactory(child=child, status="low", start_date=TENTH)
    flag.end_date = TENTH
    spells.correct(flag, RiskFlag.objects.filter(child=child), by=None, reason="Typed wrong")
    assert told(child) == [("high", FIRST, TENTH), ("low", TENTH, None)]


# Overlap


def flag(first, end=None):
    return RiskFlag(start_date=date(2018, 9, first), end_date=date(2018, 9, end) if end else None)


@pytest.mark.parametrize(
    ("days", "pairs"),
    [
        ([(1, 5), (5, 9), (9, None)], []),
        ([(1, 5), (7, 9)], []),
        ([(5, 9), (1, 5)], []),
        ([(1, 6), (5, 9)], [(1, 5)]),
        ([(1, None), (5, 9)], [(1, 5)]),
        ([(1, 5), (1, 5)], [(1, 1)]),
        ([(1, 20), (3, 4), (10, 12)], [(1, 3), (1, 10)]),
        ([(1, 4), (3, 9), (8, 12)], [(1, 3), (3, 8)]),
        ([(1, 20), (3, 25), (22, None)], [(1, 3), (3, 22)]),
        ([(1, None), (3, None), (5, 6)], [(1, 3), (1, 5)]),
    ],
)
def test_overlaps_found(days, pairs):
    found = spells.overlaps([flag(*each) for each in days])
    assert [(one.start_date.day, other.start_date.day) for one, other in found] == pairs


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_overlap_is_refused_by_postgresql_at_the_commit(child):
    inside = []
    with pytest.raises(IntegrityError, match="one_flag_at_a_time"), transaction.atomic():
        RiskFlagFactory(child=child, start_date=FIRST, end_date=date(2018, 9, 11))
        RiskFlagFactory(child=child, start_date=TENTH)
        inside.append(RiskFlag.objects.count())
    assert inside == [2]
    assert RiskFlag.objects.count() == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_overlap_that_is_mended_before_the_commit_is_taken(child):
    with transaction.atomic():
        first = RiskFlagFactory(child=child, start_date=FIRST)
        RiskFlagFactory(child=child, start_date=TENTH)
        RiskFlag.objects.filter(pk=first.pk).update(end_date=TENTH)
    assert RiskFlag.objects.count() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_flags_of_two_children_may_overlap_in_postgresql(child):
    RiskFlagFactory(child=child, start_date=FIRST)
    RiskFlagFactory(start_date=FIRST)
    assert RiskFlag.objects.count() == 2
