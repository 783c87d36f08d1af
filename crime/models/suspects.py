"""The people suspected, and of which offences."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from simple_history.models import HistoricalRecords

from crime.codes import ethnicity_labels
from crime.models.offences import SEES_EVERY_OFFENCE, Offence
from crime.timing import year_before
from risk.models import Sex


class SuspectQuerySet(models.QuerySet):
    """Suspects: distinct people, asked as of a day (counting rule 11)."""

    def as_of(self, day: date) -> Self:
        """Those linked to an offence that was recorded by the day."""
        return self.filter(Exists(_links(recorded_on__lte=day)))

    def with_recency(self, day: date) -> Self:
        """With ``is_recent``: an offence recorded by the day ended within the year before it."""
        border = year_before(day)
        # Walked from the suspect's few links: a list of all recent offences would be made anew.
        links = _links(recorded_on__lte=day).filter(
            Q(offence__committed_to__gte=border)
            | Q(offence__committed_to=None, offence__committed_from__gte=border)
        )
        return self.annotate(is_recent=Exists(links))

    def without_offence(self) -> Self:
        """Those linked to none: known otherwise, or their offence was not loaded."""
        return self.filter(~Exists(SuspectLink.objects.filter(suspect=OuterRef("pk"))))

    def visible_to(self, user: Any) -> Self:
        """Those whose record a user may open (security: access)."""
        if user.is_superuser or user.has_role(*SEES_EVERY_OFFENCE):
            return self
        return self.none()


def _links(**offence: Any) -> models.QuerySet:
    wanted = {f"offence__{name}": value for name, value in offence.items()}
    return SuspectLink.objects.filter(suspect=OuterRef("pk"), **wanted)


class Suspect(models.Model):
    """A person whom the police suspect of an offence: one row a person, without a name."""

    reference = models.CharField(max_length=50, unique=True, help_text="The force's own.")
    sex = models.CharField(
        max_length=1,
        choices=Sex,
        blank=True,
        help_text="Empty: not recorded; U: recorded as unknown.",
    )
    date_of_birth = models.DateField(null=True, blank=True, help_text="Empty: not known.")
    ethnicity = models.CharField(
        max_length=20, blank=True, help_text="A code of its scheme. Empty: not known."
    )
    ethnicity_scheme = models.CharField(
        max_length=50, blank=True, help_text="Whose codes these are. Empty: the DfE's."
    )
    ethnicity_source = models.CharField(
        max_length=50, blank=True, help_text="Said by the person, or seen by an officer."
    )
    nationality = models.CharField(max_length=100, blank=True)
    missing_reason = models.CharField("why details are missing", max_length=200, blank=True)
    area = models.ForeignKey(
        "risk.Area",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="suspects",
        verbose_name="home area",
        help_text="Where the person lives. Empty: not known.",
    )
    offences = models.ManyToManyField(Offence, through="SuspectLink", related_name="suspects")
    batch = models.ForeignKey(
        "crime.ExtractBatch",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="suspects",
        help_text="The extract that last wrote it. Empty: a person did.",
    )

    objects = SuspectQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["reference"]

    def __str__(self) -> str:
        return self.reference

    @property
    def ethnicity_in_words(self) -> str:
        return ethnicity_labels().get(self.ethnicity, self.ethnicity)

    @property
    def source_in_words(self) -> str:
        """Who said which ethnicity it is, as far as the force tells."""
        return self.ethnicity_source.replace("_", "-").capitalize()


class SuspectLink(models.Model):
    """A person is suspected of an offence."""

    suspect = models.ForeignKey(
        Suspect, on_delete=models.PROTECT, related_name="links", db_index=False
    )
    offence = models.ForeignKey(Offence, on_delete=models.PROTECT, related_name="links")
    batch = models.ForeignKey(
        "crime.ExtractBatch",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="links",
        help_text="The extract that brought it. Empty: a person did.",
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["suspect", "offence"], name="one_link_a_pair")
        ]

    def __str__(self) -> str:
        return f"suspect {self.suspect_id} of offence {self.offence_id}"
