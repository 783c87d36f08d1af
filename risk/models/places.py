"""Areas, their populations, and the postcodes that lie in them."""

from datetime import date

from django.db import models
from simple_history.models import HistoricalRecords

from cse_portal.spells import OneAtATime, Spell, SpellQuerySet

OUT_OF_AREA = "OOA"


class Area(models.Model):
    """A part of the district in which children live; ``OOA`` is everywhere outside it."""

    code = models.CharField(max_length=20, unique=True, help_text="Never changes, never reused.")
    name = models.CharField(max_length=100)

    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_out_of_area(self) -> bool:
        return self.code == OUT_OF_AREA


class AreaPopulation(models.Model):
    """How many people under 18 lived in an area in the middle of a year (ONS mid-year estimate)."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="populations")
    year = models.PositiveSmallIntegerField(help_text="The middle of this year.")
    under_18_population = models.PositiveIntegerField("people under 18")

    history = HistoricalRecords()

    class Meta:
        ordering = ["area", "year"]
        constraints = [
            models.UniqueConstraint(fields=["area", "year"], name="one_population_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} in {self.year}: {self.under_18_population}"


class PostcodeQuerySet(SpellQuerySet):
    """Where postcodes lie, asked by postcode and day."""

    def found(self, postcode: str, day: date) -> "PostcodeArea | None":
        """Where a postcode lies on a day, as far as is known."""
        return self.on(day).filter(postcode=postcode).select_related("area").first()


class PostcodeArea(Spell):
    """A postcode lies in a ward and an area, from a day until a day (as in the ONS directory)."""

    postcode = models.CharField(max_length=8, help_text="With one space: BD1 1AA.")
    ward_code = models.CharField(max_length=9, help_text="ONS code of the ward: E05001347.")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="postcodes")

    objects = PostcodeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Spell.Meta):
        constraints = [
            *Spell.Meta.constraints,
            models.UniqueConstraint(fields=["postcode", "start_date"], name="one_postcode_a_start"),
            OneAtATime("postcode", name="one_area_a_postcode_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.postcode} in {self.ward_code} from {self.start_date}"
