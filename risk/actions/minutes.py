"""What a signed minute does to the record, and how it is taken back."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from cse_portal import spells
from cse_portal.history import write
from risk.actions.agendas import Kind, next_meeting, put_on_agenda
from risk.actions.flags import remove_flag, set_flag
from risk.intervals import review_due
from risk.models import Child, Decision, Outcome, Review, RiskFlag


def is_complete(decision: Decision | None) -> bool:
    """Whether there is a minute that can be signed."""
    return decision is not None and decision.is_complete


def impossible(outcome: str, flag: RiskFlag | None) -> str:
    """Why a child with this flag, or with none, cannot have the outcome; empty where it can."""
    if outcome == Outcome.NO_FLAG and flag:
        return (
            f"The child is flagged “{flag.get_status_display()}”. "
            "To end that, choose “Remove flag”; to keep it, choose the same level again."
        )
    if outcome == Outcome.REMOVE_FLAG and not flag:
        return "The child has no flag to remove. Choose “No flag”."
    return ""


def refuse_impossible(outcome: str, child: Child, day: date) -> None:
    """ValidationError where no flag is decided for a child who has one, or the other way round."""
    why_not = impossible(outcome, RiskFlag.objects.filter(child=child).on(day).first())
    if why_not:
        raise ValidationError({"outcome": why_not})


def apply(decision: Decision, *, by: Any, reason: str = "") -> None:
    """Write the flag and review that follow from a minute, or put the child on a later agenda."""
    child, day = decision.item.child, decision.item.meeting.day
    spells.lock(child)
    if decision.outcome == Outcome.DEFER:
        _defer(decision, day, by=by)
        return
    status = Outcome(decision.outcome).status
    held = RiskFlag.objects.filter(child=child).on(day).first()
    if status and not (held and held.status == status):
        later = RiskFlag.objects.filter(child=child, start_date__gt=day).first()
        set_flag(
            child=child,
            status=status,
            start_date=day,
            end_date=later.start_date if later else None,
            source=RiskFlag.Source.DECISION,
            decision=decision,
            by=by,
            reason=reason,
        )
    elif held and decision.outcome == Outcome.REMOVE_FLAG:
        remove_flag(child=child, on=day, by=by, reason=reason)
    _plan_review(child, decision, day, by=by)


def undo(decision: Decision, *, by: Any, reason: str) -> None:
    """Take back what a signed minute did to the child's flags, so that another can be applied."""
    child, day = decision.item.child, decision.item.meeting.day
    spells.lock(child)
    flags = RiskFlag.objects.filter(child=child)
    written = flags.filter(decision=decision).first()
    if written:
        spells.withdraw(written, flags, by=by, reason=reason)
    elif decision.outcome == Outcome.REMOVE_FLAG:
        removed = flags.filter(end_date=day).first()
        if removed:
            later = flags.filter(start_date__gte=day).first()
            spells.finish(removed, on=later.start_date if later else None, by=by, reason=reason)


def _defer(decision: Decision, day: date, *, by: Any) -> None:
    later = next_meeting(date.fromordinal(day.toordinal() + 1))
    child, source = decision.item.child, decision.item_id
    put_on_agenda(meeting=later, child=child, kind=Kind.DEFERRED, source=source, by=by)


def _plan_review(child: Child, decision: Decision, day: date, *, by: Any) -> None:
    """Close the open review and plan the next, unless a later meeting has done so already."""
    later = Decision.objects.filter(item__child=child, item__meeting__day__gt=day)
    signed = later.exclude(item__meeting__signed_off_at=None).exclude(outcome=Outcome.DEFER)
    if signed.exists():
        return
    for review in Review.objects.open().filter(child=child):
        review.closed_on = day
        write(review, by=by)
    status = Outcome(decision.outcome).status
    due = decision.review_on or (review_due(status, day) if status else None)
    if due:
        write(Review(child=child, due_on=due), by=by)
