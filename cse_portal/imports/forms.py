"""The forms of the upload pages."""

from typing import Any, Self

from django import forms
from django.core.files.uploadedfile import UploadedFile

from cse_portal.imports.extracts import kinds_for
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

    def __init__(self, *args, user: Any, **kwargs) -> None:
        """``user`` chooses from the kinds that they may load."""
        super().__init__(*args, **kwargs)
        kinds = kinds_for(user)
        self.fields["kind"].choices = [(kind, kind_in_words(kind)) for kind in kinds]

    @classmethod
    def of_unreadable(cls, upload: Upload) -> Self:
        """The form as it was filled in, with the reason beside the file that was refused."""
        form = cls({"kind": upload.kind}, {}, user=upload.by)
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
