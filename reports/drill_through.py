"""From a figure to the frozen list of children behind it, and from a child to its editions.

A figure is always as long as its list (design 4): both are of the same frozen members.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from reports.dimensions import BY_KEY
from reports.models import Edition, Member, Snapshot

# The content's name of a table is not always the dimension's.
DIMENSION = {"agencies": "agency"}


def members_behind(edition: Edition, table: str, code: str, month: str) -> QuerySet[Member] | None:
    """The members whom a figure of an edition counts; None where it has no such figure."""
    snapshot = next((s for s in edition.snapshots.all() if str(s.month) == month), None)
    if snapshot is None:
        return None
    members = Member.objects.filter(snapshot=snapshot, status__in=edition.statuses)
    if table == "totals":
        return members
    dimension = BY_KEY.get(DIMENSION.get(table, table))
    if dimension is None:
        return None
    codes = _codes(edition, table, code)
    if dimension.several:
        held = {"several__dimension": dimension.key, "several__category__in": codes}
        return members.filter(**held).distinct()
    return members.filter(**{f"categories__{dimension.key}__in": codes})


def figure(edition: Edition, table: str, code: str, month: str) -> tuple[str, Any] | None:
    """What a figure is called and says in the published content; None where there is none."""
    content = edition.frozen
    if month not in content["months"]:
        return None
    place = content["months"].index(month)
    if table == "totals":
        return "All children counted", content["totals"][place]
    bands = content.get("bands", {}).get(table, [])
    rows = [*bands, *content["tables"].get(table, content.get(table, []))]
    row = next((row for row in rows if isinstance(row, dict) and row.get("code") == code), None)
    if row is None:
        return None
    title = content["words"]["tables"][table]["title"]
    return f"{title}: {row['label']}", row["counts"][place]


def editions_of(child: Any) -> Sequence[tuple[Edition, list[Snapshot]]]:
    """The published editions in which a child is counted, with the month ends that count it."""
    found = []
    held = Member.objects.filter(child=child).values_list("snapshot", "status")
    statuses = dict(held)
    editions = Edition.objects.published().filter(snapshots__in=list(statuses)).distinct()
    for edition in editions.prefetch_related("snapshots"):
        counted = [s for s in edition.snapshots.all() if statuses.get(s.pk) in edition.statuses]
        if counted:
            found.append((edition, counted))
    return found


def _codes(edition: Edition, table: str, code: str) -> list[str]:
    """The codes that a row puts together: those of its band, or its own."""
    for band in edition.frozen.get("bands", {}).get(table, []):
        if band["code"] == code:
            return band["codes"]
    return [code]
