"""What was done with the records, and seen of them, by whom."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from cse_portal.audit import lookups  # noqa: F401 (it adds ``holds``)
from cse_portal.encryption.keys import every_keyed_hash

__all__ = ["TERMS", "AuditEntry", "normal"]

TERMS = "search terms"


def normal(terms: str) -> str:
    """Search terms as they are hashed: how somebody typed them makes no difference."""
    return " ".join(terms.casefold().split())


class AuditQuerySet(models.QuerySet):
    """Rows of the log, asked by what they are about. None of them can be changed or deleted."""

    def about(self, kind: str, pk: int) -> Self:
        """Everything that was done with one object, or that showed it, newest first."""
        return self.filter(kind=kind).with_number(pk)

    def with_number(self, pk: int) -> Self:
        """Rows about whatever has this number, or that showed it."""
        return self.filter(Q(ids__holds=pk) | Q(subject=str(pk)))

    def between(self, since: date | None, until: date | None) -> Self:
        """Rows from the first to the last of two days, both included; None leaves a side open."""
        rows = self.filter(at__date__gte=since) if since else self
        return rows.filter(at__date__lte=until) if until else rows

    def searched_for(self, terms: str) -> Self:
        """Searches for these words, under whichever key they were hashed."""
        return self.filter(terms__in=every_keyed_hash(normal(terms), purpose=TERMS))

    def update(self, **fields: Any) -> int:
        raise TypeError("The audit log is append-only.")

    def delete(self) -> Any:
        raise TypeError("The audit log is append-only.")


class AuditEntry(models.Model):
    """One row for one thing done or seen: by a person, or by a command or task (then no actor).

    It holds ids and counts, never names. It is written in the transaction of what it tells, and for
    what is only read before a byte of it leaves. Rows are numbered without a gap, each holds the
    hash of the one before, and the database refuses to change or delete one
    (docs/decisions/0011).
    """

    class Outcome(models.TextChoices):
        OK = "ok", "Done"
        DENIED = "denied", "Denied"

    id = models.BigIntegerField("number", primary_key=True, help_text="Without a gap from 1 on.")
    at = models.DateTimeField("when", default=now, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    role = models.CharField(max_length=100, blank=True, help_text="Their role at that time.")
    action = models.CharField(
        max_length=50, db_index=True, help_text="A verb and a noun: import_extract."
    )
    kind = models.CharField(max_length=50, blank=True, help_text="Of what it is: child.")
    subject = models.CharField(max_length=100, blank=True, help_text="What it was done to: an id.")
    ids = models.JSONField(
        default=list, help_text="The ids of all that a list, a search or a page showed."
    )
    reason = models.TextField(blank=True, help_text="Why, where a reason was asked for.")
    terms = models.CharField(
        max_length=64, blank=True, help_text="What was searched for, as a keyed hash."
    )
    outcome = models.CharField(max_length=6, choices=Outcome, default=Outcome.OK)
    request = models.CharField(
        max_length=32, blank=True, help_text="The same for all that one request did."
    )
    detail = models.JSONField(default=dict, help_text="Counts and ids that say more.")
    previous = models.CharField(max_length=64, help_text="The hash of the row before.")
    hash = models.CharField(max_length=64, help_text="SHA-256 over all the other columns.")

    objects = AuditQuerySet.as_manager()

    class Meta:
        db_table = "audit_entry"
        ordering = ["-pk"]
        verbose_name_plural = "audit entries"

    @property
    def in_words(self) -> str:
        """What was done: "Record child"."""
        return self.action.replace("_", " ").capitalize()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject}"

    def save(self, *args: Any, **options: Any) -> None:
        super().save(*args, **{**options, "force_insert": True})

    def delete(self, *args: Any, **options: Any) -> Any:
        raise TypeError("The audit log is append-only.")
