"""What somebody recorded around a child, for an agency, as entries of the chronology."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from cse_portal.days import day_in_words
from risk.models import ContactNote, MissingEpisode, Referral, TraffickingConcern
from risk.timeline import Entry, Kind
from risk.working_days import working_day_on_or_after

# Within which the reasonable-grounds decision is to come.
WORKING_DAYS = 5


def of_missing(episode: MissingEpisode) -> Entry:
    returned, graded = episode.ended_at, episode.police_grade
    offered = episode.get_interview_offered_display().lower()
    accepted = episode.get_interview_accepted_display().lower()
    return Entry(
        Kind.MISSING,
        episode.get_category_display(),
        on_day(episode.started_at),
        None,
        notes=told(
            f"From {moment_in_words(episode.started_at)}",
            f"Returned {moment_in_words(returned)}" if returned else "Not returned yet",
            f"Police informed: {episode.get_police_informed_display().lower()}",
            f"Police grade: {episode.get_police_grade_display().lower()}" if graded else "",
            f"Return interview offered: {offered}; accepted: {accepted}" if returned else "",
            f"Interviewed {moment_in_words(episode.interview_at)}" if episode.interview_at else "",
            episode.interview_note,
            attributed(episode),
        ),
        is_event=True,
        row=episode.pk,
        steps=told(_next_step(episode), "correct-missing"),
    )


def _next_step(episode: MissingEpisode) -> str:
    """What goes on with an episode: the return, then the interview."""
    if episode.ended_at is None:
        return "return"
    return "" if episode.interview_at else "interview"


def of_trafficking(concern: TraffickingConcern) -> Entry:
    devolved = concern.get_devolved_display().lower()
    return Entry(
        Kind.TRAFFICKING,
        concern.types_in_words,
        concern.referred_on,
        None,
        notes=told(
            f"Referred by: {concern.get_first_responder_display().lower()}",
            f"NRM reference: {concern.reference}" if concern.reference else "",
            _grounds("Reasonable", concern.get_reasonable_grounds_display(), concern.reasonable_on)
            or due_in_words(concern),
            _grounds("Conclusive", concern.get_conclusive_grounds_display(), concern.conclusive_on),
            f"Decided locally: {devolved}" if devolved else "",
            concern.note,
            attributed(concern),
        ),
        is_event=True,
        row=concern.pk,
        steps=("correct-trafficking",) if _is_decided(concern) else ("nrm", "correct-trafficking"),
    )


def _grounds(kind: str, decision: str, day: date | None) -> str:
    return f"{kind} grounds: {decision.lower()}, {day_in_words(day)}" if decision and day else ""


def _is_decided(concern: TraffickingConcern) -> bool:
    return bool(concern.conclusive_grounds) or concern.reasonable_grounds == "negative"


def due_in_words(concern: TraffickingConcern) -> str:
    """When the reasonable-grounds decision is to come: five working days after the referral."""
    day = concern.referred_on
    for _ in range(WORKING_DAYS):
        day = working_day_on_or_after(day + timedelta(days=1))
    return f"Reasonable grounds: to be decided by {day_in_words(day)}"


def of_referral(referral: Referral) -> Entry:
    agency = referral.recorded_for
    return Entry(
        Kind.REFERRAL,
        agency.name if agency else "agency not recorded",
        referral.received_on,
        None,
        notes=told(referral.concern, referral.referrer, attributed(referral)),
        is_event=True,
        row=referral.pk,
        steps=("correct-referral",),
    )


def of_note(note: ContactNote) -> Entry:
    return Entry(
        Kind.NOTE,
        "",
        note.happened_on,
        None,
        notes=told(note.text, attributed(note)),
        is_event=True,
        row=note.pk,
        steps=("correct-note",),
    )


def attributed(row: Any) -> str:
    """Who recorded something, and for which agency."""
    by = row.recorded_by.display_name if row.recorded_by else ""
    said = f"Recorded by {by}" if by else ""
    return f"{said} for {row.recorded_for.name}" if said and row.recorded_for else said


def told(*notes: str) -> tuple[str, ...]:
    return tuple(note for note in notes if note)


def on_day(at: datetime) -> date:
    return timezone.localtime(at).date()


def moment_in_words(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{day_in_words(local.date())}, {local:%H:%M}"
