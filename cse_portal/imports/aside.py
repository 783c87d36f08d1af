"""Wrong rows that are set aside, so that the rest of a file can be loaded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cse_portal.imports.checking import Contents, RowError
from cse_portal.imports.words import in_words


@dataclass(frozen=True)
class AsideRow:
    """A wrong row as it came: its key, its cells by column, and what is wrong with it."""

    line: int
    key: str
    cells: dict[str, str]
    reasons: list[tuple[str, str]]


def rows_aside(contents: Contents, errors: Iterable[RowError]) -> Iterator[AsideRow]:
    """The rows with errors, read from the file once more."""
    reasons: dict[int, list[tuple[str, str]]] = {}
    for error in errors:
        reasons.setdefault(error.line, []).append((error.column, error.reason))
    names = list(contents.places)
    for line in contents.read_again():
        if line.number in reasons:
            cells = dict(zip(names, map(str, line.cells), strict=False))
            key = ", ".join(cells.get(name, "") for name in contents.extract.key)
            yield AsideRow(line.number, key, cells, reasons[line.number])


def keys_of(contents: Contents) -> set[str]:
    """The keys of the rows that are loaded, written as those of rows that were set aside."""
    places = [contents.places[name] for name in contents.extract.key]
    return {", ".join(in_words(row.values[place]) for place in places) for row in contents.rows}
