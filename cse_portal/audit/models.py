"""What was done with the records, by whom."""

from django.conf import settings
from django.db import models


class AuditEntry(models.Model):
    """One row for one thing done: by a person on a page, or by a command or task (then no actor).

    It holds ids and counts, never names. It is written in the transaction of what it tells.
    """

    at = models.DateTimeField("when", auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    action = models.CharField(max_length=50, help_text="A verb and a noun: import_extract.")
    subject = models.CharField(max_length=100, blank=True, help_text="What it was done to: an id.")
    detail = models.JSONField(default=dict, help_text="Counts and ids that say more.")

    class Meta:
        db_table = "audit_entry"
        ordering = ["-pk"]
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject}"
