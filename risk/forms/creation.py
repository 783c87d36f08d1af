"""The forms that may create a child: likely duplicates are shown before anything is written."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cse_portal.accounts.models import Role
from risk.actions.children import record_child
from risk.actions.referrals import refer_child
from risk.duplicates import Likeness, likely_duplicates
from risk.forms.around import DAY, LINES, AgencyChoice
from risk.forms.details import Details, chosen
from risk.forms.merges import MERGES
from risk.forms.steps import ADDS_TO_CHILDREN, PastDayField, Step
from risk.models import Child, Sex
from risk.references import free_reference

ANOTHER = "another"
# A referral asks only who the child is; the details ask for the rest.
NOT_ASKED = "Not asked yet: the child was referred"


class Matching(Step):
    """A child who may be on the record already: whoever saves has looked at the likely ones.

    After ``save`` the child of the form is the one that was found or created.
    """

    template_name_of_page = "risk/creation_step.html"

    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    likely: Sequence[Likeness] = ()

    @property
    def to_merge(self) -> Sequence[Likeness]:
        """The likely ones, where two of them may be one child and the user may merge them."""
        may = self.by.has_role(*MERGES)
        return self.likely if may and len(self.likely) > 1 else ()

    def save(self) -> bool:
        if not self.is_valid() or not self.is_decided():
            return False
        try:
            self.write()
        except ValidationError as refused:
            self.refuse(refused)
            return False
        return True

    def is_decided(self) -> bool:
        """Whether no child is likely the same, or somebody said which it is."""
        facts = self.cleaned_data
        names = ("given_name", "family_name", "date_of_birth", "nhs_number")
        known = {name: facts[name] for name in names if name in facts}
        likely = likely_duplicates(**known, reader=self.by)
        if not likely:
            return True
        seen, answer = facts["shown"].split(","), self.data.get("is_child", "")
        by_key = {str(likeness.child.pk): likeness.child for likeness in likely}
        self.ask(likely)
        self.child = by_key.get(answer)
        if self.child or (answer == ANOTHER and by_key.keys() <= set(seen)):
            return True
        self.add_error("is_child", "Look at the children who may be the same, and choose")
        return False

    def ask(self, likely: list[Likeness]) -> None:
        """Put the question first in the form."""
        self.likely = likely
        choices = [(str(one.child.pk), f"It is {one.in_words}") for one in likely]
        self.fields["is_child"] = forms.ChoiceField(
            label="Is it one of these children?",
            choices=[*choices, (ANOTHER, "It is another child")],
            widget=forms.RadioSelect,
        )
        self.order_fields(["is_child"])
        self.data = self.data.copy()
        self.data["shown"] = ",".join(str(one.child.pk) for one in likely)

    def who(self, *names: str) -> dict[str, Any]:
        """The fields of a new child."""
        return {name: self.cleaned_data[name] for name in names}


class NewChildForm(Details, Matching):
    """A child whom the hub did not know."""

    title = "Record a new child"
    button = "Record the child"

    reference = forms.CharField(
        max_length=20, help_text="The next one that is free. It is never used for another child."
    )
    field_order = ["reference", *Details.base_fields]

    def known(self) -> dict[str, Any]:
        is_worker = self.by.has_role(Role.SOCIAL_WORKER)
        return {"reference": free_reference(), "worker": self.by if is_worker else None}

    def clean_reference(self) -> str:
        reference = self.cleaned_data["reference"]
        if Child.history.filter(reference=reference).exists():
            raise ValidationError("Another child has or had this reference")
        return reference

    @property
    def done(self) -> str:
        return self.outcome

    def write(self) -> None:
        if self.child is not None:
            self.outcome = "Nothing was created: the child is on the record already."
            return
        facts = self.who("reference", *Details.base_fields)
        self.child = record_child(by=self.by, **facts)
        self.outcome = "The child is recorded."


class ReferForm(Matching):
    """An agency refers a child, known or not."""

    title = "Refer a child"
    done = "The referral is recorded, and the child is on the next meeting’s agenda."
    button = "Save the referral"
    roles = ADDS_TO_CHILDREN

    given_name = forms.CharField(max_length=100)
    family_name = forms.CharField(max_length=100)
    date_of_birth = PastDayField(required=False, help_text="For example, 17 5 2003.")
    sex = chosen(Sex.choices)
    received_on = PastDayField(
        label="Received on",
        error_messages={"required": "Enter the day on which it was received"},
        help_text=DAY,
    )
    recorded_for = AgencyChoice(label="Referring agency", empty_label="None of those listed")
    referrer = forms.CharField(
        label="Who refers", required=False, max_length=100, help_text="And how to reach them."
    )
    concern = forms.CharField(
        label="What gives rise to concern",
        error_messages={"required": "Enter what gives rise to concern"},
        help_text="In the referrer’s words.",
        widget=LINES,
    )

    def known(self) -> dict[str, Any]:
        return {"received_on": self.today, "recorded_for": self.by.agency_id}

    def write(self) -> None:
        who = self.who("given_name", "family_name", "date_of_birth", "sex")
        referral = refer_child(
            known=self.child,
            who={**who, "reference": free_reference(), "missing_because": NOT_ASKED},
            by=self.by,
            today=self.today,
            **self.who("received_on", "recorded_for", "referrer", "concern"),
        )
        self.child = referral.child
