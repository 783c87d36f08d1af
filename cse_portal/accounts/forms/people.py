"""The forms with which a system administrator keeps accounts and teams."""

from typing import Any

from django import forms
from django.apps import apps

from cse_portal.accounts.models import Role, Team, User


class PersonForm(forms.Form):
    """Who somebody is, and what they may do."""

    says_optional = True

    first_name = forms.CharField(max_length=150)
    last_name = forms.CharField(max_length=150)
    email = forms.EmailField(
        label="Work e-mail address",
        required=False,
        help_text="By it the authority's own sign-in finds this account. Nothing is sent to it.",
    )
    role = forms.ChoiceField(choices=Role.choices, widget=forms.RadioSelect)
    team = forms.ModelChoiceField(
        Team.objects.all(),
        required=False,
        empty_label="No team",
        help_text="Social workers and managers see the children of their team.",
    )
    agency = forms.ModelChoiceField(
        None,
        required=False,
        empty_label="No agency",
        help_text="Partner workers and police analysts see the children whom it works with.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # By its name: agencies stand above the accounts, which import nothing of theirs.
        self.fields["agency"].queryset = apps.get_model("agencies", "Agency").objects.all()


class NewPersonForm(PersonForm):
    """The same with a username, which stays for good."""

    username = forms.CharField(
        max_length=150,
        help_text="Letters, digits and @ . + - _ only. It cannot be changed.",
        validators=User._meta.get_field("username").validators,
        widget=forms.TextInput({"autocapitalize": "none", "spellcheck": "false"}),
    )
    field_order = ["username"]


class TeamForm(forms.Form):
    """What a team is called."""

    name = forms.CharField(max_length=100, label="Name of the team")
