"""The forms of trafficking concerns: a referral to the NRM, and what is decided about it."""

from typing import Any

from django import forms

from risk.actions.around import add_trafficking_concern, record_grounds
from risk.entries_recorded import due_in_words
from risk.forms.around import DAY, Added, AgencyChoice
from risk.forms.around_corrections import EntryCorrection
from risk.forms.steps import ADDS_TO_CHILDREN, PastDayField, Step
from risk.models import ExploitationType, TraffickingConcern

NOT_YET = [("", "Not decided yet")]
NOTE = forms.Textarea({"rows": 4})


class Decided(forms.Form):
    """What was decided, and when."""

    reasonable_grounds = forms.ChoiceField(
        label="Reasonable-grounds decision",
        required=False,
        choices=[*NOT_YET, *TraffickingConcern.Grounds.choices],
    )
    reasonable_on = PastDayField(label="Decided on", required=False, help_text=DAY)
    conclusive_grounds = forms.ChoiceField(
        label="Conclusive-grounds decision",
        required=False,
        choices=[*NOT_YET, *TraffickingConcern.Grounds.choices],
    )
    conclusive_on = PastDayField(label="Conclusive decision on", required=False, help_text=DAY)
    devolved = forms.ChoiceField(
        label="Decided locally",
        required=False,
        choices=[("", "Not recorded"), *TraffickingConcern.Devolved.choices],
    )


class Referred(forms.Form):
    """Who refers the child to the NRM, and for what."""

    first_responder = forms.ChoiceField(
        label="First responder",
        error_messages={"required": "Choose who refers"},
        choices=TraffickingConcern.FirstResponder,
        widget=forms.RadioSelect,
        help_text="No consent of a child is needed.",
    )
    referred_on = PastDayField(
        label="Referred on",
        error_messages={"required": "Enter the day of the referral"},
        help_text=DAY,
    )
    reference = forms.CharField(label="NRM reference", required=False, max_length=30)
    exploitation_types = forms.MultipleChoiceField(
        label="Types of exploitation",
        error_messages={"required": "Choose at least one type of exploitation"},
        choices=ExploitationType,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(label="What gives rise to concern", required=False, widget=NOTE)


class TraffickingForm(Referred, Added):
    """A concern that the child is trafficked, referred to the NRM."""

    title = "Add a trafficking concern (NRM)"
    done = "The trafficking concern is recorded."
    button = "Save the trafficking concern"
    field_order = [*Referred.base_fields, "recorded_for"]

    def known(self) -> dict[str, Any]:
        return {**super().known(), "referred_on": self.today}

    def write(self) -> None:
        add_trafficking_concern(child=self.child, by=self.by, **self.cleaned_data)


class GroundsForm(Decided, Step):
    """What was decided about a concern."""

    title = "Record a decision of the NRM"
    done = "The decision is recorded."
    button = "Save the decision"
    roles = ADDS_TO_CHILDREN

    @staticmethod
    def rows(child: Any) -> Any:
        """The concerns about which more is to be decided."""
        rows = TraffickingConcern.objects.filter(child=child, conclusive_grounds="")
        return rows.exclude(reasonable_grounds="negative").select_related("child")

    def __init__(self, *args: Any, row: TraffickingConcern, **kept: Any) -> None:
        self.row = row
        super().__init__(*args, **kept)

    def known(self) -> dict[str, Any]:
        return {name: getattr(self.row, name) for name in Decided.base_fields}

    @property
    def notice(self) -> str:
        return f"{self.row.types_in_words}. {due_in_words(self.row)}"

    def write(self) -> None:
        record_grounds(concern=self.row, by=self.by, **self.cleaned_data)


class TraffickingCorrection(Decided, Referred, EntryCorrection):
    """A trafficking concern that was recorded wrongly."""

    title = "Correct a trafficking concern"
    recorded_for = AgencyChoice(label="Recorded for")
    field_order = [*Referred.base_fields, *Decided.base_fields, "recorded_for"]

    @staticmethod
    def rows(child: Any) -> Any:
        return TraffickingConcern.objects.filter(child=child).select_related("child")
