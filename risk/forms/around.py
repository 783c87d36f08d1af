"""The forms of what happens around a child: people, notes, referrals, missing episodes."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from agencies.models import Agency
from risk.actions.around import add_note, add_person, refer
from risk.forms.steps import ADDS_TO_CHILDREN, PastDayField, Step
from risk.models import MissingEpisode, Person

DAY = "For example, 30 9 2018."
LINES = forms.Textarea({"rows": 6})
YES_OR_NO = [
    (MissingEpisode.Answer.NOT_RECORDED.value, MissingEpisode.Answer.NOT_RECORDED.label),
    (MissingEpisode.Answer.YES.value, MissingEpisode.Answer.YES.label),
    (MissingEpisode.Answer.NO.value, MissingEpisode.Answer.NO.label),
    (MissingEpisode.Answer.NOT_APPLICABLE.value, MissingEpisode.Answer.NOT_APPLICABLE.label),
]


class ClockField(forms.TimeField):
    """A time of day as people type it: 21:30 or 21.30."""

    def __init__(self, **kept: Any) -> None:
        widget = forms.TimeInput({"class": "govuk-input--width-5"}, format="%H:%M")
        super().__init__(
            input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
            widget=widget,
            error_messages={"invalid": "Enter a time of the 24-hour clock, like 21:30"},
            **kept,
        )


class AnswerField(forms.ChoiceField):
    """Yes, no, or why there is no answer."""

    def __init__(self, **kept: Any) -> None:
        super().__init__(choices=YES_OR_NO, widget=forms.RadioSelect, **kept)


class AgencyChoice(forms.ModelChoiceField):
    """The agency that something is recorded for, or that refers."""

    def __init__(self, **kept: Any) -> None:
        kept.setdefault("empty_label", "Not recorded")
        super().__init__(Agency.objects.all(), required=False, **kept)


class Added(Step):
    """Something that any agency may add; it is attributed to who added it."""

    roles = ADDS_TO_CHILDREN

    recorded_for = AgencyChoice(label="Recorded for")

    def known(self) -> dict[str, Any]:
        return {"recorded_for": self.by.agency_id}


class PersonForm(Added):
    """Somebody around the child."""

    title = "Add a person around the child"
    done = "The person is recorded."
    button = "Save the person"

    field_order = ["name", "relation", "note", "recorded_for"]
    name = forms.CharField(label="Name", max_length=100)
    relation = forms.ChoiceField(
        label="Who they are",
        error_messages={"required": "Choose who they are"},
        choices=Person.Relation,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="What matters about them", required=False, widget=forms.Textarea({"rows": 4})
    )

    def write(self) -> None:
        add_person(child=self.child, by=self.by, **self.cleaned_data)


class NoteForm(Added):
    """A contact with or about the child."""

    title = "Add a contact note"
    done = "The note is recorded."
    button = "Save the note"

    field_order = ["happened_on", "text", "recorded_for"]
    happened_on = PastDayField(label="Day of the contact", help_text=DAY)
    text = forms.CharField(label="Note", widget=LINES)

    def known(self) -> dict[str, Any]:
        return {**super().known(), "happened_on": self.today}

    def write(self) -> None:
        add_note(child=self.child, by=self.by, **self.cleaned_data)


class ReferralForm(Added):
    """An agency refers the child."""

    title = "Add a referral"
    done = "The referral is recorded, and the child is on the next meeting’s agenda."
    button = "Save the referral"

    field_order = ["received_on", "recorded_for", "referrer", "concern"]
    received_on = PastDayField(
        label="Received on",
        error_messages={"required": "Enter the day on which it was received"},
        help_text=DAY,
    )
    recorded_for = AgencyChoice(label="Referring agency", empty_label="None of those listed")
    referrer = forms.CharField(
        label="Who refers", required=False, max_length=100, help_text="And how to reach them."
    )
    concern = forms.CharField(
        label="What gives rise to concern",
        error_messages={"required": "Enter what gives rise to concern"},
        help_text="In the referrer’s words.",
        widget=LINES,
    )

    def known(self) -> dict[str, Any]:
        return {**super().known(), "received_on": self.today}

    def write(self) -> None:
        refer(child=self.child, by=self.by, today=self.today, **self.cleaned_data)


def moment(day: date, at: time) -> datetime:
    """A day and a time of day in Europe/London as one moment."""
    return timezone.make_aware(datetime.combine(day, at))
