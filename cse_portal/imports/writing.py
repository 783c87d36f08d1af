"""Writing the rows of a file to one table: found by key, compared, judged for overlap, in bulk."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from cse_portal.days import day_in_words
from cse_portal.imports.checking import Row, RowError
from cse_portal.imports.columns import Column
from cse_portal.imports.extracts import Step
from cse_portal.spells import Spell, overlaps

CHUNK = 900
BATCH = 2000


@dataclass(frozen=True)
class Change:
    """What a row of the file does: ``added``, ``corrected`` or ``unchanged``.

    ``before`` and ``after`` are the values that a correction changes, by column.
    """

    line: int
    kind: str
    before: dict[str, Any]
    after: dict[str, Any]

    def joined(self, other: "Change") -> "Change":
        """One change of a line that writes to two tables."""
        kinds = {self.kind, other.kind}
        kind = "added" if "added" in kinds else "corrected" if "corrected" in kinds else self.kind
        return Change(self.line, kind, self.before | other.before, self.after | other.after)


class StepWriter:
    """The rows of a file, on their way to one table."""

    def __init__(self, step: Step, rows: Iterable[Row]) -> None:
        self.step = step
        self.read = list(rows)
        self.rows = [row for row in self.read if not row.errors and step.needed(row.values)]
        if step.once:
            names = [column.name for column in step.columns if column.target in step.key]
            first = {tuple(row.values[n] for n in names): row for row in reversed(self.rows)}
            self.rows = sorted(first.values(), key=lambda row: row.line)
        present = {name for row in self.read for name in row.values}
        self.columns = [column for column in step.columns if column.name in present]

    def errors(self) -> list[RowError]:
        """What is wrong with the rows beside the record: names that are not there, overlaps."""
        self._lock()
        return [*self._unknown(), *self._overlapping()]

    def write(self, *, reason: str, by: Any) -> Iterator[Change]:
        """Write what is new or changed, with history; tell what each row did."""
        model, changes = self.step.model, [self._change(row) for row in self.rows]
        new = [self._instances[c.line] for c in changes if c.kind == "added"]
        old = [self._instances[c.line] for c in changes if c.kind == "corrected"]
        for row in new + old:
            self.step.before_write(row)
        options = {"batch_size": BATCH, "default_user": by, "default_change_reason": reason[:100]}
        if new:
            bulk_create_with_history(new, model, **options)
        if old:
            fields = [f.name for f in model._meta.concrete_fields if not f.primary_key]
            bulk_update_with_history(old, model, fields, **options)
        return iter(changes)

    def _unknown(self) -> Iterator[RowError]:
        for column in self.columns:
            reference, known = column.refers_to, self._references.get(column.name, {})
            for row in self.read if reference else ():
                named = row.values.get(column.name)
                if reference and named is not None and named not in known:
                    reason = f'there is no {reference.noun} "{named}": {reference.load_first}'
                    yield RowError(row.line, column.name, reason)

    def _overlapping(self) -> Iterator[RowError]:
        lines = {id(instance): line for line, instance in self._instances.items()}
        for group in self._competing().values() if self.step.one_at_a_time else ():
            for earlier, later in overlaps(group):
                told, other = (later, earlier) if id(later) in lines else (earlier, later)
                if id(told) in lines:
                    yield self._overlap(lines[id(told)], told, other, lines.get(id(other)))

    def _overlap(self, line: int, told: Spell, other: Spell, other_line: int | None) -> RowError:
        where = f"on line {other_line}" if other_line else "already recorded"
        reason = (
            f"from {day_in_words(told.start_date)} it overlaps the one {where}, "
            f"from {day_in_words(other.start_date)}"
        )
        start = next(column for column in self.columns if column.target == "start_date")
        return RowError(line, start.name, reason)

    def _competing(self) -> dict[tuple, list[Any]]:
        """The spells as they would stand, by what can hold one at a time.

        Where a row of the file is wrong, its whole group is left out: what it would mend is not
        known.
        """
        groups: dict[tuple, list[Any]] = defaultdict(list)
        touched = self._instances.values()
        ours = {instance.pk for instance in touched if instance.pk}
        stored = (row for row in self._stored.values() if row.pk not in ours)
        for row in (*touched, *stored):
            if self.step.competes(row):
                groups[self._values(row, self.step.one_at_a_time)].append(row)
        wrong = {self._group(row) for row in self.read if row.errors}
        return {group: rows for group, rows in groups.items() if group not in wrong}

    def _group(self, row: Row) -> tuple:
        named = {column.target: column for column in self.columns}
        return tuple(
            self._value(named[target], row.values.get(named[target].name))
            for target in self.step.one_at_a_time
        )

    @cached_property
    def _instances(self) -> dict[int, Any]:
        """The row of the table as each line of the file would leave it."""
        known = (row for row in self.rows if self._is_known(row))
        return {row.line: self._instance(row) for row in known}

    def _is_known(self, row: Row) -> bool:
        return all(row.values[name] in known for name, known in self._references.items())

    def _instance(self, row: Row) -> Any:
        values = self._fields(row)
        known = self._stored.get(tuple(values[name] for name in self._attnames(self.step.key)))
        if known is None:
            return self.step.model(**values, **self.step.values)
        left = {f.attname: getattr(known, f.attname) for f in known._meta.concrete_fields}
        return self.step.model(**left | values)

    def _change(self, row: Row) -> Change:
        instance = self._instances[row.line]
        if instance.pk is None:
            return Change(row.line, "added", {}, row.values)
        known = self._stored[self._values(instance, self.step.key)]
        changed = [
            column
            for column, attname in zip(self.columns, self._targets, strict=True)
            if getattr(known, attname) != getattr(instance, attname)
        ]
        before = {column.name: self._shown(known, column) for column in changed}
        after = {column.name: row.values[column.name] for column in changed}
        return Change(row.line, "corrected" if changed else "unchanged", before, after)

    def _shown(self, known: Any, column: Column) -> Any:
        value = getattr(known, column.target)
        return getattr(value, column.refers_to.key) if column.refers_to else value

    def _fields(self, row: Row) -> dict[str, Any]:
        return {
            attname: self._value(column, row.values[column.name])
            for column, attname in zip(self.columns, self._targets, strict=True)
        }

    def _value(self, column: Column, value: Any) -> Any:
        """A value of the file as the table keeps it: of a name, the id of the row it names."""
        known = self._references.get(column.name)
        return value if known is None else known.get(value)

    @cached_property
    def _targets(self) -> list[str]:
        return self._attnames([column.target for column in self.columns])

    def _attnames(self, names: Iterable[str]) -> list[str]:
        return [self.step.model._meta.get_field(name).attname for name in names]

    def _values(self, row: Any, names: Iterable[str]) -> tuple:
        return tuple(getattr(row, name) for name in self._attnames(names))

    @cached_property
    def _references(self) -> dict[str, dict[str, int]]:
        """The rows that columns refer to: by column, from the name in the file to the id."""
        return {
            column.name: _found(
                column.refers_to.model,
                column.refers_to.key,
                {row.values[column.name] for row in self.read if column.name in row.values},
            )
            for column in self.columns
            if column.refers_to
        }

    @cached_property
    def _stored(self) -> dict[tuple, Any]:
        """The rows of the table that share the first field of the key, by their key."""
        first = self._attnames(self.step.key)[0]
        wanted = {self._fields(row)[first] for row in self.rows} - {None}
        rows: dict[tuple, Any] = {}
        for some in _chunks(wanted):
            for row in self.step.model._base_manager.filter(**{f"{first}__in": some}):
                rows[self._values(row, self.step.key)] = row
        return rows

    def _lock(self) -> None:
        """Make others who change the same children's spells wait until the file is in."""
        for column in self.columns if self.step.one_at_a_time else ():
            if column.refers_to and column.target in self.step.one_at_a_time:
                ids = sorted(set(self._references[column.name].values()))
                for some in _chunks(ids):
                    rows = column.refers_to.model._base_manager.filter(pk__in=some)
                    list(rows.order_by("pk").select_for_update().values_list("pk"))


def _found(model: type[models.Model], key: str, names: set[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in _chunks(names):
        found |= dict(model._base_manager.filter(**{f"{key}__in": some}).values_list(key, "pk"))
    return found


def _chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    ordered = sorted(values)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]
