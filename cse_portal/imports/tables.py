"""The tables of the upload pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

import django_tables2 as tables
from django.utils.safestring import SafeString, mark_safe

from cse_portal.imports.extracts import Extract
from cse_portal.imports.models import Upload, WrongCell
from cse_portal.imports.planning import KINDS
from cse_portal.imports.words import kind_in_words, moment_in_words

EMPTY = mark_safe("<em>empty</em>")
NUMERIC = {"cell": {"class": "numeric"}}


class NumberColumn(tables.Column):
    """A number, to the right."""

    attrs = NUMERIC

    def render(self, value: int) -> str:
        return f"{value:,}"


class ValueColumn(tables.Column):
    """A value of a file, where nothing is said to be nothing."""

    empty_values = ()

    def render(self, value: str) -> str | SafeString:
        return value or EMPTY


class UploadTable(tables.Table):
    """What somebody has uploaded lately, the newest first."""

    caption = "Your recent uploads"
    caption_is_hidden = True
    row_header = "name"

    name = tables.Column("File", linkify=("imports:upload_page", {"pk": tables.A("pk")}))
    kind = tables.Column("Kind")
    at = tables.Column("Uploaded")
    state = tables.Column("State")

    class Meta:
        orderable = False
        empty_text = "You have not uploaded anything yet"

    def render_kind(self, value: str) -> str:
        return kind_in_words(value)

    def render_at(self, value: datetime) -> str:
        return moment_in_words(value)


class WrongCellTable(tables.Table):
    """What is wrong with a file, in its own order."""

    caption = "Errors"
    caption_is_hidden = True
    row_header = "line"

    line = NumberColumn("Line", attrs=NUMERIC)
    column = tables.Column("Column")
    reason = tables.Column("What is wrong")

    class Meta:
        model = WrongCell
        fields = ("line", "column", "reason")
        orderable = False


class RowTable(tables.Table):
    """Rows of a file, with all their columns."""

    caption_is_hidden = True
    row_header = "line"

    line = NumberColumn("Line")

    class Meta:
        orderable = False

    @classmethod
    def of(cls, rows: list[dict[str, Any]], columns: Iterable[str], caption: str) -> Self:
        table = cls(rows, extra_columns=[(name, ValueColumn(name)) for name in columns])
        table.caption = caption
        return table


class CorrectionTable(tables.Table):
    """What a file corrects, a row for each column that changes."""

    caption = "Rows corrected"
    caption_is_hidden = True
    row_header = "line"

    line = NumberColumn("Line")
    known_by = tables.Column("Row")
    column = tables.Column("Column")
    before = ValueColumn("Recorded now")
    after = ValueColumn("In the file")

    class Meta:
        orderable = False


@dataclass(frozen=True)
class Part:
    """A sort of rows in a preview: how many there are, and a table of the first."""

    sort: str
    count: int
    table: tables.Table

    @property
    def title(self) -> str:
        return f"Rows {self.sort}"

    @property
    def cut(self) -> str:
        """Which of the rows are shown, where it is not all of them."""
        shown = len({row["line"] for row in self.table.data})
        return f"The first {shown:,} of {self.count:,} rows." if shown < self.count else ""


def parts_of(upload: Upload) -> list[Part]:
    """What a file would do, a part for each sort of rows that it has."""
    parts = []
    for sort in KINDS:
        rows, count = upload.preview[sort], getattr(upload, sort)
        if count and sort == "corrected":
            parts.append(Part(sort, count, CorrectionTable(rows)))
        elif count:
            table = RowTable.of(rows, upload.preview["columns"], f"Rows {sort}")
            parts.append(Part(sort, count, table))
    return parts


class ColumnTable(tables.Table):
    """The columns of a kind of extract."""

    caption_is_hidden = True
    row_header = "name"

    name = tables.Column("Column")
    meaning = tables.Column("What it holds")
    must = tables.Column("Must it be there?")

    class Meta:
        orderable = False

    @classmethod
    def of(cls, extract: Extract, rows: list[dict[str, str]]) -> Self:
        table = cls(rows)
        table.caption = f"Columns of {extract.kind}"
        return table
