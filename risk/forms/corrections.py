"""The forms that correct a record: the reason is asked for, and two people at once are told."""

from typing import Any

from django import forms

from agencies.models import Agency, Allocation
from cse_portal.accounts.models import Role
from cse_portal.days import day_in_words
from cse_portal.history import REASON_LENGTH
from cse_portal.stale import StaleError, newest_entry
from risk.actions.corrections import correct_spell, withdraw_spell
from risk.corrections import Change, changes_of
from risk.forms.homes import PostcodeField
from risk.forms.steps import PastDayField, Step
from risk.models import Area, Residence, RiskFlag, Status

DAY = "For example, 30 9 2018."
SOMEBODY_ELSE = (
    "Somebody else has changed this since you opened it. What you typed is kept: compare it with "
    "their change below, and save again if yours still holds."
)


class Correction(Step):
    """A row of the record, as it stands, to be mended; it says why."""

    done = "The correction is recorded, with its reason."
    button = "Save the correction"
    template_name_of_page = "risk/correction_step.html"
    take_back_kind = ""

    reason = forms.CharField(
        label="Why is the record corrected?",
        error_messages={"required": "Say why the record is corrected"},
        max_length=REASON_LENGTH,
        help_text="Shown in the history, with what was there before.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: Any, **kept: Any) -> None:
        self.row = row
        self.others: list[Change] = []
        super().__init__(*args, **kept)
        self.order_fields([name for name in self.fields if name not in ("reason", "seen")])

    def known(self) -> dict[str, Any]:
        facts = {name: getattr(self.row, name, None) for name in self.fields if name != "reason"}
        return {**facts, "seen": newest_entry(self.row)}

    def save(self) -> bool:
        try:
            return super().save()
        except StaleError:
            self.tell_of_others()
            return False

    def tell_of_others(self) -> None:
        """Show what others changed meanwhile; who saves again has seen it."""
        seen = self.cleaned_data["seen"]
        history = type(self.row).history.filter(id=self.row.pk, history_id__gte=seen)
        self.others = list(
            changes_of(history.select_related("history_user").order_by("history_id"))
        )
        self.data = self.data.copy()
        self.data["seen"] = newest_entry(self.row)
        self.add_error(None, SOMEBODY_ELSE)


class SpellCorrection(Correction):
    """A flag, a home or an allocation whose facts or days were recorded wrongly."""

    blamed = "start_date"

    start_date = PastDayField(
        label="From", error_messages={"required": "Enter the first day"}, help_text=DAY
    )
    end_date = PastDayField(
        label="Until", required=False, help_text="The first day without it. Empty: no end."
    )

    def __init__(self, *args: Any, **kept: Any) -> None:
        super().__init__(*args, **kept)
        if self.row.end_date and self.row.end_date > self.today:
            self.fields["end_date"].today = None

    def write(self) -> None:
        correct_spell(spell=self.row, by=self.by, **self.cleaned_data)


class HomeCorrection(SpellCorrection):
    """A home that was recorded wrongly."""

    title = "Correct a home"
    take_back_kind = "take-back-home"
    address = forms.CharField(label="Address", required=False, max_length=200)
    postcode = PostcodeField(label="Postcode", required=False)
    area = forms.ModelChoiceField(Area.objects.all(), empty_label=None)
    placement_type = forms.CharField(label="Placement", required=False, max_length=50)
    care_home = forms.CharField(label="Name of the care home", required=False, max_length=100)

    @staticmethod
    def rows(child: Any) -> Any:
        return Residence.objects.filter(child=child).select_related("area", "child")


class AllocationCorrection(SpellCorrection):
    """The work of an agency that was recorded wrongly."""

    title = "Correct an agency’s work"
    take_back_kind = "take-back-agency"
    agency = forms.ModelChoiceField(Agency.objects.all(), empty_label=None)
    is_key = forms.BooleanField(label="It is the key agency", required=False)

    @staticmethod
    def rows(child: Any) -> Any:
        return Allocation.objects.filter(child=child).select_related("agency", "child")


class FlagCorrection(SpellCorrection):
    """A flag that was recorded wrongly. What a meeting decided, its minutes correct."""

    title = "Correct a flag"
    take_back_kind = "take-back-flag"
    roles = (Role.CHAIR, Role.COORDINATOR)
    status = forms.ChoiceField(label="Level or status", choices=Status.choices)

    @staticmethod
    def rows(child: Any) -> Any:
        return RiskFlag.objects.filter(child=child, decision=None).select_related("child")


class TakeBack(Correction):
    """An entry that never was: the one before it goes on in its place."""

    title = "Take back an entry"
    done = "The entry is taken back, with the reason in the history."
    button = "Take it back"

    @property
    def notice(self) -> str:
        ended = f" until {day_in_words(self.row.end_date)}" if self.row.end_date else ""
        return (
            f"{self.what} from {day_in_words(self.row.start_date)}{ended} will be gone from the "
            "record. What held before it goes on in its place. The history keeps it."
        )

    def write(self) -> None:
        withdraw_spell(spell=self.row, by=self.by, **self.cleaned_data)


class HomeTakenBack(TakeBack):
    """A home in which the child never lived."""

    rows = HomeCorrection.rows

    @property
    def what(self) -> str:
        return f"The home in {self.row.area}"


class AllocationTakenBack(TakeBack):
    """An agency that never worked with the child."""

    rows = AllocationCorrection.rows

    @property
    def what(self) -> str:
        return f"The work of {self.row.agency}"


class FlagTakenBack(TakeBack):
    """A flag that the child never had."""

    roles = FlagCorrection.roles
    rows = FlagCorrection.rows

    @property
    def what(self) -> str:
        return f"The flag “{self.row.get_status_display()}”"
