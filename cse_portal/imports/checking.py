"""From the lines of a file to rows of values, with everything that is wrong told by line."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cse_portal.imports.columns import Column
from cse_portal.imports.extracts import Extract
from cse_portal.imports.reading import Line, UnreadableError


@dataclass(frozen=True, order=True)
class RowError:
    """What is wrong with a row: its line, the column, and the reason."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.reason}"


@dataclass(frozen=True)
class Row:
    """A row of a file: the values of the cells that could be read, by their columns' names."""

    line: int
    values: dict[str, Any]
    errors: list[RowError]


def columns_of(extract: Extract, header: list[str]) -> list[Column]:
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
            named = ", ".join(f'"{name}"' for name in dict.fromkeys(names))
            raise UnreadableError(
                f"{what} column{'s' * (len(names) > 1)} {named}. "
                f"The columns of {extract.kind} are: {', '.join(map(_shown, extract.columns))}."
            )
    return [known[name] for name in header]


def _shown(column: Column) -> str:
    return f"[{column.name}]" if column.may_be_missing else column.name


def check_row(extract: Extract, columns: list[Column], line: Line) -> Row:
    """Read a line, and tell what is wrong with it by itself."""
    values: dict[str, Any] = {}
    errors: list[RowError] = []
    if len(line.cells) < len(columns) or any(line.cells[len(columns) :]):
        reason = f"the row has {len(line.cells)} cells, the header has {len(columns)}"
        return Row(line.number, values, [RowError(line.number, columns[-1].name, reason)])
    for column, cell in zip(columns, line.cells, strict=False):
        try:
            values[column.name] = column.read(cell)
        except ValueError as error:
            errors.append(RowError(line.number, column.name, str(error)))
    if not errors:
        errors = [RowError(line.number, name, why) for name, why in extract.complaints(values)]
    return Row(line.number, values, errors)


def check_together(extract: Extract, rows: list[Row]) -> Iterator[RowError]:
    """What is wrong with the rows of a file beside each other."""
    yield from _repeated(extract, rows)
    yield from _disagreements(extract, rows)


def _repeated(extract: Extract, rows: list[Row]) -> Iterator[RowError]:
    """Rows with the key of another row."""
    first: dict[tuple, int] = {}
    for row in rows:
        if all(name in row.values for name in extract.key):
            line = first.setdefault(tuple(row.values[name] for name in extract.key), row.line)
            if line != row.line:
                reason = f"the same {' and '.join(extract.key)} as on line {line}"
                yield RowError(row.line, extract.key[-1], reason)


def _disagreements(extract: Extract, rows: list[Row]) -> Iterator[RowError]:
    """Rows that name one thing and say different things about it."""
    if extract.agree is None:
        return
    named, said = extract.agree
    first: dict[Any, Row] = {}
    for row in rows:
        if named in row.values and said in row.values:
            before = first.setdefault(row.values[named], row)
            if before.values[said] != row.values[said]:
                reason = f"{row.values[said]!r} is {before.values[said]!r} on line {before.line}"
                yield RowError(row.line, said, reason)
