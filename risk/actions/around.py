"""Recording what happens around a child: people, contacts, referrals, missing episodes."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cse_portal.audit.actions import record
from cse_portal.history import write
from cse_portal.spells import lock
from risk.actions.agendas import put_on_next_agenda
from risk.models import (
    AgendaReason,
    Child,
    ContactNote,
    MissingEpisode,
    Person,
    Referral,
    TraffickingConcern,
)


@transaction.atomic
def add_person(*, child: Child, by: Any, **facts: Any) -> Person:
    """Add somebody around a child. ``facts`` are the fields of the record."""
    return _add(Person(child=child, **facts), by=by)


@transaction.atomic
def add_note(*, child: Child, by: Any, **facts: Any) -> ContactNote:
    """Add a note of a contact."""
    return _add(ContactNote(child=child, **facts), by=by)


@transaction.atomic
def refer(*, child: Child, by: Any, today: date, **facts: Any) -> Referral:
    """Refer a child to the hub: it is on the next meeting's agenda."""
    referral = _add(Referral(child=child, **facts), by=by)
    kind = AgendaReason.Kind.REFERRAL
    put_on_next_agenda(child=child, kind=kind, source=referral.pk, today=today, by=by)
    return referral


@transaction.atomic
def record_missing(*, child: Child, by: Any, **facts: Any) -> MissingEpisode:
    """Record that a child is missing or away; episodes of a child do not overlap."""
    episode = MissingEpisode(child=child, **facts)
    refuse_overlap(episode)
    return _add(episode, by=by)


@transaction.atomic
def record_interview(*, episode: MissingEpisode, by: Any, **facts: Any) -> MissingEpisode:
    """Record the return interview, or what came of offering it."""
    lock(episode.child)
    for name, value in facts.items():
        setattr(episode, name, value)
    write(episode, by=by)
    record("record_interview", by=by, of="child", subject=episode.child_id, episode=episode.pk)
    return episode


@transaction.atomic
def add_trafficking_concern(*, child: Child, by: Any, **facts: Any) -> TraffickingConcern:
    """Record that a child is referred to the national referral mechanism."""
    return _add(TraffickingConcern(child=child, **facts), by=by)


@transaction.atomic
def record_grounds(*, concern: TraffickingConcern, by: Any, **facts: Any) -> TraffickingConcern:
    """Record what was decided about a trafficking concern."""
    lock(concern.child)
    for name, value in facts.items():
        setattr(concern, name, value)
    write(concern, by=by)
    record("record_grounds", by=by, of="child", subject=concern.child_id, concern=concern.pk)
    return concern


@transaction.atomic
def record_return(*, episode: MissingEpisode, by: Any, today: date, **facts: Any) -> MissingEpisode:
    """Record that a child has returned, and the interview; it is on the next meeting's agenda."""
    for name, value in facts.items():
        setattr(episode, name, value)
    refuse_overlap(episode)
    write(episode, by=by)
    if episode.ended_at:
        kind = AgendaReason.Kind.RETURN
        put_on_next_agenda(child=episode.child, kind=kind, source=episode.pk, today=today, by=by)
    record("record_return", by=by, of="child", subject=episode.child_id, episode=episode.pk)
    return episode


def _add(row: Any, *, by: Any) -> Any:
    lock(row.child)
    row.recorded_by = by
    row.recorded_for = row.recorded_for or by.agency
    write(row, by=by)
    record(f"add_{row._meta.model_name}", by=by, of="child", subject=row.child_id, row=row.pk)
    return row


def refuse_overlap(episode: MissingEpisode) -> None:
    """Raise ValidationError where another episode of the child runs into this one."""
    until = episode.ended_at or timezone.now()
    others = episode.child.missing_episodes.exclude(pk=episode.pk).filter(
        Q(ended_at=None) | Q(ended_at__gt=episode.started_at), started_at__lt=until
    )
    if others.exists():
        raise ValidationError(
            {"started_at": "There is an episode at that time already. End or correct that one."}
        )
