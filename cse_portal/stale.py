"""Two people at one thing: who comes second is told, and keeps what they typed."""

from typing import Any

from django.db.models import Max


class StaleError(Exception):
    """What was to be saved has been changed meanwhile; ``current`` is how it stands now."""

    def __init__(self, current: Any) -> None:
        super().__init__("Somebody else has changed this since you opened it.")
        self.current = current


def save_if_unchanged(row: Any, version: int, **values: Any) -> Any:
    """Write values into a row whose ``version`` is still the one that the writer saw.

    One statement, so of any number at once one wins on every database. Tells the row as it stands
    now; raises StaleError with the row of whoever came first.
    """
    saved = (
        type(row)
        ._base_manager.filter(pk=row.pk, version=version)
        .update(version=version + 1, **values)
    )
    current = type(row)._base_manager.get(pk=row.pk)
    if not saved:
        raise StaleError(current)
    return current


def newest_entry(row: Any) -> int:
    """The number of the newest entry in a row's history: what a form remembers of its row."""
    entries = type(row).history.filter(id=row.pk)
    return entries.aggregate(newest=Max("history_id"))["newest"] or 0


def refuse_if_changed(row: Any, seen: int | None) -> None:
    """Raise StaleError where the history has gone on since the entry that the writer saw.

    Call it in a transaction that has locked what it changes. None: the writer is no form.
    """
    if seen is not None and newest_entry(row) != seen:
        raise StaleError(row)
