"""Where a child lives."""

from django.db import models
from simple_history.models import HistoricalRecords

from cse_portal.spells import OneAtATime, Spell


class Residence(Spell):
    """A child lives in an area, from a day until a day.

    On any day in one at most (counting rule 3).
    """

    child = models.ForeignKey("risk.Child", on_delete=models.PROTECT, related_name="residences")
    area = models.ForeignKey("risk.Area", on_delete=models.PROTECT, related_name="residences")
    address = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    placement_type = models.CharField(
        max_length=50, blank=True, help_text="With parents, foster care, a children's home."
    )

    care_home = models.CharField(
        "name of the care home", max_length=100, blank=True, help_text="Where it is one."
    )

    history = HistoricalRecords()

    class Meta(Spell.Meta):
        constraints = [
            *Spell.Meta.constraints,
            models.UniqueConstraint(fields=["child", "start_date"], name="one_residence_a_start"),
            OneAtATime("child", name="one_residence_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"child {self.child_id} in area {self.area_id} from {self.start_date}"
