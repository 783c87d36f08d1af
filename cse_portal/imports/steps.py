"""One table of an extract: what a file would do to it, and the doing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db import connection, models
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from cse_portal.days import day_in_words
from cse_portal.history import REASON_LENGTH
from cse_portal.imports.checking import UNREAD, Contents, Errors, Row, RowError
from cse_portal.imports.columns import Column, quoted
from cse_portal.imports.extracts import Step
from cse_portal.spells import overlaps

# SQLite takes few parameters in one query.
IN_A_QUERY = 900
IN_A_BATCH = 2_000
STORED = 0
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


@dataclass(frozen=True, slots=True)
class Held:
    """A spell as it would stand; ``line`` is that of the file, or STORED."""

    start_date: date
    end_date: date | None
    line: int


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
        return self.step.model._meta.get_field(field).attname

    # Names of other rows

    def _find_named(self, contents: Contents, errors: Errors, earlier: list["StepPlan"]) -> None:
        """The ids of the rows that columns name, by column; what is not there is an error."""
        self._ids: list[dict[str, int | None] | None] = []
        for column, place in zip(self.columns, self._places, strict=True):
            reference = column.refers_to
            if reference is None:
                self._ids.append(None)
                continue
            named = {row.values[place] for row in contents.rows} - {UNREAD}
            ids = dict.fromkeys(_added(reference.model, reference.key, contents, earlier))
            ids |= _found(column, named)
            self._ids.append(ids)
            errors.extend(_unknown(column, place, contents, ids))

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
        for some in _batches(sorted(firsts), IN_A_QUERY):
            rows = self.step.model._base_manager.filter(**{f"{first}__in": some})
            for row in rows.values_list("pk", *self.names):
                found[self._key_of(row[1:])] = row
        return found

    def _lock(self, firsts: set) -> None:
        """Make others who change the same children's spells wait until the file is in."""
        column = self.columns[self._key[0]]
        if self.step.one_at_a_time and column.refers_to:
            holders = column.refers_to.model._base_manager.order_by("pk").select_for_update()
            for some in _batches(sorted(firsts), IN_A_QUERY):
                list(holders.filter(pk__in=some).values_list("pk"))

    # One at a time

    def _unclear(self, contents: Contents, errors: Errors) -> set:
        """Those of whom a row is wrong: what it would mend is not known, so nothing is judged."""
        place, ids = self._places[self._key[0]], self._ids[self._key[0]]
        wrong = (row.values[place] for row in contents.rows if row.line in errors.lines)
        return {value if ids is None else ids.get(value) for value in wrong}

    def _overlapping(
        self, rows: Iterable[tuple[Row, tuple]], others: list[tuple], unclear: set
    ) -> Iterator[RowError]:
        groups: dict[Any, list[Held]] = defaultdict(list)
        for row, values in rows:
            self._hold(groups, values, row.line)
        for values in others:
            self._hold(groups, values, STORED)
        for first, held in groups.items():
            for earlier, later in overlaps(held) if first not in unclear else ():
                told, other = (later, earlier) if later.line else (earlier, later)
                if told.line:
                    yield self._overlap(told, other)

    def _hold(self, groups: dict, values: tuple, line: int) -> None:
        if self.step.competes and not values[self.names.index(self.step.competes)]:
            return
        start, end = (values[self.names.index(name)] for name in ("start_date", "end_date"))
        groups[values[self._key[0]]].append(Held(start, end, line))

    def _overlap(self, told: Held, other: Held) -> RowError:
        column = self.columns[self.names.index("start_date")]
        where = f"on line {other.line}" if other.line else "already recorded"
        reason = (
            f"from {day_in_words(told.start_date)} it overlaps the one {where}, "
            f"from {day_in_words(other.start_date)}"
        )
        return RowError(told.line, column.name, reason)

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
                yield Difference(column.name, _name_of(column, before), said)

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
        for rows in _batches(progress(self.new, "Adding"), IN_A_BATCH):
            bulk_create_with_history([self._made(row) for row in rows], model, **history)
        fields = self._changed_fields()
        for corrections in _batches(progress(self.corrected.values(), "Correcting"), IN_A_BATCH):
            mended = self._mended(corrections)
            bulk_update_with_history(mended, model, fields, **history)

    def _find_added(self) -> None:
        """The ids of the rows that an earlier step has written meanwhile."""
        for column, ids in zip(self.columns, self._ids, strict=True):
            if ids:
                ids |= _found(column, {name for name, pk in ids.items() if pk is None})

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


def _added(
    model: type[models.Model], key: str, contents: Contents, earlier: list[StepPlan]
) -> set[str]:
    """The names of the rows that earlier steps write to a table; of wrong rows of the file too."""
    return {
        row.values[plan._places[plan.names.index(key)]]
        for plan in earlier
        if plan.step.model is model
        for row in contents.rows
    }


def _name_of(column: Column, value: Any) -> Any:
    if column.refers_to is None:
        return value
    rows = column.refers_to.model._base_manager.filter(pk=value)
    return rows.values_list(column.refers_to.key, flat=True).get()


def _found(column: Column, names: set[str]) -> dict[str, int]:
    reference = column.refers_to
    found: dict[str, int] = {}
    for some in _batches(sorted(names), IN_A_QUERY):
        rows = reference.model._base_manager.filter(**{f"{reference.key}__in": some})
        found |= dict(rows.values_list(reference.key, "pk"))
    return found


def _unknown(column: Column, place: int, contents: Contents, ids: dict) -> Iterator[RowError]:
    reference = column.refers_to
    for row in contents.rows:
        name = row.values[place]
        if name is not UNREAD and name not in ids:
            said = f'There is no {reference.noun} "{quoted(name)[1:-1]}"'
            reason = f"{said}: load the {reference.kind} first"
            yield RowError(row.line, column.name, reason)


def _batches(values: Iterable[Any], size: int) -> Iterator[list[Any]]:
    remaining = iter(values)
    return iter(lambda: list(islice(remaining, size)), [])
