"""The flag that the morning meeting sets on a child."""

from django.db import models
from simple_history.models import HistoricalRecords

from cse_portal.spells import OneAtATime, Spell


class Status(models.TextChoices):
    """What a child is flagged as (counting rule 4), the gravest first."""

    HIGH = "high", "High"
    MEDIUM = "medium", "Medium"
    LOW = "low", "Low"
    AWAITING_ASSESSMENT = "awaiting_assessment", "Awaiting risk assessment"
    CAUTIONARY_SIX_MONTHS = "cautionary_six_months", "Cautionary six months"
    POTENTIAL_PERPETRATOR = "potential_perpetrator", "Potential perpetrator"

    @classmethod
    def at_risk(cls) -> list["Status"]:
        """High, medium and low: those that are *at risk* and counted by default."""
        return [cls.HIGH, cls.MEDIUM, cls.LOW]


class RiskFlag(Spell):
    """A child is flagged with a status, from its meeting's day until it changes or is removed.

    On any day a child has at most one flag (counting rule 3).
    """

    class Source(models.TextChoices):
        DECISION = "decision", "Decision of a meeting"
        IMPORT = "import", "Import"

    # Every index that begins with the child serves the child: it needs none of its own.
    child = models.ForeignKey(
        "risk.Child", on_delete=models.PROTECT, related_name="flags", db_index=False
    )
    status = models.CharField(max_length=21, choices=Status)
    source = models.CharField(max_length=8, choices=Source)
    decision = models.ForeignKey(
        "risk.Decision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="flags",
        help_text="The minute that it comes from; empty for an import.",
    )

    history = HistoricalRecords()

    class Meta(Spell.Meta):
        constraints = [
            *Spell.Meta.constraints,
            models.UniqueConstraint(fields=["child", "start_date"], name="one_flag_a_start"),
            OneAtATime("child", name="one_flag_at_a_time"),
        ]
        indexes = [
            # The first tells a child's status on a day, the second who has a rare status.
            models.Index(
                fields=["child", "start_date", "end_date", "status"], name="flag_of_child"
            ),
            models.Index(
                fields=["status", "end_date", "start_date", "child"], name="flag_by_status"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status} for child {self.child_id} from {self.start_date}"
