"""What an edition says: its pinned figures and its words, put together as one content."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from cse_portal.days import day_in_words
from reports.disclosure.suppression import Earlier, Suppression
from reports.figures.scale import ScaleReport
from reports.models import Edition, Snapshot
from reports.publication.content import internal_content, public_content, without_internal
from reports.publication.document import month_name

SECTIONS = {
    "introduction": "Introduction",
    "context": "The district in context",
    "approach": "Our approach",
    "recommendations": "Recommendations",
    "definitions": "Notes on definitions",
}
STATUSES_CHANGED = "It counts {now} instead of {before}."


def pinned_report(edition: Edition) -> ScaleReport:
    """The report over the versions of the month ends that the edition pins."""
    days = {name: date.fromisoformat(day) for name, day in (edition.crime_days or {}).items()}
    report = ScaleReport(edition.months, edition.statuses, *([days] if days else []))
    pinned = {snapshot.month: snapshot for snapshot in edition.snapshots.all()}
    report.snapshots = [pinned[month] for month in edition.months]
    return report


def content_of(
    edition: Edition, *, published_on: date | None = None
) -> tuple[dict[str, Any], Suppression | None]:
    """The content of an edition and, of a public one, what is hidden of it.

    Raises NotSafeError where a public one cannot be made safe beside what is public already.
    """
    report, found = pinned_report(edition), None
    if edition.is_public:
        content, found = public_content(report, earlier_public(edition))
        content["threshold"] = found.largest
    else:
        content = internal_content(report)
    content["edition"] = _edition(edition, content, published_on)
    return content, found


def earlier_public(edition: Edition) -> list[Earlier]:
    """What is public already of the months of an edition, and what is true of it."""
    months = {str(month) for month in edition.months}
    found = []
    for other in Edition.objects.public().exclude(pk=edition.pk).prefetch_related("snapshots"):
        if months & {str(month) for month in other.months}:
            truth = without_internal(internal_content(pinned_report(other)))
            found.append(Earlier(other.frozen, truth))
    return found


def _edition(
    edition: Edition, content: Mapping[str, Any], published_on: date | None
) -> dict[str, Any]:
    when = f", published on {day_in_words(published_on)}" if published_on else ", not published"
    return {
        "title": edition.title,
        "number": f"{edition.number}.0",
        "line": f"{edition.line}{when}, {edition.get_audience_display().lower()}",
        "audience": edition.audience,
        "author": edition.author.display_name if edition.author else "",
        "reason": edition.reason,
        "sections": [
            {"key": key, "title": title, "text": edition.sections.get(key, "")}
            for key, title in SECTIONS.items()
        ],
        "commentary": edition.commentary,
        "changes": list(_changes(edition, content)),
    }


def _changes(edition: Edition, content: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Every figure that differs from the edition that this one amends, with the reason.

    A public edition tells nothing of an internal one.
    """
    before = edition.amends
    if before is None or not before.is_published or (edition.is_public and not before.is_public):
        return
    old = _figures(before.frozen)
    reasons = _reasons(edition, before, content)
    for place, (label, now) in _figures(content).items():
        was = old.get(place, (label, None))[1]
        if was is not None and was != now:
            month = place[2]
            yield {
                "label": label,
                "month": month_name(month) if month else "",
                "before": str(was),
                "now": str(now),
                "reason": reasons.get(month) or reasons[""],
            }


def _reasons(edition: Edition, before: Edition, content: Mapping[str, Any]) -> dict[str, str]:
    """Why a month's figures differ, and (without month) why any do."""
    old = before.frozen
    if old["counted"]["statuses"] != content["counted"]["statuses"]:
        said = STATUSES_CHANGED.format(
            now=content["words"]["counted"], before=old["words"]["counted"]
        )
        return {"": f"{said} {edition.reason}".strip()}
    amended = {
        str(snapshot.month): snapshot.reason
        for snapshot in edition.snapshots.all()
        if snapshot.version != old["counted"]["versions"].get(str(snapshot.month))
    }
    return {**amended, "": edition.reason}


def _figures(content: Mapping[str, Any]) -> dict[tuple[str, str, str], tuple[str, Any]]:
    """The counts of a content by table, code and month, each with its name."""
    months = content["months"]
    found = {
        ("totals", "total", month): ("All children counted", total)
        for month, total in zip(months, content["totals"], strict=True)
    }
    for key, rows in content["tables"].items():
        title = content["words"]["tables"][key]["title"]
        for row in rows:
            for month, count in zip(months, row["counts"], strict=True):
                found[key, row["code"], month] = (f"{title}: {row['label']}", count)
    return found


def hidden_of(found: Suppression | None) -> list[dict[str, Any]]:
    """What was hidden and why, for those who publish: table, code, month and reason."""
    if found is None:
        return []
    return [
        {"table": ref.table, "code": ref.code, "month": ref.month, "why": why}
        for ref, why in sorted(found.hidden.items())
    ]


def newest_snapshots(edition: Edition) -> Sequence[Snapshot]:
    """The newest version of each of its month ends: what a draft pins."""
    return list(Snapshot.objects.of(edition.months).newest())


def suggested_title(authority: str, period: str) -> str:
    return f"Scale of CSE in {authority}, {period}"
