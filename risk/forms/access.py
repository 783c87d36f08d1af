"""The forms by which a record is closed, opened in an emergency, or hidden from somebody."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cse_portal.accounts.models import User
from cse_portal.accounts.rules import may
from risk.actions.access import SHORTEST_REASON
from risk.models import BrokenGlass, Child

LINES = forms.Textarea(attrs={"rows": 3})


class PersonField(forms.ModelChoiceField):
    """Somebody with an account, by the name that others know."""

    def __init__(self, **kept: Any) -> None:
        super().__init__(User.objects.none(), empty_label="Choose a person", **kept)

    def label_from_instance(self, user: User) -> str:
        return _name_of(user)


class PeopleField(forms.ModelMultipleChoiceField):
    """Several of them."""

    def __init__(self, **kept: Any) -> None:
        super().__init__(User.objects.none(), widget=forms.CheckboxSelectMultiple, **kept)

    def label_from_instance(self, user: User) -> str:
        return _name_of(user)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(widget=LINES)


class ReadersForm(forms.Form):
    """Who may see a restricted record, as far as their role goes."""

    readers = PeopleField(
        label="Who may see the record",
        required=False,
        help_text="You stay on the list. A name opens no more than the role of the person does.",
    )

    def __init__(self, *args: Any, by: User, **kept: Any) -> None:
        super().__init__(*args, **kept)
        self.fields["readers"].queryset = readers_to_choose().exclude(pk=by.pk)


class ShutOutForm(forms.Form):
    """Whom the record is hidden from, and why."""

    user = PersonField(label="Person")
    reason = forms.CharField(
        widget=LINES, help_text="For example, that they are related to the family."
    )

    def __init__(self, *args: Any, by: User, **kept: Any) -> None:
        super().__init__(*args, **kept)
        self.fields["user"].queryset = readers_to_choose().exclude(pk=by.pk)


class GlassForm(forms.Form):
    """Which record is opened in an emergency, and why."""

    reference = forms.CharField(
        label="Child’s reference", max_length=20, help_text="Exactly, for example C00012."
    )
    category = forms.ChoiceField(
        label="What is it for?", choices=BrokenGlass.Category, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="Why do you need this record now?",
        widget=LINES,
        help_text=f"{SHORTEST_REASON} characters or more. A chair reads it today.",
    )

    def __init__(self, *args: Any, by: User, **kept: Any) -> None:
        super().__init__(*args, **kept)
        self.by = by

    def clean_reason(self) -> str:
        reason = self.cleaned_data["reason"].strip()
        if len(reason) < SHORTEST_REASON:
            raise ValidationError(f"Give a reason of {SHORTEST_REASON} characters or more")
        return reason

    def clean(self) -> dict[str, Any]:
        """Find the child when all else is right: a reference is not to be guessed at for free."""
        said = super().clean()
        if not self.errors:
            among = Child.objects.breakable_by(self.by)
            said["child"] = among.filter(reference__iexact=said["reference"].strip()).first()
            if said["child"] is None:
                self.add_error("reference", "There is no record with this reference")
        return said


class ReviewForm(forms.Form):
    """What a chair found of an opening in an emergency."""

    note = forms.CharField(label="What you found", widget=LINES)


def readers_to_choose() -> Any:
    """People in use whose role sees children."""
    everybody = User.objects.filter(is_active=True).prefetch_related("groups", "agency")
    seeing = [user.pk for user in everybody if may(user, "see_children")]
    return User.objects.filter(pk__in=seeing).order_by("last_name", "first_name", "pk")


def _name_of(user: User) -> str:
    return f"{user.display_name} ({user.username})"
