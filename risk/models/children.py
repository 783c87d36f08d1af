"""The child: who it is."""

from datetime import date
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from simple_history.models import HistoricalRecords

from risk.codes import ethnicity_choices, nhs_number_is_valid, upn_is_valid
from risk.models.flags import RiskFlag, Status
from risk.models.visible import ChildrenByReader
from risk.sounds import folded, sound_of


class Sex(models.TextChoices):
    """Sex as recorded; empty is not recorded."""

    FEMALE = "F", "Female"
    MALE = "M", "Male"
    UNKNOWN = "U", "Unknown"


class EthnicitySource(models.TextChoices):
    """Who said which ethnicity the child has."""

    CHILD = "child", "The child"
    PARENT = "parent", "A parent or carer"
    OTHER = "other", "Somebody else"


class Plan(models.TextChoices):
    """The plan under which children's social care works with the child."""

    EARLY_HELP = "early_help", "Early help"
    CHILD_IN_NEED = "child_in_need", "Child in need plan"
    CHILD_PROTECTION = "child_protection", "Child protection plan"
    CARE = "care", "Care plan"


def check_nhs_number(number: str) -> None:
    """Refuse an NHS number whose check digit is wrong."""
    if not nhs_number_is_valid(number):
        raise ValidationError("This is not an NHS number: ten digits, the last a check digit.")


def check_upn(upn: str) -> None:
    """Refuse a unique pupil number whose check letter is wrong."""
    if not upn_is_valid(upn):
        raise ValidationError("This is not a unique pupil number: its check letter is wrong.")


class ChildQuerySet(ChildrenByReader):
    """Children, asked by day, status and name."""

    def flagged_on(self, day: date, *statuses: str) -> Self:
        """Children with a flag on the day, of one of the statuses where some are given."""
        flags = RiskFlag.objects.on(day).filter(child=OuterRef("pk"))
        if statuses:
            flags = flags.filter(status__in=statuses)
        return self.filter(Exists(flags))

    def at_risk_on(self, day: date) -> Self:
        """Children flagged high, medium or low on the day (counting rule 4)."""
        return self.flagged_on(day, *Status.at_risk())

    def standing(self) -> Self:
        """Children whose record was not merged into another."""
        return self.filter(merged_into=None)

    def matching(self, words: str) -> Self:
        """Children in whose name or reference every one of the words occurs."""
        wanted = Q()
        for word in folded(words).split():
            wanted &= Q(search_text__contains=word)
        return self.filter(wanted)


class Child(models.Model):
    """A child known to the hub. What changes over time (flags, homes, agencies) is in spells."""

    reference = models.CharField(
        max_length=20, unique=True, help_text="The authority's own reference. Never reused."
    )
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    date_of_birth = models.DateField(null=True, blank=True, help_text="Empty: not recorded.")
    sex = models.CharField(
        max_length=1,
        choices=Sex,
        blank=True,
        help_text="Empty: not recorded; U: recorded as unknown.",
    )
    ethnicity = models.CharField(
        max_length=4,
        choices=ethnicity_choices,
        blank=True,
        help_text="A code of the DfE's list. Empty: not recorded.",
    )
    nhs_number = models.CharField(
        "NHS number", max_length=10, blank=True, validators=[check_nhs_number]
    )
    upn = models.CharField("unique pupil number", max_length=13, blank=True, validators=[check_upn])
    nationality = models.CharField(max_length=100, blank=True)
    disability = models.CharField(max_length=200, blank=True)
    aliases = models.CharField(
        max_length=200, blank=True, help_text="Other names, with commas between them."
    )
    birth_is_estimated = models.BooleanField("date of birth is estimated", default=False)
    gender_identity = models.CharField(max_length=100, blank=True)
    ethnicity_source = models.CharField(max_length=6, choices=EthnicitySource, blank=True)
    missing_because = models.CharField(
        "why details are missing",
        max_length=200,
        blank=True,
        help_text="Why ethnicity or the birth date is not known.",
    )
    first_language = models.CharField(max_length=100, blank=True)
    police_reference = models.CharField(max_length=50, blank=True)
    school = models.CharField(max_length=100, blank=True)
    plan = models.CharField(max_length=16, choices=Plan, blank=True)
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        help_text="The social worker who holds the case.",
    )
    team = models.ForeignKey(
        "accounts.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    looked_after = models.BooleanField(null=True, blank=True, help_text="Empty: not recorded.")
    is_restricted = models.BooleanField(
        "restricted", default=False, help_text="Only a list of people may see the record."
    )
    # No index of its own: SQLite would walk it for the many who are merged into nobody.
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="merged_here",
        help_text="The record of the same child that stands instead of this one.",
    )
    search_text = models.CharField(
        max_length=500, editable=False, help_text="Names and reference as search compares them."
    )

    sounds = models.CharField(
        max_length=200, blank=True, editable=False, help_text="How given and family name sound."
    )

    objects = ChildQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search_text", "sounds"])

    class Meta:
        ordering = ["family_name", "given_name", "reference"]
        verbose_name_plural = "children"
        indexes = [
            models.Index(fields=["family_name", "given_name", "reference"], name="child_by_name"),
            models.Index(fields=["date_of_birth"], name="child_by_birth"),
            models.Index(fields=["sounds"], name="child_by_sound"),
            models.Index(fields=["nhs_number"], name="child_by_nhs_number"),
            models.Index(
                fields=["id"], name="restricted_child", condition=models.Q(is_restricted=True)
            ),
            models.Index(
                fields=["merged_into"],
                condition=Q(merged_into__isnull=False),
                name="child_merged_away",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    def refuse_writes(self) -> None:
        """Raise ValidationError where another record stands instead of this one."""
        if self.merged_into_id:
            raise ValidationError(
                f"This record was merged into {self.merged_into}: work there.", code="merged"
            )

    def index_for_search(self) -> None:
        """Set what search compares; every write calls it, one by one or in bulk.

        A record that was merged into another has nothing to be found by but its whole reference.
        """
        if self.merged_into_id:
            self.search_text = self.sounds = ""
            return
        names = f"{self.given_name} {self.family_name}"
        text = folded(" ".join(filter(None, (names, self.aliases, self.reference))))
        # A letter may fold to several.
        self.search_text = text[: self._meta.get_field("search_text").max_length]
        self.sounds = sound_of(names)
