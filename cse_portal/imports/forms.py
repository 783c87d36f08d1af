"""The forms of the upload pages."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Self

from django import forms
from django.core.files.uploadedfile import UploadedFile

from cse_portal.design.forms import GovukDateField
from cse_portal.imports.extracts import Extract, kinds, kinds_for
from cse_portal.imports.limits import MEGABYTE, MOST_BYTES, MOST_COLUMNS, MOST_ROWS
from cse_portal.imports.models import Upload
from cse_portal.imports.words import kind_in_words

LIMITS = (
    f"CSV (UTF-8) or XLSX, with a header row. At most {MOST_BYTES // MEGABYTE} MB, "
    f"{MOST_ROWS:,} rows and {MOST_COLUMNS} columns."
)


class UploadForm(forms.Form):
    """Which kind of extract a file is, and the file."""

    kind = forms.ChoiceField(
        label="Kind of extract",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the kind of extract"},
    )
    file = forms.FileField(
        label="File",
        help_text=LIMITS,
        widget=forms.FileInput({"accept": ".csv,.xlsx"}),
        error_messages={
            "required": "Choose the file",
            "empty": "The file is empty: it needs a header row with the column names.",
        },
    )

    extracted_on = GovukDateField(
        label="Day of the extract",
        required=False,
        help_text="Of offences and suspects: when the force made it. Left empty, today.",
    )

    def __init__(self, *args, user: Any, today: date, **kwargs) -> None:
        """``user`` chooses from the kinds that they may load."""
        super().__init__(*args, **kwargs)
        self.today = today
        allowed = kinds_for(user)
        self.fields["kind"].choices = [(kind, kind_in_words(kind)) for kind in allowed]
        if not any(extract.batch for extract in allowed.values()):
            del self.fields["extracted_on"]

    @property
    def extract_day(self) -> date | None:
        """The day of the extract, of a kind that keeps it; today where none was given."""
        if kinds()[self.cleaned_data["kind"]].batch is None:
            return None
        return self.cleaned_data.get("extracted_on") or self.today

    def clean_extracted_on(self) -> date | None:
        day = self.cleaned_data["extracted_on"]
        if day and day > self.today:
            raise forms.ValidationError("The day of the extract must not be in the future")
        return day

    @classmethod
    def of_unreadable(cls, upload: Upload, today: date) -> Self:
        """The form as it was filled in, with the reason beside the file that was refused."""
        asked = {"kind": upload.kind}
        if upload.extracted_on:
            asked["extracted_on"] = upload.extracted_on.isoformat()
        form = cls(asked, {}, user=upload.by, today=today)
        form.errors["file"] = form.error_class([f"{upload.name}: {upload.unreadable}"])
        return form

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                f"The file is larger than {MOST_BYTES // MEGABYTE} MB: split it."
            )
        return file


class ConfirmForm(forms.Form):
    """The preview that the person saw, by its fingerprint."""

    fingerprint = forms.CharField(max_length=64, widget=forms.HiddenInput)


class ColumnNamesForm(forms.Form):
    """What another system's files call the columns of a kind, and what to pass over in them."""

    passed_over = forms.CharField(
        label="Columns to pass over",
        required=False,
        help_text="What its files have besides, one a line.",
        widget=forms.Textarea({"rows": 5}),
    )

    def __init__(self, *args: Any, extract: Extract, names: Mapping[str, str], **kwargs) -> None:
        """``names`` are our columns by theirs, as they are set now."""
        super().__init__(*args, **kwargs)
        theirs = {ours: name for name, ours in names.items() if ours}
        for column in extract.columns:
            self.fields[column.name] = forms.CharField(
                label=f"{column.name} is called",
                required=False,
                max_length=100,
                help_text=column.meaning,
                initial=theirs.get(column.name, ""),
            )
        self.ours = [column.name for column in extract.columns]
        self.order_fields([*self.ours, "passed_over"])
        over = [name for name, ours in names.items() if not ours]
        self.fields["passed_over"].initial = "\n".join(over)

    def clean(self) -> dict[str, Any]:
        named = [(self.cleaned_data.get(ours, ""), ours) for ours in self.ours]
        lines = self.cleaned_data.get("passed_over", "").splitlines()
        pairs = [(theirs, ours) for theirs, ours in named if theirs not in ("", ours)]
        pairs += [(line.strip(), "") for line in lines if line.strip()]
        for place, (theirs, ours) in enumerate(pairs):
            if theirs in [other for other, _ in pairs[:place]]:
                self.add_error(ours or "passed_over", f"“{theirs}” stands twice: one meaning each")
            elif theirs in self.ours and not ours:
                self.add_error("passed_over", f"“{theirs}” is one of our columns")
        self.cleaned_data["names"] = dict(pairs)
        return self.cleaned_data
