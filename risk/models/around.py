"""The people around a child, notes of contacts, missing episodes and referrals."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords


class Recorded(models.Model):
    """Something that was recorded by somebody, for an agency."""

    child = models.ForeignKey("risk.Child", on_delete=models.PROTECT)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_for = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        default_related_name = "%(class)ss"


class Person(Recorded):
    """Somebody around a child: a carer, a sibling, a friend, a person of concern."""

    class Relation(models.TextChoices):
        CARER = "carer", "Parent or carer"
        SIBLING = "sibling", "Brother or sister"
        FRIEND = "friend", "Friend"
        CONCERN = "concern", "Person of concern"
        PROFESSIONAL = "professional", "Professional"
        OTHER = "other", "Somebody else"

    name = models.CharField(max_length=100)
    relation = models.CharField(max_length=12, choices=Relation)
    note = models.TextField(blank=True)

    history = HistoricalRecords()

    class Meta(Recorded.Meta):
        ordering = ["relation", "name"]
        verbose_name_plural = "people"
        default_related_name = "people"

    def __str__(self) -> str:
        return f"{self.relation} of child {self.child_id}"


class ContactNote(Recorded):
    """A note of a contact with or about a child."""

    happened_on = models.DateField()
    text = models.TextField()

    history = HistoricalRecords()

    class Meta(Recorded.Meta):
        ordering = ["-happened_on", "-pk"]
        default_related_name = "notes"

    def __str__(self) -> str:
        return f"note {self.pk} about child {self.child_id}"


class Referral(Recorded):
    """An agency refers a child to the hub."""

    received_on = models.DateField()
    referrer = models.CharField(
        max_length=100, blank=True, help_text="Who refers, and how to reach."
    )
    concern = models.TextField(help_text="What gives rise to concern, in the referrer's words.")

    history = HistoricalRecords()

    class Meta(Recorded.Meta):
        ordering = ["-received_on", "-pk"]
        default_related_name = "referrals"

    def __str__(self) -> str:
        return f"referral {self.pk} of child {self.child_id}"


class MissingEpisode(Recorded):
    """A child was missing, or away without authorisation; open until it returns."""

    class Category(models.TextChoices):
        MISSING = "missing", "Missing: whereabouts not known"
        AWAY = "away", "Away from placement without authorisation"

    class Answer(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"
        NOT_APPLICABLE = "not_applicable", "Not applicable"
        NOT_RECORDED = "not_recorded", "Not recorded"

    class PoliceGrade(models.TextChoices):
        """How the police grade the risk: theirs, apart from the category."""

        NO_APPARENT_RISK = "none", "No apparent risk"
        LOW = "low", "Low"
        MEDIUM = "medium", "Medium"
        HIGH = "high", "High"

    category = models.CharField(max_length=7, choices=Category)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    police_informed = models.CharField(max_length=14, choices=Answer, default=Answer.NOT_RECORDED)
    police_grade = models.CharField(
        max_length=6, choices=PoliceGrade, blank=True, help_text="Empty: not recorded."
    )
    interview_offered = models.CharField(max_length=14, choices=Answer, default=Answer.NOT_RECORDED)
    interview_accepted = models.CharField(
        max_length=14, choices=Answer, default=Answer.NOT_RECORDED
    )
    interview_at = models.DateTimeField(null=True, blank=True)
    interview_note = models.TextField(
        blank=True, help_text="Attempts to interview, a refusal, and who interviewed."
    )

    history = HistoricalRecords()

    class Meta(Recorded.Meta):
        ordering = ["-started_at", "-pk"]
        default_related_name = "missing_episodes"
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gt=F("started_at")),
                name="missing_ends_after_it_starts",
                violation_error_message="The return must be after the start.",
            ),
        ]

    def __str__(self) -> str:
        return f"missing episode {self.pk} of child {self.child_id}"
