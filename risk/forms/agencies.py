"""The forms of the agencies that work with a child."""

from typing import Any

from django import forms

from agencies.actions import allocate, end_allocation
from agencies.models import Agency, Allocation
from cse_portal.days import day_in_words
from risk.forms.steps import PastDayField, Step


class AgencyForm(Step):
    """Another agency begins to work with a child."""

    title = "Add an agency"
    done = "The agency is recorded."
    button = "Save the agency"
    blamed = "start_date"
    is_key = False

    agency = forms.ModelChoiceField(Agency.objects.all(), empty_label="Choose an agency")
    start_date = PastDayField(
        label="Works with the child from",
        error_messages={"required": "Enter the day on which the work begins"},
        help_text="For example, 30 9 2018.",
    )

    def known(self) -> dict[str, Any]:
        return {"start_date": self.today}

    def write(self) -> None:
        allocate(child=self.child, is_key=self.is_key, by=self.by, **self.cleaned_data)


class KeyAgencyForm(AgencyForm):
    """Another agency becomes the key agency: the old one ends on that day."""

    title = "Add a new key agency"
    done = "The new key agency is recorded."
    button = "Save the new key agency"
    is_key = True

    @property
    def notice(self) -> str:
        held = Allocation.objects.filter(child=self.child).on(self.today).key()
        old = held.select_related("agency").first()
        if old is None:
            return ""
        since = day_in_words(old.start_date)
        return (
            f"{old.agency} is the key agency since {since}: that ends on the day given here. "
            "One that began on that very day is replaced."
        )


class EndAllocationForm(Step):
    """An agency no longer works with a child."""

    title = "End an agency’s work"
    done = "The agency’s work has ended."
    button = "End it"
    blamed = "on"

    on = PastDayField(label="First day without it", help_text="For example, 30 9 2018.")

    @staticmethod
    def rows(child: Any) -> Any:
        """The allocations that have no end yet."""
        return Allocation.objects.filter(child=child).current().select_related("agency", "child")

    def __init__(self, *args: Any, row: Allocation, **kept: Any) -> None:
        self.row = row
        super().__init__(*args, **kept)

    def known(self) -> dict[str, Any]:
        return {"on": self.today}

    @property
    def notice(self) -> str:
        key = "the key agency" if self.row.is_key else "working with the child"
        return f"{self.row.agency} is {key} since {day_in_words(self.row.start_date)}."

    def write(self) -> None:
        end_allocation(allocation=self.row, on=self.cleaned_data["on"], by=self.by)
