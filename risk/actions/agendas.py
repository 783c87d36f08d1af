"""Making the agenda of a morning meeting."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from cse_portal.audit.actions import record
from risk.models import (
    AgendaItem,
    AgendaReason,
    Assessment,
    Child,
    Contribution,
    Meeting,
    MissingEpisode,
    Referral,
    Review,
    RiskFlag,
    Status,
)
from risk.working_days import is_working_day, working_day_on_or_after

Kind = AgendaReason.Kind

# A return from missing is for the meetings of the next days; older ones are history.
RETURN_DAYS = 14


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
    """Put a child on a meeting's agenda. What put a child on an agenda before does so no more.

    The child's own worker is proposed as who presents.
    """
    refuse_signed(meeting)
    known = AgendaReason.objects.filter(kind=kind, source=source).first() if source else None
    if known:
        return known.item
    last = meeting.items.aggregate(last=Max("position"))["last"]
    proposed = {
        "position": 0 if last is None else last + 1,
        "presenter": child.worker.display_name if child.worker else "",
    }
    item, is_new = AgendaItem.objects.get_or_create(meeting=meeting, child=child, defaults=proposed)
    AgendaReason.objects.create(item=item, kind=kind, source=source, text=text[:200])
    tell_followers(meeting)
    if is_new:
        record(
            "put_on_agenda", by=by, of="child", subject=child.pk, meeting=meeting.pk, reason=kind
        )
    return item


@transaction.atomic
def build_agenda(day: date) -> Meeting | None:
    """Put everything that is due onto the agenda of a day; None where the hub does not meet.

    However often it runs, each review, assessment, referral and return comes on once.
    """
    if not is_working_day(day):
        return None
    meeting, _ = Meeting.objects.get_or_create(day=day)
    # Two that build at once: the second waits here, and then finds nothing to do.
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if not meeting.is_signed_off:
        for kind, source, child in _due(day):
            put_on_agenda(meeting=meeting, child=child, kind=kind, source=source)
    return meeting


@transaction.atomic
def arrange(
    *,
    meeting: Meeting,
    by: Any,
    presenters: dict[int, str],
    seen: dict[int, str] | None = None,
    moved: int = 0,
    places: int = 0,
) -> list[AgendaItem]:
    """Say who presents which child, by the item's id, and move one item some places down.

    ``places`` below nothing move it up. At either end of the agenda it stays where it is. ``seen``
    are the names that the writer started from: what they did not change stays as it is by now, and
    the items for which somebody else wrote another name meanwhile keep it and are returned.
    """
    refuse_signed(meeting)
    items = list(meeting.items.select_related("child"))
    contested = []
    for item in items:
        name = presenters.get(item.pk, item.presenter).strip()[:100]
        before = (seen or {}).get(item.pk, item.presenter)
        if name in (before, item.presenter):
            continue
        if item.presenter == before:
            item.presenter = name
        else:
            contested.append(item)
    at = next((n for n, item in enumerate(items) if item.pk == moved), None)
    if at is not None:
        items.insert(min(max(at + places, 0), len(items) - 1), items.pop(at))
    for position, item in enumerate(items):
        item.position = position
    AgendaItem.objects.bulk_update(items, ["position", "presenter"])
    tell_followers(meeting)
    record("arrange", by=by, of="meeting", subject=meeting.pk, moved=moved, places=places)
    return contested


@transaction.atomic
def circulate(*, meeting: Meeting, by: Any) -> Meeting:
    """Send the agenda round: from now on those who attend see it."""
    refuse_signed(meeting)
    Meeting.objects.filter(pk=meeting.pk).update(circulated_at=timezone.now())
    tell_followers(meeting)
    record("circulate", by=by, of="meeting", subject=meeting.pk)
    return Meeting.objects.get(pk=meeting.pk)


@transaction.atomic
def postpone(*, item: AgendaItem, by: Any) -> AgendaItem:
    """Move a child to the next meeting, with the reasons for it and what agencies added.

    ValidationError where something is recorded already: then the meeting itself defers.
    """
    refuse_decided(item)
    later = next_meeting(item.meeting.day + timedelta(days=1))
    moved = put_on_agenda(meeting=later, child=item.child, kind=Kind.DEFERRED, by=by)
    AgendaReason.objects.filter(item=item).update(item=moved)
    Contribution.objects.filter(item=item).update(item=moved)
    item.delete()
    tell_followers(item.meeting)
    record("postpone", by=by, of="child", subject=moved.child_id, meeting=later.pk)
    return moved


@transaction.atomic
def take_off_agenda(*, item: AgendaItem, by: Any) -> None:
    """Take off a child that somebody added by hand.

    ValidationError where something is recorded or contributed, and where the child is due: what
    is due is decided or deferred, never dropped.
    """
    refuse_decided(item)
    if item.reasons.exclude(kind=Kind.ADDED).exists() or item.contributions.exists():
        raise ValidationError("This child is due or was contributed to: defer it instead.")
    meeting, child, pk = item.meeting, item.child_id, item.pk
    item.delete()
    tell_followers(meeting)
    record("take_off_agenda", by=by, of="child", subject=child, item=pk)


def refuse_signed(meeting: Meeting) -> None:
    """Raise LockedError where the minutes are signed; else nobody signs them before we are done.

    What the caller holds may be older than the sign-off, so it is read again, under a lock that
    makes others who change this meeting wait until our transaction has ended.
    """
    held = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if held.is_signed_off:
        raise LockedError("The minutes of this meeting are signed. Record a correction instead.")


def refuse_decided(item: AgendaItem) -> None:
    """Raise LockedError where the minutes are signed, ValidationError where one is begun."""
    refuse_signed(item.meeting)
    if item.decisions.exists():
        raise ValidationError("A decision is recorded for this child: defer it there.")


def tell_followers(meeting: Meeting) -> None:
    """Set ``changed_at``, for which followers ask. Nothing else of the row is written."""
    Meeting.objects.filter(pk=meeting.pk).update(changed_at=timezone.now())


def _due(day: date) -> list[tuple[str, int, Child]]:
    cautious = set(
        RiskFlag.objects.on(day)
        .filter(status=Status.CAUTIONARY_SIX_MONTHS)
        .values_list("child", flat=True)
    )
    known = AgendaReason.objects.filter(kind__in=[Kind.REVIEW, Kind.CAUTION])
    reviews = Review.objects.due(day).exclude(pk__in=known.values("source")).select_related("child")
    due: list[tuple[str, int, Child]] = [
        (Kind.CAUTION if review.child_id in cautious else Kind.REVIEW, review.pk, review.child)
        for review in reviews
    ]
    for kind, rows in (
        (Kind.ASSESSMENT, Assessment.objects.submitted()),
        (Kind.REFERRAL, Referral.objects.filter(received_on__lte=day)),
        (
            Kind.RETURN,
            MissingEpisode.objects.filter(
                ended_at__date__gt=day - timedelta(days=RETURN_DAYS), ended_at__date__lte=day
            ),
        ),
    ):
        waiting = rows.exclude(
            pk__in=AgendaReason.objects.filter(kind=kind).values("source")
        ).select_related("child")
        due += [(kind, row.pk, row.child) for row in waiting]
    return due
