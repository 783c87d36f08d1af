"""The document as a workbook: notes first, then one accessible table a sheet (XLSX and ODS)."""

import io
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from cse_portal.cells import safe
from reports.publication.archives import still
from reports.publication.document import DataTable, average_age, symbols, tables
from reports.publication.text import as_paragraphs

LONGEST_NAME = 31
# A workbook says when it was made: the same content makes the same bytes.
MADE = datetime(2018, 1, 1)  # noqa: DTZ001 (a fixed date, in no zone)


def notes(content: Mapping[str, Any]) -> list[list[str]]:
    """The rows of the notes sheet: what this is, what it stands on, what the symbols mean."""
    words, edition = content["words"], content.get("edition") or {}
    rows = [
        [edition.get("title") or words["title"]],
        *([[edition["line"]]] if edition.get("line") else []),
        [words["as_of"]],
        [f"Average age: {average_age(content)}"],
    ]
    for section in edition.get("sections", []):
        if section["text"].strip():
            rows += [[section["title"]], *([text] for _, text in as_paragraphs(section["text"]))]
    largest = content.get("threshold", settings.DISCLOSURE_THRESHOLD)
    said = dict.fromkeys(line for t in tables(content) for line in symbols(t, largest))
    rows += [["Symbols"], *([line] for line in said)] if said else []
    rows += [["Definitions"], *([f"{d['term']}: {d['text']}"] for d in words["definitions"])]
    return [[safe(cell) for cell in row] for row in rows]


def sheets(content: Mapping[str, Any]) -> Iterator[tuple[str, DataTable, list[str]]]:
    """Every table with the name of its sheet and the lines that stand above it."""
    used: set[str] = {"Notes"}
    for table in tables(content):
        name = _name(table.title, used)
        lines = [table.caption, "This sheet holds one table. The notes are on the sheet Notes."]
        largest = content.get("threshold", settings.DISCLOSURE_THRESHOLD)
        lines += [table.definition, *symbols(table, largest)]
        yield name, table, [safe(line) for line in lines if line]


def _name(title: str, used: set[str]) -> str:
    clean = "".join("-" if sign in "[]:*?/\\'" else sign for sign in title)[:LONGEST_NAME].strip()
    name, n = clean, 2
    while name in used:
        name, n = f"{clean[: LONGEST_NAME - 3]} {n}", n + 1
    used.add(name)
    return name


def document_xlsx(content: Mapping[str, Any]) -> bytes:
    """The workbook as XLSX. No cell starts a formula."""
    import xlsxwriter

    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(written, options) as book:
        words = content["words"]
        book.set_properties(
            {"title": words["title"], "author": words["authority"], "created": MADE}
        )
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        sheet = book.add_worksheet("Notes")
        sheet.set_column(0, 0, 110, wrapped)
        for n, row in enumerate(notes(content)):
            sheet.write_string(n, 0, row[0], bold if n == 0 else wrapped)
        for name, table, lines in sheets(content):
            _xlsx_sheet(book.add_worksheet(name), table, lines, bold)
    return written.getvalue()


def _xlsx_sheet(sheet: Any, table: DataTable, lines: list[str], bold: Any) -> None:
    for n, line in enumerate(lines):
        sheet.write_string(n, 0, line, bold if n == 0 else None)
    first = len(lines)
    rows = _rows(table)
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, len(table.columns), 14)
    sheet.add_table(
        first,
        0,
        first + len(rows),
        len(table.columns) - 1,
        {
            "name": f"table_{table.key}",
            "data": rows,
            "autofilter": False,
            "style": "Table Style Light 1",
            "columns": [{"header": safe(name)} for name in table.columns],
        },
    )


def _rows(table: DataTable) -> list[list[Any]]:
    """The rows of the table, its total last, every row as long as the heading."""
    rows = [*table.rows, *([table.footer] if table.footer else [])]
    width = len(table.columns)
    return [[safe(cell) for cell in [*row, *[""] * (width - len(row))]] for row in rows]


def document_ods(content: Mapping[str, Any]) -> bytes:
    """The workbook as ODS."""
    from odf import dc
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table

    book = OpenDocumentSpreadsheet()
    book.meta.addElement(dc.Title(text=content["words"]["title"]))
    book.meta.addElement(dc.Language(text="en-GB"))
    sheet = Table(name="Notes")
    for row in notes(content):
        sheet.addElement(_ods_row(row))
    book.spreadsheet.addElement(sheet)
    for name, table, lines in sheets(content):
        book.spreadsheet.addElement(_ods_sheet(name, table, lines))
    written = io.BytesIO()
    book.write(written)
    return still(written.getvalue())


def _ods_sheet(name: str, table: DataTable, lines: list[str]) -> Any:
    from odf.table import Table, TableHeaderRows

    sheet = Table(name=name)
    for line in lines:
        sheet.addElement(_ods_row([line]))
    head = TableHeaderRows()
    head.addElement(_ods_row([safe(column) for column in table.columns]))
    sheet.addElement(head)
    for row in _rows(table):
        sheet.addElement(_ods_row(row))
    return sheet


def _ods_row(cells: list[Any]) -> Any:
    from odf.table import TableCell, TableRow
    from odf.text import P

    row = TableRow()
    for value in cells:
        if isinstance(value, int | float):
            cell = TableCell(valuetype="float", value=value)
        else:
            cell = TableCell(valuetype="string")
        cell.addElement(P(text=str(value)))
        row.addElement(cell)
    return row
