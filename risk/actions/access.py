"""Closing a record to all but a list, shutting somebody out, and opening one in an emergency."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from cse_portal.accounts.models import User
from cse_portal.accounts.rules import may
from cse_portal.audit.actions import record
from cse_portal.history import write
from cse_portal.spells import lock
from risk.models import BrokenGlass, Child, NamedReader, Restriction, ShutOut
from risk.models.access import GLASS_HOURS

SHORTEST_REASON = 20


@transaction.atomic
def propose_restriction(*, child: Child, reason: str, by: Any) -> Restriction:
    """Ask a chair to restrict a record. ValidationError where it is asked for or done already."""
    lock(child)
    _refuse_without(reason)
    if child.restrictions.filter(lifted_at=None).exists():
        raise ValidationError("This record is restricted already, or it has been proposed.")
    restriction = Restriction.objects.create(child=child, reason=reason, proposed_by=by)
    record("propose_restriction", by=by, of="child", subject=child.pk)
    return restriction


@transaction.atomic
def restrict(*, restriction: Restriction, readers: Iterable[User], by: Any) -> None:
    """Close the record to all but ``readers`` and the chair who does it."""
    _refuse_all_but_chairs(by)
    child = restriction.child
    lock(child)
    restriction.refresh_from_db()
    if restriction.confirmed_at or restriction.lifted_at:
        raise ValidationError("This has been decided meanwhile.")
    restriction.confirmed_by, restriction.confirmed_at = by, timezone.now()
    restriction.save(update_fields=["confirmed_by", "confirmed_at"])
    named = {user.pk for user in readers} | {by.pk}
    NamedReader.objects.filter(child=child).delete()
    NamedReader.objects.bulk_create(NamedReader(child=child, user_id=pk) for pk in sorted(named))
    _set_restricted(child, True, by=by, reason=restriction.reason)
    record("restrict", by=by, of="child", subject=child.pk, readers=sorted(named))


@transaction.atomic
def lift_restriction(*, restriction: Restriction, reason: str, by: Any) -> None:
    """Open the record again to those whose role lets them see it; or turn a proposal down."""
    _refuse_all_but_chairs(by)
    child = restriction.child
    lock(child)
    _refuse_without(reason)
    restriction.refresh_from_db()
    if restriction.lifted_at:
        raise ValidationError("This has been lifted meanwhile.")
    restriction.lifted_by, restriction.lifted_at = by, timezone.now()
    restriction.lifted_because = reason
    restriction.save(update_fields=["lifted_by", "lifted_at", "lifted_because"])
    NamedReader.objects.filter(child=child).delete()
    if restriction.confirmed_at:
        _set_restricted(child, False, by=by, reason=reason)
    record("lift_restriction", by=by, of="child", subject=child.pk)


@transaction.atomic
def name_readers(*, child: Child, readers: Iterable[User], by: Any) -> None:
    """Set the list of a restricted record; the chair who writes it stays on it."""
    _refuse_all_but_chairs(by)
    lock(child)
    child.refresh_from_db()
    if not child.is_restricted:
        raise ValidationError("This record is not restricted.")
    named = {user.pk for user in readers} | {by.pk}
    known = set(child.named_readers.values_list("user", flat=True))
    child.named_readers.filter(user__in=known - named).delete()
    NamedReader.objects.bulk_create(
        NamedReader(child=child, user_id=pk) for pk in sorted(named - known)
    )
    record("name_readers", by=by, of="child", subject=child.pk, readers=sorted(named))


@transaction.atomic
def shut_out(*, child: Child, user: User, reason: str, by: Any) -> ShutOut:
    """Make the record as if missing to one person, whatever their role."""
    _refuse_all_but_chairs(by)
    lock(child)
    _refuse_without(reason)
    if user.pk == by.pk:
        raise ValidationError({"user": "You cannot shut yourself out: ask another chair."})
    if child.shut_out.filter(user=user).exists():
        raise ValidationError({"user": "This person is shut out already."})
    shut = ShutOut.objects.create(child=child, user=user, reason=reason)
    record("shut_out", by=by, of="child", subject=child.pk, user=user.pk)
    return shut


@transaction.atomic
def let_in(*, shut: ShutOut, reason: str, by: Any) -> None:
    """End a shutting-out."""
    _refuse_all_but_chairs(by)
    _refuse_without(reason)
    record(
        "let_in", by=by, of="child", subject=shut.child_id, user=shut.user_id, reason=len(reason)
    )
    shut.delete()


@transaction.atomic
def break_glass(*, child: Child, category: str, reason: str, by: Any) -> BrokenGlass:
    """Open one record in an emergency, to look only, for four hours or until sign-out.

    The row is the chair's alert: it stands on the chairs' home page until one of them reviews it.
    """
    if not Child.objects.breakable_by(by).filter(pk=child.pk).exists():
        raise PermissionDenied
    if len(reason.strip()) < SHORTEST_REASON:
        raise ValidationError({"reason": f"Give a reason of {SHORTEST_REASON} characters or more."})
    now = timezone.now()
    glass = BrokenGlass(child=child, user=by, category=category, reason=reason, opened_at=now)
    glass.ends_at = now + timedelta(hours=GLASS_HOURS)
    glass.full_clean()
    glass.save()
    record("break_glass", by=by, of="child", subject=child.pk, glass=glass.pk, category=category)
    return glass


@transaction.atomic
def review_glass(*, glass: BrokenGlass, note: str, by: Any) -> None:
    """Say what a chair found of an opening. Nobody reviews their own."""
    _refuse_all_but_chairs(by)
    _refuse_without(note, field="note")
    if glass.user_id == by.pk:
        raise ValidationError("Another chair reviews what you opened yourself.")
    reviewed = BrokenGlass.objects.unreviewed().filter(pk=glass.pk)
    if not reviewed.update(reviewed_by=by, reviewed_at=timezone.now(), review_note=note):
        raise ValidationError("Another chair has reviewed this meanwhile.")
    record("review_glass", by=by, of="child", subject=glass.child_id, glass=glass.pk)


def _set_restricted(child: Child, is_restricted: bool, *, by: Any, reason: str) -> None:
    child.refresh_from_db()  # as it stands under the lock
    child.is_restricted = is_restricted
    write(child, by=by, reason=reason)


def _refuse_all_but_chairs(by: Any) -> None:
    if not may(by, "restrict"):
        raise PermissionDenied


def _refuse_without(reason: str, field: str = "reason") -> None:
    if not reason.strip():
        raise ValidationError({field: "Say why."})
