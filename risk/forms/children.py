"""The forms of the list of children and of the chronology."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from cse_portal.design.forms import GovukDateField
from risk.timeline import Kind


class SearchForm(forms.Form):
    """A name or a reference, or parts of them; or a whole number.

    It is posted: names and numbers are never in an address.
    """

    words = forms.CharField(
        label="Name or reference",
        required=False,
        max_length=100,
        help_text="Or a part of it; or a whole NHS number.",
    )


class ChronologyForm(forms.Form):
    """Of which kinds a chronology tells, and how the record stood on which day."""

    on = GovukDateField(
        label="Date", required=False, help_text="As it stood then, for example 30 9 2018."
    )
    kind = forms.MultipleChoiceField(
        label="Show", choices=Kind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: QueryDict, *, today: date, **kept: Any) -> None:
        data = data.copy()
        if not any(data.get(name) for name in ("on", "on_day", "on_month", "on_year")):
            data["on"] = today.isoformat()
        if not data.getlist("kind"):
            data.setlist("kind", Kind.values)
        super().__init__(data, **kept)
        self.today = today

    @property
    def day(self) -> date:
        """The day that was asked for; today while what was typed is no date."""
        return self.cleaned_data.get("on") or self.today

    @property
    def kinds(self) -> list[str]:
        """The kinds that were asked for; all of them while one is wrong."""
        return self.cleaned_data.get("kind") or Kind.values
