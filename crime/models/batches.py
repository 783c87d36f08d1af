"""The extracts that were loaded, each with its date, what it left aside and what there was then."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from crime.timing import Timing


class BatchQuerySet(models.QuerySet):
    """Batches, asked by kind and by whether they hold."""

    def standing(self) -> Self:
        """Those that were not taken back."""
        return self.filter(reversed_at=None)

    def of(self, kind: str) -> Self:
        return self.filter(kind=kind)


class ExtractBatch(models.Model):
    """One extract of the police that was loaded: a file, and the day of which it tells."""

    kind = models.CharField(max_length=20, help_text="The kind of extract: offences or suspects.")
    name = models.CharField(max_length=255, help_text="What the file is called.")
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    extracted_on = models.DateField(
        null=True, blank=True, help_text="The day on which the force took it. Empty: not told."
    )
    loaded_at = models.DateTimeField(default=timezone.now)
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: a command.",
    )
    added = models.PositiveIntegerField(default=0)
    corrected = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    aside = models.PositiveIntegerField(default=0, help_text="Wrong rows that were set aside.")
    reversed_at = models.DateTimeField(null=True, blank=True, help_text="When it was taken back.")
    reversed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reversal_reason = models.TextField(blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "extract batches"

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    @property
    def day(self) -> date:
        """The day of which it tells: of its extraction or, where that was not told, its loading."""
        return self.extracted_on or timezone.localdate(self.loaded_at)


class BatchCount(models.Model):
    """How many offences there were when a batch was in, by month recorded and timing.

    So that a later extract can be set beside it: a force counts again, and totals change.
    """

    batch = models.ForeignKey(ExtractBatch, on_delete=models.CASCADE, related_name="counts")
    month = models.DateField(help_text="The first day of the month of recording.")
    timing = models.CharField(max_length=10, choices=Timing)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "month", "timing"], name="one_batch_count")
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.timing}: {self.count}"


class RowAsideQuerySet(models.QuerySet):
    """Rows that were set aside."""

    def waiting(self) -> Self:
        """Those that no later extract has brought again, and whose batch stands."""
        return self.filter(mended_at=None, batch__reversed_at=None)


class RowAside(models.Model):
    """A wrong row of an extract that was set aside: kept as it came until it is mended."""

    batch = models.ForeignKey(ExtractBatch, on_delete=models.CASCADE, related_name="rows_aside")
    line = models.PositiveIntegerField(help_text="The line on which the row begins.")
    key = models.TextField(help_text="By what the row is known: its key columns, as they came.")
    cells = models.JSONField(help_text="The row as it came, by column.")
    reasons = models.JSONField(help_text="What is wrong: column and reason.")
    mended_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When a later extract brought the row again: right, or set aside anew.",
    )

    objects = RowAsideQuerySet.as_manager()

    class Meta:
        ordering = ["batch", "line"]

    def __str__(self) -> str:
        return f"line {self.line} of batch {self.batch_id}"
