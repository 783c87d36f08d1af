"""The content as files for machines: JSON, and CSV alone or with its description."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from cse_portal.cells import safe
from reports.disclosure import crime_reading
from reports.exports.csv_format import COLUMNS, MEASURES

KEPT = (1980, 1, 1, 0, 0, 0)
DESCRIBED = {
    "table": "The table: totals, average_age, or what children are counted by.",
    "code": "The code of the category; it never changes.",
    "label": "The category in words, as it was called when this was made.",
    "measure": "count: children; percent of the period; average: children a month; "
    "rate_per_1000: children a month for each 1,000 people under 18; population: people.",
    "month": "The month at the end of which children were counted; empty for the whole period.",
    "value": "The figure, or [c]: confidential.",
}


def document_json(content: Mapping[str, Any]) -> str:
    """The content as JSON; its keys are a contract (design 6)."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def document_csv(content: Mapping[str, Any]) -> str:
    """A row for each figure. A figure that does not apply has no row."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(COLUMNS)
    writer.writerows([safe(value) for value in row] for row in _rows(content))
    return lines.getvalue()


def _rows(content: Mapping[str, Any]) -> Iterator[list[Any]]:
    months = content["months"]
    for month, total in zip(months, content["totals"], strict=True):
        yield ["totals", "total", "All children counted", "count", month, total]
    age = content["average_age"]
    if age is not None:
        months_old = age if isinstance(age, str) else age["years"] * 12 + age["months"]
        yield ["average_age", "average_age", "Average age", "months", "", months_old]
    tables = {**content["tables"]}
    tables |= {key: content[key] for key in ("time_on_flag", "agencies") if key in content}
    for key, rows in tables.items():
        for row in rows:
            yield from _row(key, row, months)
    for move in content.get("movement", []):
        for name, count in move.items():
            if name != "month":
                yield ["movement", name, name.capitalize(), "count", move["month"], count]
    for (table, code, _), value in crime_reading.counts(dict(content)).items():
        yield [table.replace(".", "_"), code, code, "count", "", value]


def _row(key: str, row: Mapping[str, Any], months: list[str]) -> Iterator[list[Any]]:
    for month, count in zip(months, row["counts"], strict=True):
        yield [key, row["code"], row["label"], "count", month, count]
    for measure in MEASURES:
        if row.get(measure) is not None:
            yield [key, row["code"], row["label"], measure, "", row[measure]]


def description(content: Mapping[str, Any]) -> dict[str, Any]:
    """The description of the CSV, as CSV on the Web has it."""
    words = content["words"]
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en-GB"}],
        "url": "figures.csv",
        "dc:title": (content.get("edition") or {}).get("title") or words["title"],
        "dc:publisher": words["authority"],
        "dc:description": words["as_of"],
        "tableSchema": {
            "columns": [
                {"name": name, "titles": name, "dc:description": DESCRIBED[name],
                 "datatype": "string"}
                for name in COLUMNS
            ]
        },
    }  # fmt: skip


def document_zip(content: Mapping[str, Any]) -> bytes:
    """The CSV together with its description; the same content makes the same bytes."""
    files = {
        "figures.csv": document_csv(content),
        "figures.csv-metadata.json": json.dumps(description(content), indent=2) + "\n",
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, KEPT), text)
    return written.getvalue()
