"""When a flag is looked at again."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from risk.models.visible import OfChildren


class ReviewQuerySet(OfChildren):
    """Reviews, asked by day."""

    def open(self) -> Self:
        return self.filter(closed_on=None)

    def due(self, day: date) -> Self:
        """Open ones that are due on the day or were due before it."""
        return self.open().filter(due_on__lte=day)


class Review(models.Model):
    """A child's flag is to be looked at again by a day; a child has one open review at most."""

    child = models.ForeignKey("risk.Child", on_delete=models.PROTECT, related_name="reviews")
    due_on = models.DateField()
    closed_on = models.DateField(
        null=True, blank=True, help_text="The day of the meeting that looked again."
    )

    objects = ReviewQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["child"], condition=Q(closed_on=None), name="one_open_review_a_child"
            ),
        ]

    def __str__(self) -> str:
        return f"review of child {self.child_id} due {self.due_on}"
