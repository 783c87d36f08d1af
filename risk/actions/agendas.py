"""Making the agenda of a morning meeting."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from cse_portal.audit.actions import record
from risk.models import (
    AgendaItem,
    AgendaReason,
    Assessment,
    Child,
    Meeting,
    MissingEpisode,
    Referral,
    Review,
    RiskFlag,
    Status,
)
from risk.working_days import is_working_day, working_day_on_or_after

Kind = AgendaReason.Kind


class LockedError(Exception):
    """The minutes of a meeting are signed: what is decided there changes by a correction only."""


@transaction.atomic
def next_meeting(today: date) -> Meeting:
    """The next meeting that is not signed off, from today on; made where there is none."""
    known = Meeting.objects.filter(day__gte=today, signed_off_at=None).order_by("day").first()
    if known:
        return known
    taken = Meeting.objects.filter(day__gte=today).aggregate(last=Max("day"))["last"]
    after = today if taken is None else date.fromordinal(taken.toordinal() + 1)
    return Meeting.objects.get_or_create(day=working_day_on_or_after(after))[0]


@transaction.atomic
def put_on_next_agenda(
    *, child: Child, kind: str, today: date, source: int = 0, text: str = "", by: Any = None
) -> AgendaItem:
    """Put a child on the next agenda for a reason, once for each thing that gives rise to it."""
    return put_on_agenda(
        meeting=next_meeting(today), child=child, kind=kind, source=source, text=text, by=by
    )


@transaction.atomic
def put_on_agenda(
    *, meeting: Meeting, child: Child, kind: str, source: int = 0, text: str = "", by: Any = None
) -> AgendaItem:
    """Put a child on a meeting's agenda. What put a child on an agenda before does so no more."""
    refuse_signed(meeting)
    known = AgendaReason.objects.filter(kind=kind, source=source).first() if source else None
    if known:
        return known.item
    last = meeting.items.aggregate(last=Max("position"))["last"]
    item, is_new = AgendaItem.objects.get_or_create(
        meeting=meeting, child=child, defaults={"position": 0 if last is None else last + 1}
    )
    AgendaReason.objects.create(item=item, kind=kind, source=source, text=text[:200])
    meeting.save()
    if is_new:
        record("put_on_agenda", by=by, subject=child.pk, meeting=meeting.pk, reason=kind)
    return item


@transaction.atomic
def build_agenda(day: date) -> Meeting | None:
    """Put everything that is due onto the agenda of a day; None where the hub does not meet.

    However often it runs, each review, assessment, referral and return comes on once.
    """
    if not is_working_day(day):
        return None
    meeting, _ = Meeting.objects.get_or_create(day=day)
    if not meeting.is_signed_off:
        for kind, source, child in _due(day):
            put_on_agenda(meeting=meeting, child=child, kind=kind, source=source)
    return meeting


def refuse_signed(meeting: Meeting) -> None:
    """Raise LockedError where the minutes are signed."""
    if meeting.is_signed_off:
        raise LockedError("The minutes of this meeting are signed. Record a correction instead.")


def _due(day: date) -> list[tuple[str, int, Child]]:
    cautious = set(
        RiskFlag.objects.on(day)
        .filter(status=Status.CAUTIONARY_SIX_MONTHS)
        .values_list("child", flat=True)
    )
    reviews = Review.objects.due(day).select_related("child")
    due = [
        (Kind.CAUTION if review.child_id in cautious else Kind.REVIEW, review.pk, review.child)
        for review in reviews
    ]
    for kind, rows in (
        (Kind.ASSESSMENT, Assessment.objects.submitted()),
        (Kind.REFERRAL, Referral.objects.filter(received_on__lte=day)),
        (Kind.RETURN, MissingEpisode.objects.filter(ended_at__date__lte=day)),
    ):
        waiting = rows.exclude(
            pk__in=AgendaReason.objects.filter(kind=kind).values("source")
        ).select_related("child")
        due += [(kind, row.pk, row.child) for row in waiting]
    return due
