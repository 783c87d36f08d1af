"""The form of the report: which months, and which children are counted."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from cse_portal.days import Month
from reports.month_ends import MonthEnds
from reports.periods import Period, WrongPeriodError
from risk.models import Status


class MonthField(forms.ChoiceField):
    """A month, chosen from those that were taken. It keeps what was asked for, taken or not."""

    def to_python(self, value: Any) -> Month | None:
        if not value:
            return None
        try:
            return Month.parse(str(value))
        except ValueError:
            raise ValidationError(f"“{value}” is not a month: choose one from the list") from None

    def validate(self, value: Month | None) -> None:
        if value is None:
            raise ValidationError(self.error_messages["required"], code="required")


class PeriodForm(forms.Form):
    """First and last month and statuses. Valid where every month between was taken."""

    first = MonthField(label="First month")
    last = MonthField(label="Last month")
    statuses = forms.MultipleChoiceField(
        label="Children counted",
        choices=Status.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="High, medium and low are the children at risk. The first edition of the 2018 "
        "report counted all six.",
        error_messages={
            "required": "Choose at least one status",
            "invalid_choice": "“%(value)s” is not a status",
        },
    )

    def __init__(self, asked: dict[str, Any] | None, *, month_ends: MonthEnds) -> None:
        newest = month_ends.newest_period
        initial = asked_for(newest) if newest else {}
        super().__init__(asked, initial=initial)
        self.month_ends = month_ends
        for name in ("first", "last"):
            self.fields[name].choices = self._choices((asked or {}).get(name, ""))

    @property
    def period(self) -> Period:
        """What was asked for, once the form is valid."""
        return self.cleaned_data["period"]

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if set(cleaned) != {"first", "last", "statuses"}:
            return cleaned
        statuses = tuple(status for status in Status if status in cleaned["statuses"])
        try:
            cleaned["period"] = Period(cleaned["first"], cleaned["last"], statuses)
        except WrongPeriodError as error:
            self.add_error("last", str(error))
            return cleaned
        for reason in self.month_ends.why_missing(cleaned["period"].months):
            self.add_error("first", reason)
        return cleaned

    def _choices(self, asked: str) -> list[tuple[str, str]]:
        taken = {str(month): month.name for month in self.month_ends.months}
        if not asked or asked in taken:
            return list(taken.items())
        return [*taken.items(), (asked, _name(asked))]


def asked_in(query: QueryDict) -> list[str] | None:
    """The codes of statuses in an address, with commas between or apart; None where it has none."""
    if "statuses" not in query:
        return None
    return [code for text in query.getlist("statuses") for code in text.split(",") if code]


def asked_for(period: Period) -> dict[str, Any]:
    """A period as the values of the form."""
    return {
        "first": str(period.first),
        "last": str(period.last),
        "statuses": list(period.statuses),
    }


def _name(asked: str) -> str:
    try:
        return f"{Month.parse(asked).name} (not taken)"
    except ValueError:
        return asked
