"""The morning meeting: its agenda, who was there, what it decided."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Q

from risk.models.flags import Status
from risk.models.visible import OfChildren


class Meeting(models.Model):
    """The meeting of one day. Signed off, its minutes are locked and its flags are written."""

    day = models.DateField(unique=True)
    circulated_at = models.DateTimeField(
        null=True, blank=True, help_text="When the agenda was sent round; attendees see it then."
    )
    signed_off_at = models.DateTimeField(null=True, blank=True)
    signed_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    changed_at = models.DateTimeField(
        auto_now=True, help_text="When anything of it last changed: what followers ask for."
    )

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"meeting of {self.day}"

    @property
    def is_signed_off(self) -> bool:
        return self.signed_off_at is not None


class Attendance(models.Model):
    """Somebody was at a meeting for an agency."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["agency__name"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "agency"], name="one_attendance_an_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} at meeting {self.meeting_id}"


class AgendaItemQuerySet(OfChildren):
    """Children of agendas, with what a page shows of them."""

    def with_minutes(self) -> Self:
        """In their order, with the child, the reasons, and every minute with its parts."""
        # Counting loses the order of the agenda, so it is asked for again.
        shown = self.annotate(contributed=Count("contributions")).order_by("position", "pk")
        return shown.select_related("child__worker", "child__team").prefetch_related(
            "reasons",
            "decisions__recorded_by",
            "decisions__dissents__agency",
            "decisions__actions__owner",
        )


class AgendaItem(models.Model):
    """A child on the agenda of a meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    child = models.ForeignKey("risk.Child", on_delete=models.PROTECT, related_name="agenda_items")
    position = models.PositiveSmallIntegerField(default=0)
    presenter = models.CharField(max_length=100, blank=True, help_text="Who presents the child.")

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "child"], name="one_item_a_child"),
        ]

    def __str__(self) -> str:
        return f"child {self.child_id} at meeting {self.meeting_id}"

    @property
    def decision(self) -> "Decision | None":
        """The decision that holds: the newest minute about the item."""
        minutes = list(self.decisions.all())
        return minutes[-1] if minutes else None


class AgendaReason(models.Model):
    """Why a child is on an agenda. What put it there is named, so that it comes on once."""

    class Kind(models.TextChoices):
        ASSESSMENT = "assessment", "New assessment"
        REVIEW = "review", "Review due"
        CAUTION = "caution", "Cautionary period ends"
        REFERRAL = "referral", "New referral"
        RETURN = "return", "Returned from missing"
        DEFERRED = "deferred", "Deferred from an earlier meeting"
        ADDED = "added", "Added by hand"

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="reasons")
    kind = models.CharField(max_length=10, choices=Kind)
    source = models.PositiveBigIntegerField(
        default=0, help_text="The id of what put it there: an assessment, a review, a flag."
    )
    text = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "source"], condition=Q(source__gt=0), name="on_an_agenda_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for item {self.item_id}"

    @property
    def in_words(self) -> str:
        """Why, with what was written by hand."""
        return f"{self.get_kind_display()}: {self.text}" if self.text else self.get_kind_display()


class Contribution(models.Model):
    """What an agency knows of a child, added to its agenda item before or in the meeting."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="contributions")
    agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, null=True, related_name="+"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    text = models.TextField()

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"contribution {self.pk} to item {self.item_id}"


class Outcome(models.TextChoices):
    """What a meeting can decide about a child."""

    HIGH = "high", "Flag high"
    MEDIUM = "medium", "Flag medium"
    LOW = "low", "Flag low"
    AWAITING_ASSESSMENT = "awaiting_assessment", "Awaiting risk assessment"
    CAUTIONARY_SIX_MONTHS = "cautionary_six_months", "Cautionary six months"
    POTENTIAL_PERPETRATOR = "potential_perpetrator", "Potential perpetrator"
    NO_FLAG = "no_flag", "No flag"
    REMOVE_FLAG = "remove_flag", "Remove flag"
    DEFER = "defer", "Defer"

    @property
    def status(self) -> Status | None:
        """The status that the child is flagged with; None where the decision sets no flag."""
        return Status(self.value) if self.value in Status.values else None


class Decision(models.Model):
    """One minute: what the meeting decided about a child, and why.

    Changed freely until sign-off (``version`` counts the saves). After it a late correction is a
    further minute with its reason; the newest one holds.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=21, choices=Outcome, blank=True)
    rationale = models.TextField(blank=True)
    review_on = models.DateField("review", null=True, blank=True)
    facts = models.CharField(
        max_length=64,
        blank=True,
        help_text="What the deciders saw, as a fingerprint: the flag and the newest assessment.",
    )
    version = models.PositiveIntegerField(default=1)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now=True)
    correction_reason = models.TextField(blank=True, help_text="Why a signed minute was corrected.")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.outcome or 'undecided'} for item {self.item_id}"

    @property
    def is_complete(self) -> bool:
        """Whether it can be signed: an outcome and, unless it defers, the reasons for it."""
        if not self.outcome:
            return False
        return self.outcome == Outcome.DEFER or bool(self.rationale.strip())

    @property
    def sets_flag(self) -> bool:
        """Whether the child is flagged with a status by it."""
        return self.outcome in Status.values


class Dissent(models.Model):
    """An agency did not agree with a decision."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="dissents")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["agency__name"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "agency"], name="one_dissent_an_agency"),
        ]

    def __str__(self) -> str:
        return f"dissent of {self.agency_id} from decision {self.decision_id}"


class ActionQuerySet(OfChildren):
    """Agreed actions, asked by day."""

    child_path = "decision__item__child"

    def agreed(self) -> Self:
        """Those of meetings that were signed off."""
        return self.exclude(decision__item__meeting__signed_off_at=None)

    def open(self) -> Self:
        return self.agreed().filter(done_on=None)

    def overdue(self, day: date) -> Self:
        """Open ones whose due date is past."""
        return self.open().filter(due_on__lt=day)


class Action(models.Model):
    """Something that somebody does for a child by a date, agreed with a decision."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="actions")
    text = models.CharField(max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
    )
    owner_name = models.CharField(
        max_length=100, blank=True, help_text="Where the owner has no account."
    )
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    done_note = models.CharField(max_length=300, blank=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return f"action {self.pk} due {self.due_on}"

    @property
    def owner_in_words(self) -> str:
        """Who does it; empty where nobody is named yet."""
        return self.owner.display_name if self.owner else self.owner_name
