"""Drift: a frozen month end beside what the records say of it now, and why they differ (design 4).

The figure never moves; drift tells a manager that a new version would say something else, cell by
cell and child by child, with the cause of each from the history.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from reports.dimensions import DIMENSIONS, MULTIPLE, PARTITIONS
from reports.drift_causes import Cause, causes
from reports.models import Cell, Member, MemberCategory, Snapshot
from risk.models import RiskFlag, Status

# A cell: dimension, category, status.
Place = tuple[str, str, str]


@dataclass(frozen=True)
class ChangedCell:
    """A cell of which the children are others now; ``erased`` are members that are no longer."""

    dimension: str
    category: str
    status: str
    frozen: int
    now: int
    gone: list[int]
    come: list[int]
    erased: int = 0

    @property
    def difference(self) -> int:
        return self.now - self.frozen


@dataclass
class Drift:
    """What has changed since a month end was frozen; empty where nothing has."""

    snapshot: Snapshot
    cells: list[ChangedCell]
    causes: dict[int, Cause] = field(default_factory=dict)

    @property
    def children(self) -> list[int]:
        """Everybody who is in a list in which they were not, or the other way round."""
        return sorted({child for cell in self.cells for child in (*cell.gone, *cell.come)})


def drift(snapshot: Snapshot) -> Drift:
    """Compare a snapshot with the records. It reads members of the month and flags of its day."""
    frozen, now = _frozen(snapshot), _now(snapshot.month_end)
    counts = {
        (cell.dimension, cell.category, cell.status): cell.count
        for cell in Cell.objects.filter(snapshot=snapshot)
    }
    cells = list(_changed(frozen, now, counts))
    found = Drift(snapshot, sorted(cells, key=_in_order))
    found.causes = causes(found.children, snapshot)
    return found


def _changed(
    frozen: Mapping[Place, set[int]], now: Mapping[Place, set[int]], counts: Mapping[Place, int]
) -> Iterator[ChangedCell]:
    for place in {*frozen, *now, *counts}:
        then, today = frozen.get(place, set()), now.get(place, set())
        erased = counts.get(place, 0) - len(then)
        if then != today or erased:
            yield ChangedCell(
                *place,
                frozen=counts.get(place, 0),
                now=len(today),
                gone=sorted(then - today),
                come=sorted(today - then),
                erased=erased,
            )


def _frozen(snapshot: Snapshot) -> dict[Place, set[int]]:
    """The children of each cell, from the frozen members."""
    found: dict[Place, set[int]] = defaultdict(set)
    members = Member.objects.filter(snapshot=snapshot)
    for child, status, categories in members.values_list("child", "status", "categories"):
        for key, category in categories.items():
            found[key, category, status].add(child)
    several = MemberCategory.objects.filter(member__snapshot=snapshot)
    for key, category, status, child in several.values_list(
        "dimension", "category", "member__status", "member__child"
    ):
        found[key, category, status].add(child)
    return found


def _now(day: date) -> dict[Place, set[int]]:
    """The children of each cell as the records say now, by the same dimensions."""
    found: dict[Place, set[int]] = defaultdict(set)
    flags = RiskFlag.objects.on(day).order_by()
    read = flags.values_list("child", "status", *(d.category(day) for d in PARTITIONS))
    statuses: dict[int, str] = {}
    for child, status, *categories in read:
        statuses[child] = status
        for dimension, category in zip(PARTITIONS, categories, strict=True):
            found[dimension.key, category, status].add(child)
    for dimension in MULTIPLE:
        rows = dimension.rows(day).order_by().values_list("child", "category").distinct()
        for child, category in rows:
            if child in statuses:
                found[dimension.key, category, statuses[child]].add(child)
    return found


def _in_order(cell: ChangedCell) -> tuple[int, int, str]:
    keys = [dimension.key for dimension in DIMENSIONS]
    return keys.index(cell.dimension), Status.values.index(cell.status), cell.category


def lines(found: Drift, references: Mapping[int, str]) -> Iterator[str]:
    """One line a changed cell: what it was, what it would be, and which children are why."""
    for cell in found.cells:
        moved = [
            *(f"+{_told(found, references, child)}" for child in cell.come),
            *(f"-{_told(found, references, child)}" for child in cell.gone),
            *([f"{cell.erased} erased"] if cell.erased else []),
        ]
        yield (
            f"{cell.dimension} {cell.category} {cell.status}: {cell.frozen} frozen, "
            f"{cell.now} now ({cell.difference:+}): {', '.join(moved)}"
        )


def _told(found: Drift, references: Mapping[int, str], child: int) -> str:
    cause = found.causes.get(child)
    return f"{references.get(child, child)} ({cause.kind.label.lower() if cause else 'erasure'})"


def by_cause(found: Drift) -> list[tuple[str, int]]:
    """How many children changed for which cause, the most frequent first."""
    kinds = Counter(cause.kind.label for cause in found.causes.values())
    return kinds.most_common()


def drifted(snapshots: Iterable[Snapshot]) -> list[tuple[Snapshot, Any]]:
    """The month ends that have drifted, each with its drift."""
    found = [(snapshot, drift(snapshot)) for snapshot in snapshots]
    return [(snapshot, one) for snapshot, one in found if one.cells]
