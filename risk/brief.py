"""What the meeting needs to know of a child, and of all children of its agenda.

Each is read in a fixed number of queries, however many children, flags or actions there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from agencies.models import Allocation
from risk.actions.meetings import fingerprint
from risk.intervals import review_due
from risk.models import (
    Action,
    AgendaItem,
    AgendaReason,
    Assessment,
    Child,
    Decision,
    Dissent,
    IndicatorDomain,
    MissingEpisode,
    Outcome,
    Residence,
    Review,
    RiskFlag,
    Status,
)
from risk.reading import Line, read
from risk.reminders import Reminder, reminder_for

DECISIONS_SHOWN = 3
MISSING_DAYS = 90


@dataclass(frozen=True)
class Brief:
    """What is known of a child on the day of a meeting: what a decision rests on."""

    child: Child
    day: date
    flag: RiskFlag | None
    earlier_flags: list[RiskFlag]
    decisions: list[Decision]
    assessment: Assessment | None
    assessment_before: Assessment | None
    said: list[Line]
    key_agency: Allocation | None
    other_agencies: list[Allocation]
    home: Residence | None
    actions: list[Action]
    review: Review | None
    missing: list[MissingEpisode]
    reminder: Reminder | None

    @property
    def facts(self) -> str:
        """The fingerprint that a decision keeps, of what its deciders saw."""
        return fingerprint(self.flag, self.assessment and self.assessment.pk)

    @property
    def changes(self) -> list[Line]:
        """What the newest assessment says that the one before did not."""
        return [line for line in self.said if line.is_changed]

    @property
    def unchanged(self) -> list[Line]:
        """What it says besides, but for its day, which the heading tells."""
        told = (line for line in self.said if not line.question.day)
        return [line for line in told if line.now and not line.is_changed]

    @property
    def overdue(self) -> list[Action]:
        return [action for action in self.actions if action.due_on < self.day]

    @property
    def actions_in_time(self) -> list[Action]:
        return [action for action in self.actions if action.due_on >= self.day]

    @property
    def missing_since(self) -> date:
        return self.day - timedelta(days=MISSING_DAYS)


def brief_on(child: Child, day: date) -> Brief:
    """What is known of a child on a day: nine queries, one more where a reminder is due."""
    flags = list(child.flags.filter(start_date__lte=day).order_by("-start_date"))
    flag = next((f for f in flags if f.end_date is None or f.end_date > day), None)
    newest = list(child.assessments.submitted().order_by("-submitted_at", "-pk")[:2])
    assessment, before = [*newest, None, None][:2]
    allocations = child.allocations.on(day).select_related("agency").order_by("agency__name")
    agencies = list(allocations)
    open_actions = Action.objects.open().filter(decision__item__child=child)
    return Brief(
        child=child,
        day=day,
        flag=flag,
        earlier_flags=[f for f in flags if f is not flag],
        decisions=_decisions_before(child, day),
        assessment=assessment,
        assessment_before=before,
        said=_said(assessment, before),
        key_agency=next((a for a in agencies if a.is_key), None),
        other_agencies=[a for a in agencies if not a.is_key],
        home=child.residences.on(day).select_related("area").first(),
        actions=list(open_actions.select_related("owner", "decision__item__meeting")),
        review=child.reviews.open().first(),
        missing=_missing(child, day),
        reminder=reminder_for(child, day),
    )


def _said(assessment: Assessment | None, before: Assessment | None) -> list[Line]:
    domains = list(IndicatorDomain.objects.all())
    if assessment is None:
        return []
    readings = read(assessment, before, domains)
    return [line for reading in readings for line in reading.lines]


def _decisions_before(child: Child, day: date) -> list[Decision]:
    """The minutes that hold, of the last signed meetings before a day, the newest first."""
    minutes = (
        Decision.objects.filter(item__child=child, item__meeting__day__lt=day)
        .exclude(item__meeting__signed_off_at=None)
        .select_related("item__meeting")
        .order_by("-item__meeting__day", "-pk")
    )
    newest: dict[int, Decision] = {}
    for minute in minutes[: DECISIONS_SHOWN * 4]:
        newest.setdefault(minute.item_id, minute)
    return list(newest.values())[:DECISIONS_SHOWN]


def _missing(child: Child, day: date) -> list[MissingEpisode]:
    since = day - timedelta(days=MISSING_DAYS)
    return list(
        child.missing_episodes.filter(started_at__date__gte=since, started_at__date__lte=day)
    )


@dataclass(frozen=True)
class AgendaLine:
    """A child of an agenda: why it is there, how it is flagged, what is recorded so far."""

    item: AgendaItem
    flag: RiskFlag | None
    facts: str
    number: int
    day: date
    is_signed: bool = False

    @property
    def child(self) -> Child:
        return self.item.child

    @property
    def decision(self) -> Decision | None:
        return self.item.decision

    @property
    def minutes(self) -> list[Decision]:
        """Every minute about the child, the first one first; the last one holds."""
        return list(self.item.decisions.all())

    @property
    def actions(self) -> list[Action]:
        """What was agreed, in whichever of the minutes."""
        return [action for minute in self.minutes for action in minute.actions.all()]

    @property
    def dissents(self) -> list[Dissent]:
        return [dissent for minute in self.minutes for dissent in minute.dissents.all()]

    @property
    def is_decided(self) -> bool:
        return self.decision is not None and self.decision.is_complete

    @property
    def is_begun(self) -> bool:
        return self.decision is not None and not self.is_decided

    @property
    def has_changed(self) -> bool:
        """Whether the record says something else than what the decision rests on, before it holds.

        What becomes known after the sign-off does not reopen a minute.
        """
        return not self.is_signed and self.is_decided and self.decision.facts != self.facts

    @property
    def was_added(self) -> bool:
        """Whether only somebody's hand put the child there, who may take it off again."""
        return all(r.kind == AgendaReason.Kind.ADDED for r in self.item.reasons.all())

    @property
    def version(self) -> int:
        """The version of the minute, as its form has it; 0 where there is none yet."""
        return self.decision.version if self.decision else 0

    @property
    def news(self) -> str:
        """What is recorded, in a line that can be read out."""
        return f"{self.child.name}: {self.outcome or 'being discussed'}"

    @property
    def outcome(self) -> str:
        """What is decided, in words; empty where nothing is."""
        return self.decision.get_outcome_display() if self.decision else ""

    @property
    def status_after(self) -> str:
        """The status once the minutes are signed; empty for none."""
        outcome = self.decision.outcome if self.decision else ""
        if outcome in ("", Outcome.DEFER):
            return self.flag.status if self.flag else ""
        status = Outcome(outcome).status
        return status.value if status else ""

    @property
    def label_after(self) -> str:
        return Status(self.status_after).label if self.status_after else ""

    @property
    def review_on(self) -> date | None:
        """The day of the next review: the one that was chosen, else what follows from the level."""
        if not self.decision:
            return None
        due = review_due(self.status_after, self.day) if self.decision.sets_flag else None
        return self.decision.review_on or due

    @property
    def changes_flag(self) -> bool:
        return self.status_after != (self.flag.status if self.flag else "")


def lines_of(meeting_items: Sequence[AgendaItem], day: date, is_signed: bool) -> list[AgendaLine]:
    """The lines of items that were read by ``agenda_items``: two queries more.

    ``flag`` is the one that the meeting found: once the minutes are signed, the day before's.
    """
    ids = [item.child_id for item in meeting_items]
    flags = RiskFlag.objects.filter(child__in=ids)
    found_on = day - timedelta(days=1) if is_signed else day
    found = {flag.child_id: flag for flag in flags.on(found_on)}
    submitted = Assessment.objects.submitted().filter(child__in=ids).order_by("submitted_at", "pk")
    newest = dict(submitted.values_list("child", "pk"))
    return [
        AgendaLine(
            item=item,
            flag=found.get(item.child_id),
            facts=fingerprint(found.get(item.child_id), newest.get(item.child_id)),
            number=number,
            day=day,
            is_signed=is_signed,
        )
        for number, item in enumerate(meeting_items, start=1)
    ]
