"""What a merge would do, in words, before it is done."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from agencies.models import Allocation
from cse_portal.days import day_in_words
from risk.entries import of_allocation, of_flag, of_home
from risk.merging import AGENCIES, FLAGS, HOMES, MISSING, Change, MergePlan
from risk.models import Child, MissingEpisode, Residence, Review, RiskFlag
from risk.timeline import Entry

TOLD_AS = {RiskFlag: of_flag, Residence: of_home, Allocation: of_allocation}
KINDS = {
    FLAGS: "Flags",
    HOMES: "Homes",
    AGENCIES: "Agencies",
    MISSING: "Missing episodes",
}


def fates(plan: MergePlan) -> list[dict[str, str]]:
    """What becomes of each flag, home, agency, missing episode and review of both records."""
    return [
        {
            "what": _heading(change.row),
            "period": _period(change),
            "of": _of(change, plan),
            "fate": _fate(change, plan),
        }
        for change in plan.fates
        if isinstance(change.row, (*TOLD_AS, MissingEpisode, Review))
    ]


def others(plan: MergePlan) -> list[str]:
    """How much of everything else moves: "2 contact notes"."""
    moving = (change.row for change in plan.changes if not change.is_new)
    told = (Child, *TOLD_AS, MissingEpisode, Review)
    counts = Counter(type(row) for row in moving if not isinstance(row, told))
    return [f"{count} {_noun(model, count)}" for model, count in counts.items()]


def overlaps(plan: MergePlan) -> Iterator[tuple[str, str]]:
    """The kinds of which both records say something about the same time: key and name."""
    kinds = {overlap.kind for overlap in plan.overlaps}
    return ((key, name) for key, name in KINDS.items() if key in kinds)


def _noun(model: Any, count: int) -> str:
    meta = model._meta
    return str(meta.verbose_name if count == 1 else meta.verbose_name_plural)


def _heading(row: Any) -> str:
    if type(row) in TOLD_AS:
        return TOLD_AS[type(row)](row).heading
    return "Review" if isinstance(row, Review) else f"Missing episode: {row.get_category_display()}"


def _period(change: Change) -> str:
    row = change.row
    if type(row) in TOLD_AS:
        return TOLD_AS[type(row)](row).period
    if isinstance(row, Review):
        return f"Due {day_in_words(row.due_on)}"
    started, ended = (at and timezone.localtime(at).date() for at in (row.started_at, row.ended_at))
    return f"{day_in_words(started)} to {day_in_words(ended) if ended else 'now'}"


def _of(change: Change, plan: MergePlan) -> str:
    own = plan.merged if change.row.child_id == plan.merged.pk else plan.survivor
    return own.reference


def _fate(change: Change, plan: MergePlan) -> str:
    row, values = change.row, change.values
    if change.goes:
        return "Left out: the other record says something else of this time"
    if not change.does_something:
        return "Stays"
    if isinstance(row, Allocation) and values.get("is_key") is False:
        return f"Stays involved, not as key agency: {_new_period(values)}"
    if change.is_new:
        return f"Goes on: {_new_period(values)}"
    days = (row.start_date, row.end_date) if "start_date" in values else None
    if days and days != (values["start_date"], values["end_date"]):
        return f"Cut to {_new_period(values)}"
    return f"Moves to {plan.survivor.reference}"


def _new_period(values: dict[str, Any]) -> str:
    return Entry(FLAGS, "", values["start_date"], values["end_date"]).period
