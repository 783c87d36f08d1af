"""The forms of what happens around a child: people, notes, referrals, missing episodes."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from agencies.models import Agency
from risk.actions.around import add_note, add_person, record_missing, record_return, refer
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


class MissingForm(Added):
    """The child is missing, or away without authorisation."""

    title = "Record that the child is missing"
    done = "The missing episode is recorded."
    button = "Save the missing episode"
    blamed = "started_on"

    field_order = ["category", "started_on", "started_time", "police_informed", "recorded_for"]
    category = forms.ChoiceField(
        label="What happened",
        error_messages={"required": "Choose what happened"},
        choices=MissingEpisode.Category,
        widget=forms.RadioSelect,
    )
    started_on = PastDayField(
        label="Missing from",
        error_messages={"required": "Enter the day on which it began"},
        help_text=DAY,
    )
    started_time = ClockField(label="Time", help_text="For example, 21:30.")
    police_informed = AnswerField(label="Were the police informed?")

    def known(self) -> dict[str, Any]:
        return {
            **super().known(),
            "started_on": self.today,
            "category": MissingEpisode.Category.MISSING,
            "police_informed": MissingEpisode.Answer.NOT_RECORDED,
        }

    def write(self) -> None:
        facts = self.cleaned_data
        record_missing(
            child=self.child,
            by=self.by,
            category=facts["category"],
            started_at=moment(facts["started_on"], facts["started_time"]),
            police_informed=facts["police_informed"],
            recorded_for=facts["recorded_for"],
        )


class ReturnForm(Step):
    """The child has returned; with the interview, as far as it is known."""

    title = "Record the return"
    done = "The return is recorded, and the child is on the next meeting’s agenda."
    button = "Save the return"
    roles = ADDS_TO_CHILDREN
    blamed = "ended_on"

    ended_on = PastDayField(
        label="Returned on",
        error_messages={"required": "Enter the day of the return"},
        help_text=DAY,
    )
    ended_time = ClockField(label="Time", help_text="For example, 21:30.")
    interview_offered = AnswerField(label="Was a return interview offered?")
    interview_accepted = AnswerField(label="Was it accepted?")
    interview_on = PastDayField(
        label="Interviewed on", required=False, help_text="Within 72 hours of the return."
    )
    interview_time = ClockField(label="Time of the interview", required=False)

    @staticmethod
    def rows(child: Any) -> Any:
        """The episodes from which the child has not returned."""
        return MissingEpisode.objects.filter(child=child, ended_at=None).select_related("child")

    def __init__(self, *args: Any, row: MissingEpisode, **kept: Any) -> None:
        self.row = row
        super().__init__(*args, **kept)

    def known(self) -> dict[str, Any]:
        return {
            "ended_on": self.today,
            "interview_offered": self.row.interview_offered,
            "interview_accepted": self.row.interview_accepted,
        }

    @property
    def notice(self) -> str:
        started = timezone.localtime(self.row.started_at)
        since = f"{started.day} {started:%B %Y}, {started:%H:%M}"
        return f"{self.row.get_category_display()}, since {since}."

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if facts.get("interview_on") and "interview_time" in facts and not facts["interview_time"]:
            self.add_error("interview_time", "Enter the time of the interview")
        if facts.get("interview_time") and not facts.get("interview_on"):
            self.add_error("interview_on", "Enter the day of the interview")
        return facts

    def write(self) -> None:
        facts = self.cleaned_data
        on, at = facts["interview_on"], facts["interview_time"]
        record_return(
            episode=self.row,
            by=self.by,
            today=self.today,
            ended_at=moment(facts["ended_on"], facts["ended_time"]),
            interview_offered=facts["interview_offered"],
            interview_accepted=facts["interview_accepted"],
            interview_at=moment(on, at) if on else None,
        )


def moment(day: date, at: time) -> datetime:
    """A day and a time of day in Europe/London as one moment."""
    return timezone.make_aware(datetime.combine(day, at))
