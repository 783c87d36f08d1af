"""Preparing an agenda, and what others did meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection

from cse_portal.celery import app
from risk.actions.agendas import (
    RETURN_DAYS,
    LockedError,
    arrange,
    build_agenda,
    circulate,
    postpone,
    put_on_agenda,
    take_off_agenda,
)
from risk.actions.follow_up import finish_action, reopen_action
from risk.actions.meetings import contribute, facts_about, record_decision, sign_off
from risk.models import (
    Action,
    AgendaReason,
    Contribution,
    Decision,
    Meeting,
    MissingEpisode,
    Review,
)
from risk.tasks import build_todays_agenda
from tests.factories import ChildFactory, RiskFlagFactory, UserFactory
from tests.risk.test_actions_meetings import MONDAY, TUESDAY, decide, item_for

pytestmark = pytest.mark.django_db

TASK = "risk.tasks.build_todays_agenda"


@pytest.fixture
def by():
    return UserFactory()


@pytest.fixture
def items():
    return [item_for(ChildFactory()) for _ in range(3)]


def order(meeting):
    return list(meeting.items.with_minutes().values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("moved", "places", "expected"),
    [
        (2, -1, [0, 2, 1]),
        (0, 1, [1, 0, 2]),
        (0, -1, [0, 1, 2]),
        (2, 1, [0, 1, 2]),
        (2, -1_000, [2, 0, 1]),
    ],
)
def test_arranged_agenda(items, by, moved, places, expected):
    meeting = items[0].meeting
    presenters = {items[1].pk: " Sam "}
    arrange(meeting=meeting, by=by, presenters=presenters, moved=items[moved].pk, places=places)
    assert order(meeting) == [items[n].pk for n in expected]
    assert meeting.items.get(pk=items[1].pk).presenter == "Sam"


def test_postponed_child_takes_its_reasons_along_and_is_not_put_back(by):
    review = Review.objects.create(child=ChildFactory(), due_on=MONDAY)
    item = build_agenda(MONDAY).items.get()
    contribute(item=item, agency=None, text="Known.", by=by)
    moved = postpone(item=item, by=by)
    assert (moved.meeting.day, moved.child) == (TUESDAY, review.child)
    assert [reason.kind for reason in moved.reasons.all()] == ["review", "deferred"]
    assert Contribution.objects.get().item == moved
    assert not build_agenda(MONDAY).items.exists()


def test_worker_is_proposed_as_who_presents_and_followers_hear_of_a_child_less(by):
    item = item_for(ChildFactory(worker=by))
    assert (item.presenter, item_for(ChildFactory()).presenter) == (by.display_name, "")
    before = Meeting.objects.get().changed_at
    postpone(item=item, by=by)
    assert Meeting.objects.get(day=MONDAY).changed_at > before


def test_child_who_is_due_or_decided_is_not_taken_off(by):
    Review.objects.create(child=ChildFactory(), due_on=MONDAY)
    due = build_agenda(MONDAY).items.get()
    decided, added = item_for(ChildFactory()), item_for(ChildFactory())
    decide(decided, by, "low")
    for item in (due, decided):
        with pytest.raises(ValidationError):
            take_off_agenda(item=item, by=by)
    with pytest.raises(ValidationError):
        postpone(item=decided, by=by)
    take_off_agenda(item=added, by=by)
    assert order(due.meeting) == [due.pk, decided.pk]


def test_review_that_became_a_caution_is_on_one_agenda(by):
    child = ChildFactory()
    Review.objects.create(child=child, due_on=MONDAY)
    build_agenda(MONDAY)
    RiskFlagFactory(child=child, status="cautionary_six_months")
    build_agenda(MONDAY)
    build_agenda(TUESDAY)
    assert list(child.agenda_items.values_list("reasons__kind", flat=True)) == ["review"]


def test_return_from_long_ago_is_history(by):
    for days in (RETURN_DAYS, RETURN_DAYS - 1):
        ended = MONDAY - timedelta(days=days)
        MissingEpisode.objects.create(
            child=ChildFactory(),
            category="missing",
            started_at=f"{ended}T01:00Z",
            ended_at=f"{ended}T09:00Z",
        )
    newest = MissingEpisode.objects.order_by("ended_at").last()
    assert [item.child for item in build_agenda(MONDAY).items.all()] == [newest.child]


def test_sign_off_is_not_undone_by_who_read_the_meeting_before_it(items, by):
    early = [Meeting.objects.get(), *(item for item in items)]
    for item in items:
        decide(item, by, "low")
    sign_off(meeting=Meeting.objects.get(), by=by)
    meeting, item, *_ = early
    for change in (
        lambda: circulate(meeting=meeting, by=by),
        lambda: contribute(item=item, agency=None, text="Late", by=by),
        lambda: decide(item, by, "high"),
        lambda: put_on_agenda(meeting=meeting, child=ChildFactory(), kind="added"),
    ):
        with pytest.raises(LockedError):
            change()
    assert Meeting.objects.get().is_signed_off


def test_first_minute_of_two_who_read_the_agenda_together_is_the_only_one(items, by):
    one, other = (type(items[0]).objects.with_minutes().get(pk=items[0].pk) for _ in range(2))
    assert (one.decision, other.decision) == (None, None)
    record_decision(item=one, version=0, by=by, outcome="low")
    with pytest.raises(Exception, match="Somebody else has changed this"):
        record_decision(item=other, version=0, by=UserFactory(), outcome="high")
    assert Decision.objects.get().outcome == "low"


def test_decision_rests_on_what_was_seen_not_on_what_is_known_now(items, by):
    seen = facts_about(items[0].child, MONDAY)
    RiskFlagFactory(child=items[0].child, status="high")
    decision = record_decision(item=items[0], version=0, by=by, outcome="low", facts=seen)
    assert decision.facts != facts_about(items[0].child, MONDAY)


@pytest.mark.parametrize(("is_flagged", "outcome"), [(True, "no_flag"), (False, "remove_flag")])
def test_impossible_outcome_is_refused(items, by, is_flagged, outcome):
    if is_flagged:
        RiskFlagFactory(child=items[0].child, status="low")
    with pytest.raises(ValidationError) as refused:
        decide(items[0], by, outcome)
    assert list(refused.value.message_dict) == ["outcome"]
    assert not Decision.objects.exists()


def test_task_builds_the_agenda_of_today_once(settings):
    settings.DEMO_TODAY = MONDAY
    Review.objects.create(child=ChildFactory(), due_on=MONDAY)
    assert [build_todays_agenda() for _ in range(3)] == [1, 1, 1]
    settings.DEMO_TODAY = date(2018, 9, 30)  # a Sunday
    assert build_todays_agenda() == 0


@pytest.mark.django_db(transaction=True)
def test_agenda_that_workers_build_at_once_is_one(settings):
    settings.DEMO_TODAY = MONDAY
    for _ in range(3):
        Review.objects.create(child=ChildFactory(), due_on=MONDAY)

    def build(_):
        try:
            return build_todays_agenda()
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(build, range(8))) == [3] * 8
    assert AgendaReason.objects.count() == 3
    assert [item.position for item in Meeting.objects.get().items.all()] == [0, 1, 2]


def test_schedule_asks_for_the_agenda_every_few_minutes():
    asked = [each for each in settings.CELERY_BEAT_SCHEDULE.values() if each["task"] == TASK]
    assert [each["schedule"] <= 600 for each in asked] == [True]
    assert TASK in app.tasks


def test_agreed_action_is_done_once_and_can_be_opened_again(by):
    item = item_for(ChildFactory())
    decide(item, by, "low", actions=[{"text": "Visit", "owner": by, "due_on": TUESDAY}])
    action = Action.objects.get()
    with pytest.raises(ValidationError):
        finish_action(action=action, on=MONDAY, by=by)  # not agreed before the sign-off
    sign_off(meeting=item.meeting, by=by)
    done = finish_action(action=action, on=MONDAY, by=by, note="Seen at home")
    assert (done.done_on, done.done_by, done.done_note) == (MONDAY, by, "Seen at home")
    with pytest.raises(ValidationError):
        finish_action(action=action, on=TUESDAY, by=UserFactory())
    assert reopen_action(action=action, by=by).done_on is None
    assert list(Action.objects.open()) == [action]
