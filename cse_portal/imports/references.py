"""The rows of other tables that a file names by their keys."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from cse_portal.imports.checking import UNREAD, Contents, RowError
from cse_portal.imports.columns import Column, Reference, quoted

# SQLite takes few parameters in one query.
IN_A_QUERY = 900


def batches(values: Iterable[Any], size: int = IN_A_QUERY) -> Iterator[list[Any]]:
    """The values, so many at a time."""
    remaining = iter(values)
    return iter(lambda: list(islice(remaining, size)), [])


def find_ids(reference: Reference, names: Iterable[str]) -> dict[str, int]:
    """The ids of the rows with these names; what is not there is left out."""
    found: dict[str, int] = {}
    for some in batches(sorted(names)):
        rows = reference.model._base_manager.filter(**{f"{reference.key}__in": some})
        found |= dict(rows.values_list(reference.key, "pk"))
    return found


def name_of(reference: Reference, pk: int) -> str:
    """How a file names a row."""
    rows = reference.model._base_manager.filter(pk=pk)
    return rows.values_list(reference.key, flat=True).get()


def unknown(
    column: Column, reference: Reference, contents: Contents, ids: dict[str, Any]
) -> Iterator[RowError]:
    """The rows of a file that name a row which is not there."""
    place = contents.places[column.name]
    for row in contents.rows:
        name = row.values[place]
        if name is not None and name is not UNREAD and name not in ids:
            said = f'There is no {reference.noun} "{quoted(name)[1:-1]}"'
            reason = f"{said}: load the {reference.kind} first"
            yield RowError(row.line, column.name, reason)
