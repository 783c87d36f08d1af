"""Who came, went and changed level from one month end to the next: from frozen counts alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.figures.scale import ScaleReport
from reports.models import Movement, Snapshot
from risk.models import Status

LEVELS = [Status.LOW, Status.MEDIUM, Status.HIGH]


@dataclass(frozen=True)
class MonthMovement:
    """Children of the statuses counted, from the month end before to this one.

    ``start + new - removed == end``; ``up`` and ``down`` are among those counted at both, and only
    between low, medium and high. A child that leaves the statuses counted is removed, one that
    enters them is new. Flags that began and ended between two month ends are in none.
    """

    start: int
    new: int
    up: int
    down: int
    removed: int
    end: int


def movements(report: ScaleReport) -> list[MonthMovement]:
    """The movement into each month end of a report."""
    befores = _befores(report.snapshots)
    rows = Movement.objects.filter(after__in=report.snapshots).select_related("before")
    by_after: dict[int, list[Movement]] = {snapshot.pk: [] for snapshot in report.snapshots}
    for row in rows:
        if row.before_id == befores.get(row.after_id):
            by_after[row.after_id].append(row)
    counted = set(report.statuses)
    return [_movement(by_after[snapshot.pk], counted) for snapshot in report.snapshots]


def _befores(snapshots: Sequence[Snapshot]) -> dict[int, int | None]:
    """The snapshot before each: in the report, or the newest of the month before its first."""
    months = [snapshot.month.previous for snapshot in snapshots]
    before = {s.month: s.pk for s in Snapshot.objects.of(months[:1]).newest()}
    before |= {snapshot.month: snapshot.pk for snapshot in snapshots}
    return {snapshot.pk: before.get(snapshot.month.previous) for snapshot in snapshots}


def _movement(rows: list[Movement], counted: set[str]) -> MonthMovement:
    def total(was: bool, now: bool) -> int:
        return sum(
            row.count
            for row in rows
            if (row.from_status in counted) is was and (row.to_status in counted) is now
        )

    up, down = _changes_of_level(rows, counted)
    stayed, new, removed = total(True, True), total(False, True), total(True, False)
    return MonthMovement(
        start=stayed + removed, new=new, up=up, down=down, removed=removed, end=stayed + new
    )


def _changes_of_level(rows: list[Movement], counted: set[str]) -> tuple[int, int]:
    grade: dict[str, int] = {status: LEVELS.index(status) for status in LEVELS if status in counted}
    changed = [
        (grade[row.to_status] - grade[row.from_status], row.count)
        for row in rows
        if row.from_status in grade and row.to_status in grade
    ]
    return (
        sum(count for steps, count in changed if steps > 0),
        sum(count for steps, count in changed if steps < 0),
    )
