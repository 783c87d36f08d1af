"""Concerns that a child is trafficked: referrals to the national referral mechanism (NRM)."""

from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

from risk.models.around import Recorded


class ExploitationType(models.TextChoices):
    """For what a child is thought to be trafficked; several may hold."""

    SEXUAL = "sexual", "Sexual exploitation"
    CRIMINAL = "criminal", "Criminal exploitation"
    LABOUR = "labour", "Forced labour"
    SERVITUDE = "servitude", "Domestic servitude"
    ORGANS = "organs", "Removal of organs"
    NOT_KNOWN = "not_known", "Not known"


def known_types(types: object) -> None:
    """Refuse what is no list of types of exploitation, or an empty one."""
    if not isinstance(types, list) or not types or set(types) - set(ExploitationType.values):
        raise ValidationError("Choose at least one type of exploitation")


class TraffickingConcern(Recorded):
    """A child is referred to the NRM: by whom, for what, and what was decided.

    No consent of a child is needed. The reasonable-grounds decision is to come within five working
    days of the referral; a conclusive one follows a positive one.
    """

    class FirstResponder(models.TextChoices):
        COUNCIL = "council", "The council"
        POLICE = "police", "The police"
        OTHER = "other", "Another first responder"

    class Grounds(models.TextChoices):
        POSITIVE = "positive", "Positive"
        NEGATIVE = "negative", "Negative"

    class Devolved(models.TextChoices):
        YES = "yes", "Yes, by the local panel"
        NO = "no", "No, nationally"

    first_responder = models.CharField(max_length=7, choices=FirstResponder)
    referred_on = models.DateField("referred")
    reference = models.CharField("NRM reference", max_length=30, blank=True)
    exploitation_types = models.JSONField(default=list, validators=[known_types])
    reasonable_grounds = models.CharField(
        max_length=8, choices=Grounds, blank=True, help_text="Empty: not decided yet."
    )
    reasonable_on = models.DateField("reasonable grounds decided", null=True, blank=True)
    conclusive_grounds = models.CharField(
        max_length=8, choices=Grounds, blank=True, help_text="Empty: not decided yet."
    )
    conclusive_on = models.DateField("conclusive grounds decided", null=True, blank=True)
    devolved = models.CharField(
        "decided locally", max_length=3, choices=Devolved, blank=True, help_text="Empty: not known."
    )
    note = models.TextField(blank=True)

    history = HistoricalRecords()

    class Meta(Recorded.Meta):
        ordering = ["-referred_on", "-pk"]
        default_related_name = "trafficking_concerns"

    def __str__(self) -> str:
        return f"trafficking concern {self.pk} of child {self.child_id}"

    @property
    def types_in_words(self) -> str:
        """ "Sexual exploitation, forced labour"."""
        labels = dict(ExploitationType.choices)
        return ", ".join(labels[each] for each in self.exploitation_types).capitalize()

    def clean(self) -> None:
        """A decision has its day, in its order; what is conclusive was reasonable before."""
        wrong = {}
        earlier = self.referred_on
        for kind in ("reasonable", "conclusive"):
            grounds, on = getattr(self, f"{kind}_grounds"), getattr(self, f"{kind}_on")
            if bool(grounds) != bool(on):
                name = f"{kind}_on" if grounds else f"{kind}_grounds"
                wrong[name] = "Enter both the decision and its day"
            elif on and earlier and on < earlier:
                wrong[f"{kind}_on"] = "This is before the day of what it follows"
            earlier = on or earlier
        if self.conclusive_grounds and self.reasonable_grounds != self.Grounds.POSITIVE:
            wrong.setdefault(
                "conclusive_grounds", "A conclusive decision follows a positive reasonable one"
            )
        if wrong:
            raise ValidationError(wrong)
