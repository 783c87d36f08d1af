"""The rows of a child's record, each as an entry of the chronology."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse

from agencies.models import Allocation
from cse_portal.days import day_in_words
from risk.entries_recorded import (
    of_missing,
    of_note,
    of_referral,
    of_trafficking,
    on_day,
    told,
)
from risk.models import (
    Action,
    Assessment,
    Child,
    Decision,
    Residence,
    RiskFlag,
)
from risk.timeline import Entry, Kind, newest_first


def entries_of(child: Child) -> list[Entry]:
    """Everything that is told of a child, the newest first; one query for each kind."""
    return newest_first(tell(row) for rows, tell in _kinds(child) for row in rows)


def _kinds(child: Child) -> Iterator[tuple[Any, Callable[[Any], Entry]]]:
    yield child.flags.all(), of_flag
    yield child.residences.select_related("area"), of_home
    yield child.allocations.select_related("agency"), of_allocation
    yield child.assessments.submitted().select_related("author"), _of_assessment
    # Where both records were at one meeting, its minutes still name the one that was merged.
    children = Child.objects.filter(Q(pk=child.pk) | Q(merged_into=child)).values("pk")
    decisions = Decision.objects.filter(item__child__in=children).select_related("item__meeting")
    yield decisions.exclude(item__meeting__signed_off_at=None), _of_decision
    actions = Action.objects.agreed().filter(decision__item__child__in=children)
    yield actions.select_related("decision__item__meeting", "owner"), _of_action
    recorded = ("recorded_by", "recorded_for")
    yield child.missing_episodes.select_related(*recorded), of_missing
    yield child.trafficking_concerns.select_related(*recorded), of_trafficking
    yield child.referrals.select_related(*recorded), of_referral
    yield child.notes.select_related(*recorded), of_note


def of_flag(flag: RiskFlag) -> Entry:
    return Entry(
        Kind.FLAG,
        flag.get_status_display(),
        flag.start_date,
        flag.end_date,
        status=flag.status,
        notes=(f"Source: {flag.get_source_display().lower()}",),
        row=flag.pk,
        # What a meeting decided is corrected by a minute.
        steps=() if flag.decision_id else ("correct-flag",),
    )


def of_home(home: Residence) -> Entry:
    return Entry(
        Kind.HOME,
        home.area.name,
        home.start_date,
        home.end_date,
        notes=told(home.placement_type, home.care_home, home.address, home.postcode),
        row=home.pk,
        steps=("correct-home",),
    )


def of_allocation(allocation: Allocation) -> Entry:
    ended = allocation.end_date is not None
    return Entry(
        Kind.AGENCY,
        allocation.agency.name,
        allocation.start_date,
        allocation.end_date,
        is_key=allocation.is_key,
        notes=("Key agency",) if allocation.is_key else (),
        row=allocation.pk,
        steps=("correct-agency",) if ended else ("end-agency", "correct-agency"),
    )


def _of_assessment(assessment: Assessment) -> Entry:
    proposed = assessment.get_proposed_status_display()
    return Entry(
        Kind.ASSESSMENT,
        f"proposes {proposed}" if proposed else "no level proposed",
        assessment.assessed_on or on_day(assessment.submitted_at),
        None,
        notes=told(assessment.proposed_because, f"By {assessment.author.display_name}"),
        is_event=True,
        row=assessment.pk,
        url=reverse("risk:assessment", args=[assessment.child_id, assessment.pk]),
    )


def _of_decision(decision: Decision) -> Entry:
    corrected = decision.correction_reason
    return Entry(
        Kind.DECISION,
        decision.get_outcome_display(),
        decision.item.meeting.day,
        None,
        notes=told(decision.rationale, f"Corrects the minute: {corrected}" if corrected else ""),
        is_event=True,
        row=decision.pk,
        url=reverse("meetings:minutes", args=[decision.item.meeting.day]),
    )


def _of_action(action: Action) -> Entry:
    owner = action.owner_in_words
    done = f"Done {day_in_words(action.done_on)}" if action.done_on else "Not done yet"
    return Entry(
        Kind.ACTION,
        action.text,
        action.decision.item.meeting.day,
        None,
        notes=told(f"Due {day_in_words(action.due_on)}", owner, done, action.done_note),
        is_event=True,
        row=action.pk,
    )
