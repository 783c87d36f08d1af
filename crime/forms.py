"""The forms of the police pages."""

from django import forms


class NumberForm(forms.Form):
    """A number of the force, or a part of it. It is posted: numbers are never in an address."""

    words = forms.CharField(
        label="Number", required=False, max_length=50, help_text="Or a part of it."
    )
