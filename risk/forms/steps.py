"""What the short pages that write a record have in common: one form, one write."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from cse_portal.accounts.models import Role
from cse_portal.accounts.rules import roles_that_may
from cse_portal.design.forms import GovukDateField
from risk.models import Child

EDITS_CHILDREN = roles_that_may("edit_children")
ADDS_TO_CHILDREN = roles_that_may("add_to_children")


class PastDayField(GovukDateField):
    """A day that has come: the record tells what was and is, not what is planned."""

    def __init__(self, **kept: Any) -> None:
        super().__init__(**kept)
        self.today: date | None = None

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and self.today and value > self.today:
            raise ValidationError(
                f"{self.label} must be today or in the past", code="in_the_future"
            )


class Step(forms.Form):
    """A short page about a child. ``save`` says whether it was written.

    What the action refuses is said beside the field that it names, and nothing typed is lost.
    """

    says_optional = True
    roles: ClassVar[tuple[Role, ...]] = EDITS_CHILDREN
    title: ClassVar[str]
    done: ClassVar[str]
    button: ClassVar[str] = "Save"
    template_name_of_page: ClassVar[str] = "risk/child_step.html"
    # Beside which field a refusal stands that names none, as an overlap.
    blamed: ClassVar[str] = ""

    def __init__(self, *args: Any, child: Child | None, today: date, by: Any, **kept: Any) -> None:
        self.child, self.today, self.by = child, today, by
        super().__init__(*args, **kept)
        for field in self.fields.values():
            if isinstance(field, PastDayField):
                field.today = today
        for name, value in self.known().items():
            self.initial.setdefault(name, value)

    def known(self) -> dict[str, Any]:
        """What is known already, so that nobody has to type it."""
        return {}

    @property
    def notice(self) -> str:
        """What saving will do besides, said before it is done."""
        return ""

    def write(self) -> None:
        """Call the action; ValidationError where it refuses."""
        raise NotImplementedError

    def save(self) -> bool:
        if not self.is_valid():
            return False
        try:
            self.write()
        except ValidationError as refused:
            self.refuse(refused)
            return False
        return True

    def refuse(self, refused: ValidationError) -> None:
        """Say what was refused beside its field."""
        named = refused.error_dict if hasattr(refused, "error_dict") else {"": refused.error_list}
        for name, errors in named.items():
            beside = (each for each in (name, name.replace("_at", "_on"), self.blamed))
            self.add_error(next((each for each in beside if each in self.fields), None), errors)
