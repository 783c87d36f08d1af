"""Agencies, and which of them work with which child."""

from typing import Self

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from cse_portal.spells import OneAtATime, Spell, SpellQuerySet


class Agency(models.Model):
    """An organisation or team that works with children at risk."""

    code = models.CharField(max_length=20, unique=True, help_text="Never changes, never reused.")
    name = models.CharField(max_length=100)
    service = models.TextField(help_text="What it offers, for the directory in the report.")

    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name


class AllocationQuerySet(SpellQuerySet):
    """Allocations, asked by day and by kind."""

    def key(self) -> Self:
        """The allocations of key agencies."""
        return self.filter(is_key=True)


class Allocation(Spell):
    """An agency works with a child, from a day until a day.

    On any day one of them at most is the child's key agency (counting rule 3); others may overlap.
    """

    child = models.ForeignKey("risk.Child", on_delete=models.PROTECT, related_name="allocations")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="allocations")
    is_key = models.BooleanField("key agency", default=False)

    objects = AllocationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Spell.Meta):
        constraints = [
            *Spell.Meta.constraints,
            models.UniqueConstraint(
                fields=["child", "agency", "start_date"], name="one_allocation_a_start"
            ),
            OneAtATime("child", name="one_key_agency_at_a_time", condition=Q(is_key=True)),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} with child {self.child_id} from {self.start_date}"
