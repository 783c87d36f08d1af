"""Two records that turned out to be of one child."""

from typing import Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class MergeQuerySet(models.QuerySet):
    """Merges, those apart that were taken back."""

    def standing(self) -> Self:
        return self.filter(undone_at=None)


class Merge(models.Model):
    """A record was merged into another, which stands for the child since; it can be taken back.

    ``changes`` are the rows that it wrote, in this order: their table and id, and how they were
    before and after (``risk.actions.merged_rows``). What they said is in their own history.
    """

    # Who merged what stays true whatever becomes of the two records.
    stays_when_merged = True

    survivor = models.ForeignKey("risk.Child", on_delete=models.PROTECT, related_name="merges")
    merged = models.ForeignKey("risk.Child", on_delete=models.PROTECT, related_name="merged_by")
    reason = models.TextField()
    at = models.DateTimeField("when", auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    changes = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    undone_because = models.TextField(blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"child {self.merged_id} merged into {self.survivor_id}"
