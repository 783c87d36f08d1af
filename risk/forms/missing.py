"""The forms of missing episodes: missing, returned, interviewed."""

from typing import Any

from django import forms

from risk.actions.around import record_interview, record_missing, record_return
from risk.entries_recorded import moment_in_words
from risk.forms.around import DAY, Added, AnswerField, ClockField, moment
from risk.forms.steps import ADDS_TO_CHILDREN, PastDayField, Step
from risk.models import MissingEpisode


class GradeField(forms.ChoiceField):
    """How the police grade the risk, where they do."""

    def __init__(self, **kept: Any) -> None:
        grades = [("", "Not recorded"), *MissingEpisode.PoliceGrade.choices]
        super().__init__(choices=grades, required=False, label="Police grade", **kept)


class MissingForm(Added):
    """The child is missing, or away without authorisation."""

    title = "Record that the child is missing"
    done = "The missing episode is recorded."
    button = "Save the missing episode"
    blamed = "started_on"

    field_order = [
        "category",
        "started_on",
        "started_time",
        "police_informed",
        "police_grade",
        "recorded_for",
    ]
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
    police_grade = GradeField()

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
            police_grade=facts["police_grade"],
            recorded_for=facts["recorded_for"],
        )


class Interviewed(forms.Form):
    """The return interview, as far as it is known: somebody independent offers it."""

    interview_offered = AnswerField(label="Was a return interview offered?")
    interview_accepted = AnswerField(label="Was it accepted?")
    interview_on = PastDayField(
        label="Interviewed on", required=False, help_text="Within 72 hours of the return."
    )
    interview_time = ClockField(label="Time of the interview", required=False)
    interview_note = forms.CharField(
        label="Attempts, a refusal, who interviewed",
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if facts.get("interview_on") and "interview_time" in facts and not facts["interview_time"]:
            self.add_error("interview_time", "Enter the time of the interview")
        if facts.get("interview_time") and not facts.get("interview_on"):
            self.add_error("interview_on", "Enter the day of the interview")
        return facts

    @property
    def interview(self) -> dict[str, Any]:
        """The fields of the record."""
        facts = self.cleaned_data
        on, at = facts["interview_on"], facts["interview_time"]
        names = ("interview_offered", "interview_accepted", "interview_note")
        kept = {name: facts[name] for name in names}
        return {**kept, "interview_at": moment(on, at) if on else None}


class OfEpisode(Step):
    """Something that goes on with a missing episode."""

    roles = ADDS_TO_CHILDREN

    def __init__(self, *args: Any, row: MissingEpisode, **kept: Any) -> None:
        self.row = row
        super().__init__(*args, **kept)

    def known(self) -> dict[str, Any]:
        names = ("interview_offered", "interview_accepted", "interview_note")
        return {name: getattr(self.row, name) for name in names}

    @property
    def notice(self) -> str:
        since = f"{self.row.get_category_display()}, since {moment_in_words(self.row.started_at)}."
        ended = self.row.ended_at
        return f"{since} Returned {moment_in_words(ended)}." if ended else since


class ReturnForm(Interviewed, OfEpisode):
    """The child has returned; with the interview, as far as it is known."""

    title = "Record the return"
    done = "The return is recorded, and the child is on the next meeting’s agenda."
    button = "Save the return"
    blamed = "ended_on"
    field_order = ["ended_on", "ended_time", *Interviewed.base_fields]

    ended_on = PastDayField(
        label="Returned on",
        error_messages={"required": "Enter the day of the return"},
        help_text=DAY,
    )
    ended_time = ClockField(label="Time", help_text="For example, 21:30.")

    @staticmethod
    def rows(child: Any) -> Any:
        """The episodes from which the child has not returned."""
        return MissingEpisode.objects.filter(child=child, ended_at=None).select_related("child")

    def known(self) -> dict[str, Any]:
        return {**super().known(), "ended_on": self.today}

    def write(self) -> None:
        facts = self.cleaned_data
        record_return(
            episode=self.row,
            by=self.by,
            today=self.today,
            ended_at=moment(facts["ended_on"], facts["ended_time"]),
            **self.interview,
        )


class InterviewForm(Interviewed, OfEpisode):
    """The return interview, when it was not known yet as the return was recorded."""

    title = "Record the return interview"
    done = "The return interview is recorded."
    button = "Save the interview"

    @staticmethod
    def rows(child: Any) -> Any:
        """The episodes that have ended, and of which no interview is recorded."""
        ended = MissingEpisode.objects.filter(child=child, interview_at=None)
        return ended.exclude(ended_at=None).select_related("child")

    def write(self) -> None:
        record_interview(episode=self.row, by=self.by, **self.interview)
