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
    """The ids of the rows with these names; what is not there, or was replaced, is left out."""
    found: dict[str, int] = {}
    for some in batches(sorted(names)):
        rows = reference.model._base_manager.filter(**{f"{reference.key}__in": some})
        if reference.replaced_by:
            rows = rows.filter(**{reference.replaced_by: None})
        found |= dict(rows.values_list(reference.key, "pk"))
    return found


def name_of(reference: Reference, pk: int) -> str:
    """How a file names a row."""
    rows = reference.model._base_manager.filter(pk=pk)
    return rows.values_list(reference.key, flat=True).get()


def unknown(
    column: Column, reference: Reference, contents: Contents, ids: dict[str, Any]
) -> Iterator[RowError]:
    """The rows of a file that name a row which is not there, or was replaced by another."""
    place = contents.places[column.name]
    names = {row.values[place] for row in contents.rows} - {UNREAD} - ids.keys()
    instead = _replaced(reference, names)
    for row in contents.rows:
        name = row.values[place]
        if name in names:
            said = f'There is no {reference.noun} "{quoted(name)[1:-1]}"'
            reason = f"{said}: load the {reference.kind} first"
            if name in instead:
                reason = f"{quoted(name)} was merged into {quoted(instead[name])}: name that"
            yield RowError(row.line, column.name, reason)


def _replaced(reference: Reference, names: set[str]) -> dict[str, str]:
    """Which row stands instead of each of these, for those that were replaced."""
    found: dict[str, str] = {}
    if reference.replaced_by:
        for some in batches(sorted(names)):
            rows = reference.model._base_manager.filter(**{f"{reference.key}__in": some})
            rows = rows.exclude(**{reference.replaced_by: None})
            pairs = rows.values_list(reference.key, f"{reference.replaced_by}__{reference.key}")
            found |= dict(pairs)
    return found
