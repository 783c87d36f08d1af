"""The rows of a child's record, each as an entry of the chronology."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from agencies.models import Allocation
from cse_portal.days import day_in_words
from risk.models import (
    Action,
    Assessment,
    Child,
    ContactNote,
    Decision,
    MissingEpisode,
    Referral,
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
    yield child.missing_episodes.select_related(*recorded), _of_missing
    yield child.referrals.select_related(*recorded), _of_referral
    yield child.notes.select_related(*recorded), _of_note


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
        notes=_told(home.placement_type, home.postcode),
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
        assessment.assessed_on or _day(assessment.submitted_at),
        None,
        notes=_told(assessment.proposed_because, f"By {assessment.author.display_name}"),
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
        notes=_told(decision.rationale, f"Corrects the minute: {corrected}" if corrected else ""),
        is_event=True,
        row=decision.pk,
        url=reverse("meetings:minutes", args=[decision.item.meeting.day]),
    )


def _of_action(action: Action) -> Entry:
    owner = action.owner.display_name if action.owner else action.owner_name
    done = f"Done {day_in_words(action.done_on)}" if action.done_on else "Not done yet"
    return Entry(
        Kind.ACTION,
        action.text,
        action.decision.item.meeting.day,
        None,
        notes=_told(f"Due {day_in_words(action.due_on)}", owner, done, action.done_note),
        is_event=True,
        row=action.pk,
    )


def _of_missing(episode: MissingEpisode) -> Entry:
    returned = episode.ended_at
    offered = episode.get_interview_offered_display().lower()
    accepted = episode.get_interview_accepted_display().lower()
    return Entry(
        Kind.MISSING,
        episode.get_category_display(),
        _day(episode.started_at),
        None,
        notes=_told(
            f"From {_moment(episode.started_at)}",
            f"Returned {_moment(returned)}" if returned else "Not returned yet",
            f"Police informed: {episode.get_police_informed_display().lower()}",
            f"Return interview offered: {offered}; accepted: {accepted}" if returned else "",
            f"Interviewed {_moment(episode.interview_at)}" if episode.interview_at else "",
            attributed(episode),
        ),
        is_event=True,
        row=episode.pk,
        steps=("correct-missing",) if returned else ("return", "correct-missing"),
    )


def _of_referral(referral: Referral) -> Entry:
    agency = referral.recorded_for
    return Entry(
        Kind.REFERRAL,
        agency.name if agency else "agency not recorded",
        referral.received_on,
        None,
        notes=_told(referral.concern, referral.referrer, attributed(referral)),
        is_event=True,
        row=referral.pk,
        steps=("correct-referral",),
    )


def _of_note(note: ContactNote) -> Entry:
    return Entry(
        Kind.NOTE,
        "",
        note.happened_on,
        None,
        notes=_told(note.text, attributed(note)),
        is_event=True,
        row=note.pk,
        steps=("correct-note",),
    )


def attributed(row: Any) -> str:
    """Who recorded something, and for which agency."""
    by = row.recorded_by.display_name if row.recorded_by else ""
    told = f"Recorded by {by}" if by else ""
    return f"{told} for {row.recorded_for.name}" if told and row.recorded_for else told


def _told(*notes: str) -> tuple[str, ...]:
    return tuple(note for note in notes if note)


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{day_in_words(local.date())}, {local:%H:%M}"
