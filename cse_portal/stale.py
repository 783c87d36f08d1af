"""Two people at one thing: who comes second is told, and keeps what they typed."""

from typing import Any


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
