"""The forms of an edition: its period and words, and why it is amended."""

from typing import Any

from django import forms

from cse_portal.days import Month
from reports.dimensions import PROFILE
from reports.editions import SECTIONS
from reports.forms import PeriodForm
from reports.models import Audience, Edition
from reports.month_ends import MonthEnds

MARKDOWN = "Markdown: **bold**, *italic*, - for a list, [words](https://address) for a link."
LENGTH = 20_000


class EditionForm(PeriodForm):
    """Period, statuses, audience and title, and the words of each section and under each figure."""

    title = forms.CharField(max_length=200)
    audience = forms.ChoiceField(
        choices=Audience,
        widget=forms.RadioSelect,
        initial=Audience.INTERNAL,
        help_text="A public edition hides numbers of 1 to 5, and what would give them away.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    field_order = ["title", "audience", "first", "last", "statuses"]

    def __init__(self, asked: Any, *, month_ends: MonthEnds, initial: dict[str, Any]) -> None:
        super().__init__(_listed(asked), month_ends=month_ends)
        for key, title in SECTIONS.items():
            self.fields[f"section_{key}"] = _words(title, MARKDOWN if key == "introduction" else "")
        for dimension in PROFILE:
            self.fields[f"under_{dimension.key}"] = _words(f"Words on: {dimension.label}", "", 3)
        self.initial |= initial

    @property
    def values(self) -> dict[str, Any]:
        """What was filled in, as the actions take it."""
        cleaned = self.cleaned_data
        return {
            "title": cleaned["title"],
            "audience": cleaned["audience"],
            "first": self.period.first,
            "last": self.period.last,
            "statuses": [str(status) for status in self.period.statuses],
            "sections": {key: cleaned[f"section_{key}"] for key in SECTIONS},
            "commentary": {d.key: cleaned[f"under_{d.key}"] for d in PROFILE},
        }

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        asked = {key: cleaned[key] for key in ("first", "last", "statuses") if key in cleaned}
        if len(asked) < 3:
            return cleaned
        kept, self.cleaned_data = cleaned, dict(asked)
        found = super().clean()
        self.cleaned_data = kept | ({"period": found["period"]} if "period" in found else {})
        return self.cleaned_data


class AmendForm(forms.Form):
    """Why an edition is amended, or a month counted again."""

    reason = forms.CharField(
        label="Why is it amended?", max_length=500, widget=forms.Textarea({"rows": 3})
    )


def words_of(edition: Edition) -> dict[str, Any]:
    """An edition as the initial values of the form."""
    return {
        "title": edition.title,
        "audience": edition.audience,
        "first": Month.parse(edition.first_month),
        "last": Month.parse(edition.last_month),
        "statuses": edition.statuses,
        "version": edition.version,
        **{f"section_{key}": text for key, text in edition.sections.items()},
        **{f"under_{key}": text for key, text in edition.commentary.items()},
    }


def _words(label: str, help_text: str = "", rows: int = 6) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=LENGTH,
        widget=forms.Textarea({"rows": rows}),
        help_text=help_text,
    )


def _listed(asked: Any) -> Any:
    """A posted form as a plain dict whose statuses are a list, which the period form expects."""
    if asked is None:
        return None
    return {**asked.dict(), "statuses": asked.getlist("statuses")}
