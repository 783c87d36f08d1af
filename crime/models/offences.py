"""The offence: what was recorded, when and where, and how it ended."""

from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from crime.codes import outcome_choices, why_impossible
from crime.timing import Timing, last_day_of, timing_of
from cse_portal.accounts.models import Role

SEES_EVERY_OFFENCE = (Role.CHAIR, Role.POLICE_ANALYST)


class OffenceStatus(models.TextChoices):
    """The crime status (counting rule 9): every offence has one of the three."""

    NEW = "new", "New"
    UNDER_INVESTIGATION = "under_investigation", "Under investigation"
    FILED = "filed", "Filed"


class Cyber(models.TextChoices):
    """The three-way split of the 2018 report, from how the offence was committed."""

    CYBER = "cyber", "Cyber"
    NON_CYBER = "non_cyber", "Non-cyber"
    ONLINE_THEN_MET = "online_then_met", "First contact online, then met face to face"


class OffenceQuerySet(models.QuerySet):
    """Offences, asked by when they were recorded and committed, and by who may see them."""

    def recorded(self, first: date, last: date) -> Self:
        """Offences recorded in a period, both ends included (counting rule 8)."""
        return self.filter(recorded_on__range=(first, last))

    def recent(self) -> Self:
        """Those committed within a year before they were recorded."""
        return self.filter(timing=Timing.RECENT)

    def visible_to(self, user: Any) -> Self:
        """Those whose record a user may open (security: access)."""
        if user.is_superuser or user.has_role(*SEES_EVERY_OFFENCE):
            return self
        return self.none()

    def summarised_for(self, user: Any) -> Self:
        """Those of which a user may see a summary: a social worker, those of their own children."""
        if user.has_role(Role.SOCIAL_WORKER):
            return self.visible_to(user) | self.filter(child__worker=user)
        return self.visible_to(user)


class Offence(models.Model):
    """An offence that the police flagged as child sexual exploitation."""

    occurrence_number = models.CharField(
        max_length=50, unique=True, help_text="The force's own. Never reused."
    )
    recorded_on = models.DateField("recorded", help_text="By this day it is counted.")
    committed_from = models.DateField(null=True, blank=True, help_text="Empty: not known.")
    committed_to = models.DateField(
        null=True, blank=True, help_text="Empty: one day, or not known."
    )
    offence_type = models.CharField("type", max_length=200, blank=True)
    npt_area = models.ForeignKey(
        "risk.Area",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="offences",
        verbose_name="area",
        help_text="The neighbourhood policing team's area. Empty: not known.",
    )
    status = models.CharField(max_length=20, choices=OffenceStatus)
    outcome_code = models.CharField(
        max_length=3,
        blank=True,
        choices=outcome_choices,
        help_text="Of the Home Office's list, in upper case. Empty: none yet, or not known.",
    )
    outcome_qualifier = models.CharField(
        max_length=200, blank=True, help_text="How the force splits the code."
    )
    outcome_on = models.DateField("date of the outcome", null=True, blank=True)
    cyber = models.CharField(
        max_length=15, choices=Cyber, blank=True, help_text="Empty: not recorded."
    )
    online = models.BooleanField(
        "online flag",
        null=True,
        blank=True,
        help_text="The Home Office's: in full or in part through a computer or network. "
        "Empty: not recorded.",
    )
    setting = models.CharField(
        max_length=200, blank=True, help_text="Where it happened: a home, a party, a hotel."
    )
    network = models.CharField(
        max_length=200,
        blank=True,
        help_text="The network or operation, where two or more offenders knew each other.",
    )
    child = models.ForeignKey(
        "risk.Child",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="offences",
        help_text="The child in the record, where there is one.",
    )
    timing = models.CharField(
        max_length=10,
        choices=Timing,
        editable=False,
        help_text="Whether it is recent; follows from the dates at every write.",
    )
    batch = models.ForeignKey(
        "crime.ExtractBatch",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="offences",
        help_text="The extract that last wrote it. Empty: a person did.",
    )

    objects = OffenceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-recorded_on", "occurrence_number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(committed_to__gte=models.F("committed_from"))
                | Q(committed_to=None)
                | Q(committed_from=None),
                name="offence_ends_after_it_starts",
            )
        ]
        indexes = [models.Index(fields=["recorded_on", "timing"], name="offence_by_recorded")]

    def __str__(self) -> str:
        return self.occurrence_number

    @property
    def committed_last(self) -> date | None:
        """The last day on which it was committed; None where it is not known."""
        return last_day_of(self.committed_from, self.committed_to)

    def judge_timing(self) -> None:
        """Set whether it is recent; every write calls it, one by one or in bulk."""
        self.timing = timing_of(self.recorded_on, self.committed_last)

    def clean(self) -> None:
        """Refuse what cannot be: an end before the start, an outcome before it existed."""
        if self.committed_from and self.committed_to and self.committed_to < self.committed_from:
            raise ValidationError({"committed_to": "It ends before it starts."})
        wrong = why_impossible(self.outcome_code, self.outcome_on, self.recorded_on)
        if wrong:
            raise ValidationError({"outcome_code": wrong[0].upper() + wrong[1:] + "."})
