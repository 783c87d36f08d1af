"""Tables whose columns follow from what is counted."""

from collections.abc import Mapping, Sequence
from typing import Any

import django_tables2 as tables

from crime.figures.watching import Days, MonthCount
from crime.models import ExtractBatch
from crime.reconciling import FIELDS, Filled, percent
from cse_portal.cells import safe
from cse_portal.days import day_in_words
from cse_portal.imports.words import moment_in_words

NUMERIC = {"cell": {"class": "numeric"}}


class PlainTable(tables.Table):
    """Rows of words and numbers in a given order."""

    row_header = "label"

    class Meta:
        orderable = False
        attrs = {"class": "table--wide"}
        empty_text = "Nothing is recorded in this period"

    def __init__(
        self, caption: str, heads: Mapping[str, str], rows: Sequence[Mapping[str, Any]]
    ) -> None:
        """``heads``: the title of each column by its name; the first one heads the rows."""
        self.caption = caption
        first, *others = heads.items()
        columns = [(first[0], tables.Column(first[1], default=""))]
        columns += [(name, tables.Column(head, attrs=NUMERIC)) for name, head in others]
        super().__init__(rows, extra_columns=columns)


def of_completeness(caption: str, head: str, found: Sequence[Filled]) -> PlainTable:
    """The share of the offences of each group that has each field."""
    heads = {"label": head, "total": "Offences"} | {f.name: f.label for f in FIELDS}
    rows = [
        {
            "label": each.label,
            "total": f"{each.total:,}",
            **{name: percent(*share) for name, share in each.shares.items()},
        }
        for each in found
    ]
    return PlainTable(caption, heads, rows)


def of_suspects(found: Sequence[tuple[str, int, int]]) -> PlainTable:
    """How many suspects have each detail."""
    rows = [
        {"label": label, "known": f"{known:,} of {of:,}", "percent": percent(known, of)}
        for label, known, of in found
    ]
    heads = {"label": "Detail", "known": "Known", "percent": "Percent"}
    return PlainTable("Details of suspects", heads, rows)


def of_days(found: Sequence[Days]) -> PlainTable:
    """The days from the record to the outcome."""
    heads = {"label": "Outcome", "number": "Offences", "median": "Median days", "most": "Most days"}
    rows = [
        {
            "label": each.label,
            "number": f"{each.number:,}",
            "median": f"{each.median:g}",
            "most": f"{each.most:,}",
        }
        for each in found
    ]
    return PlainTable("Days from the record to the outcome", heads, rows)


def of_outcomes(caption: str, head: str, found: Mapping[str, Mapping[str, int]]) -> PlainTable:
    """Offences by something, each by the group of its outcome."""
    groups = sorted({group for counts in found.values() for group in counts})
    names = {f"group{number}": group for number, group in enumerate(groups)}
    rows = [
        {
            "label": label,
            **{name: f"{counts.get(group, 0):,}" for name, group in names.items()},
            "total": f"{sum(counts.values()):,}",
        }
        for label, counts in found.items()
    ]
    return PlainTable(caption, {"label": head, **names, "total": "All"}, rows)


def of_months(found: Sequence[MonthCount]) -> PlainTable:
    """The trend by month."""
    heads = {
        "label": "Month",
        "recorded": "Recorded in it",
        "committed": "Committed in it",
        "recent": "Recent, of those recorded",
        "missing": "Cyber not recorded",
        "percent": "Percent of the recent",
    }
    rows = [
        {
            "label": f"{each.month:%B %Y}",
            "recorded": each.recorded,
            "committed": each.committed,
            "recent": each.recent,
            "missing": each.cyber_missing,
            "percent": "–" if each.missing_percent is None else f"{each.missing_percent}%",
        }
        for each in found
    ]
    return PlainTable("Offences by month", heads, rows)


class ChildrenTable(tables.Table):
    """Children to whom offences are linked."""

    caption = "Children"
    caption_is_hidden = True
    row_header = "reference"

    reference = tables.Column("Reference", linkify=("risk:child", {"pk": tables.A("pk")}))
    number = tables.Column(
        "Offences",
        attrs=NUMERIC,
        linkify=("crime:child_offences", {"pk": tables.A("pk")}),
    )
    newest = tables.Column("Newest recorded")

    class Meta:
        orderable = False

    def render_newest(self, value: Any) -> str:
        return day_in_words(value)


class BatchTable(tables.Table):
    """The extracts that were loaded, the newest first."""

    caption = "Extracts"
    caption_is_hidden = True
    row_header = "name"

    name = tables.Column("File", linkify=("crime:batch", {"pk": tables.A("pk")}))
    kind = tables.Column("Kind")
    day = tables.Column("Extract of")
    loaded_at = tables.Column("Loaded")
    loaded_by = tables.Column("By", default="A command", accessor="loaded_by__display_name")
    added = tables.Column("Added", attrs=NUMERIC)
    corrected = tables.Column("Changed", attrs=NUMERIC)
    unchanged = tables.Column("Unchanged", attrs=NUMERIC)
    aside = tables.Column("Set aside", attrs=NUMERIC)
    reversed_at = tables.Column("State", empty_values=())

    class Meta:
        model = ExtractBatch
        fields: list[str] = []
        orderable = False
        empty_text = "No extract of the police was loaded yet"

    def render_kind(self, value: str) -> str:
        return value.capitalize()

    def render_day(self, value: Any) -> str:
        return day_in_words(value)

    def render_loaded_at(self, value: Any) -> str:
        return moment_in_words(value)

    def render_reversed_at(self, value: Any) -> str:
        return "Taken back" if value else "Stands"


class AsideTable(tables.Table):
    """The rows of an extract that were set aside."""

    caption = "Rows set aside"
    caption_is_hidden = True
    row_header = "key"

    key = tables.Column("Row")
    line = tables.Column("Line", attrs=NUMERIC)
    reasons = tables.Column("What is wrong")
    mended_at = tables.Column("Mended", default="Not yet")

    class Meta:
        orderable = False

    def render_key(self, value: str) -> str:
        return safe(value)

    def render_reasons(self, value: Sequence[Sequence[str]]) -> str:
        return "; ".join(f"{column}: {reason}" for column, reason in value)

    def render_mended_at(self, value: Any) -> str:
        return moment_in_words(value)
