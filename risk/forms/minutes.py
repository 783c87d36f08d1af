"""The forms of a minute: what is decided about a child, who disagrees, what is agreed."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.http import QueryDict

from agencies.models import Agency
from cse_portal.accounts.models import User
from cse_portal.autosave import as_posted
from cse_portal.design.forms import GovukDateField
from risk.actions.minutes import impossible
from risk.definitions import STATUSES
from risk.forms.assessments import LongText
from risk.intervals import review_due
from risk.models import AgendaItem, Decision, Outcome, RiskFlag

# Within how many days an agreed action is to be done, unless somebody says otherwise.
ACTION_DAYS = 7
MOST_ACTIONS = 20

KEYS = {
    Outcome.HIGH: "H",
    Outcome.MEDIUM: "M",
    Outcome.LOW: "L",
    Outcome.AWAITING_ASSESSMENT: "A",
    Outcome.CAUTIONARY_SIX_MONTHS: "C",
    Outcome.POTENTIAL_PERPETRATOR: "P",
    Outcome.NO_FLAG: "N",
    Outcome.REMOVE_FLAG: "R",
    Outcome.DEFER: "D",
}
MEANINGS = {
    **{Outcome(status.value): meant.text for status, meant in STATUSES.items()},
    Outcome.NO_FLAG: "The child is not flagged, and stays so.",
    Outcome.REMOVE_FLAG: "The flag ends on the day of the meeting.",
    Outcome.DEFER: "The child is on the agenda of the next meeting. Nothing else changes.",
}


class OutcomeRadios(forms.RadioSelect):
    """The outcomes, each with its key, its meaning and the review that it leads to."""

    template_name = "risk/meeting_outcomes.html"
    day: date
    has_keys = True

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        outcome = Outcome(value)
        due = review_due(value, self.day)
        option["hint"] = MEANINGS[outcome]
        option["attrs"] |= {
            "aria-describedby": f"{option['attrs'].get('id', name)}_hint",
            "data-review": due.isoformat() if due else "",
        }
        if self.has_keys:
            option["key"] = option["attrs"]["aria-keyshortcuts"] = KEYS[outcome]
        return option


class DecisionForm(forms.Form):
    """What the meeting decides about a child."""

    outcome = forms.ChoiceField(
        label="Decision",
        choices=Outcome.choices,
        widget=OutcomeRadios,
        error_messages={"required": "Choose what the meeting decides"},
    )
    rationale = LongText(label="Reasons", rows=5)
    review_on = GovukDateField(
        label="Review", required=False, help_text="Left empty, it follows from the level."
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    facts = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(
        self, data: QueryDict | None = None, *, day: date, flag: RiskFlag | None, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.day, self.flag = day, flag
        self.fields["outcome"].widget.day = day

    def clean_outcome(self) -> str:
        outcome = self.cleaned_data["outcome"]
        why_not = impossible(outcome, self.flag)
        if why_not:
            raise ValidationError(why_not)
        return outcome

    def clean_review_on(self) -> date | None:
        review_on = self.cleaned_data["review_on"]
        if review_on and review_on <= self.day:
            raise ValidationError("The review must be after the day of the meeting")
        return review_on

    def clean(self) -> None:
        said = self.cleaned_data
        given = said.get("outcome") not in (None, Outcome.DEFER)
        if given and "rationale" in said and not said["rationale"].strip():
            self.add_error("rationale", "Write why the meeting decides so")

    def show_version(self, version: int) -> None:
        """Let what is shown be saved over a minute that somebody else wrote meanwhile."""
        self.data = self.data.copy()
        self.data["version"] = str(version)

    @property
    def written(self) -> dict[str, Any]:
        """What can be saved; what is missing or wrong is left empty."""
        return {
            "outcome": self.cleaned_data.get("outcome", ""),
            # Still there where it is only too little.
            "rationale": self.cleaned_data.get("rationale", self.data.get("rationale", "")),
            "review_on": self.cleaned_data.get("review_on"),
        }


class CorrectionForm(DecisionForm):
    """A signed minute as it should have been, and why it was not."""

    reason = LongText(label="Why the minute is corrected", rows=2)
    field_order = ["reason", "outcome", "rationale", "review_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].widget.has_keys = False

    def clean_reason(self) -> str:
        reason = self.cleaned_data["reason"]
        if not reason.strip():
            raise ValidationError("Say why the minute is corrected")
        return reason


class DissentForm(forms.Form):
    """Whether an agency disagrees, and what it says."""

    disagrees = forms.BooleanField(required=False)
    text = forms.CharField(required=False, max_length=500, label="What it says")

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"dissent-{agency.pk}", **kwargs)
        self.agency = agency
        self.fields["disagrees"].label = f"{agency.name} disagrees"
        self.fields["text"].label = f"What {agency.name} says"

    def clean(self) -> None:
        # Whoever writes what an agency says means that it disagrees.
        if self.cleaned_data.get("text", "").strip():
            self.cleaned_data["disagrees"] = True


class ActionForm(forms.Form):
    """Something that somebody does by a day."""

    text = forms.CharField(label="Action", required=False, max_length=300)
    who = forms.CharField(label="Who", required=False, max_length=100)
    due_on = GovukDateField(label="Due", required=False)

    def __init__(self, *args: Any, people: dict[str, User], day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people, self.day = people, day
        self.fields["due_on"].initial = day + timedelta(days=ACTION_DAYS)
        self.fields["who"].widget.attrs |= {"list": "people", "autocomplete": "off"}

    def clean(self) -> None:
        if not self.is_wanted:
            self._errors.clear()
            return
        said = self.cleaned_data
        if not said.get("text", "").strip():
            self.add_error("text", "Write what is to be done")
        if not said.get("who", "").strip():
            self.add_error("who", "Say who does it")
        if "due_on" in said and said["due_on"] is None:
            self.add_error("due_on", "Say by when it is done")
        elif "due_on" in said and said["due_on"] < self.day:
            self.add_error("due_on", "The due date must not be before the meeting")

    @property
    def is_wanted(self) -> bool:
        """Whether anything is written in it besides the date that was proposed."""
        return any((self[name].value() or "").strip() for name in ("text", "who"))

    @property
    def written(self) -> dict[str, Any] | None:
        """What can be saved; None where it says too little yet."""
        said = self.cleaned_data
        if not (self.is_wanted and said.get("text", "").strip() and said.get("due_on")):
            return None
        who = said.get("who", "").strip()
        owner = self.people.get(who)
        return {
            "text": said["text"].strip(),
            "owner": owner,
            "owner_name": "" if owner else who,
            "due_on": said["due_on"],
        }


class MinuteForms:
    """Everything that is written about a child in the meeting: decision, dissent and actions."""

    def __init__(
        self,
        data: QueryDict | None,
        *,
        item: AgendaItem,
        minute: Decision | None,
        flag: RiskFlag | None,
        facts: str,
        agencies: Iterable[Agency],
        people: dict[str, User],
        more_actions: int = 0,
    ) -> None:
        day, self.people = item.meeting.day, people
        self.decision = DecisionForm(data, day=day, flag=flag, initial=_minute(minute, facts))
        self.dissents = _dissent_forms(data, minute, agencies)
        known = _actions(minute, {user.pk: name for name, user in people.items()})
        rows = len(known) + 1 if data is None else _rows_in(data) + more_actions
        self.actions = [
            ActionForm(data, initial=initial, prefix=f"actions-{n}", people=people, day=day)
            for n, initial in enumerate([*known, *[{}] * rows][:rows])
        ]
        self.another_action = ActionForm(prefix="actions-__n__", people=people, day=day)

    @property
    def all(self) -> list[forms.Form]:
        return [self.decision, *self.dissents, *self.actions]

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in self.all]  # each, so that all faults are said at once
        return all(valid)

    @property
    def written(self) -> dict[str, Any]:
        """What ``record_decision`` takes: all that can be saved, complete or not."""
        self.is_valid()
        actions = [form.written for form in self.actions]
        return {
            **self.decision.written,
            "dissents": {
                form.agency: form.cleaned_data.get("text", "").strip()
                for form in self.dissents
                if form.cleaned_data.get("disagrees")
            },
            "actions": [action for action in actions if action],
        }

    @property
    def version(self) -> int:
        return self.decision.cleaned_data.get("version") or 0

    @property
    def facts(self) -> str:
        return self.decision.cleaned_data.get("facts", "")

    def show_version(self, version: int) -> None:
        """Let what is shown be saved over a minute that somebody else wrote meanwhile."""
        self.decision.show_version(version)

    def forgive(self) -> None:
        """Say nothing of faults: what was typed is not meant to be complete yet."""
        for form in self.all:
            form._errors = ErrorDict()

    @property
    def has_dissent(self) -> bool:
        return any(form["disagrees"].value() for form in self.dissents)

    @property
    def faults(self) -> list[dict[str, str]]:
        """What is wrong, for the error summary: a line for each, and the box to which it leads."""
        first = self.decision["outcome"].first_input_id
        lines = [{"text": said, "target": first} for said in self.decision.non_field_errors()]
        fields = (field for form in self.all for field in form)
        return lines + [
            {"text": said, "target": field.first_input_id}
            for field in fields
            for said in field.errors
        ]

    @property
    def unsaved(self) -> dict[str, list[str]]:
        """What is typed but cannot be saved as it stands, and why, by the name of its box."""
        wrong = {name: self.decision.errors.get(name, []) for name in ("outcome", "review_on")}
        if not self.decision.data.get("outcome"):
            wrong["outcome"] = []  # nothing is chosen yet: that is no fault
        for form in self.actions:
            if form.is_wanted and not form.written:
                wrong[f"{form.prefix}-text"] = ["an action needs a text and a due date"]
                wrong |= {f"{form.prefix}-{name}": [] for name in ("who", "due_on")}
        half = {name for name in wrong if name.startswith("actions-")}
        return {name: list(said) for name, said in wrong.items() if said or name in half}

    @property
    def as_posted(self) -> dict[str, list[str]]:
        """What a browser would post for all of it as it stands, by the name of each box."""
        boxes = (as_posted(field) for form in self.all for field in form if field.name != "version")
        return {name: texts for posted in boxes for name, texts in posted.items()}


def _rows_in(data: QueryDict) -> int:
    """How many rows of actions were posted; what is empty may not be."""
    found = (re.match(r"actions-(\d{1,2})-", name) for name in data)
    return min(max((int(each[1]) + 1 for each in found if each), default=1), MOST_ACTIONS)


def _dissent_forms(
    data: QueryDict | None, minute: Decision | None, agencies: Iterable[Agency]
) -> list[DissentForm]:
    said = {d.agency: d.text for d in minute.dissents.all()} if minute else {}
    asked = {agency.pk: agency for agency in [*agencies, *said]}
    return [
        DissentForm(
            data,
            agency=agency,
            initial={"disagrees": agency in said, "text": said.get(agency, "")},
        )
        for agency in asked.values()
    ]


def _minute(minute: Decision | None, facts: str) -> dict[str, Any]:
    if minute is None:
        return {"version": 0, "facts": facts}
    return {
        "outcome": minute.outcome,
        "rationale": minute.rationale,
        "review_on": minute.review_on,
        "version": minute.version,
        "facts": facts,
    }


def _actions(minute: Decision | None, names: dict[int, str]) -> list[dict[str, Any]]:
    return [
        {
            "text": action.text,
            "who": names.get(action.owner_id, action.owner_name),
            "due_on": action.due_on,
        }
        for action in (minute.actions.all() if minute else [])
    ]
