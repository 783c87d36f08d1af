"""Loading an extract: all of it or nothing, and the same file again changes nothing (design 6)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from cse_portal.imports.checking import Row, RowError, check_row, check_together, columns_of
from cse_portal.imports.extracts import Extract
from cse_portal.imports.reading import read
from cse_portal.imports.writing import Change, StepWriter


class RefusedError(Exception):
    """Rows of the file are wrong, so nothing of it was written."""

    def __init__(self, errors: Iterable[RowError]) -> None:
        self.errors = sorted(errors)
        super().__init__(f"{len(self.errors)} errors")


@dataclass
class Outcome:
    """What a file did, or would do: rows by whether they were new, corrected or the same."""

    added: int = 0
    corrected: int = 0
    unchanged: int = 0
    changes: list[Change] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.added} added, {self.corrected} corrected, {self.unchanged} unchanged"


class _DryRun(Exception):  # noqa: N818 - it carries no error, it takes the transaction back
    pass


def load(
    extract: Extract,
    content: bytes,
    *,
    name: str,
    by: Any = None,
    dry_run: bool = False,
    progress: Callable[[Iterator[Any]], Iterable[Any]] = iter,
) -> Outcome:
    """Load a file, or with ``dry_run`` tell what it would do.

    ``name`` is the file's, for the history of what it corrects. ``progress`` wraps the rows as they
    are read. Raises UnreadableError or RefusedError, and then nothing is written.
    """
    outcome = Outcome()
    try:
        with transaction.atomic():
            rows = _checked(extract, content, progress)
            _load_steps(extract, rows, outcome, reason=f"Extract {name}", by=by)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return outcome


def _checked(extract: Extract, content: bytes, progress: Callable) -> list[Row]:
    header, lines = read(content)
    columns = columns_of(extract, header)
    rows = [check_row(extract, columns, line) for line in progress(lines)]
    errors = [error for row in rows for error in row.errors]
    errors += check_together(extract, rows)
    if errors:
        # What is wrong beside the record is told in the same breath. A later step may need what an
        # earlier one would have written.
        raise RefusedError([*errors, *StepWriter(extract.steps[0], rows).errors()])
    return rows


def _load_steps(
    extract: Extract, rows: list[Row], outcome: Outcome, *, reason: str, by: Any
) -> None:
    told: dict[int, Change] = {}
    for step in extract.steps:
        writer = StepWriter(step, rows)
        errors = writer.errors()
        if errors:
            raise RefusedError(errors)
        for change in writer.write(reason=reason, by=by):
            known = told.get(change.line)
            told[change.line] = change if known is None else known.joined(change)
    outcome.changes = [told[line] for line in sorted(told)]
    for change in outcome.changes:
        setattr(outcome, change.kind, getattr(outcome, change.kind) + 1)
