"""The flow: assessment, agenda, decision, flag; and what holds it up."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from cse_portal.stale import StaleError
from risk.actions.agendas import LockedError, build_agenda, next_meeting, put_on_agenda
from risk.actions.assessments import draft_assessment, save_draft, submit_assessment
from risk.actions.flags import set_flag
from risk.actions.meetings import (
    ChangedFactsError,
    UndecidedError,
    contribute,
    correct_minute,
    record_decision,
    sign_off,
)
from risk.models import Action, AgendaReason, Assessment, Meeting, Referral, Review, RiskFlag
from tests.factories import AgencyFactory, ChildFactory, RiskFlagFactory, UserFactory

pytestmark = pytest.mark.django_db
MONDAY = date(2018, 10, 1)
TUESDAY = date(2018, 10, 2)
COMPLETE = {"analysis": "Often missing.", "proposed_status": "high", "proposed_because": "Met men."}


@pytest.fixture
def chair():
    return UserFactory()


@pytest.fixture
def child():
    return ChildFactory()


def item_for(child, day=MONDAY):
    meeting, _ = Meeting.objects.get_or_create(day=day)
    return put_on_agenda(meeting=meeting, child=child, kind="added")


def decide(item, chair, outcome, **more):
    version = item.decision.version if item.decision else 0
    return record_decision(
        item=item, version=version, by=chair, outcome=outcome, rationale="Because.", **more
    )


def flags(child):
    held = RiskFlag.objects.filter(child=child).order_by("start_date")
    return [(f.status, f.start_date, f.end_date, f.source) for f in held]


def test_submitted_assessment_is_on_the_next_agenda(child, chair):
    draft = draft_assessment(child=child, by=chair)
    saved = save_draft(draft=draft, version=1, by=chair, **COMPLETE)
    submitted = submit_assessment(draft=saved, version=2, by=chair, today=date(2018, 9, 29))
    assert not submitted.is_draft
    (reason,) = AgendaReason.objects.all()
    assert (reason.kind, reason.source, reason.item.child) == ("assessment", draft.pk, child)
    assert reason.item.meeting.day == MONDAY  # 29 September 2018 is a Saturday


def test_incomplete_draft_is_saved_but_not_submitted(child, chair):
    draft = draft_assessment(child=child, by=chair)
    saved = save_draft(draft=draft, version=1, by=chair, analysis="Half a sen")
    with pytest.raises(ValidationError) as refused:
        submit_assessment(draft=saved, version=2, by=chair, today=MONDAY)
    assert set(refused.value.message_dict) == {"proposed_status", "proposed_because"}
    assert Assessment.objects.get().analysis == "Half a sen"


def test_second_writer_of_a_draft_is_told_and_shown_the_first(child, chair):
    draft = draft_assessment(child=child, by=chair)
    save_draft(draft=draft, version=1, by=chair, analysis="First")
    with pytest.raises(StaleError) as told:
        save_draft(draft=draft, version=1, by=UserFactory(), analysis="Second")
    assert told.value.current.analysis == "First"


def test_new_assessment_starts_from_the_last(child, chair):
    draft = draft_assessment(child=child, by=chair)
    saved = save_draft(draft=draft, version=1, by=chair, childs_words="Leave me", **COMPLETE)
    submit_assessment(draft=saved, version=2, by=chair, today=MONDAY)
    following = draft_assessment(child=child, by=chair)
    assert following.pk != draft.pk
    assert (following.childs_words, following.proposed_because) == ("Leave me", "")
    assert draft_assessment(child=child, by=chair) == following


def test_agenda_builds_itself_once(child, chair):
    Review.objects.create(child=child, due_on=date(2018, 9, 28))
    Review.objects.create(child=ChildFactory(), due_on=TUESDAY)
    cautious = RiskFlagFactory(status="cautionary_six_months").child
    Review.objects.create(child=cautious, due_on=MONDAY)
    referred = ChildFactory()
    Referral.objects.create(child=referred, received_on=MONDAY, concern="Gifts")
    for _ in range(3):
        meeting = build_agenda(MONDAY)
    on_it = meeting.items.values_list("child", "reasons__kind")
    assert sorted(on_it) == sorted(
        [(child.pk, "review"), (cautious.pk, "caution"), (referred.pk, "referral")]
    )
    assert build_agenda(date(2018, 9, 30)) is None  # a Sunday


def test_sign_off_writes_flags_reviews_and_actions(child, chair):
    RiskFlagFactory(child=child, status="low", start_date=date(2018, 3, 1), source="import")
    Review.objects.create(child=child, due_on=MONDAY)
    item = item_for(child)
    due = date(2018, 10, 15)
    action = {"text": "Visit", "owner": chair, "due_on": due}
    decide(item, chair, "high", actions=[action], dissents={AgencyFactory(): "Too high"})
    assert not Action.objects.open().exists()
    sign_off(meeting=item.meeting, by=chair)
    assert flags(child) == [
        ("low", date(2018, 3, 1), MONDAY, "import"),
        ("high", MONDAY, None, "decision"),
    ]
    reviews = Review.objects.filter(child=child).order_by("due_on")
    assert [(r.due_on, r.closed_on) for r in reviews] == [
        (MONDAY, MONDAY),
        (date(2018, 11, 12), None),  # six weeks
    ]
    assert [a.text for a in Action.objects.open()] == ["Visit"]


def test_same_level_again_begins_no_new_flag(child, chair):
    RiskFlagFactory(child=child, status="low", start_date=date(2018, 3, 1))
    item = item_for(child)
    decide(item, chair, "low")
    sign_off(meeting=item.meeting, by=chair)
    assert [f[:3] for f in flags(child)] == [("low", date(2018, 3, 1), None)]
    assert Review.objects.open().get(child=child).due_on == date(2019, 4, 1)


def test_removed_flag_ends_and_caution_is_reviewed_in_six_months(child, chair):
    RiskFlagFactory(child=child, status="low", start_date=date(2018, 3, 1))
    other = RiskFlagFactory(status="low", start_date=date(2018, 3, 1)).child
    for each, outcome in ((child, "remove_flag"), (other, "cautionary_six_months")):
        decide(item_for(each), chair, outcome)
    sign_off(meeting=Meeting.objects.get(), by=chair)
    assert flags(child)[-1][:3] == ("low", date(2018, 3, 1), MONDAY)
    assert not Review.objects.open().filter(child=child).exists()
    assert Review.objects.open().get(child=other).due_on == date(2019, 4, 1)


def test_deferred_child_is_on_the_next_agenda(child, chair):
    item = item_for(child)
    record_decision(item=item, version=0, by=chair, outcome="defer")
    sign_off(meeting=item.meeting, by=chair)
    (later,) = Meeting.objects.exclude(pk=item.meeting_id)
    assert later.day == TUESDAY
    assert [r.kind for r in later.items.get(child=child).reasons.all()] == ["deferred"]
    assert flags(child) == []


def test_undecided_child_holds_up_the_sign_off(child, chair):
    item = item_for(child)
    record_decision(item=item, version=0, by=chair, outcome="high", rationale=" ")
    with pytest.raises(UndecidedError) as held:
        sign_off(meeting=item.meeting, by=chair)
    assert held.value.items == [item]
    assert flags(child) == []


def test_changed_facts_are_shown_again(child, chair):
    item = item_for(child)
    decide(item, chair, "low")
    set_flag(child=child, status="high", start_date=date(2018, 9, 28), source="import")
    with pytest.raises(ChangedFactsError) as held:
        sign_off(meeting=item.meeting, by=chair)
    assert held.value.items == [item]
    decide(item, chair, "high")
    sign_off(meeting=item.meeting, by=chair)


def test_signed_minutes_are_locked(child, chair):
    item = item_for(child)
    decide(item, chair, "low")
    sign_off(meeting=item.meeting, by=chair)
    item.meeting.refresh_from_db()
    for change in (
        lambda: decide(item, chair, "high"),
        lambda: sign_off(meeting=item.meeting, by=chair),
        lambda: contribute(item=item, agency=None, text="Late", by=chair),
        lambda: item_for(ChildFactory()),
    ):
        with pytest.raises(LockedError):
            change()
    assert next_meeting(MONDAY).day == TUESDAY


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        ("high", "low", [("low", MONDAY, None)]),
        ("high", "no_flag", []),
        ("no_flag", "medium", [("medium", MONDAY, None)]),
    ],
)
def test_correction_of_a_new_flag(child, chair, first, then, expected):
    item = item_for(child)
    decide(item, chair, first)
    sign_off(meeting=item.meeting, by=chair)
    item.meeting.refresh_from_db()
    correct_minute(
        item=item, reason="Misheard", by=chair, outcome=then, rationale="So.", review_on=None
    )
    assert [f[:3] for f in flags(child)] == expected
    assert item.decision.correction_reason == "Misheard"


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        ("high", "low", [("low", date(2018, 3, 1), None)]),
        ("remove_flag", "low", [("low", date(2018, 3, 1), None)]),
        ("low", "remove_flag", [("low", date(2018, 3, 1), MONDAY)]),
        (
            "remove_flag",
            "high",
            [("low", date(2018, 3, 1), MONDAY), ("high", MONDAY, None)],
        ),
    ],
)
def test_correction_of_a_changed_flag(child, chair, first, then, expected):
    RiskFlagFactory(child=child, status="low", start_date=date(2018, 3, 1))
    item = item_for(child)
    decide(item, chair, first)
    sign_off(meeting=item.meeting, by=chair)
    item.meeting.refresh_from_db()
    correct_minute(
        item=item, reason="Misheard", by=chair, outcome=then, rationale="So.", review_on=None
    )
    assert [f[:3] for f in flags(child)] == expected


def test_correction_keeps_what_a_later_meeting_decided(child, chair):
    first = item_for(child)
    decide(first, chair, "high")
    sign_off(meeting=first.meeting, by=chair)
    second = item_for(child, TUESDAY)
    decide(second, chair, "medium")
    sign_off(meeting=second.meeting, by=chair)
    first.meeting.refresh_from_db()
    correct_minute(
        item=first, reason="Misheard", by=chair, outcome="low", rationale="So.", review_on=None
    )
    assert [f[:3] for f in flags(child)] == [("low", MONDAY, TUESDAY), ("medium", TUESDAY, None)]


@pytest.mark.django_db(transaction=True)
def test_of_fifty_racing_decisions_one_wins():
    item, chair = item_for(ChildFactory()), UserFactory()
    record_decision(item=item, version=0, by=chair, outcome="low")

    def race(n):
        try:
            record_decision(item=item, version=1, by=chair, outcome="high", rationale=str(n))
            return True
        except StaleError:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(race, range(50))) == 1
    assert item.decision.version == 2
