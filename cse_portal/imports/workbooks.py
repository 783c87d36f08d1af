"""Reading the first sheet of an XLSX workbook, which is examined before openpyxl believes it.

openpyxl keeps much of what it finds in memory, so that a small file can make it take gigabytes. A
first pass over every part, which keeps nothing, refuses what no extract needs.
"""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from xml.parsers import expat

from openpyxl import load_workbook
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS

from cse_portal.imports.limits import (
    MEGABYTE,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_UNPACKED,
    UnreadableError,
)

# Of what it leaves out (styles, validations) it warns on standard error: nothing of it is wanted.
warnings.filterwarnings("ignore", module="openpyxl")

CONTENT_TYPES = "[Content_Types].xml"
PART_ENTRY = b"PK\x01\x02"
MOST_PARTS = 2_000
ENCRYPTED = 0x1
PIECE = 65_536
# Of one part: the longest extract needs no more, and more takes too long to read.
MOST_ELEMENTS = 7_000_000
MOST_STRINGS = 1_000_000
MOST_UNUSED_STRINGS = 50_000
MOST_BESIDE = 20_000  # in a row of 200 cells, or of formats
MOST_ATTRIBUTES = 30
MOST_FORMAT_LENGTH = 255
MOST_TEXT = MEGABYTE
ROW, CELL, STRING = (f"{SHEET_MAIN_NS} {tag}" for tag in ("row", "c", "si"))

DAMAGED = "The workbook is damaged: save it as XLSX again."
SPLIT = " Save the sheet alone, as XLSX or as CSV UTF-8, and split it if it is long."


class Fault(str):
    """A cell that has no value that could be taken; the text says why."""


NO_VALUE = Fault("the cell has a formula without a value: let the workbook calculate, and save it")


def rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet with their numbers, as texts; an empty cell is an empty text."""
    _examine(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        if not book.worksheets:
            raise UnreadableError("The workbook has no sheet.")
        for number, cells in _Sheet.of(book).parse():
            if any(not 1 <= cell["column"] <= MOST_COLUMNS for cell in cells):
                raise UnreadableError(f"Line {number} has more than {MOST_COLUMNS} columns.")
            texts = [""] * max((cell["column"] for cell in cells), default=0)
            for cell in cells:
                texts[cell["column"] - 1] = _text(cell)
            yield number, texts
    except (UnreadableError, GeneratorExit):
        raise
    except Exception as error:
        # A damaged workbook fails in openpyxl in more ways than can be named.
        raise UnreadableError(
            f"The workbook cannot be read ({type(error).__name__}): save it as XLSX again, or as "
            "CSV UTF-8."
        ) from error


class _Sheet(WorkSheetParser):
    """openpyxl's reader of a sheet, which here keeps no row and tells formulas without a value.

    What the sheet claims about its size is not believed: a row is as long as its last cell.
    """

    @classmethod
    def of(cls, book: Any) -> "_Sheet":
        sheet = book.worksheets[0]
        return cls(
            sheet._get_source(),
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )

    def parse_row(self, row: Any) -> tuple[int, list[dict[str, Any]]]:
        read = super().parse_row(row)
        self.row_dimensions.clear()
        return read

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell = super().parse_cell(element)
        is_formula = cell["value"] is None and element.find(FORMULA_TAG) is not None
        # A text that a formula made may well be empty.
        return cell | {"value": NO_VALUE} if is_formula and cell["data_type"] != "str" else cell


def _text(cell: dict[str, Any]) -> str:
    value = cell["value"]
    if value is None:
        return ""
    if isinstance(value, Fault):
        return value
    if cell["data_type"] == "e":
        return Fault(f"the cell holds an error, {value}")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def _examine(content: bytes) -> None:
    """Refuse a workbook that is none, or that would take too much to read."""
    if content.count(PART_ENTRY) > MOST_PARTS:
        raise UnreadableError(f"The workbook has more than {MOST_PARTS:,} parts.{SPLIT}")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _refuse_packing(parts)
            examination = _Examination()
            for part in parts:
                with archive.open(part) as opened:
                    examination.read(opened, part.filename)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise UnreadableError(DAMAGED) from error
    # Each takes longer to read than a cell, so a workbook may not have very many for nothing.
    if examination.strings > examination.cells + MOST_UNUSED_STRINGS:
        raise UnreadableError("The workbook has more texts than cells: save it as XLSX again.")


def _refuse_packing(parts: list[zipfile.ZipInfo]) -> None:
    if CONTENT_TYPES not in {part.filename for part in parts}:
        raise UnreadableError("This is neither an XLSX workbook nor a CSV file.")
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise UnreadableError(
            f"The workbook unpacks to more than {MOST_UNPACKED // MEGABYTE} MB: split it."
        )
    for part in parts:
        if part.flag_bits & ENCRYPTED:
            raise UnreadableError("The workbook has a password: save it without one.")
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnreadableError("The workbook is packed in a way that no spreadsheet uses.")


class _Examination:
    """The first pass over the parts of a workbook: it counts, and keeps nothing."""

    def __init__(self) -> None:
        self.cells = self.strings = 0

    def read(self, opened: Any, name: str) -> None:
        """Count one part; UnreadableError where there is too much of something."""
        self.elements = self.rows = self.beside = self.last = length = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.start
        self.parser.StartDoctypeDeclHandler = self.declare
        try:
            while piece := opened.read(PIECE):
                self.parser.Parse(piece, False)
                length += len(piece)
                # The parser itself keeps a text or a tag until it ends.
                self.limit(length - self.last - PIECE, MOST_TEXT, "characters in one text")
            self.parser.Parse(b"", True)
        except expat.ExpatError as error:
            # Else it is a picture, say; and openpyxl would stop at the same place.
            if name.endswith((".xml", ".rels")):
                raise UnreadableError(DAMAGED) from error

    def start(self, name: str, attributes: dict[str, str]) -> None:
        # Called millions of times.
        self.elements += 1
        self.beside += 1
        if name == CELL:
            self.cells += 1
        elif name == ROW:
            self.rows += 1
            self.beside = 0
        elif name == STRING:
            self.strings += 1
            self.beside = 0
        elif "formatCode" in attributes:
            self.limit(len(attributes["formatCode"]), MOST_FORMAT_LENGTH, "characters in a format")
        here = self.parser.CurrentByteIndex
        if (
            self.elements > MOST_ELEMENTS
            or self.beside > MOST_BESIDE
            or self.rows > MOST_ROWS
            or self.strings > MOST_STRINGS
            or here - self.last > MOST_TEXT
            or len(attributes) > MOST_ATTRIBUTES
        ):
            self.refuse(here - self.last, len(attributes))
        self.last = here

    def refuse(self, text: int, attributes: int) -> None:
        self.limit(self.rows - 1, MOST_ROWS, "rows")
        self.limit(self.strings, MOST_STRINGS, "different texts")
        self.limit(self.elements, MOST_ELEMENTS, "cells and other parts")
        self.limit(self.beside, MOST_BESIDE, "formats or other parts beside its rows")
        self.limit(attributes, MOST_ATTRIBUTES, "attributes in one place")
        self.limit(text, MOST_TEXT, "characters in one text")

    def limit(self, count: int, most: int, what: str) -> None:
        if count > most:
            raise UnreadableError(f"The workbook has more than {most:,} {what}.{SPLIT}")

    def declare(self, *declared: Any) -> None:
        raise UnreadableError("The workbook declares XML entities, which no spreadsheet does.")
