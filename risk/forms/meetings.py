"""The forms of the morning meeting: who is there, what is contributed, what is done."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from agencies.models import Agency
from risk.forms.assessments import LongText
from risk.models import Meeting


class AttendanceForm(forms.Form):
    """Whether an agency is there, and who for it."""

    present = forms.BooleanField(required=False)
    name = forms.CharField(required=False, max_length=100)

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"agency-{agency.pk}", **kwargs)
        self.agency = agency
        self.fields["present"].label = agency.name
        self.fields["name"].label = f"Who for {agency.name}"


def attendance_forms(
    data: QueryDict | None, *, meeting: Meeting, before: Meeting | None
) -> list[AttendanceForm]:
    """A form for each agency; the names are proposed from the meeting before."""
    here = {a.agency_id: a.name for a in meeting.attendances.all()}
    there = {a.agency_id: a.name for a in before.attendances.all()} if before else {}
    return [
        AttendanceForm(
            data,
            agency=agency,
            initial={
                "present": agency.pk in here,
                "name": here.get(agency.pk, there.get(agency.pk, "")),
            },
        )
        for agency in Agency.objects.all()
    ]


class ContributionForm(forms.Form):
    """What an agency knows of a child. Who writes down what all say is asked for which agency."""

    text = LongText(label="What your agency knows", rows=3)

    def __init__(self, *args: Any, asks_agency: bool, **kwargs: Any) -> None:
        super().__init__(*args, prefix="contribution", use_required_attribute=False, **kwargs)
        if asks_agency:
            self.fields["text"].label = "What the agency knows"
            self.fields["agency"] = forms.ModelChoiceField(
                label="Agency",
                queryset=Agency.objects.all(),
                empty_label="Choose an agency",
                error_messages={"required": "Choose the agency that knows it"},
            )
            self.order_fields(["agency", "text"])

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if not text.strip():
            raise ValidationError("Write what the agency knows of this child")
        return text


class FinishForm(forms.Form):
    """That an action is done."""

    note = forms.CharField(label="What came of it", required=False, max_length=300)


class SearchForm(forms.Form):
    """A child to add to the agenda."""

    words = forms.CharField(label="Name or reference", max_length=100, required=False)


class SignForm(forms.Form):
    """That the meeting agrees its minutes, as they were when the summary was made."""

    agreed = forms.BooleanField(
        label="The meeting agrees these minutes",
        error_messages={"required": "Confirm that the meeting agrees these minutes"},
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def clean_seen(self) -> str:
        try:
            datetime.fromisoformat(self.cleaned_data["seen"])
        except ValueError:
            raise ValidationError("Open the summary again.") from None
        return self.cleaned_data["seen"]
