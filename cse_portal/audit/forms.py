"""The forms by which the auditor looks through the log."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model

from cse_portal.audit.models import AuditEntry
from cse_portal.design.forms import GovukDateField


class LogFilter(forms.Form):
    """Which rows: all that is filled in must hold. It lives in the address: it holds no name."""

    says_optional = False

    actor = forms.ModelChoiceField(None, label="Who", required=False, empty_label="Anybody")
    action = forms.ChoiceField(label="What", required=False)
    outcome = forms.ChoiceField(choices=[("", "Any"), *AuditEntry.Outcome.choices], required=False)
    kind = forms.ChoiceField(label="Kind of record", required=False)
    number = forms.IntegerField(label="Its number", required=False, min_value=1)
    since = GovukDateField(label="From", required=False)
    until = GovukDateField(label="To", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["actor"].queryset = get_user_model().objects.order_by("username")
        self.fields["action"].choices = [("", "Anything"), *_seen("action")]
        self.fields["kind"].choices = [("", "Any"), *_seen("kind")]

    def rows(self) -> Any:
        """The rows that are asked for, newest first; all of them where the form is wrong."""
        wanted = self.cleaned_data if self.is_valid() else {}
        rows = AuditEntry.objects.select_related("actor")
        for name in ("actor", "action", "outcome", "kind"):
            rows = rows.filter(**{name: wanted[name]}) if wanted.get(name) else rows
        if wanted.get("number"):
            rows = rows.with_number(wanted["number"])
        return rows.between(wanted.get("since"), wanted.get("until"))


class TermsForm(forms.Form):
    """What somebody may have searched for. It is posted, and the log knows its keyed hash only."""

    terms = forms.CharField(
        label="Who searched for this?",
        max_length=200,
        help_text="A name or number exactly as somebody may have typed it; capitals and spaces"
        " make no difference.",
        error_messages={"required": "Enter what may have been searched for"},
    )


def _seen(column: str) -> list[tuple[str, str]]:
    words = AuditEntry.objects.order_by(column).values_list(column, flat=True).distinct()
    return [(word, word.replace("_", " ")) for word in words if word]
