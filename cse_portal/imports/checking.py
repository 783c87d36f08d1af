"""From the lines of a file to rows of values, with everything that is wrong told by line."""

from collections.abc import Callable, Collection, Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from enum import Enum
from typing import Any

from cse_portal.imports.columns import Column, quoted
from cse_portal.imports.extracts import Extract
from cse_portal.imports.limits import UnreadableError
from cse_portal.imports.reading import Line
from cse_portal.imports.workbooks import Fault

# Beyond so many, of each row only the first: a file in which all is wrong must fit in memory.
MOST_ERRORS = 10_000
MOST_NAMED = 10


class Unread(Enum):
    """The value of a cell that could not be read."""

    UNREAD = 0


UNREAD = Unread.UNREAD


@dataclass(frozen=True, order=True, slots=True)
class RowError:
    """What is wrong with a row: its line, the column, and the reason."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.reason}"


class Errors:
    """What is wrong with the rows of a file, and which rows are wrong."""

    def __init__(self, errors: Iterable[RowError] = ()) -> None:
        self.lines: set[int] = set()
        self.found: list[RowError] = []
        self.extend(errors)

    def extend(self, errors: Iterable[RowError]) -> None:
        for error in errors:
            if len(self.found) < MOST_ERRORS or error.line not in self.lines:
                self.found.append(error)
                self.lines.add(error.line)

    def __len__(self) -> int:
        return len(self.found)

    def __iter__(self) -> Iterator[RowError]:
        return iter(sorted(self.found))


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file: the line on which it begins, and its values in the order of the columns."""

    line: int
    values: tuple


class Contents:
    """A file as it was read: its columns, its rows, and what is wrong with them by themselves."""

    def __init__(
        self,
        extract: Extract,
        header: list[str],
        lines: Iterable[Line],
        read_again: Callable[[], Iterable[Line]] = tuple,
    ) -> None:
        """UnreadableError names columns that are wrong. ``read_again`` gives the rows once more."""
        self.extract = extract
        self.read_again = read_again
        self.columns = _columns_of(extract, header)
        self.places = {column.name: place for place, column in enumerate(self.columns)}
        self.errors = Errors()
        self.rows = [self._row(line) for line in lines]
        self.errors.extend(self._repeated())
        self.errors.extend(self._disagreements())

    def without(self, lines: Collection[int]) -> "Contents":
        """The same without some rows, and without what was wrong with them."""
        left = copy(self)
        left.rows = [row for row in self.rows if row.line not in lines]
        left.errors = Errors(error for error in self.errors if error.line not in lines)
        return left

    def _row(self, line: Line) -> Row:
        errors: list[RowError] = []
        if len(line.cells) != len(self.columns):
            reason = f"the row has {len(line.cells)} cells, the header has {len(self.columns)}"
            errors.append(RowError(line.number, self.columns[-1].name, reason))
            values: list[Any] = [UNREAD] * len(self.columns)
        else:
            values = [
                self._value(column, cell, line.number, errors)
                for column, cell in zip(self.columns, line.cells, strict=True)
            ]
        if not errors and self.extract.complaints:
            complaints = self.extract.complaints(dict(zip(self.places, values, strict=True)))
            errors = [RowError(line.number, name, reason) for name, reason in complaints]
        self.errors.extend(errors)
        return Row(line.number, tuple(values))

    def _value(self, column: Column, cell: str, line: int, errors: list[RowError]) -> Any:
        try:
            if isinstance(cell, Fault):
                raise ValueError(cell)
            return column.read(cell)
        except ValueError as error:
            errors.append(RowError(line, column.name, str(error)))
            return UNREAD

    def _repeated(self) -> Iterator[RowError]:
        """Rows with the key of another row."""
        names = self.extract.key
        places = [self.places[name] for name in names]
        first: dict[tuple, int] = {}
        for row in self.rows:
            key = tuple(row.values[place] for place in places)
            line = row.line if UNREAD in key else first.setdefault(key, row.line)
            if line != row.line:
                reason = f"the same {' and '.join(names)} as on line {line}"
                yield RowError(row.line, names[0], reason)

    def _disagreements(self) -> Iterator[RowError]:
        """Rows that name one thing and say different things about it."""
        if self.extract.agree is None:
            return
        named, *said = (self.places[n] for n in self.extract.agree if n in self.places)
        first: dict[Any, Row] = {}
        for row in self.rows:
            if UNREAD not in (row.values[named], *(row.values[place] for place in said)):
                before = first.setdefault(row.values[named], row)
                yield from self._disagreement(row, before, said)

    def _disagreement(self, row: Row, before: Row, said: list[int]) -> Iterator[RowError]:
        """The columns in which a row contradicts an earlier one of the same thing."""
        for place in said:
            ours, theirs = row.values[place], before.values[place]
            if ours != theirs:
                reason = f"{_said(ours)} is {_said(theirs)} on line {before.line}"
                yield RowError(row.line, self.columns[place].name, reason)


def _said(value: Any) -> str:
    """A value as an error quotes it."""
    return "empty" if value in (None, "") else quoted(str(value))


def _columns_of(extract: Extract, header: list[str]) -> list[Column]:
    """The columns in the order of the file; UnreadableError names those that are wrong."""
    known = {column.name: column for column in extract.columns}
    needed = [name for name, column in known.items() if not column.may_be_missing]
    wrong = {
        "Unknown": [name for name in header if name not in known],
        "Repeated": [name for place, name in enumerate(header) if name in header[:place]],
        "Missing": [name for name in needed if name not in header],
    }
    for what, names in wrong.items():
        if names:
            many = len(set(names)) > 1
            raise UnreadableError(
                f"{what} column{'s' * many} {_named(names)}. The columns of "
                f"{extract.kind} are: {', '.join(map(_shown, extract.columns))}.{_hint(header)}"
            )
    return [known[name] for name in header]


def _named(names: list[str]) -> str:
    shown = [f'"{quoted(name)[1:-1]}"' for name in dict.fromkeys(names)]
    more = len(shown) - MOST_NAMED
    return ", ".join(shown[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _shown(column: Column) -> str:
    return f"[{column.name}]" if column.may_be_missing else column.name


def _hint(header: list[str]) -> str:
    if len(header) == 1 and any(mark in header[0] for mark in ";\t"):
        return " The columns must be separated by commas."
    return ""
