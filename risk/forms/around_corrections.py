"""The forms that correct what was recorded around a child."""

from typing import Any

from django import forms
from django.utils import timezone

from risk.actions.corrections import correct_entry
from risk.forms.around import LINES, AgencyChoice, AnswerField, ClockField, moment
from risk.forms.corrections import DAY, Correction
from risk.forms.missing import GradeField
from risk.forms.steps import PastDayField
from risk.models import ContactNote, MissingEpisode, Person, Referral


class EntryCorrection(Correction):
    """Something around the child that was recorded wrongly."""

    recorded_for = AgencyChoice(label="Recorded for")

    def write(self) -> None:
        correct_entry(row=self.row, by=self.by, **self.cleaned_data)


class PersonCorrection(EntryCorrection):
    """A person around the child."""

    title = "Correct a person around the child"
    name = forms.CharField(max_length=100)
    relation = forms.ChoiceField(
        label="Who they are",
        error_messages={"required": "Choose who they are"},
        choices=Person.Relation,
    )
    note = forms.CharField(label="What matters about them", required=False, widget=LINES)

    @staticmethod
    def rows(child: Any) -> Any:
        return Person.objects.filter(child=child).select_related("child")


class NoteCorrection(EntryCorrection):
    """A contact note."""

    title = "Correct a contact note"
    happened_on = PastDayField(label="Day of the contact", help_text=DAY)
    text = forms.CharField(label="Note", widget=LINES)

    @staticmethod
    def rows(child: Any) -> Any:
        return ContactNote.objects.filter(child=child).select_related("child")


class ReferralCorrection(EntryCorrection):
    """A referral."""

    title = "Correct a referral"
    received_on = PastDayField(
        label="Received on",
        error_messages={"required": "Enter the day on which it was received"},
        help_text=DAY,
    )
    referrer = forms.CharField(label="Who refers", required=False, max_length=100)
    concern = forms.CharField(
        label="What gives rise to concern",
        error_messages={"required": "Enter what gives rise to concern"},
        widget=LINES,
    )

    @staticmethod
    def rows(child: Any) -> Any:
        return Referral.objects.filter(child=child).select_related("child")


class MissingCorrection(EntryCorrection):
    """A missing episode."""

    title = "Correct a missing episode"
    blamed = "started_on"

    category = forms.ChoiceField(
        label="What happened",
        error_messages={"required": "Choose what happened"},
        choices=MissingEpisode.Category,
    )
    started_on = PastDayField(
        label="Missing from",
        error_messages={"required": "Enter the day on which it began"},
        help_text=DAY,
    )
    started_time = ClockField(label="Time")
    ended_on = PastDayField(
        label="Returned on",
        error_messages={"required": "Enter the day of the return"},
        required=False,
        help_text="Empty: not yet.",
    )
    ended_time = ClockField(label="Time of the return", required=False)
    police_informed = AnswerField(label="Were the police informed?")
    police_grade = GradeField()
    interview_offered = AnswerField(label="Was a return interview offered?")
    interview_accepted = AnswerField(label="Was it accepted?")
    interview_on = PastDayField(label="Interviewed on", required=False)
    interview_time = ClockField(label="Time of the interview", required=False)
    interview_note = forms.CharField(
        label="Attempts, a refusal, who interviewed", required=False, widget=LINES
    )

    PAIRS = ("started", "ended", "interview")

    @staticmethod
    def rows(child: Any) -> Any:
        return MissingEpisode.objects.filter(child=child).select_related("child")

    def known(self) -> dict[str, Any]:
        facts = super().known()
        for name in self.PAIRS:
            at = getattr(self.row, f"{name}_at")
            local = timezone.localtime(at) if at else None
            facts[f"{name}_on"] = local.date() if local else None
            facts[f"{name}_time"] = local.time() if local else None
        return facts

    def clean(self) -> dict[str, Any]:
        """A day needs its time, and a time its day."""
        facts = super().clean()
        for name in self.PAIRS:
            on, at = f"{name}_on", f"{name}_time"
            if on in facts and at in facts and bool(facts[on]) != (facts[at] is not None):
                self.add_error(at if facts[on] else on, "Enter both the day and the time")
        return facts

    def write(self) -> None:
        facts = dict(self.cleaned_data)
        for name in self.PAIRS:
            on, at = facts.pop(f"{name}_on"), facts.pop(f"{name}_time")
            facts[f"{name}_at"] = moment(on, at) if on else None
        correct_entry(row=self.row, by=self.by, **facts)
