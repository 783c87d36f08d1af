"""The forms of who a child is: a new child, and details that were recorded wrongly."""

from typing import Any

from django import forms

from cse_portal.accounts.models import Role, Team, User
from risk.actions.children import correct_child
from risk.codes import ethnicity_choices
from risk.forms.corrections import Correction
from risk.forms.steps import PastDayField
from risk.models import Sex
from risk.models.children import EthnicitySource, Plan

NOT_RECORDED = [("", "Not recorded")]
NOT_YET = "NOBT"
WITHOUT_SOURCE = ("", NOT_YET)
LOOKED_AFTER = {"": None, "yes": True, "no": False}


def chosen(choices: Any, **kept: Any) -> forms.ChoiceField:
    """A choice that can be left open."""
    return forms.ChoiceField(choices=[*NOT_RECORDED, *choices], required=False, **kept)


def text(length: int, **kept: Any) -> forms.CharField:
    """A line that can be left empty."""
    return forms.CharField(max_length=length, required=False, **kept)


class WorkerField(forms.ModelChoiceField):
    """The social worker who holds the case."""

    def __init__(self, **kept: Any) -> None:
        workers = User.objects.filter(groups__name=Role.SOCIAL_WORKER.value, is_active=True)
        super().__init__(workers.order_by("last_name", "first_name"), required=False, **kept)

    def label_from_instance(self, worker: User) -> str:
        return worker.display_name


class Details(forms.Form):
    """Who a child is. Ethnicity asks for its source; what is missing asks why."""

    given_name = forms.CharField(max_length=100)
    family_name = forms.CharField(max_length=100)
    aliases = text(200, label="Other names", help_text="With commas between them.")
    date_of_birth = PastDayField(required=False, help_text="For example, 17 5 2003.")
    birth_is_estimated = forms.BooleanField(label="The date of birth is estimated", required=False)
    sex = chosen(Sex.choices)
    gender_identity = text(100)
    ethnicity = chosen(ethnicity_choices())
    ethnicity_source = chosen(EthnicitySource.choices, label="Who said so")
    missing_because = text(
        200,
        label="Why details are missing",
        help_text="Where ethnicity or the date of birth is not known.",
    )
    nationality = text(100)
    first_language = text(100)
    disability = text(200)
    nhs_number = text(12, label="NHS number")
    upn = text(13, label="Unique pupil number")
    police_reference = text(50)
    school = text(100)
    plan = chosen(Plan.choices)
    looked_after = chosen([("yes", "Yes"), ("no", "No")])
    worker = WorkerField(empty_label="Nobody yet", label="Social worker")
    team = forms.ModelChoiceField(Team.objects.all(), required=False, empty_label="No team yet")

    def clean_nhs_number(self) -> str:
        return self.cleaned_data["nhs_number"].replace(" ", "")

    def clean_upn(self) -> str:
        return self.cleaned_data["upn"].upper()

    def clean_looked_after(self) -> bool | None:
        return LOOKED_AFTER[self.cleaned_data["looked_after"]]

    def clean(self) -> dict[str, Any]:
        """Ethnicity has a source; what is not known has a reason. Asked where it is new."""
        facts = super().clean()
        ethnicity, born = facts.get("ethnicity", ""), facts.get("date_of_birth")
        asked = self.asks_for("ethnicity", "ethnicity_source", "missing_because")
        if asked and ethnicity not in WITHOUT_SOURCE and not facts.get("ethnicity_source"):
            self.add_error("ethnicity_source", "Say who told the ethnicity")
        asked = self.asks_for("ethnicity", "date_of_birth", "missing_because")
        unknown = ethnicity in WITHOUT_SOURCE or (born is None and "date_of_birth" in facts)
        if asked and unknown and not facts.get("missing_because"):
            self.add_error(
                "missing_because", "Say why the ethnicity or the date of birth is not known"
            )
        return facts

    def asks_for(self, *names: str) -> bool:
        """Whether any of the fields is new, so that its source or reason is asked for."""
        return True


class DetailsForm(Details, Correction):
    """Details of a child that were recorded wrongly, or were not known until now."""

    title = "Correct or complete the details"

    field_order = list(Details.base_fields)

    def asks_for(self, *names: str) -> bool:
        """What an import left open stands in nobody's way who mends a name."""
        return bool(set(names) & set(self.changed_data))

    def known(self) -> dict[str, Any]:
        answer = {value: name for name, value in LOOKED_AFTER.items()}
        return {**super().known(), "looked_after": answer[self.row.looked_after]}

    def write(self) -> None:
        correct_child(child=self.row, by=self.by, **self.cleaned_data)
