"""The form of an assessment: one field or two for each question, all of which may stay empty."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.html import format_html

from cse_portal.autosave import as_posted
from cse_portal.design.forms import GovukDateField
from cse_portal.design.radios import HintedRadios
from risk.actions.assessments import WRITTEN
from risk.definitions import STATUSES
from risk.models import (
    Answer,
    Assessment,
    Concern,
    ExploitationModel,
    IndicatorDomain,
    Proposal,
    Status,
)

LONGEST_TEXT = 20_000
NO_FLAG_MEANS = "Nothing that was found gives cause for concern, or what did is over."
FOUND_IN = 'What was found<span class="govuk-visually-hidden">: {}</span>'
MINE, THEIRS = "mine", "theirs"


class LongText(forms.CharField):
    """Text of any length that is written by hand. Lines end alike whoever sends them."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        box = forms.Textarea({"rows": rows})
        super().__init__(required=False, max_length=LONGEST_TEXT, widget=box, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}  # a maxlength would cut off what is pasted, without a word

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")


def choices(
    label: str, among: Sequence[tuple[str, str]], hints: dict[str, str] | None = None, **kwargs: Any
) -> forms.ChoiceField:
    """A question with radio buttons; none need be chosen."""
    radios = HintedRadios(hints=hints)
    return forms.ChoiceField(label=label, choices=among, required=False, widget=radios, **kwargs)


class AssessmentForm(forms.Form):
    """What a worker writes into a draft. What is wrong stays in its box and is not saved."""

    harm_known = LongText(
        label="Known harm",
        help_text="What has happened to the child, and how it is known. Harm is not risk: write "
        "it down even where the risk has passed.",
    )
    harm_suspected = LongText(
        label="Suspected harm",
        help_text="What may have happened, and what makes somebody think so.",
    )
    exploitation_model = choices(
        "Kind of exploitation", [("", "Not known yet"), *ExploitationModel.choices]
    )
    network = choices(
        "Is it by two or more people known to each other?",
        Answer.choices,
        help_text="Answer yes where it is known or suspected.",
    )
    childs_words = LongText(
        label="What the child says",
        help_text="In the words that the child used. Say when, where and to whom.",
    )
    protective_factors = LongText(
        label="Protective factors",
        help_text="People, places and habits that keep the child safe, and how far they hold.",
    )
    analysis = LongText(
        label="Your analysis",
        rows=8,
        help_text="What you make of what was found: what could happen, how soon, and what would "
        "change it. No score is made of the answers above; your judgement counts.",
    )
    proposed_status = choices(
        "The level that you propose",
        Proposal.choices,
        hints={
            **{status.value: STATUSES[status].text for status in Status},
            Proposal.NO_FLAG.value: NO_FLAG_MEANS,
        },
        help_text="You propose, the morning meeting decides.",
    )
    proposed_because = LongText(label="Why this level, and not the one above or below")
    assessed_on = GovukDateField(
        label="The day that it speaks of",
        required=False,
        help_text="Leave it empty for the day on which you submit. For example, 28 9 2018.",
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        draft: Assessment,
        domains: Sequence[IndicatorDomain],
        today: date,
    ) -> None:
        self.draft, self.domains, self.today = draft, domains, today
        super().__init__(data, initial=dict(self._initial()))
        asked = {name: field for each in domains for name, field in _fields_of(each).items()}
        self.fields = asked | self.fields

    def _initial(self) -> Iterator[tuple[str, Any]]:
        for name in WRITTEN:
            yield name, getattr(self.draft, name)
        for domain in self.domains:
            kept = self.draft.concerns.get(str(domain.pk), {})
            yield f"concern_{domain.pk}", kept.get("concern", "")
            yield f"found_{domain.pk}", kept.get("found", "")

    def clean_assessed_on(self) -> date | None:
        day = self.cleaned_data["assessed_on"]
        if day and day > self.today:
            raise ValidationError("The day that it speaks of must not be in the future")
        return day

    @property
    def written(self) -> dict[str, Any]:
        """What can be saved, as the draft keeps it. What is wrong stays as it was in the draft."""
        plain = {name: self.cleaned_data[name] for name in WRITTEN if name in self.cleaned_data}
        return {**plain, "concerns": self._concerns()}

    def _concerns(self) -> dict[str, dict[str, str]]:
        concerns = {}
        for domain in self.domains:
            key = str(domain.pk)
            kept = self.draft.concerns.get(key, {})
            said = {
                part: self.cleaned_data.get(f"{part}_{key}", kept.get(part, ""))
                for part in ("concern", "found")
            }
            if any(said.values()):
                concerns[key] = {"name": domain.name, **said}
        return concerns

    @property
    def is_news(self) -> bool:
        """Whether it says anything that the draft does not say already."""
        return any(getattr(self.draft, name) != said for name, said in self.written.items())


def _fields_of(domain: IndicatorDomain) -> dict[str, forms.Field]:
    hints = {level: getattr(domain, level) for level in ("low", "medium", "high")}
    return {
        f"concern_{domain.pk}": choices(domain.name, Concern.choices, hints),
        f"found_{domain.pk}": LongText(label=format_html(FOUND_IN, domain.name), rows=6),
    }


class Conflict:
    """Two people wrote into one draft: the second chooses, field by field, whose text to keep.

    ``mine`` is the form as posted, ``theirs`` the form as the draft stands now.
    """

    def __init__(self, mine: AssessmentForm, theirs: AssessmentForm) -> None:
        self.mine, self.theirs = mine, theirs

    @property
    def names(self) -> list[str]:
        """The fields in which the two differ."""
        return [
            field.name
            for field in self.mine
            if _normal(as_posted(field)) != _normal(as_posted(self.theirs[field.name]))
        ]

    @property
    def their_words(self) -> dict[str, str]:
        """What the other person wrote, by the field in which it differs."""
        return {name: in_words(self.theirs, name) for name in self.names}

    @property
    def my_words(self) -> list[tuple[str, str]]:
        """What the writer typed that is not in theirs, by the label of the field."""
        mine = ((self.mine[name].label, in_words(self.mine, name)) for name in self.names)
        return [(label, words) for label, words in mine if words]


def chosen(data: QueryDict, theirs: AssessmentForm) -> QueryDict:
    """What was posted, with their text in the fields for which it was chosen."""
    data = data.copy()
    for field in theirs:
        if data.get(f"keep_{field.name}") == THEIRS:
            for box, texts in as_posted(field).items():
                data.setlist(box, texts)
    return data


def undecided(data: QueryDict) -> list[str]:
    """The fields for which somebody still has to choose whose text to keep."""
    asked = data.getlist("conflict")
    return [name for name in asked if data.get(f"keep_{name}") not in (MINE, THEIRS)]


def in_words(form: AssessmentForm, name: str) -> str:
    """What is in a field, as people read it."""
    field = form.fields[name]
    texts = [text for texts in as_posted(form[name]).values() for text in texts]
    if isinstance(field, forms.ChoiceField):
        labels = {str(value): label for value, label in field.choices}
        return ", ".join(labels.get(text, text) for text in texts if text)
    return " ".join(texts)


def _normal(posted: dict[str, list[str]]) -> dict[str, list[str]]:
    return {
        box: [text.replace("\r\n", "\n").strip() for text in texts if text.strip()]
        for box, texts in posted.items()
    }


class CompareForm(forms.Form):
    """Which two assessments of a child to compare; to begin with the newest two."""

    one = forms.ChoiceField(label="Compare")
    other = forms.ChoiceField(label="with")

    def __init__(self, data: Any = None, *, assessments: Sequence[Assessment]) -> None:
        self.assessments = {str(row.pk): row for row in assessments}
        keys = list(self.assessments)
        super().__init__(data, initial=dict(zip(("one", "other"), keys, strict=False)))
        for name in ("one", "other"):
            self.fields[name].choices = [(key, row.title) for key, row in self.assessments.items()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("one") and cleaned.get("one") == cleaned.get("other"):
            self.add_error("other", "Choose two different assessments")
        return cleaned

    @property
    def pair(self) -> tuple[Assessment, Assessment]:
        """The later one and the earlier one."""
        wanted = {self.cleaned_data["one"], self.cleaned_data["other"]}
        later, earlier = (row for key, row in self.assessments.items() if key in wanted)
        return later, earlier
