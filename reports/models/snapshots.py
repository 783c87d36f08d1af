"""A month end, frozen: who was flagged, and the counts that follow.

Nothing here is ever changed or deleted: a correction is a new version of the month (design 4).
"""

from collections.abc import Iterable
from typing import Any, NoReturn, Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery

from cse_portal.days import Month
from risk.models import Status


class FrozenError(Exception):
    """Somebody tried to change what is frozen."""


class FrozenQuerySet(models.QuerySet):
    """Rows that are written once."""

    def update(self, **values: Any) -> NoReturn:
        raise FrozenError(f"{self.model.__name__} rows are frozen: take a new version instead.")

    def delete(self) -> NoReturn:
        raise FrozenError(f"{self.model.__name__} rows are frozen: take a new version instead.")


class Frozen(models.Model):
    """A row that is written once."""

    objects = FrozenQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise FrozenError(f"{type(self).__name__} is frozen: take a new version instead.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise FrozenError(f"{type(self).__name__} is frozen: take a new version instead.")


class SnapshotQuerySet(FrozenQuerySet):
    """Month ends, the newest version of each where asked."""

    def newest(self) -> Self:
        """One snapshot a month end: its newest version."""
        versions = type(self)(self.model).filter(month_end=OuterRef("month_end"))
        return self.filter(version=Subquery(versions.order_by("-version").values("version")[:1]))

    def of(self, months: Iterable[Month]) -> Self:
        """The snapshots of some months."""
        return self.filter(month_end__in=[month.end for month in months])


class Snapshot(Frozen):
    """One month end as it was frozen; the first version is taken when it is due."""

    month_end = models.DateField(help_text="The last day of the month, at its close.")
    version = models.PositiveSmallIntegerField(default=1)
    taken_at = models.DateTimeField(auto_now_add=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Empty: the schedule or a command.",
    )
    reason = models.TextField(blank=True, help_text="Why the month was counted again.")

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["month_end", "version"]
        constraints = [
            models.UniqueConstraint(fields=["month_end", "version"], name="one_snapshot_a_version"),
        ]

    def __str__(self) -> str:
        return f"{self.month}, version {self.version}"

    @property
    def month(self) -> Month:
        return Month.of(self.month_end)


class Member(Frozen):
    """A child that was flagged at the month end, as it was then."""

    # Frozen: it names the record that was counted then, whatever that was merged into later.
    stays_when_merged = True

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="members")
    child = models.ForeignKey("risk.Child", on_delete=models.PROTECT, related_name="members")
    status = models.CharField(max_length=21, choices=Status)
    flagged_on = models.DateField(help_text="When the flag that it had began.")
    age_months = models.SmallIntegerField(
        null=True, help_text="Completed months (counting rule 6). Empty: no birth date."
    )
    categories = models.JSONField(
        help_text="The category in each dimension of reports.dimensions.PARTITIONS, by its key."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "child"], name="one_member_a_child"),
        ]

    def __str__(self) -> str:
        return f"child {self.child_id} in snapshot {self.snapshot_id}"


class MemberCategory(Frozen):
    """A category of a dimension in which a child may be in several at once, or in none."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="several")
    dimension = models.CharField(max_length=30)
    category = models.CharField(max_length=30)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "dimension", "category"], name="one_category_a_member"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dimension} {self.category} of member {self.member_id}"


class Cell(Frozen):
    """How many members of a status are in a category: always the length of their list."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="cells")
    dimension = models.CharField(max_length=30)
    category = models.CharField(max_length=30)
    status = models.CharField(max_length=21, choices=Status)
    count = models.PositiveIntegerField(help_text="Children.")
    age_months = models.BigIntegerField(
        null=True, help_text="Sum of the completed months of those whose birth date is known."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "dimension", "category", "status"], name="one_count_a_cell"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dimension} {self.category} {self.status}: {self.count}"


class Movement(Frozen):
    """How many children went from one status to another between two month ends.

    An empty status is *not flagged*. ``before`` is the snapshot of the previous month end; where
    that one was never taken it is empty, and the records told who was flagged then.
    """

    before = models.ForeignKey(
        Snapshot, on_delete=models.PROTECT, null=True, related_name="movements_from"
    )
    after = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="movements_to")
    from_status = models.CharField(max_length=21, choices=Status, blank=True)
    to_status = models.CharField(max_length=21, choices=Status, blank=True)
    count = models.PositiveIntegerField(help_text="Children.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["before", "after", "from_status", "to_status"], name="one_count_a_movement"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_status or 'none'} to {self.to_status or 'none'}: {self.count}"
