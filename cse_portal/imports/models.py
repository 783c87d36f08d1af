"""Files that were uploaded: what is known of each, from its arrival to its import or its end."""

from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

KEPT = timedelta(days=1)


class State(models.TextChoices):
    """Where an upload stands."""

    CHECKING = "checking", "Being checked"
    REFUSED = "refused", "Has errors"
    READY = "ready", "Checked, not imported yet"
    WRITING = "writing", "Being imported"
    DONE = "done", "Imported"
    DISCARDED = "discarded", "Discarded"

    @classmethod
    def open(cls) -> list["State"]:
        """Those of an upload that may still be imported, and whose content is kept."""
        return [cls.CHECKING, cls.REFUSED, cls.READY, cls.WRITING]

    @classmethod
    def at_work(cls) -> list["State"]:
        """Those in which the site has something to do."""
        return list(PATIENCE)


# After so long without a sign, work is taken for given up. While it writes it cannot give any.
PATIENCE = {State.CHECKING: timedelta(minutes=2), State.WRITING: timedelta(minutes=10)}


def given_up() -> models.Q:
    """The condition that the work on an upload has given no sign for too long."""
    now = timezone.now()
    lost = models.Q()
    for state, patience in PATIENCE.items():
        lost |= models.Q(state=state, heard_at__lt=now - patience)
    return lost


class UploadQuerySet(models.QuerySet):
    """Uploads, without their content, which is long."""

    def of(self, user: models.Model) -> Self:
        """Somebody's own: nobody else sees what is in a file before it is in the record."""
        return self.filter(by=user)

    def open(self) -> Self:
        return self.filter(state__in=State.open())

    def idle(self) -> Self:
        """Those that nobody works on."""
        return self.filter(~models.Q(state__in=State.at_work()) | given_up())

    def waiting(self) -> Self:
        """Those that wait for somebody to work on them."""
        return self.filter(state__in=State.at_work()).filter(models.Q(claim=None) | given_up())

    def left_over(self) -> Self:
        """Those that have been open for more than a day."""
        return self.open().filter(at__lt=timezone.now() - KEPT)


class UploadManager(models.Manager.from_queryset(UploadQuerySet)):
    def get_queryset(self) -> UploadQuerySet:
        return super().get_queryset().defer("content")


class Upload(models.Model):
    """A file that somebody uploaded.

    The site works on it while it is checked and while it is imported. Whoever takes that work, a
    worker or the request itself, claims it, so that it is done once.
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="who"
    )
    at = models.DateTimeField("when", default=timezone.now)
    kind = models.CharField(max_length=50, help_text="The kind of extract.")
    name = models.CharField(max_length=255, help_text="What the file is called.")
    size = models.PositiveIntegerField(help_text="In bytes.")
    sha256 = models.CharField("SHA-256", max_length=64, help_text="Of its content.")
    content = models.BinaryField(
        blank=True, help_text="Empty once it is imported or discarded, or cannot be read."
    )
    state = models.CharField(max_length=10, choices=State, default=State.CHECKING)

    extracted_on = models.DateField(
        null=True, blank=True, help_text="The day on which the other system made it, where told."
    )
    sets_aside = models.BooleanField(
        default=False, help_text="Whether wrong rows are set aside and the rest imported."
    )
    aside = models.PositiveIntegerField(default=0, help_text="Rows that are set aside.")

    claim = models.UUIDField(
        null=True, editable=False, help_text="Of who works on it; empty while nobody has begun."
    )
    heard_at = models.DateTimeField(
        "last sign of work", default=timezone.now, help_text="When the work was asked for or seen."
    )
    rows_read = models.PositiveIntegerField(default=0, help_text="How far the work has come.")
    is_read = models.BooleanField(default=False, help_text="Whether all rows are read.")

    added = models.PositiveIntegerField(default=0, help_text="Rows that are new.")
    corrected = models.PositiveIntegerField(default=0, help_text="Rows that change what is stored.")
    unchanged = models.PositiveIntegerField(default=0, help_text="Rows that are stored already.")
    fingerprint = models.CharField(
        max_length=64, blank=True, help_text="Of what it would do; another one is another preview."
    )
    preview = models.JSONField(default=dict, blank=True, help_text="The first rows of each sort.")
    unreadable = models.TextField(blank=True, help_text="Why the file as a whole was refused.")
    has_changed = models.BooleanField(
        default=False, help_text="Whether the record changed between preview and confirmation."
    )

    objects = UploadManager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["by", "-at"], name="upload_by_person")]
        constraints = [
            # A form that is sent twice is one upload.
            models.UniqueConstraint(
                fields=["by", "kind", "sha256"],
                condition=models.Q(state__in=State.open()),
                name="upload_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.sha256[:8]}"

    @property
    def is_at_work(self) -> bool:
        return self.state in State.at_work()

    @property
    def changes_nothing(self) -> bool:
        """Whether all rows of the file are recorded already."""
        return not (self.added or self.corrected)

    @property
    def is_stopped(self) -> bool:
        """Whether the work on it was given up."""
        return self.is_at_work and self.heard_at < timezone.now() - PATIENCE[State(self.state)]


class WrongCell(models.Model):
    """One thing that is wrong with a row of an uploaded file."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="wrong_cells")
    line = models.PositiveIntegerField(help_text="The line on which the row begins.")
    column = models.CharField(max_length=50)
    reason = models.TextField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}"


class ColumnNameQuerySet(models.QuerySet):
    """What other systems call our columns."""

    def names_for(self, extract: Any) -> dict[str, str]:
        """Our columns by their name in a file of the kind; "" is passed over."""
        return dict(self.filter(kind=extract.kind).values_list("theirs", "ours"))


class ColumnName(models.Model):
    """What another system calls a column of an extract, set once for its files."""

    kind = models.CharField(max_length=50, help_text="The kind of extract.")
    theirs = models.CharField(max_length=100, help_text="What its files call the column.")
    ours = models.CharField(
        max_length=50, blank=True, help_text="Our column. Empty: it is passed over."
    )

    objects = ColumnNameQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "ours", "theirs"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "theirs"], name="one_meaning_a_column_name")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.theirs}"
