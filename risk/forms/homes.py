"""The form of a new home."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cse_portal.days import day_in_words
from risk.actions.residences import move_home
from risk.forms.steps import PastDayField, Step
from risk.models import Area, PostcodeArea, Residence
from risk.postcodes import tidy_postcode

PLACEMENTS = (
    "With parents",
    "With family or friends",
    "Foster care",
    "Children's home",
    "Supported accommodation",
    "Secure accommodation",
)


class PostcodeField(forms.CharField):
    """A postcode as people type it; it cleans to capitals with one space, or to nothing."""

    def __init__(self, **kept: Any) -> None:
        super().__init__(max_length=12, **kept)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        try:
            return tidy_postcode(typed) if typed else ""
        except ValueError:
            raise ValidationError("Enter a full postcode, like BD1 1AA", code="postcode") from None


class PlaceForm(forms.Form):
    """A postcode and the day on which somebody asks where it lies."""

    start_date = PastDayField(required=False)
    postcode = PostcodeField(required=False)

    def place(self, today: date) -> PostcodeArea | None:
        """Where the postcode lies; None while it is not whole, or not known."""
        self.is_valid()
        day = self.cleaned_data.get("start_date") or today
        return PostcodeArea.objects.found(self.cleaned_data.get("postcode", ""), day)


class AreaField(forms.ModelChoiceField):
    """An area, or none: then the postcode says it."""

    def __init__(self, **kept: Any) -> None:
        super().__init__(
            Area.objects.all(),
            label="Area",
            required=False,
            empty_label="As the postcode says",
            help_text="Choose one only where the postcode is not known or its area is wrong.",
            **kept,
        )


class HomeForm(Step):
    """A child moves to a new home."""

    title = "Add a new home"
    done = "The new home is recorded."
    button = "Save the new home"
    template_name_of_page = "risk/home_step.html"
    blamed = "start_date"

    start_date = PastDayField(
        label="Lives there from",
        error_messages={"required": "Enter the first day in the new home"},
        help_text="For example, 30 9 2018.",
    )
    address = forms.CharField(
        label="Address",
        required=False,
        max_length=200,
        help_text="Without the postcode.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    postcode = PostcodeField(
        label="Postcode",
        required=False,
        widget=forms.TextInput(
            {"class": "govuk-input--width-10", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    area = AreaField()
    placement_type = forms.ChoiceField(label="Placement", required=False)
    care_home = forms.CharField(
        label="Name of the care home",
        required=False,
        max_length=100,
        help_text="Where the child is placed in one.",
    )

    def __init__(self, *args: Any, **kept: Any) -> None:
        super().__init__(*args, **kept)
        last = self.home.placement_type if self.home else ""
        names = [*PLACEMENTS, *([last] if last and last not in PLACEMENTS else [])]
        self.fields["placement_type"].choices = [("", "Not recorded"), *((n, n) for n in names)]

    def known(self) -> dict[str, Any]:
        self.home = Residence.objects.filter(child=self.child).on(self.today).first()
        placement = self.home.placement_type if self.home else ""
        return {"start_date": self.today, "placement_type": placement}

    @property
    def notice(self) -> str:
        if self.home is None:
            return ""
        where = ", ".join(filter(None, (self.home.area.name, self.home.postcode)))
        since = day_in_words(self.home.start_date)
        return (
            f"The home in {where} (since {since}) ends on the day on which this one begins. "
            "One that began on that very day is replaced."
        )

    def clean(self) -> dict[str, Any]:
        """The area is the one that was chosen, else the postcode's on that day."""
        facts = super().clean()
        postcode, day = facts.get("postcode", ""), facts.get("start_date") or self.today
        if not facts.get("area") and "postcode" in facts:
            place = PostcodeArea.objects.found(postcode, day)
            if place is None:
                self.add_error("area", _no_area(postcode))
            else:
                facts["area"] = place.area
        return facts

    def write(self) -> None:
        move_home(child=self.child, by=self.by, **self.cleaned_data)


def _no_area(postcode: str) -> str:
    if not postcode:
        return "Enter the postcode, or choose the area"
    return f"{postcode} is not in the look-up for that day: choose the area"
