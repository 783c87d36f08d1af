"""Merging two records of one child, and taking it back: the exact state before, after and again."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from agencies.models import Allocation
from cse_portal.accounts.models import Role
from cse_portal.audit.models import AuditEntry
from cse_portal.days import Month
from cse_portal.imports.actions.extracts import import_extract
from cse_portal.imports.extracts import kinds
from cse_portal.imports.planning import RefusedError
from cse_portal.spells import overlaps
from cse_portal.stale import StaleError
from reports.actions.snapshots import freeze_month
from reports.models import Member
from risk.actions.around import add_note, record_missing
from risk.actions.children import correct_child
from risk.actions.flags import set_flag
from risk.actions.merges import merge_children, undo_merge
from risk.duplicates import likely_duplicates
from risk.filters import ChildFilter
from risk.half_open import minus
from risk.merging import MergePlan, children_of_children
from risk.models import (
    AgendaItem,
    AgendaReason,
    Assessment,
    Child,
    ContactNote,
    Contribution,
    Decision,
    Meeting,
    Merge,
    MissingEpisode,
    Person,
    Residence,
    Review,
    RiskFlag,
)
from tests.factories import (
    AgencyFactory,
    AllocationFactory,
    ChildFactory,
    ResidenceFactory,
    RiskFlagFactory,
    UserFactory,
)

LONDON = ZoneInfo("Europe/London")
DAY = date(2018, 10, 1)
MERGED = {"flags": "merged", "homes": "merged", "agencies": "merged", "missing": "merged"}


def on(month, day=1):
    return date(2018, month, day)


def at(month, day):
    return datetime(2018, month, day, 21, 30, tzinfo=LONDON)


@pytest.fixture
def by(db):
    return UserFactory(role=Role.COORDINATOR, agency=AgencyFactory(name="Social care"))


@pytest.fixture
def two(by):
    """Two records of one child, that contradict each other about nearly everything."""
    ours = ChildFactory(reference="C1", given_name="Katherine", family_name="Smith", school="")
    theirs = ChildFactory(
        reference="C2", given_name="Cathryn", family_name="Smyth", school="Bolling", ethnicity=""
    )
    fill(ours, theirs, by)
    return ours, theirs


def fill(ours, theirs, by):
    RiskFlagFactory(child=ours, status="low", start_date=on(1), end_date=on(3))
    RiskFlagFactory(child=ours, status="medium", start_date=on(6))
    RiskFlagFactory(child=theirs, status="high", start_date=on(2), end_date=on(8))
    ResidenceFactory(child=ours, area__code="EAST", start_date=on(2), end_date=on(4))
    ResidenceFactory(child=theirs, area__code="WEST", start_date=on(1))
    blast, csc = AgencyFactory(code="BLAST"), AgencyFactory(code="CSC")
    AllocationFactory(child=ours, agency=blast, start_date=on(3))
    AllocationFactory(child=theirs, agency=csc, start_date=on(1))
    AllocationFactory(child=theirs, agency=blast, is_key=False, start_date=on(2))
    Review.objects.create(child=ours, due_on=on(11))
    Review.objects.create(child=theirs, due_on=on(10))
    facts = {"recorded_by": by, "recorded_for": by.agency}
    Person.objects.create(child=theirs, name="Jay", relation="concern", **facts)
    ContactNote.objects.create(child=theirs, happened_on=on(9), text="Rang.", **facts)
    ContactNote.objects.create(child=ours, happened_on=on(9), text="Wrote.", **facts)
    for child, day in ((ours, 3), (theirs, 4)):
        MissingEpisode.objects.create(
            child=child, category="missing", started_at=at(9, day), ended_at=at(9, 6), **facts
        )
    MissingEpisode.objects.create(
        child=theirs, category="away", started_at=at(8, 1), ended_at=at(8, 2), **facts
    )
    Assessment.objects.create(child=theirs, author=by, submitted_at=at(8, 9), assessed_on=on(8, 9))
    Assessment.objects.create(child=theirs, author=by)
    meet_about(ours, theirs, by)


def meet_about(ours, theirs, by):
    """A signed meeting about both, one about theirs alone, and a coming one with both."""
    both = Meeting.objects.create(day=on(5, 1), signed_off_at=at(5, 1))
    theirs_alone = Meeting.objects.create(day=on(2, 1), signed_off_at=at(2, 1))
    coming = Meeting.objects.create(day=DAY)
    for meeting, child in [(both, ours), (both, theirs), (theirs_alone, theirs)]:
        item = AgendaItem.objects.create(meeting=meeting, child=child)
        Decision.objects.create(item=item, outcome="low", rationale="So.", recorded_by=by)
    items = [
        AgendaItem.objects.create(meeting=coming, child=c, position=c.pk) for c in (ours, theirs)
    ]
    AgendaReason.objects.create(item=items[1], kind="added", text="Ask")
    Contribution.objects.create(item=items[1], author=by, text="Cars.")


def state():
    """Every row about a child, to the letter; and what hangs on the agenda."""
    models = [Child, AgendaReason, Contribution, Decision, *(m for m, _ in children_of_children())]
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def merge(two, by, keep=None, **kept):
    return merge_children(
        survivor=two[0], merged=two[1], keep=keep or {}, reason="One birth", by=by, **kept
    )


def flags(child):
    rows = RiskFlag.objects.filter(child=child).order_by("start_date")
    return [(row.status, row.start_date, row.end_date) for row in rows]


def homes(child):
    rows = Residence.objects.filter(child=child).order_by("start_date")
    return [(row.area.code, row.start_date, row.end_date) for row in rows]


def agencies(child):
    rows = Allocation.objects.filter(child=child).order_by("agency__code", "start_date")
    return [(row.agency.code, row.is_key, row.start_date, row.end_date) for row in rows]


# Pure


SPELLS = st.tuples(st.integers(0, 20), st.one_of(st.none(), st.integers(1, 25))).filter(
    lambda days: days[1] is None or days[1] > days[0]
)


@given(SPELLS, st.lists(SPELLS, max_size=4))
def test_minus_leaves_exactly_the_days_that_nothing_else_covers(days, others):
    def covered(spells):
        return {n for n in range(30) for s, e in spells if s <= n and (e is None or e > n)}

    assert covered(minus(days, others)) == covered([days]) - covered(others)


# Merge


def test_flags_of_the_survivor_hold_and_the_others_fill_the_rest(two, by):
    merge(two, by)
    assert flags(two[0]) == [
        ("low", on(1), on(3)),
        ("high", on(3), on(6)),
        ("medium", on(6), None),
    ]
    assert homes(two[0]) == [
        ("WEST", on(1), on(2)),
        ("EAST", on(2), on(4)),
        ("WEST", on(4), None),
    ]
    assert agencies(two[0]) == [
        ("BLAST", False, on(2), on(3)),
        ("BLAST", True, on(3), None),
        ("CSC", True, on(1), on(3)),
        ("CSC", False, on(3), None),
    ]
    assert (flags(two[1]), homes(two[1]), agencies(two[1])) == ([], [], [])


def test_what_the_other_record_says_holds_where_that_is_chosen(two, by):
    merge(two, by, MERGED)
    assert flags(two[0]) == [
        ("low", on(1), on(2)),
        ("high", on(2), on(8)),
        ("medium", on(8), None),
    ]
    assert homes(two[0]) == [("WEST", on(1), None)]
    assert agencies(two[0]) == [("BLAST", False, on(2), None), ("CSC", True, on(1), None)]


def test_everything_else_comes_together(two, by):
    merge(two, by)
    ours, theirs = (Child.objects.get(pk=child.pk) for child in two)
    assert [note.text for note in ours.notes.order_by("pk")] == ["Rang.", "Wrote."]
    assert [person.name for person in ours.people.all()] == ["Jay"]
    assert [review.due_on for review in ours.reviews.all()] == [on(10)]
    started = list(
        ours.missing_episodes.order_by("started_at").values_list("started_at", flat=True)
    )
    assert started == [at(8, 1), at(9, 3)]
    assert ours.assessments.count() == 2
    days = ours.agenda_items.order_by("meeting__day").values_list("meeting__day", flat=True)
    assert list(days) == [on(2, 1), on(5, 1), DAY]
    coming = ours.agenda_items.get(meeting__day=DAY)
    assert (coming.reasons.get().text, coming.contributions.get().text) == ("Ask", "Cars.")
    assert [item.meeting.day for item in theirs.agenda_items.all()] == [on(5, 1)]


def test_details_that_are_chosen_are_kept_and_empty_ones_filled(two, by):
    merge(two, by, {"name": "merged"})
    ours, theirs = (Child.objects.get(pk=child.pk) for child in two)
    assert (ours.name, ours.school, ours.ethnicity) == ("Cathryn Smyth", "Bolling", "WBRI")
    assert ours.aliases == "Katherine Smith"
    assert (theirs.merged_into, theirs.reference) == (ours, "C2")


def test_who_did_it_and_why_is_in_history_and_audit(two, by):
    done = merge(two, by)
    entry = AuditEntry.objects.get(action="merge_children")
    assert (entry.actor, entry.subject) == (by, str(two[0].pk))
    assert entry.detail == {"merged": two[1].pk, "merge": done.pk}
    moved = RiskFlag.history.filter(status="high").first()
    assert moved.history_user == by
    assert moved.history_change_reason == "Merged C2 into C1: One birth"


def test_merged_child_is_in_no_list_and_its_reference_leads_on(two, by, worker):
    ours, theirs = two
    merge(two, by)
    for address in ("status=all", "status=at_risk", "status=any_flag&agency=not_recorded"):
        found = list(ChildFilter(QueryDict(address), today=DAY).qs)
        assert found == ([] if "agency" in address else [ours])
    likely = likely_duplicates(
        given_name="Cathryn", family_name="Smyth", date_of_birth=theirs.date_of_birth, reader=by
    )
    assert [one.child for one in likely] == [ours]
    page = worker.post("/children/?status=all", {"words": "c2"}, follow=True)
    assert [child.pk for child in page.context["table"].data[:25]] == [ours.pk]
    answer = worker.get(f"/children/{theirs.pk}/", follow=True)
    assert answer.redirect_chain == [(f"/children/{ours.pk}/", 302)]
    assert "C2 was merged into this record." in answer.content.decode()
    assert worker.get(f"/children/{theirs.pk}/add/note/").status_code == 404
    assert worker.get(f"/children/{theirs.pk}/details/").status_code == 404


def test_month_end_counts_the_child_once_and_a_frozen_one_stays(two, by):
    july, _ = freeze_month(Month(2018, 7), today=DAY)
    before = list(Member.objects.order_by("pk").values())
    assert Member.objects.filter(snapshot=july).count() == 2
    done = merge(two, by)
    assert list(Member.objects.order_by("pk").values()) == before
    august, _ = freeze_month(Month(2018, 8), today=DAY)
    assert [member.child for member in Member.objects.filter(snapshot=august)] == [two[0]]
    undo_merge(merge=done, reason="Twins", by=by)
    assert list(Member.objects.filter(snapshot=july).order_by("pk").values()) == before


def test_nothing_is_written_to_a_merged_record(two, by):
    merge(two, by)
    gone = Child.objects.get(pk=two[1].pk)
    facts = {"status": "low", "start_date": DAY, "source": "import"}
    with pytest.raises(ValidationError, match="was merged into C1: work there"):
        set_flag(child=gone, by=by, **facts)
    with pytest.raises(ValidationError, match="was merged into C1"):
        add_note(child=gone, by=by, happened_on=DAY, text="Rang.")


def test_extract_that_names_a_merged_record_is_told_which_stands(two, by):
    merge(two, by)
    content = b"child_id,status,start_date,end_date\nC2,low,2017-01-01,2017-02-01\n"
    with pytest.raises(RefusedError) as refused:
        import_extract(extract=kinds()["flags"], content=content, name="flags.csv", by=by)
    said = [str(error) for error in refused.value.errors]
    assert said == ["line 2, column child_id: 'C2' was merged into 'C1': name that"]


# Refused


def test_two_drafts_are_refused(two, by):
    Assessment.objects.create(child=two[0], author=by)
    before = state()
    with pytest.raises(ValidationError, match="Both records have an unfinished assessment"):
        merge(two, by)
    assert state() == before


def test_begun_minute_about_both_is_refused(two, by):
    item = AgendaItem.objects.get(child=two[1], meeting__day=DAY)
    Decision.objects.create(item=item, outcome="high", recorded_by=by)
    with pytest.raises(ValidationError, match="Both are on the agenda of 1 October 2018"):
        merge(two, by)


@pytest.mark.parametrize("reason", ["", "  "])
def test_reason_is_needed(two, by, reason):
    with pytest.raises(ValidationError, match="Say why"):
        merge_children(survivor=two[0], merged=two[1], keep={}, reason=reason, by=by)


def test_record_with_itself_is_refused(two, by):
    with pytest.raises(ValidationError, match="with itself"):
        merge((two[0], two[0]), by)


def test_what_changed_after_the_preview_is_refused(two, by):
    seen = MergePlan(*two).fingerprint
    correct_child(child=two[1], reason="Letter", by=by, school="Other")
    with pytest.raises(StaleError):
        merge(two, by, seen=seen)
    merge(two, by, seen=MergePlan(*(Child.objects.get(pk=c.pk) for c in two)).fingerprint)


# Undo


@pytest.mark.parametrize("keep", [{}, MERGED, {"name": "merged", "school": "survivor"}])
def test_undo_restores_both_to_the_letter(two, by, keep):
    before = state()
    done = merge(two, by, keep)
    assert state() != before
    undo_merge(merge=done, reason="Twins", by=by)
    assert state() == before
    done.refresh_from_db()
    assert (done.undone_by, done.undone_because) == (by, "Twins")
    assert AuditEntry.objects.filter(action="undo_merge", subject=str(two[0].pk)).count() == 1


def test_merge_again_after_an_undo(two, by):
    undo_merge(merge=merge(two, by), reason="Twins", by=by)
    before = state()
    undo_merge(merge=merge(two, by, MERGED), reason="Twins", by=by)
    assert state() == before


def test_chain_of_merges_leads_to_the_last_and_comes_apart_again(two, by):
    third = ChildFactory(reference="C3")
    before = state()
    first = merge(two, by)
    second = merge_children(survivor=third, merged=two[0], keep={}, reason="Too", by=by)
    assert set(Child.objects.exclude(merged_into=None)) == set(two)
    assert {child.merged_into for child in Child.objects.exclude(merged_into=None)} == {third}
    with pytest.raises(ValidationError, match="Changed since the merge: Details of the child C2"):
        undo_merge(merge=first, reason="Twins", by=by)
    undo_merge(merge=second, reason="No", by=by)
    undo_merge(merge=first, reason="Twins", by=by)
    assert state() == before


def test_undo_is_refused_with_its_reason_where_a_flag_changed_since(two, by):
    done = merge(two, by, MERGED)
    set_flag(child=two[0], status="low", start_date=DAY, source="import", by=by)
    after = state()
    with pytest.raises(ValidationError) as refused:
        undo_merge(merge=done, reason="Twins", by=by)
    assert refused.value.messages == ["Changed since the merge: Flag from 1 August 2018."]
    assert state() == after


def test_undo_is_refused_where_what_is_put_back_runs_into_something_new(two, by):
    done = merge(two, by, MERGED)
    times = {"started_at": at(9, 3), "ended_at": at(9, 4)}
    record_missing(child=two[0], by=by, category="missing", **times)
    after = state()
    with pytest.raises(ValidationError, match="Something was recorded since the merge"):
        undo_merge(merge=done, reason="Twins", by=by)
    assert state() == after


def test_undo_keeps_with_the_survivor_what_was_recorded_since(two, by):
    before = state()
    done = merge(two, by)
    note = add_note(child=two[0], by=by, happened_on=DAY, text="New.")
    correct_child(child=Child.objects.get(pk=two[0].pk), reason="Letter", by=by, plan="care")
    undo_merge(merge=done, reason="Twins", by=by)
    now = state()
    assert [row for row in now["ContactNote"] if row["id"] != note.pk] == before["ContactNote"]
    assert now["RiskFlag"] == before["RiskFlag"]
    ours = Child.objects.get(pk=two[0].pk)
    assert (ours.plan, ours.school, note.child_id) == ("care", "", ours.pk)


def test_undo_twice_is_refused(two, by):
    done = merge(two, by)
    undo_merge(merge=done, reason="Twins", by=by)
    with pytest.raises(ValidationError, match="taken back already"):
        undo_merge(merge=done, reason="Twins", by=by)


def test_no_child_ever_has_two_flags_at_once(two, by):
    done = merge(two, by)
    for model in (RiskFlag, Residence):
        assert list(overlaps(model.objects.filter(child=two[0]))) == []
    assert list(overlaps(Allocation.objects.filter(child=two[0]).key())) == []
    assert Merge.objects.standing().get() == done


def test_every_table_about_a_child_moves_or_says_that_it_stays():
    moving = {model for model, _ in children_of_children()}
    staying = {
        relation.related_model
        for relation in Child._meta.related_objects
        if relation.related_model not in moving
    }
    assert staying == {Member, Merge}
    assert [r for r in Child._meta.related_objects if r.many_to_many] == []
