"""What a file would do to the record, and the doing: all of it or nothing (design 6).

Planning only reads: a dry run and a preview keep nobody waiting.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from cse_portal.imports.aside import keys_of, rows_aside
from cse_portal.imports.checking import Contents, Errors, Row, RowError
from cse_portal.imports.extracts import Extract, Source
from cse_portal.imports.reading import Line, read, renamed
from cse_portal.imports.steps import Difference, Progress, StepPlan

KINDS = ("added", "corrected", "unchanged")


class RefusedError(Exception):
    """Rows of the file are wrong, so nothing of it is written."""

    def __init__(self, errors: Errors) -> None:
        self.errors = list(errors)
        super().__init__(f"{len(self.errors)} errors")


@dataclass(frozen=True)
class Change:
    """What a row of the file does: ``kind`` is one of KINDS; ``values`` are those of the file."""

    line: int
    kind: str
    values: dict[str, Any]
    differences: list[Difference]


def quietly(rows: Any, doing: str) -> Any:
    """The progress that is shown to nobody."""
    return rows


def read_extract(
    extract: Extract,
    content: bytes,
    progress: Progress = quietly,
    names: Mapping[str, str] | None = None,
) -> Contents:
    """Read a file and judge its rows by themselves; UnreadableError where it cannot be read.

    ``names`` are our columns by what the file calls them; empty ones are passed over.
    """

    def opened() -> tuple[list[str], Iterable[Line]]:
        return renamed(*read(content), names or {})

    header, lines = opened()
    return Contents(extract, header, progress(lines, "Reading"), lambda: opened()[1])


class Plan:
    """What a file would do. In a transaction, who changes the same children waits for its end."""

    def __init__(self, contents: Contents, *, sets_aside: bool = False) -> None:
        """RefusedError with every row that is wrong, by itself or beside the record.

        With ``sets_aside`` the wrong rows are left out instead; ``aside`` tells what is wrong.
        """
        self.aside: list[RowError] = []
        errors = self._judge(contents)
        while errors and sets_aside:
            self.aside += errors
            contents = contents.without(errors.lines)
            errors = self._judge(contents)
        if errors:
            raise RefusedError(errors)

    def _judge(self, contents: Contents) -> Errors:
        self.contents = contents
        self.steps: list[StepPlan] = []
        errors = Errors(contents.errors)
        for step in contents.extract.steps:
            self.steps.append(StepPlan(step, contents, errors, self.steps))
        return errors

    @property
    def rows_aside(self) -> int:
        """How many rows are set aside."""
        return len({error.line for error in self.aside})

    @cached_property
    def _corrected(self) -> set[int]:
        return {line for step in self.steps for line in step.corrected}

    @cached_property
    def _added(self) -> set[int]:
        return {row.line for step in self.steps for row in step.new} - self._corrected

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of the file are of each kind."""
        added, corrected = len(self._added), len(self._corrected)
        unchanged = len(self.contents.rows) - added - corrected
        return dict(zip(KINDS, (added, corrected, unchanged), strict=True))

    def __str__(self) -> str:
        return ", ".join(f"{count} {kind}" for kind, count in self.counts.items())

    @property
    def fingerprint(self) -> str:
        """Changes when the file would do something else, as the record has changed meanwhile."""
        done = [
            ([row.line for row in step.new], [(at, c.before) for at, c in step.corrected.items()])
            for step in self.steps
        ]
        told = [*done, sorted(self.aside)] if self.aside else done
        return hashlib.sha256(repr(told).encode()).hexdigest()

    def changes(self, kind: str) -> Iterator[Change]:
        """The rows of a kind, in the order of the file."""
        for row in self.contents.rows:
            if self._kind(row) == kind:
                values = dict(zip(self.contents.places, row.values, strict=True))
                differences = [each for step in self.steps for each in step.differences(row.line)]
                yield Change(row.line, kind, values, differences)

    def _kind(self, row: Row) -> str:
        if row.line in self._corrected:
            return "corrected"
        return "added" if row.line in self._added else "unchanged"

    def write(
        self,
        *,
        name: str,
        by: Any = None,
        progress: Progress = quietly,
        sha256: str = "",
        extracted_on: date | None = None,
    ) -> None:
        """Do it; ``name`` is the file's, for the history. Call it in the plan's transaction."""
        extract = self.contents.extract
        source = Source(
            *(extract.kind, name, sha256, by, self.counts, extracted_on),
            aside=list(rows_aside(self.contents, self.aside)) if self.aside else [],
            keys=lambda: keys_of(self.contents),
        )
        with extract.batch(source) if extract.batch else nullcontext({}) as batch:
            for step in self.steps:
                step.write(reason=f"Extract {name}", by=by, progress=progress, batch=batch)
