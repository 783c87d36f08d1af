"""Correcting what was recorded wrongly: it says why, and the history keeps before and after."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from agencies.models import Allocation
from cse_portal import spells
from cse_portal.audit.actions import record
from cse_portal.history import write
from cse_portal.spells import Spell
from cse_portal.stale import refuse_if_changed
from risk.actions.around import refuse_overlap
from risk.models import MissingEpisode
from risk.models.around import Recorded


def siblings(spell: Spell) -> spells.SpellQuerySet:
    """The spells of which one at a time holds, with this one among them."""
    if isinstance(spell, Allocation):
        held = Allocation.objects.filter(child=spell.child)
        return held.key() if spell.is_key else held.filter(is_key=False, agency=spell.agency)
    return type(spell).objects.filter(child=spell.child)  # type: ignore[attr-defined,misc]


@transaction.atomic
def correct_spell(
    *, spell: Spell, reason: str, by: Any = None, seen: int | None = None, **mended: Any
) -> Spell:
    """Mend a flag, a home or an allocation that was recorded wrongly.

    ``seen`` is the newest history entry that the writer saw: StaleError where there is a newer one.
    """
    spells.lock(spell.child)  # type: ignore[attr-defined]
    refuse_if_changed(spell, seen)
    for name, value in mended.items():
        setattr(spell, name, value)
    spells.correct(spell, siblings(spell), by=by, reason=reason)
    _record("correct_spell", spell, by=by)
    return spell


@transaction.atomic
def withdraw_spell(*, spell: Spell, reason: str, by: Any = None, seen: int | None = None) -> None:
    """Take back a flag, a home or an allocation that never was; the one before goes on instead."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why the entry is taken back."})
    spells.lock(spell.child)  # type: ignore[attr-defined]
    refuse_if_changed(spell, seen)
    _record("withdraw_spell", spell, by=by)
    spells.withdraw(spell, siblings(spell), by=by, reason=reason)


@transaction.atomic
def correct_entry(
    *, row: Recorded, reason: str, by: Any = None, seen: int | None = None, **mended: Any
) -> Recorded:
    """Mend a note, a person, a referral or a missing episode that was recorded wrongly."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why the record is corrected."})
    spells.lock(row.child)
    refuse_if_changed(row, seen)
    for name, value in mended.items():
        setattr(row, name, value)
    if isinstance(row, MissingEpisode):
        refuse_overlap(row)
    write(row, by=by, reason=reason)
    record(
        "correct_entry",
        by=by,
        of="child",
        subject=row.child_id,
        entry=row._meta.model_name,
        row=row.pk,
    )
    return row


def _record(action: str, spell: Spell, *, by: Any) -> None:
    child, kind = spell.child_id, spell._meta.model_name  # type: ignore[attr-defined]
    record(action, by=by, of="child", subject=child, entry=kind, row=spell.pk)
