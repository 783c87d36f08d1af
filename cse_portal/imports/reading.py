"""Reading an extract, CSV or XLSX, into rows of text, within limits."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook

MEGABYTE = 1_000_000
MOST_BYTES = 25 * MEGABYTE
MOST_UNPACKED = 100 * MEGABYTE
MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_SHEET_ROWS = 1_048_576  # what Excel itself can hold; a file that claims more is not its own

ZIP_START = b"PK\x03\x04"
OLD_EXCEL_START = b"\xd0\xcf\x11\xe0"
UTF_16_STARTS = (b"\xff\xfe", b"\xfe\xff")


class UnreadableError(Exception):
    """The file as a whole cannot be read; the text says why and what to do."""


@dataclass(frozen=True)
class Line:
    """A row of a file: the line on which it begins (of a sheet, its row), and its cells as text."""

    number: int
    cells: list[str]


def read(content: bytes) -> tuple[list[str], Iterator[Line]]:
    """The header and the rows of a file. Which kind it is, its first bytes tell, not its name.

    Rows without any value are passed over. UnreadableError may come while the rows are read.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableError(f"The file is larger than {MOST_BYTES // MEGABYTE} MB: split it.")
    is_sheet = content.startswith(ZIP_START)
    lines = _sheet(content) if is_sheet else _csv(content)
    filled = (line for line in lines if any(line.cells))
    header = next(filled, None)
    if header is None:
        raise UnreadableError("The file is empty: it needs a header row with the column names.")
    _refuse_wide(header)
    counted = _counted(filled)
    # A row of a sheet ends with its last filled cell; a row of CSV has to have them all.
    return header.cells, _padded(counted, len(header.cells)) if is_sheet else counted


def _padded(lines: Iterator[Line], width: int) -> Iterator[Line]:
    for line in lines:
        yield Line(line.number, line.cells + [""] * (width - len(line.cells)))


def _counted(lines: Iterator[Line]) -> Iterator[Line]:
    for count, line in enumerate(lines, start=1):
        if count > MOST_ROWS:
            raise UnreadableError(f"The file has more than {MOST_ROWS:,} rows: split it.")
        _refuse_wide(line)
        yield line


def _refuse_wide(line: Line) -> None:
    if len(line.cells) > MOST_COLUMNS:
        raise UnreadableError(f"Line {line.number} has more than {MOST_COLUMNS} columns.")


def _csv(content: bytes) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(_text(content), newline=""), strict=True)
    begins = 1
    try:
        for cells in reader:
            yield Line(begins, [cell.strip() for cell in cells])
            begins = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableError(f"Line {begins} is not CSV: {error}.") from None


def _text(content: bytes) -> str:
    if content.startswith(OLD_EXCEL_START):
        raise UnreadableError("This is an old Excel file: save it as XLSX or as CSV UTF-8.")
    if content.startswith(UTF_16_STARTS):
        raise UnreadableError("The file is UTF-16: save it as CSV UTF-8.")
    if b"\0" in content:
        line = content[: content.index(b"\0")].count(b"\n") + 1
        raise UnreadableError(f"Line {line} has a NUL character: save the file as CSV UTF-8.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableError(f"Line {line} is not UTF-8: save the file as CSV UTF-8.") from None


def _sheet(content: bytes) -> Iterator[Line]:
    _refuse_bombs(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # What the sheet claims to hold is not believed: rows are as long as their last cell.
        sheet.reset_dimensions()
        rows = enumerate(sheet.iter_rows(values_only=True), start=1)
        for number, cells in rows:
            if number > MOST_SHEET_ROWS:
                raise UnreadableError("The sheet claims more rows than Excel can hold.")
            if len(cells) > MOST_COLUMNS:
                raise UnreadableError(f"Line {number} has more than {MOST_COLUMNS} columns.")
            yield Line(number, [_cell(cell) for cell in cells])
    except UnreadableError:
        raise
    except Exception as error:
        # A damaged workbook fails in openpyxl in more ways than can be named.
        raise UnreadableError(f"The workbook cannot be read ({type(error).__name__}).") from error


def _refuse_bombs(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise UnreadableError(
                    f"The workbook unpacks to more than {MOST_UNPACKED // MEGABYTE} MB: split it."
                )
            for part in parts:
                with archive.open(part) as opened:
                    _refuse_entities(opened.read(MOST_UNPACKED))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise UnreadableError("The workbook is damaged or locked with a password.") from error


def _refuse_entities(part: bytes) -> None:
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part or part.startswith(UTF_16_STARTS):
        raise UnreadableError("The workbook declares XML entities, which no spreadsheet writes.")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()
