"""What is due for children, and why: on the page of one, and on a worker's own page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, TextChoices
from django.urls import reverse
from django.utils import timezone

from cse_portal.days import day_in_words
from risk.models import Action, Assessment, Child, MissingEpisode, Review


class Kind(TextChoices):
    """What sort of thing is due."""

    MISSING = "missing", "Missing now"
    REVIEW = "review", "Reviews"
    ACTION = "action", "Actions"
    DRAFT = "draft", "Unfinished assessments"


@dataclass(frozen=True)
class Due:
    """One thing to be done for a child by a day; or something that goes on since a day."""

    kind: Kind
    child: Child
    day: date
    what: str
    reason: str
    url: str = ""
    # The step of the record that the address is of, which not everybody may take.
    step: str = ""
    # The action that it is, and whose.
    action: Action | None = None

    def is_overdue(self, today: date) -> bool:
        return self.kind in (Kind.REVIEW, Kind.ACTION) and self.day < today

    def is_due_by(self, day: date) -> bool:
        return self.kind == Kind.DRAFT or self.day <= day

    @property
    def is_urgent(self) -> bool:
        """A child that is missing comes before everything."""
        return self.kind == Kind.MISSING


def due_for(children: QuerySet[Child]) -> list[Due]:
    """What is due for some children, the most urgent first; four queries."""
    found = [*_missing(children), *_reviews(children), *_actions(children), *_drafts(children)]
    return sorted(found, key=lambda due: (not due.is_urgent, due.day))


def _missing(children: QuerySet[Child]) -> Iterator[Due]:
    rows = MissingEpisode.objects.filter(child__in=children, ended_at=None)
    for episode in rows.select_related("child"):
        began = timezone.localtime(episode.started_at)
        reason = f"{episode.get_category_display()}, since {day_in_words(began.date())}"
        url = reverse("risk:go_on", args=[episode.child_id, "return", episode.pk])
        what, reason = "Record the return", f"{reason}, {began:%H:%M}"
        yield Due(Kind.MISSING, episode.child, began.date(), what, reason, url, step="return")


def _reviews(children: QuerySet[Child]) -> Iterator[Due]:
    rows = Review.objects.open().filter(child__in=children).select_related("child")
    for review in rows:
        reason = f"The flag is to be looked at again by {day_in_words(review.due_on)}"
        yield Due(Kind.REVIEW, review.child, review.due_on, "Review the flag", reason)


def _actions(children: QuerySet[Child]) -> Iterator[Due]:
    rows = Action.objects.open().filter(decision__item__child__in=children)
    for action in rows.select_related("decision__item__meeting", "decision__item__child", "owner"):
        item = action.decision.item
        agreed = f"Agreed on {day_in_words(item.meeting.day)}"
        owner = action.owner_in_words
        reason = f"{agreed}, {owner}" if owner else agreed
        reason = f"{reason}, due {day_in_words(action.due_on)}"
        url = reverse("meetings:follow_up")
        yield Due(Kind.ACTION, item.child, action.due_on, action.text, reason, url, action=action)


def _drafts(children: QuerySet[Child]) -> Iterator[Due]:
    rows = Assessment.objects.drafts().filter(child__in=children)
    for draft in rows.select_related("child", "author"):
        began = timezone.localtime(draft.started_at).date()
        reason = f"Begun by {draft.author.display_name} on {day_in_words(began)}, not submitted"
        url = reverse("risk:assessment_edit", args=[draft.child_id])
        yield Due(Kind.DRAFT, draft.child, began, "Finish the assessment", reason, url, "assess")
