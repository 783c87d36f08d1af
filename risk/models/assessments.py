"""The risk assessment: drafted by a worker, submitted to the morning meeting.

No score computes a level: the worker proposes, the meeting decides (design 3).
"""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from cse_portal.days import day_in_words
from risk.models.flags import Status
from risk.models.visible import OfChildren


class ExploitationModel(models.TextChoices):
    """How the exploitation works, as practitioners tell them apart."""

    ONLINE = "online", "Online"
    PEER = "peer", "Peer on peer"
    BOYFRIEND = "boyfriend", "“Boyfriend”"
    NETWORK = "network", "Group or network"
    GANG = "gang", "Gang"
    PARTY = "party", "Party"
    LONE_ADULT = "lone_adult", "Lone adult"


class Concern(models.TextChoices):
    """How much a side of the child's life worries the worker; never added up (design 3)."""

    NONE = "none", "No concern"
    LOW = "low", "Low concern"
    MEDIUM = "medium", "Medium concern"
    HIGH = "high", "High concern"
    NOT_KNOWN = "not_known", "Not known"


class Proposal(models.TextChoices):
    """What a worker can propose: a flag's status, or none."""

    HIGH = Status.HIGH.value, Status.HIGH.label
    MEDIUM = Status.MEDIUM.value, Status.MEDIUM.label
    LOW = Status.LOW.value, Status.LOW.label
    CAUTIONARY_SIX_MONTHS = Status.CAUTIONARY_SIX_MONTHS.value, Status.CAUTIONARY_SIX_MONTHS.label
    POTENTIAL_PERPETRATOR = Status.POTENTIAL_PERPETRATOR.value, Status.POTENTIAL_PERPETRATOR.label
    NO_FLAG = "no_flag", "No flag"


class Answer(models.TextChoices):
    """An answer that can be unknown."""

    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_KNOWN = "not_known", "Not known"


class IndicatorDomainQuerySet(models.QuerySet):
    """Domains, in the order of the form."""

    def asked_in(self, draft: "Assessment") -> Self:
        """Those in use, and those that the draft speaks of already."""
        return self.filter(Q(is_in_use=True) | Q(pk__in=[int(key) for key in draft.concerns]))


class IndicatorDomain(models.Model):
    """A side of the child's life that an assessment looks at; the authority edits them.

    Its anchors say what low, medium and high concern look like.
    """

    name = models.CharField(max_length=100, unique=True)
    low = models.TextField("low concern", blank=True)
    medium = models.TextField("medium concern", blank=True)
    high = models.TextField("high concern", blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_in_use = models.BooleanField("in use", default=True)

    objects = IndicatorDomainQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class AssessmentQuerySet(OfChildren):
    """Assessments, drafts apart from those submitted."""

    def drafts(self) -> Self:
        return self.filter(submitted_at=None)

    def submitted(self) -> Self:
        """Those that went to a meeting, the newest first."""
        return self.exclude(submitted_at=None).order_by("-submitted_at")


class Assessment(models.Model):
    """What a worker found about the risk to a child, and the level proposed.

    A draft until it is submitted; then it never changes. ``version`` counts the saves, so that two
    people on one draft are told.
    """

    child = models.ForeignKey("risk.Child", on_delete=models.PROTECT, related_name="assessments")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assessments"
    )
    started_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    version = models.PositiveIntegerField(default=1)
    submitted_at = models.DateTimeField(null=True, blank=True)
    assessed_on = models.DateField(null=True, blank=True, help_text="The day it speaks of.")

    concerns = models.JSONField(
        default=dict,
        blank=True,
        help_text="By the domain's id: its name as it was then, the concern, what was found.",
    )
    harm_known = models.TextField("known harm", blank=True)
    harm_suspected = models.TextField("suspected harm", blank=True)
    exploitation_model = models.CharField(max_length=10, choices=ExploitationModel, blank=True)
    network = models.CharField(
        "by two or more people known to each other", max_length=9, choices=Answer, blank=True
    )
    childs_words = models.TextField("the child's own words", blank=True)
    protective_factors = models.TextField(blank=True)
    analysis = models.TextField(blank=True)
    proposed_status = models.CharField(max_length=21, choices=Proposal, blank=True)
    proposed_because = models.TextField("why this level", blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["child"], condition=Q(submitted_at=None), name="one_draft_a_child"
            ),
        ]

    def __str__(self) -> str:
        return f"assessment {self.pk} of child {self.child_id}"

    @property
    def is_draft(self) -> bool:
        return self.submitted_at is None

    @property
    def title(self) -> str:
        """ "Assessment of 3 July 2018", or "Draft" while it is one."""
        return "Draft" if self.is_draft else f"Assessment of {day_in_words(self.assessed_on)}"
