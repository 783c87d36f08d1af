"""A spell: a fact that holds over time, half-open (counting rules 2 and 3).

It holds on day D when ``start_date <= D`` and ``end_date`` is empty or ``end_date > D``: the end
date is the first day on which it no longer holds. Flags, allocations and residences are spells.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Deferrable, F, Func, Q

from cse_portal.days import day_in_words
from cse_portal.history import write


class SpellQuerySet(models.QuerySet):
    """Spells, asked by day."""

    def on(self, day: date) -> Self:
        """The spells that hold on a day."""
        return self.filter(holds_on(day))

    def current(self) -> Self:
        """The spells that have no end yet."""
        return self.filter(end_date=None)


def holds_on(day: date, spell: str = "") -> Q:
    """The condition that a spell holds on a day; ``spell`` is the path to it, as ``flags__``."""
    return Q(**{f"{spell}start_date__lte": day}) & (
        Q(**{f"{spell}end_date": None}) | Q(**{f"{spell}end_date__gt": day})
    )


class Spell(models.Model):
    """What flags, allocations and residences have in common: when they held."""

    start_date = models.DateField("from", help_text="The first day on which it holds.")
    end_date = models.DateField(
        "until", null=True, blank=True, help_text="The first day on which it no longer holds."
    )

    objects = SpellQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["start_date", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end_date=None) | Q(end_date__gt=F("start_date")),
                name="%(app_label)s_%(class)s_ends_after_it_starts",
                violation_error_message="The end date must be after the start date.",
            )
        ]


class OneAtATime(ExclusionConstraint):
    """On any day at most one spell of these fields: held by PostgreSQL, judged at the commit.

    SQLite has no such constraint; there the write path alone refuses an overlap.
    """

    def __init__(
        self,
        *fields: str,
        name: str,
        condition: Q | None = None,
        expressions: Any = None,
        **kept: Any,
    ) -> None:
        self.fields = fields
        days = Func(
            F("start_date"), F("end_date"), function="daterange", output_field=DateRangeField()
        )
        super().__init__(
            name=name,
            condition=condition,
            expressions=[
                *((field, RangeOperators.EQUAL) for field in fields),
                (days, RangeOperators.OVERLAPS),
            ],
            deferrable=Deferrable.DEFERRED,
        )

    def deconstruct(self) -> tuple:
        kept = {"name": self.name, **({"condition": self.condition} if self.condition else {})}
        return f"{type(self).__module__}.{type(self).__name__}", self.fields, kept

    def check(self, model: type[models.Model], connection: Any) -> list:
        return []

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        return super().constraint_sql(model, schema_editor) if _excludes(schema_editor) else None

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        return super().create_sql(model, schema_editor) if _excludes(schema_editor) else None

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        return super().remove_sql(model, schema_editor) if _excludes(schema_editor) else None

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Nothing here: the write path judges overlap with words that say what to do."""


def _excludes(schema_editor: Any) -> bool:
    return schema_editor.connection.vendor == "postgresql"


def overlaps(spells: Iterable[Spell]) -> Iterator[tuple[Spell, Spell]]:
    """Each spell of a child that begins before another has ended, with the one it runs into."""
    longest: Spell | None = None
    for spell in sorted(spells, key=lambda each: each.start_date):
        if longest is not None and (
            longest.end_date is None or longest.end_date > spell.start_date
        ):
            yield longest, spell
            if longest.end_date is None or (spell.end_date and spell.end_date <= longest.end_date):
                continue
        longest = spell


def begin(spell: Spell, among: SpellQuerySet, *, by: Any, reason: str = "") -> Spell:
    """Write a change: the world moved, so the spell that held until then ends and this one starts.

    ``among`` are the spells of which one holds at a time (the same child's). A second change on one
    day replaces the first, as a correction. Raises ValidationError where a later spell is already
    recorded, because then it is not known which of the two is wrong. Call it in a transaction that
    has locked the child.
    """
    later = among.filter(start_date__gt=spell.start_date).order_by("start_date").first()
    if later and (spell.end_date is None or spell.end_date > later.start_date):
        raise ValidationError(
            f"There is already a later entry, from {day_in_words(later.start_date)}. "
            "Correct that one, or give this one an end date.",
            code="overlap",
        )
    before = among.on(spell.start_date).first()
    if before is not None and before.start_date == spell.start_date:
        reason = replace(before, spell, reason)
    elif before is not None:
        before.end_date = spell.start_date
        write(before, by=by, reason=reason)
    return write(spell, by=by, reason=reason)


def replace(known: Spell, spell: Spell, reason: str = "") -> str:
    """Let a spell take the place of one that is known, as a correction; returns its reason."""
    spell.pk, spell._state.adding = known.pk, False
    return reason or "Replaced by a second change on the same day"


def finish(spell: Spell, *, on: date | None, by: Any, reason: str = "") -> Spell:
    """End a spell: ``on`` is the first day on which it no longer holds; None takes the end back.

    ValidationError where it has ended before: to hold longer is a correction.
    """
    if on and spell.end_date and spell.end_date < on:
        raise ValidationError(
            f"This has already ended, on {day_in_words(spell.end_date)}.", code="ended"
        )
    spell.end_date = on
    return write(spell, by=by, reason=reason)


def withdraw(spell: Spell, among: SpellQuerySet, *, by: Any, reason: str) -> None:
    """Take back a spell that should never have begun: the one before it goes on in its place.

    The row goes, its history stays and tells who took it back and why.
    """
    before = among.filter(end_date=spell.start_date).first()
    spell._history_user = by  # type: ignore[attr-defined]
    spell._change_reason = reason  # type: ignore[attr-defined]
    end_date = spell.end_date
    spell.delete()
    if before is not None:
        before.end_date = end_date
        write(before, by=by, reason=reason)


def correct(spell: Spell, among: SpellQuerySet, *, by: Any, reason: str) -> Spell:
    """Write a correction: the record was wrong. ``spell`` carries its mended values, and why."""
    if not reason.strip():
        raise ValidationError("Say why the record is corrected.", code="reason")
    for earlier, later in overlaps([spell, *among.exclude(pk=spell.pk)]):
        raise ValidationError(
            f"The entry from {day_in_words(earlier.start_date)} would run into the one from "
            f"{day_in_words(later.start_date)}. Change the dates so that one ends before the next.",
            code="overlap",
        )
    return write(spell, by=by, reason=reason)


def lock(holder: models.Model) -> None:
    """Make whoever else changes this child's spells wait until our transaction has ended.

    SQLite needs no lock: its transactions take the write lock when they begin. ValidationError
    where the holder takes no more writes, as a child whose record was merged into another.
    """
    held = type(holder)._base_manager.select_for_update().get(pk=holder.pk)
    if hasattr(held, "refuse_writes"):
        held.refuse_writes()
