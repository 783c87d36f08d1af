"""One table of an extract: what a file would do to it, and the doing."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db import connection, models
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from cse_portal.history import REASON_LENGTH
from cse_portal.imports.checking import UNREAD, Contents, Errors, Row, RowError
from cse_portal.imports.columns import Reference
from cse_portal.imports.extracts import Step
from cse_portal.imports.overlapping import STORED, Timelines
from cse_portal.imports.references import batches, find_ids, name_of, unknown

IN_A_BATCH = 2_000
Progress = Callable[[Iterable[Any], str], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class Correction:
    """A row of the file that differs from the stored row with its key."""

    row: Row
    pk: int
    before: tuple


@dataclass(frozen=True)
class Difference:
    """A column of a row that is corrected: what is stored, and what the file says."""

    column: str
    before: Any
    after: Any


class StepPlan:
    """What the rows of a file would do to one table: ``new``, ``corrected``, the rest unchanged."""

    def __init__(
        self, step: Step, contents: Contents, errors: Errors, earlier: Iterable["StepPlan"]
    ) -> None:
        """Adds to ``errors`` what is wrong beside the record. ``earlier`` are written before it."""
        self.step = step
        self.columns = [column for column in step.columns if column.name in contents.places]
        self.names = [self._attname(column.target) for column in self.columns]
        self._places = [contents.places[column.name] for column in self.columns]
        self._key = [self.names.index(self._attname(name)) for name in step.key]
        self.new: list[Row] = []
        self.corrected: dict[int, Correction] = {}
        self._find_named(contents, errors, list(earlier))
        self._rows = [row for row in contents.rows if row.line not in errors.lines]
        if step.needs:
            needed = contents.places[step.needs]
            self._rows = [row for row in self._rows if row.values[needed] is not None]
        self._plan(contents, errors)

    def _attname(self, field: str) -> str:
        found: Any = self.step.model._meta.get_field(field)
        return found.attname

    # Names of other rows

    def _find_named(self, contents: Contents, errors: Errors, earlier: list["StepPlan"]) -> None:
        """The ids of the rows that columns name, by column; what is not there is an error."""
        self._ids: list[dict[str, int | None] | None] = []
        for column, place in zip(self.columns, self._places, strict=True):
            reference = column.refers_to
            if reference is None:
                self._ids.append(None)
                continue
            ids: dict[str, int | None] = dict.fromkeys(_coming(reference, contents, earlier))
            ids |= find_ids(reference, {row.values[place] for row in contents.rows} - {UNREAD})
            self._ids.append(ids)
            errors.extend(unknown(column, reference, contents, ids))

    def _values(self, row: Row) -> tuple:
        """The values of a row as the table keeps them: ids for names."""
        picked = (row.values[place] for place in self._places)
        return tuple(
            value if ids is None else ids.get(value)
            for value, ids in zip(picked, self._ids, strict=True)
        )

    # Planning

    def _plan(self, contents: Contents, errors: Errors) -> None:
        rows: dict[tuple, tuple[Row, tuple]] = {}
        for row in self._rows:
            named = tuple(row.values[self._places[place]] for place in self._key)
            rows.setdefault(named, (row, self._values(row)))
        keys = {self._key_of(values) for _, values in rows.values()}
        stored = self._stored({key[0] for key in keys} - {None})
        for row, values in rows.values():
            known = stored.get(self._key_of(values))
            if known is None:
                self.new.append(row)
            elif known[1:] != values:
                self.corrected[row.line] = Correction(row, known[0], known[1:])
        if self.step.one_at_a_time:
            others = [row[1:] for key, row in stored.items() if key not in keys]
            unclear = self._unclear(contents, errors)
            errors.extend(self._overlapping(rows.values(), others, unclear))

    def _key_of(self, values: tuple) -> tuple:
        return tuple(values[place] for place in self._key)

    def _stored(self, firsts: set) -> dict[tuple, tuple]:
        """The stored rows that share the first field of a key: id and values, by key."""
        first = self.names[self._key[0]]
        if connection.in_atomic_block:
            self._lock(firsts)
        found = {}
        for some in batches(sorted(firsts)):
            rows = self.step.model._base_manager.filter(**{f"{first}__in": some})
            for row in rows.values_list("pk", *self.names):
                found[self._key_of(row[1:])] = row
        return found

    def _lock(self, firsts: set) -> None:
        """Make others who change the same children's spells wait until the file is in."""
        column = self.columns[self._key[0]]
        if self.step.one_at_a_time and column.refers_to:
            holders = column.refers_to.model._base_manager.order_by("pk").select_for_update()
            for some in batches(sorted(firsts)):
                list(holders.filter(pk__in=some).values_list("pk"))

    def differences(self, line: int) -> Iterator[Difference]:
        """What a row of the file corrects, in the words of the file."""
        correction = self.corrected.get(line)
        if correction is None:
            return
        after = self._values(correction.row)
        for place, column in enumerate(self.columns):
            before = correction.before[place]
            if before != after[place]:
                said = correction.row.values[self._places[place]]
                if column.refers_to:
                    before = name_of(column.refers_to, before)
                yield Difference(column.name, before, said)

    # One at a time

    def _overlapping(
        self, rows: Iterable[tuple[Row, tuple]], others: list[tuple], unclear: set
    ) -> Iterator[RowError]:
        timelines = Timelines()
        for line, values in chain(
            ((row.line, values) for row, values in rows), ((STORED, values) for values in others)
        ):
            if not self.step.competes or values[self.names.index(self.step.competes)]:
                days = (values[self.names.index(name)] for name in self.step.times)
                timelines.add(values[self._key[0]], *days, line)
        column = self.columns[self.names.index(self.step.times[0])]
        for told, other in timelines.overlaps(leave_out=unclear):
            yield RowError(told.line, column.name, told.runs_into(other))

    def _unclear(self, contents: Contents, errors: Errors) -> set:
        """Those of whom a row is wrong: what it would mend is not known, so nothing is judged."""
        place, ids = self._places[self._key[0]], self._ids[self._key[0]]
        wrong = (row.values[place] for row in contents.rows if row.line in errors.lines)
        return {value if ids is None else ids.get(value) for value in wrong}

    # Writing

    def write(self, *, reason: str, by: Any, progress: Progress) -> None:
        """Write what is new and what is corrected, with history. Call it in a transaction."""
        self._find_added()
        history = {
            "default_user": by,
            "default_change_reason": reason[:REASON_LENGTH],
            "default_date": timezone.now(),
        }
        model = self.step.model
        for rows in batches(progress(self.new, "Adding"), IN_A_BATCH):
            bulk_create_with_history([self._made(row) for row in rows], model, **history)
        fields = self._changed_fields()
        # In the order in which others lock them, so that two do not wait for each other.
        ordered = sorted(self.corrected.values(), key=lambda each: each.pk)
        for corrections in batches(progress(ordered, "Correcting"), IN_A_BATCH):
            mended = self._mended(corrections)
            bulk_update_with_history(mended, model, fields, **history)

    def _find_added(self) -> None:
        """The ids of the rows that an earlier step has written meanwhile."""
        for column, ids in zip(self.columns, self._ids, strict=True):
            if ids and column.refers_to:
                ids |= find_ids(column.refers_to, {name for name, pk in ids.items() if pk is None})

    def _changed_fields(self) -> list[str]:
        """Those in which a correction differs: fewer are quicker to write."""
        differing = {
            name
            for each in self.corrected.values()
            for name, before, after in zip(
                self.names, each.before, self._values(each.row), strict=True
            )
            if before != after
        }
        return sorted(differing | set(self.step.derived))

    def _made(self, row: Row) -> models.Model:
        fields = dict(zip(self.names, self._values(row), strict=True))
        made = self.step.model(**fields, **self.step.values)
        self.step.before_write(made)
        return made

    def _mended(self, corrections: list[Correction]) -> list[models.Model]:
        stored = self.step.model._base_manager.in_bulk([each.pk for each in corrections])
        for correction in corrections:
            row = stored[correction.pk]
            for name, value in zip(self.names, self._values(correction.row), strict=True):
                setattr(row, name, value)
            self.step.before_write(row)
        return list(stored.values())


def _coming(reference: Reference, contents: Contents, earlier: list[StepPlan]) -> set[str]:
    """The names of the rows that earlier steps write, for wrong rows of the file too."""
    names = {
        row.values[plan._places[plan.names.index(reference.key)]]
        for plan in earlier
        if plan.step.model is reference.model
        for row in contents.rows
    }
    return names - {UNREAD}
