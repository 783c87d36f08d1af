"""The days of the crime half as somebody asks for them, in an address or in a form."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from crime.figures.periods import CrimePeriods, WrongDaysError
from cse_portal.design.forms import GovukDateField

# What each day is called in an address.
NAMES = {
    "first": "crime_from",
    "last": "crime_to",
    "cyber_first": "cyber_from",
    "cyber_last": "cyber_to",
    "as_of": "crime_as_of",
}


class CrimeDaysForm(forms.Form):
    """The five days; one that is left empty follows from the report's months and the others."""

    crime_from = GovukDateField(
        label="Offences recorded from",
        required=False,
        help_text="Left empty, the last full financial year that is over when the report ends.",
    )
    crime_to = GovukDateField(label="Offences recorded to", required=False)
    cyber_from = GovukDateField(
        label="Cyber and non-cyber offences from",
        required=False,
        help_text="Left empty, as above. The 2018 report has 1 April to 31 August 2018 here.",
    )
    cyber_to = GovukDateField(label="Cyber and non-cyber offences to", required=False)
    crime_as_of = GovukDateField(
        label="Suspects as of",
        required=False,
        help_text="Left empty, the last day of the offences. The 2018 report has 29 August 2018.",
    )

    def __init__(self, data: QueryDict | None, *, end: date, **kept: Any) -> None:
        """``end``: the last day of the report's months, from which the others follow."""
        super().__init__(data, **kept)
        self.end = end

    def clean(self) -> dict[str, Any]:
        try:
            CrimePeriods.until(self.end, self.days)
        except WrongDaysError as error:
            self.add_error(None, str(error))
        return self.cleaned_data

    @property
    def days(self) -> dict[str, date]:
        """The days that were asked for."""
        found = {name: self.cleaned_data.get(field) for name, field in NAMES.items()}
        return {name: day for name, day in found.items() if day}

    @property
    def wrong(self) -> str:
        """What is wrong, in a sentence; empty where nothing is."""
        return " ".join(reason for reasons in self.errors.values() for reason in reasons)


def in_address(days: Mapping[str, date]) -> list[str]:
    """The days as an address says them."""
    return [f"{NAMES[name]}={day.isoformat()}" for name, day in days.items()]
