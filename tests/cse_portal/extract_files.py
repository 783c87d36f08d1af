"""Files for the tests of imports: the same rows as CSV or as XLSX, and hostile ones."""

import csv
import io
import zipfile
from collections.abc import Iterable
from typing import Any

import xlsxwriter

from cse_portal.imports.actions.extracts import import_extract
from cse_portal.imports.extracts import kinds
from cse_portal.imports.planning import Plan, RefusedError

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def as_csv(*rows: Iterable[Any]) -> bytes:
    """Rows as CSV; a row that is a text is split at its commas."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(map(_cells, rows))
    return written.getvalue().encode()


def as_xlsx(*rows: Iterable[Any]) -> bytes:
    """The same rows as a workbook."""
    written = io.BytesIO()
    options = {"in_memory": True, "default_date_format": "dd/mm/yyyy", "strings_to_numbers": False}
    with xlsxwriter.Workbook(written, options) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(map(_cells, rows)):
            for place, cell in enumerate(row):
                # As text, whatever it looks like: only what is not a text has a type of its own.
                write = sheet.write_string if isinstance(cell, str) else sheet.write
                write(number, place, cell)
    return written.getvalue()


def _cells(row: Iterable[Any]) -> list[Any]:
    return row.split(",") if isinstance(row, str) else list(row)


def workbook_with(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A real workbook in which some parts are replaced or added."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_xlsx("code,name,service", "A,B,C"))) as plain,
        zipfile.ZipFile(written, "w", method) as archive,
    ):
        for name in plain.namelist():
            archive.writestr(name, parts.pop(name, None) or plain.read(name))
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def sheet_of(rows: str, declared: str = "", encoding: str = "utf-8") -> bytes:
    """The part of a workbook that is its sheet: the header of agencies, then these rows."""
    header = "".join(
        f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in ("code", "name", "service")
    )
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>{declared}'
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{header}</row>{rows}</sheetData>'
        "</worksheet>"
    ).encode(encoding)


def load(kind: str, *rows: Iterable[Any], **options: Any) -> Plan:
    """Load rows, the first of them the header, as a CSV file of the kind."""
    options.setdefault("name", f"{kind}.csv")
    return import_extract(extract=kinds()[kind], content=as_csv(*rows), **options)


def refusal(kind: str, *rows: Iterable[Any]) -> list[str]:
    """What is wrong with the rows, line by line; empty where they are loaded."""
    try:
        load(kind, *rows)
    except RefusedError as error:
        return list(map(str, error.errors))
    return []
