"""Reading an extract, CSV or XLSX, into rows of text, within limits."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cse_portal.imports import workbooks
from cse_portal.imports.limits import (
    MEGABYTE,
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_LINES,
    MOST_ROW_LENGTH,
    MOST_ROWS,
    UnreadableError,
)

ZIP_START = b"PK"
OLE_START = b"\xd0\xcf\x11\xe0"
UTF_16_STARTS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a file: the line on which it begins (of a sheet, its row), and its cells as text."""

    number: int
    cells: list[str]


def read(content: bytes) -> tuple[list[str], Iterator[Line]]:
    """The header and the rows of a file. Which kind it is, its first bytes tell, not its name.

    Rows without any value are passed over; blanks around a value are not part of it.
    UnreadableError may come while the rows are read.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableError(f"The file is larger than {MOST_BYTES // MEGABYTE} MB: split it.")
    is_workbook = content.startswith(ZIP_START)
    lines = _of_workbook(content) if is_workbook else _of_csv(content)
    filled = (line for line in _counted(lines, MOST_LINES, "lines") if any(line.cells))
    header = next(filled, None)
    if header is None:
        raise UnreadableError("The file is empty: it needs a header row with the column names.")
    counted = _counted(filled, MOST_ROWS, "rows")
    # A row of a sheet ends with its last filled cell; a row of CSV has to have them all.
    return header.cells, _padded(counted, len(header.cells)) if is_workbook else counted


def renamed(
    header: list[str], lines: Iterable[Line], names: Mapping[str, str]
) -> tuple[list[str], Iterable[Line]]:
    """A file under our names of its columns, without those that are passed over (named "")."""
    if not names:
        return header, lines
    ours = [names.get(name, name) for name in header]
    kept = [place for place, name in enumerate(ours) if name]
    return [ours[place] for place in kept], (_picked(line, kept, len(header)) for line in lines)


def _picked(line: Line, kept: list[int], width: int) -> Line:
    """The cells that are kept; a row that has too few or too many has so in the end too."""
    if len(line.cells) == width:
        return Line(line.number, [line.cells[place] for place in kept])
    length = max(0, len(kept) + len(line.cells) - width)
    return Line(line.number, [*line.cells, *[""] * length][:length])


def _counted(lines: Iterator[Line], most: int, what: str) -> Iterator[Line]:
    for count, line in enumerate(lines, start=1):
        if count > most:
            raise UnreadableError(f"The file has more than {most:,} {what}: split it.")
        yield line


def _padded(lines: Iterator[Line], width: int) -> Iterator[Line]:
    for line in lines:
        line.cells.extend([""] * (width - len(line.cells)))
        yield line


def _of_workbook(content: bytes) -> Iterator[Line]:
    for number, cells in workbooks.rows(content):
        while cells and not cells[-1]:
            cells.pop()
        yield Line(number, cells)


def _of_csv(content: bytes) -> Iterator[Line]:
    _refuse_other_encodings(content)
    begins = 1
    length = 0

    def pieces() -> Iterator[str]:
        """The physical lines; a row that never ends is refused before it fills the memory."""
        nonlocal length
        for piece in io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline=""):
            length += len(piece)
            if length > MOST_ROW_LENGTH:
                raise UnreadableError(
                    f"Line {begins} has more than {MOST_ROW_LENGTH:,} characters. "
                    "Perhaps a quotation mark is not closed."
                )
            yield piece

    reader = csv.reader(pieces(), strict=True)
    try:
        for cells in reader:
            if len(cells) > MOST_COLUMNS:
                raise UnreadableError(f"Line {begins} has more than {MOST_COLUMNS} columns.")
            yield Line(begins, [cell.strip() for cell in cells])
            begins, length = reader.line_num + 1, 0
    except csv.Error as error:
        raise UnreadableError(f"Line {begins} is not CSV: {error}.") from None


def _refuse_other_encodings(content: bytes) -> None:
    if content.startswith(OLE_START):
        raise UnreadableError(
            "This is an old Excel workbook, or one with a password: save it as XLSX without a "
            "password, or as CSV UTF-8."
        )
    if content.startswith(UTF_16_STARTS):
        raise UnreadableError("The file is UTF-16: save it as CSV UTF-8.")
    if b"\0" in content:
        line = _line_of(content, content.index(b"\0"))
        raise UnreadableError(f"Line {line} has a NUL character: save the file as CSV UTF-8.")
    try:
        content.decode()
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"Line {_line_of(content, error.start)} is not UTF-8 (byte {error.start + 1} of the "
            f"file is 0x{content[error.start]:02X}): save the file as CSV UTF-8."
        ) from None


def _line_of(content: bytes, place: int) -> int:
    before = content[:place].replace(b"\r\n", b"\n")
    return before.count(b"\n") + before.count(b"\r") + 1
