"""Long lists of children: counted as far as anybody reads, sorted as far as a page shows.

A million children are never sorted. As many as ``CAP`` are found first, in whatever order is
quickest, and sorted exactly. Of more than that, the database walks an index in the order that is
asked for, and stops at the end of the page.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import (
    Case,
    Exists,
    F,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    Value,
    When,
    prefetch_related_objects,
)
from django_tables2.data import TableQuerysetData
from django_tables2.utils import OrderBy

from agencies.models import Allocation
from cse_portal.spells import SpellQuerySet
from risk.models import Child, Residence, RiskFlag

CAP = 1_000
NAME = ("family_name", "given_name", "reference")


def having(children: QuerySet, spells: SpellQuerySet) -> QuerySet:
    """The children who have one of the spells: few are named, many are tested one by one.

    SQLite cannot tell the one case from the other, so the first of the spells are looked up here.
    """
    few = list(spells.order_by().values_list("child", flat=True)[: CAP + 1])
    if len(few) <= CAP:
        return children.filter(pk__in=few)
    return children.filter(Exists(spells.filter(child=OuterRef("pk"))))


@dataclass(frozen=True)
class ByFields:
    """An order by fields of the child, which an index has."""

    fields: tuple[str, ...]

    def few(self, children: QuerySet, *, descending: bool) -> QuerySet:
        """The children in this order."""
        return children.order_by(*(f"{'-' * descending}{field}" for field in self.fields))

    def groups(self, children: QuerySet, *, descending: bool) -> Iterator[QuerySet]:
        """Children of which one group follows the other in this order, each walked by its index."""
        yield self.few(children, descending=descending)


class ByAge:
    """The youngest first; those without a birth date come last, up or down."""

    def few(self, children: QuerySet, *, descending: bool) -> QuerySet:
        born = F("date_of_birth")
        first = born.asc(nulls_last=True) if descending else born.desc(nulls_last=True)
        return children.order_by(first, *NAME)

    def groups(self, children: QuerySet, *, descending: bool) -> Iterator[QuerySet]:
        born = f"{'' if descending else '-'}date_of_birth"
        yield children.exclude(date_of_birth=None).order_by(born, *NAME)
        yield children.filter(date_of_birth=None).order_by(*NAME)


@dataclass(frozen=True)
class ByCategory:
    """An order by what the spell of the day says; those without a spell come last, up or down."""

    spells: SpellQuerySet
    field: str
    categories: tuple[Any, ...]

    def few(self, children: QuerySet, *, descending: bool) -> QuerySet:
        places = (When(**{self.field: one}, then=n) for n, one in enumerate(self.categories))
        spell = self.spells.order_by().filter(child=OuterRef("pk"))
        place = Subquery(spell.values(place=Case(*places, default=Value(None)))[:1])
        first = place.desc(nulls_last=True) if descending else place.asc(nulls_last=True)
        return children.order_by(first, *NAME)

    def groups(self, children: QuerySet, *, descending: bool) -> Iterator[QuerySet]:
        children = children.order_by(*NAME)
        for category in reversed(self.categories) if descending else self.categories:
            yield having(children, self.spells.filter(**{self.field: category}))
        yield children.exclude(Exists(self.spells.filter(child=OuterRef("pk"))))


def facts_on(day: date) -> list[Prefetch]:
    """What held on a day about the children of a page: flag, key agency and home."""
    agencies = Allocation.objects.on(day).key().select_related("agency")
    homes = Residence.objects.on(day).select_related("area")
    return [
        Prefetch("flags", RiskFlag.objects.on(day), to_attr="flags_then"),
        Prefetch("allocations", agencies, to_attr="key_agencies_then"),
        Prefetch("residences", homes, to_attr="homes_then"),
    ]


Order = ByFields | ByAge | ByCategory


def rows_of(groups: Iterable[QuerySet], start: int, stop: int) -> list[Child]:
    """The rows from ``start`` to ``stop`` of groups that follow one another."""
    rows: list[Child] = []
    for group in groups:
        found = list(group[start:stop])
        rows += found
        if len(found) == stop - start:
            break
        passed = start + len(found) if found or not start else group.count()
        start, stop = max(0, start - passed), stop - passed
    return rows


class ChildrenFound(TableQuerysetData):
    """The children that a list shows, for its table: counted up to the cap, sorted page by page.

    ``order`` gives the order by the name of a column. Each child of a page carries the facts of the
    day.
    """

    def __init__(self, children: QuerySet, *, day: date, order: Callable[[str], Order]) -> None:
        super().__init__(children)
        self.day, self.order = day, order
        self.order_by(["name"])

    @cached_property
    def first_ids(self) -> list[int]:
        """The ids of those found, one more than the cap at most, in no order that matters."""
        return list(self.data.order_by("pk").values_list("pk", flat=True)[: CAP + 1])

    @property
    def is_capped(self) -> bool:
        """Whether there are more than were counted."""
        return len(self.first_ids) > CAP

    def __len__(self) -> int:
        return min(len(self.first_ids), CAP)

    def order_by(self, aliases: Iterable[str]) -> None:
        alias = OrderBy(next(iter(aliases), "name"))
        self.column, self.descending = alias.bare, alias.is_descending

    def __getitem__(self, page: slice) -> list[Child]:
        order = self.order(self.column)
        if self.is_capped:
            groups = order.groups(self.data, descending=self.descending)
            children = rows_of(groups, page.start, page.stop)
        else:
            found = self.data.model.objects.filter(pk__in=self.first_ids)
            children = list(order.few(found, descending=self.descending)[page])
        prefetch_related_objects(children, *facts_on(self.day))
        return children
