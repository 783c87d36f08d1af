"""The form of a domain."""

from typing import Any

from django import forms

from risk.actions.domains import newest_change
from risk.models import IndicatorDomain


class DomainForm(forms.ModelForm):
    """A domain's name, its anchors and its place in the form."""

    says_optional = True

    class Meta:
        model = IndicatorDomain
        fields = ["name", "low", "medium", "high", "position", "is_in_use"]
        labels = {"low": "What low concern looks like", "position": "Place in the form"}
        labels |= {"medium": "What medium concern looks like"}
        labels |= {
            "high": "What high concern looks like",
            "is_in_use": "New assessments ask for it",
        }
        widgets = {name: forms.Textarea({"rows": 3}) for name in ("low", "medium", "high")}
        error_messages = {
            "name": {
                "required": "Enter the name of the domain",
                "unique": "There is a domain of this name already",
            },
            "position": {"required": "Enter its place in the form, like 3"},
        }


class ChangeDomainForm(DomainForm):
    """A change of a domain, and why."""

    reason = forms.CharField(
        label="Why you change it", max_length=100, error_messages={"required": "Say why"}
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, instance: IndicatorDomain) -> None:
        seen = {"seen": newest_change(instance)}
        super().__init__(data, instance=instance, initial=seen)
