"""What a worker's own page is narrowed to: it is in the address, to be bookmarked."""

from datetime import date, timedelta

from django import forms

from risk.due import Due, Kind

OVERDUE, WEEK, ALL = "overdue", "week", "all"
SOON = timedelta(days=7)


class MyWorkForm(forms.Form):
    """What is due of which kind, and by when."""

    by = forms.ChoiceField(
        label="Due",
        required=False,
        choices=[
            (ALL, "At any time"),
            (WEEK, "Overdue, or due within 7 days"),
            (OVERDUE, "Overdue or missing now"),
        ],
    )
    kind = forms.ChoiceField(
        label="Show", required=False, choices=[("", "Everything"), *Kind.choices]
    )

    def asks_for(self, due: Due, today: date) -> bool:
        """Whether something due is among what is asked for; a wrong address asks for all."""
        if not self.is_valid():
            return True
        by, kind = self.cleaned_data["by"], self.cleaned_data["kind"]
        if kind and due.kind != kind:
            return False
        if due.is_urgent or due.is_overdue(today):
            return True
        return by != OVERDUE and (by != WEEK or due.is_due_by(today + SOON))

    @property
    def narrows(self) -> bool:
        """Whether anything is left out, so that children with nothing due are not shown."""
        return self.is_valid() and (
            self.cleaned_data["by"] in (OVERDUE, WEEK) or bool(self.cleaned_data["kind"])
        )
