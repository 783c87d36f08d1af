"""Long lists of children: counted as far as anybody reads, sorted as far as a page shows."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cached_property

from django.db import connections
from django.db.models import Count, Max, QuerySet
from django_tables2.data import TableQuerysetData
from django_tables2.utils import OrderBy

from agencies.models import Allocation
from risk.models import Child, Residence, RiskFlag
from risk.orders import CAP, Group, Order

# From this row on a page is reached by counting; from this part of all children on, from the end.
FAR = 10_000
LATE = 0.6


def rows_of(groups: Sequence[Group], start: int, stop: int) -> list[Child]:
    """The rows from ``start`` to ``stop`` of groups that follow one another."""
    rows: list[Child] = []
    for number, group in enumerate(groups, start=1):
        go = _reach if start >= FAR else _walk
        found, size = go(group(), start, stop, is_last=number == len(groups))
        rows += found
        if len(found) == stop - start:
            break
        start, stop = max(0, start - size), stop - size
    return rows


def _walk(group: QuerySet, start: int, stop: int, *, is_last: bool) -> tuple[list[Child], int]:
    """The rows from ``start`` to ``stop`` of a group; and its size, where they are too few."""
    found = _read(group[start:stop])
    return found, start + len(found) if found or not start or is_last else group.count()


def _read(page: QuerySet) -> list[Child]:
    """The children of a slice: only their ids are walked, which indexes alone can tell."""
    ids = list(page.values_list("pk", flat=True))
    children = Child.objects.in_bulk(ids)
    return [children[pk] for pk in ids]


def _reach(group: QuerySet, start: int, stop: int, *, is_last: bool) -> tuple[list[Child], int]:
    """The same for a far page, without passing everybody before it where that can be spared."""
    if connections[group.db].vendor == "postgresql":
        return _leap(group, start, stop)
    children = Child.objects.aggregate(most=Max("pk"))["most"] or 0  # a count would walk them all
    if start > LATE * children:
        size = group.order_by("pk")[:children].count()
        from_the_end = group.reverse()[max(0, size - stop) : max(0, size - start)]
        return _read(from_the_end)[::-1], size
    if not is_last:
        size = group.order_by("pk")[:stop].count()
        if size <= start:
            return [], size
    return _walk(group, start, stop, is_last=is_last)


def _leap(group: QuerySet, start: int, stop: int) -> tuple[list[Child], int]:
    """The same on PostgreSQL, which would sort the whole group to reach a far page.

    The children are counted by the first field of the order, and walked from its right value on.
    """
    first = OrderBy(group.query.order_by[0])
    field, later = first.bare, "lte" if first.is_descending else "gte"
    passed = 0
    for value, size in group.order_by(first).values_list(field).annotate(size=Count("pk")):
        if passed + size > start:
            from_here = group.filter(**{f"{field}__{later}": value})
            found = _read(from_here[start - passed : stop - passed])
            return found, start + len(found)
        passed += size
    return [], passed


def add_facts(children: list[Child], day: date) -> None:
    """Give each child of a page what held on the day: its flag, key agency and area."""
    here = {"child__in": [child.pk for child in children]}
    flags = RiskFlag.objects.on(day).filter(**here).order_by()
    agencies = Allocation.objects.on(day).key().filter(**here).order_by()
    homes = Residence.objects.on(day).filter(**here).order_by()
    flag_of = {flag.child_id: flag for flag in flags}
    agency_of = dict(agencies.values_list("child", "agency__name"))
    area_of = dict(homes.values_list("child", "area__name"))
    for child in children:
        child.flag_then = flag_of.get(child.pk)
        child.key_agency_then = agency_of.get(child.pk)
        child.area_then = area_of.get(child.pk)


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
        add_facts(children, self.day)
        return children
