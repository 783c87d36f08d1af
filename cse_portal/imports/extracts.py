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

    ``key`` are the fields by which a row is known. ``one_at_a_time``: spells with the same values
    of these fields may not overlap, of those for which ``competes`` holds. ``needed``: which rows
    of the file have something for this table; ``once``: rows that share the key are one row here.
    ``values``: what a new row gets besides the columns. ``before_write``: sets what follows from
    the columns.
    """

    model: type[models.Model]
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    one_at_a_time: tuple[str, ...] = ()
    competes: Callable[[Any], bool] = lambda row: True
    needed: Callable[[Mapping[str, Any]], bool] = lambda values: True
    once: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)
    before_write: Callable[[Any], None] = lambda row: None


@dataclass(frozen=True)
class Extract:
    """A kind of extract: its steps in order, and what must be true of each row by itself.

    ``key``: the columns by which a row is known. ``complaints``: what is wrong with the values of a
    row together, as (column, reason). ``agree``: two columns; rows with the same first have the
    same second.
    """

    kind: str
    key: tuple[str, ...]
    steps: tuple[Step, ...]
    complaints: Callable[[Mapping[str, Any]], Iterable[Complaint]] = lambda values: ()
    agree: tuple[str, str] | None = None

    @property
    def columns(self) -> list[Column]:
        """Every column once, in the order of the steps."""
        by_name = {column.name: column for step in self.steps for column in step.columns}
        return list(by_name.values())


@cache
def kinds() -> dict[str, Extract]:
    """Every kind that an installed app declares, in the order in which they are loaded."""
    found: dict[str, Extract] = {}
    for config in apps.get_app_configs():
        name = f"{config.name}.extracts"
        if config.name != "cse_portal.imports" and find_spec(name):
            found |= {extract.kind: extract for extract in import_module(name).EXTRACTS}
    return found
