"""The forms of the police pages."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from crime.figures.periods import financial_year_by
from cse_portal.design.forms import GovukDateField


class NumberForm(forms.Form):
    """A number of the force, or a part of it. It is posted: numbers are never in an address."""

    words = forms.CharField(
        label="Number", required=False, max_length=50, help_text="Or a part of it."
    )


class PeriodForm(forms.Form):
    """The period of which a page tells, by the day on which offences were recorded."""

    first = GovukDateField(label="Recorded from", required=False)
    last = GovukDateField(label="Recorded to", required=False)

    def __init__(self, data: QueryDict, *, today: date) -> None:
        """Without days in the address: from the start of the last full financial year to today."""
        data = data.copy()
        for name, day in {"first": financial_year_by(today)[0], "last": today}.items():
            if not any(data.get(f"{name}{part}") for part in ("", "_day", "_month", "_year")):
                data[name] = day.isoformat()
        super().__init__(data)

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", "The last day must not come before the first")
        return self.cleaned_data

    @property
    def period(self) -> tuple[date, date]:
        return self.cleaned_data["first"], self.cleaned_data["last"]


class TakeBackForm(forms.Form):
    """Why an extract is taken back."""

    reason = forms.CharField(
        label="Why is it taken back?", max_length=200, widget=forms.Textarea({"rows": 3})
    )
