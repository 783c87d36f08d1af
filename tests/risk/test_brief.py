"""What the meeting is told of a child, and in how many queries."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from risk.actions.assessments import draft_assessment, save_draft, submit_assessment
from risk.actions.meetings import correct_minute, facts_about, sign_off
from risk.brief import brief_on, lines_of
from risk.models import Meeting, MissingEpisode, Review
from tests.factories import (
    AllocationFactory,
    ChildFactory,
    ResidenceFactory,
    RiskFlagFactory,
    UserFactory,
)
from tests.risk.test_actions_meetings import MONDAY, TUESDAY, decide, item_for

pytestmark = pytest.mark.django_db
EARLIER = date(2018, 9, 3)


@pytest.fixture
def by():
    return UserFactory()


def assess(child, by, **said):
    said = {"analysis": "So.", "proposed_status": "low", "proposed_because": "So.", **said}
    draft = draft_assessment(child=child, by=by)
    saved = save_draft(draft=draft, version=1, by=by, **said)
    return submit_assessment(draft=saved, version=2, by=by, today=MONDAY)


def test_brief_of_a_child_with_everything(by):
    child = ChildFactory(date_of_birth=date(2006, 1, 4))
    old = RiskFlagFactory(child=child, status="low", end_date=date(2018, 6, 1))
    flag = RiskFlagFactory(child=child, status="medium", start_date=date(2018, 6, 1))
    key, other = AllocationFactory(child=child), AllocationFactory(child=child, is_key=False)
    ResidenceFactory(child=child, end_date=EARLIER)
    home = ResidenceFactory(child=child, start_date=EARLIER)
    before = assess(child, by, childs_words="Leave me.")
    newest = assess(child, by, analysis="Worse.", proposed_because="Met men.")
    review = Review.objects.create(child=child, due_on=TUESDAY)
    item = item_for(child, EARLIER)
    actions = [
        {"text": "Visit", "owner": by, "due_on": date(2018, 9, 30)},
        {"text": "Ring", "owner_name": "School", "due_on": MONDAY},
    ]
    decide(item, by, "medium", actions=actions)
    sign_off(meeting=item.meeting, by=by)
    brief = brief_on(child, MONDAY)
    assert (brief.flag, brief.earlier_flags) == (flag, [old])
    assert (brief.key_agency, brief.other_agencies, brief.home) == (key, [other], home)
    assert (brief.assessment, brief.assessment_before) == (newest, before)
    assert [line.label for line in brief.changes] == ["Analysis", "Proposed level"]
    assert [line.label for line in brief.unchanged] == ["What the child says"]
    assert [action.text for action in brief.overdue] == ["Visit"]
    assert [action.text for action in brief.actions_in_time] == ["Ring"]
    assert [minute.outcome for minute in brief.decisions] == ["medium"]
    assert brief.review.due_on > review.due_on  # the meeting of September planned another
    assert brief.reminder.reasons == ("The child is under 13.",)
    assert brief.facts == facts_about(child, MONDAY)


def test_brief_on_a_day_leaves_out_what_came_later(by):
    child = ChildFactory()
    RiskFlagFactory(child=child, start_date=TUESDAY)
    ResidenceFactory(child=child, start_date=TUESDAY)
    AllocationFactory(child=child, start_date=TUESDAY)
    for day in ("2018-07-02", "2018-07-03", "2018-10-02"):
        MissingEpisode.objects.create(
            child=child, category="missing", started_at=f"{day}T12:00Z", ended_at=f"{day}T18:00Z"
        )
    brief = brief_on(child, MONDAY)
    assert (brief.flag, brief.earlier_flags, brief.home, brief.key_agency) == (None, [], None, None)
    assert [str(episode.started_at)[:10] for episode in brief.missing] == ["2018-07-03"]


def test_corrected_decision_is_told_as_corrected_and_unsigned_ones_not_at_all(by):
    child = ChildFactory()
    item = item_for(child, EARLIER)
    decide(item, by, "high")
    assert brief_on(child, MONDAY).decisions == []
    sign_off(meeting=item.meeting, by=by)
    item.meeting.refresh_from_db()
    correct_minute(
        item=item, reason="Misheard", by=by, outcome="low", rationale="So.", review_on=None
    )
    assert [minute.outcome for minute in brief_on(child, MONDAY).decisions] == ["low"]
    assert brief_on(child, EARLIER).decisions == []  # of the days before only


def test_brief_takes_the_same_queries_however_much_there_is(by):
    bare, full = ChildFactory(), ChildFactory()
    test_brief_of_a_child_with_everything(by)
    for year in range(2010, 2018):
        RiskFlagFactory(child=full, start_date=date(year, 1, 1), end_date=date(year + 1, 1, 1))
        AllocationFactory(child=full, is_key=False)
    for _ in range(4):
        assess(full, by)
    counts = []
    for child in (bare, full):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            brief_on(child, MONDAY)
        counts.append(len(asked))
    assert counts == [9, 9]


@pytest.mark.parametrize(
    ("outcome", "status", "after", "is_changed"),
    [
        ("high", "low", "high", True),
        ("low", "low", "low", False),
        ("remove_flag", "low", "", True),
        ("defer", "low", "low", False),
        ("no_flag", None, "", False),
        ("medium", None, "medium", True),
    ],
)
def test_line_tells_what_the_sign_off_changes(by, outcome, status, after, is_changed):
    child = ChildFactory()
    if status:
        RiskFlagFactory(child=child, status=status)
    decide(item_for(child), by, outcome)
    for is_signed in (False, True):
        if is_signed:
            sign_off(meeting=Meeting.objects.get(day=MONDAY), by=by)
        meeting = Meeting.objects.get(day=MONDAY)
        (line,) = lines_of(list(meeting.items.with_minutes()), MONDAY, meeting.is_signed_off)
        assert (line.flag and line.flag.status) == status
        assert (line.status_after, line.changes_flag) == (after, is_changed)
