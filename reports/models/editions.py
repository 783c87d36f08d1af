"""Report editions: drafted, reviewed, then published and never changed again (design 4)."""

import hashlib
import json
from typing import Any, NoReturn, Self

from django.conf import settings
from django.db import models

from cse_portal.days import Month
from reports.models.snapshots import FrozenError, Snapshot


class Audience(models.TextChoices):
    """For whom an edition is: a public one hides small counts (docs/disclosure.md)."""

    INTERNAL = "internal", "Internal"
    PUBLIC = "public", "Public"


class EditionState(models.TextChoices):
    """How far an edition is."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    REVIEWED = "reviewed", "Reviewed"
    PUBLISHED = "published", "Published"


class EditionQuerySet(models.QuerySet):
    """Editions, by state and period. What is published is neither changed nor deleted."""

    def published(self) -> Self:
        return self.filter(state=EditionState.PUBLISHED)

    def public(self) -> Self:
        """What the public may read."""
        return self.published().filter(audience=Audience.PUBLIC)

    def update(self, **values: Any) -> int:
        if self.published().exists():
            raise FrozenError("A published edition is frozen: amend it instead.")
        return super().update(**values)

    def delete(self) -> NoReturn:
        raise FrozenError("Editions are kept: nothing is deleted.")


class Edition(models.Model):
    """A report that somebody stands for: which months, counting what, for whom, in which words.

    Publishing writes ``content``, from which every page and file of it is made, and its SHA-256.
    """

    title = models.CharField(max_length=200)
    number = models.PositiveSmallIntegerField(
        default=1, help_text="1 is shown as 1.0; an amended edition has the next."
    )
    first_month = models.CharField(max_length=7, help_text="Like 2018-01.")
    last_month = models.CharField(max_length=7, help_text="Like 2018-09.")
    statuses = models.JSONField(help_text="The statuses counted (counting rule 4).")
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.INTERNAL)
    state = models.CharField(max_length=9, choices=EditionState, default=EditionState.DRAFT)
    sections = models.JSONField(default=dict, help_text="The words of each section, in Markdown.")
    commentary = models.JSONField(
        default=dict, help_text="The words under a figure by its key, in Markdown."
    )
    snapshots = models.ManyToManyField(
        Snapshot, related_name="editions", help_text="The pinned version of each month end."
    )
    crime_days = models.JSONField(
        null=True, blank=True, help_text="The five days of the crime half; empty: as usual."
    )
    amends = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="amended_by"
    )
    reason = models.TextField(blank=True, help_text="Why it amends the edition before.")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="A second person, who read it before it was published.",
    )
    publisher = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, help_text="Goes up with every save.")
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)
    published_on = models.DateField(null=True, help_text="The day that the edition names.")
    content = models.TextField(blank=True, help_text="What was published, as JSON.")
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    hidden = models.JSONField(
        default=list, help_text="What disclosure control hid, and why; never handed out."
    )

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-last_month", "-first_month", "-number", "-pk"]

    def __str__(self) -> str:
        return f"{self.title}, {self.line}"

    @property
    def line(self) -> str:
        """Edition 2.0."""
        return f"Edition {self.number}.0"

    @property
    def months(self) -> list[Month]:
        return Month.range(Month.parse(self.first_month), Month.parse(self.last_month))

    @property
    def is_published(self) -> bool:
        return self.state == EditionState.PUBLISHED

    @property
    def is_public(self) -> bool:
        return self.audience == Audience.PUBLIC

    @property
    def frozen(self) -> dict[str, Any]:
        """What was published. FrozenError where the content is no longer what was hashed."""
        if digest(self.content) != self.sha256:
            raise FrozenError(f"The content of {self} is not what was published.")
        return json.loads(self.content)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding and Edition.objects.published().filter(pk=self.pk).exists():
            raise FrozenError("A published edition is frozen: amend it instead.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise FrozenError("Editions are kept: nothing is deleted.")


def digest(content: str) -> str:
    """The SHA-256 of a content, in hexadecimal digits."""
    return hashlib.sha256(content.encode()).hexdigest()
