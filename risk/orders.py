"""The orders of a list of children, each made for few children and for a million.

Few are sorted exactly. Many come as groups of which one follows the other, each walked by an index
of the database, so that a page ends after its last row and nothing is sorted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, QuerySet, Subquery, Value, When

from cse_portal.spells import SpellQuerySet

CAP = 1_000
NAME = ("family_name", "given_name", "reference")

Group = Callable[[], QuerySet]


def having(children: QuerySet, spells: SpellQuerySet) -> QuerySet:
    """The children who have one of the spells.

    SQLite does not know whether these are few or many, and needs to be told how to look: few are
    fetched by their ids; of many each is tested as the list is walked.
    """
    if spells.order_by()[: CAP + 1].count() <= CAP:
        return children.filter(pk__in=spells.values("child"))
    return children.filter(Exists(spells.filter(child=OuterRef("pk"))))


@dataclass(frozen=True)
class ByFields:
    """An order by fields of the child, which an index has."""

    fields: tuple[str, ...]

    def few(self, children: QuerySet, *, descending: bool) -> QuerySet:
        """The children in this order."""
        return children.order_by(*(f"{'-' * descending}{field}" for field in self.fields))

    def groups(self, children: QuerySet, *, descending: bool) -> Sequence[Group]:
        """Groups of the children, of which one follows the other."""
        return [lambda: self.few(children, descending=descending)]


class ByAge:
    """The youngest first; those without a birth date come last, up or down."""

    def few(self, children: QuerySet, *, descending: bool) -> QuerySet:
        born = F("date_of_birth")
        first = born.asc(nulls_last=True) if descending else born.desc(nulls_last=True)
        return children.order_by(first, *NAME)

    def groups(self, children: QuerySet, *, descending: bool) -> Sequence[Group]:
        born = f"{'' if descending else '-'}date_of_birth"
        return [
            lambda: children.exclude(date_of_birth=None).order_by(born, *NAME),
            lambda: children.filter(date_of_birth=None).order_by(*NAME),
        ]


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

    def groups(self, children: QuerySet, *, descending: bool) -> Sequence[Group]:
        children = children.order_by(*NAME)
        categories = reversed(self.categories) if descending else self.categories
        return [
            *(lambda one=one: self._of(children, one) for one in categories),
            lambda: children.exclude(Exists(self.spells.filter(child=OuterRef("pk")))),
        ]

    def _of(self, children: QuerySet, category: Any) -> QuerySet:
        return having(children, self.spells.filter(**{self.field: category}))


Order = ByFields | ByAge | ByCategory
