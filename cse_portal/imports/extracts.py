"""What an extract is, and the kinds that the apps declare in their ``extracts.py``."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import models

from cse_portal.imports.columns import Column

Complaint = tuple[str, str]


@dataclass(frozen=True)
class Step:
    """One table that the rows of an extract are written to.

    ``key`` are the fields by which a row is known; rows of the file that share it are one row here.
    ``one_at_a_time``: spells that share the key's first field may not overlap; of those only for
    which the field ``competes`` is true, where one is named; ``times`` are the fields that say when
    they begin and end. ``needs``: a row of the file with this column empty has nothing for the
    table. ``values``: what a new row gets besides the columns. ``before_write`` sets the fields
    ``derived``, which follow from the columns.
    """

    model: type[models.Model]
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    one_at_a_time: bool = False
    competes: str = ""
    times: tuple[str, str] = ("start_date", "end_date")
    needs: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    before_write: Callable[[Any], None] = lambda row: None
    derived: tuple[str, ...] = ()


@dataclass(frozen=True)
class Extract:
    """A kind of extract: its steps in order, and what must be true of its rows.

    ``key``: the columns by which a row is known. ``complaints``: what is wrong with the values of a
    row together, as (column, reason). ``agree``: two columns; rows with the same first have the
    same second.
    """

    kind: str
    key: tuple[str, ...]
    steps: tuple[Step, ...]
    complaints: Callable[[Mapping[str, Any]], Iterable[Complaint]] | None = None
    agree: tuple[str, str] | None = None

    @property
    def columns(self) -> list[Column]:
        """Every column once, in the order of the steps."""
        by_name: dict[str, Column] = {}
        for step in self.steps:
            for column in step.columns:
                by_name.setdefault(column.name, column)
        return list(by_name.values())

    @property
    def needs(self) -> set[str]:
        """The other kinds that must be loaded first, because its rows name theirs."""
        references = (column.refers_to for column in self.columns if column.refers_to)
        return {reference.kind for reference in references} - {self.kind}


@cache
def kinds() -> dict[str, Extract]:
    """Every kind that an installed app declares, in an order in which they can be loaded."""
    found: dict[str, Extract] = {}
    for config in apps.get_app_configs():
        name = f"{config.name}.extracts"
        if config.name != "cse_portal.imports" and find_spec(name):
            found |= {extract.kind: extract for extract in import_module(name).EXTRACTS}
    ordered: dict[str, Extract] = {}
    while len(ordered) < len(found):
        left = [extract for extract in found.values() if extract.kind not in ordered]
        ready = [extract for extract in left if extract.needs <= set(ordered)]
        ordered |= {extract.kind: extract for extract in ready or left}
    return ordered
