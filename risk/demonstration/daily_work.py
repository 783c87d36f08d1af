"""What lies on the desks of the demonstration on Monday 1 October 2018: invented, through actions.

A worker with cases, reviews due and overdue, drafts begun and assessments submitted, referrals, a
return from missing, actions open, done and overdue; and the agenda that follows from them.
"""

from datetime import date, datetime, timedelta

from django.utils import timezone

from agencies.models import Agency
from cse_portal.accounts.models import Role, Team, User
from risk.actions.agendas import build_agenda
from risk.actions.around import add_note, add_person, record_missing, record_return, refer
from risk.actions.assessments import draft_assessment, save_draft, submit_assessment
from risk.demonstration.minutes import FIRST_DAY, Minutes
from risk.intervals import review_due
from risk.models import Action, Child, Decision, IndicatorDomain, Review, RiskFlag, Status

TODAY = date(2018, 10, 1)
FRIDAY = date(2018, 9, 28)
CASES, DRAFTS, SUBMITTED, REFERRED = 24, 3, 6, 3
OVERDUE = 6  # one in so many of the reviews that fell due lately was missed
AGENCY_OF = {
    Role.CHAIR: "CSC",
    Role.COORDINATOR: "CSC",
    Role.SOCIAL_WORKER: "CSC",
    Role.MANAGER: "CSC",
    Role.PARTNER_WORKER: "HIH",
    Role.POLICE_ANALYST: "BPP",
}
TASKS = ["Visit at home", "Strategy meeting with police", "Call the school", "Health check"]


def load_daily_work(minutes: Minutes) -> None:
    """Write the work of the last weeks and the agenda of today."""
    _seat_everybody(minutes.agencies)
    worker = User.objects.get(username=Role.SOCIAL_WORKER)
    _plan_reviews()
    cases = _give_cases(worker)
    _write_around(cases, worker)
    _assess(cases, worker)
    _refer(worker)
    _agree_actions(worker, minutes)
    build_agenda(TODAY)


def _seat_everybody(agencies: dict[str, Agency]) -> None:
    """One team holds every case; each account works for the agency that it speaks for."""
    team = Team.objects.create(name="CSE team")
    Child.objects.update(team=team)
    for role, code in AGENCY_OF.items():
        User.objects.filter(username=role).update(agency=agencies[code], team=team)


def _plan_reviews() -> None:
    """One open review a flagged child: the first of its interval that is not long past."""
    flags = RiskFlag.objects.on(TODAY).order_by("child__reference").select_related("child")
    for number, flag in enumerate(flags):
        due = review_due(flag.status, flag.start_date)
        # Most reviews were held in time; now and then one of the last fortnight was missed.
        grace = TODAY - timedelta(days=14) if number % OVERDUE == 0 else TODAY
        while due and due < grace and flag.status != Status.CAUTIONARY_SIX_MONTHS:
            due = review_due(flag.status, due)
        if due:
            Review.objects.create(child=flag.child, due_on=max(due, FRIDAY - timedelta(days=14)))


def _give_cases(worker: User) -> list[Child]:
    cases = list(Child.objects.at_risk_on(TODAY).order_by("reference")[:CASES])
    Child.objects.filter(pk__in=[child.pk for child in cases]).update(worker=worker)
    return cases


def _write_around(cases: list[Child], worker: User) -> None:
    for child in cases[:8]:
        add_person(
            child=child,
            by=worker,
            name=f"Mother of {child.given_name}",
            relation="carer",
            note="Calls back in the evening.",
        )
        add_note(
            child=child,
            by=worker,
            happened_on=FRIDAY - timedelta(days=child.pk % 20),
            text="Met at school. Talked about the weekend; wants to see the youth worker again.",
        )
    left = datetime(2018, 9, 27, 21, 30, tzinfo=timezone.get_default_timezone())
    for gone in cases[8:9]:
        episode = record_missing(child=gone, by=worker, category="missing", started_at=left)
        record_return(episode=episode, by=worker, today=FRIDAY, ended_at=left + timedelta(hours=14))


def _assess(cases: list[Child], worker: User) -> None:
    concerns = {
        str(domain.pk): {"name": domain.name, "concern": "medium", "found": "As last month."}
        for domain in IndicatorDomain.objects.all()[:4]
    }
    for number, child in enumerate(cases[9 : 9 + SUBMITTED + DRAFTS]):
        draft = draft_assessment(child=child, by=worker)
        is_finished = number < SUBMITTED
        saved = save_draft(
            draft=draft,
            version=draft.version,
            by=worker,
            concerns=concerns,
            harm_suspected="Gifts and lifts from an adult outside the family.",
            childs_words="“He just gets me. You would not understand.”",
            protective_factors="A close aunt; likes her form tutor.",
            analysis="Contact goes on in spite of the agreement with the family." * is_finished,
            proposed_status="medium" if is_finished else "",
            proposed_because="No disclosure, but the pattern has not changed." * is_finished,
        )
        if is_finished:
            submit_assessment(draft=saved, version=saved.version, by=worker, today=TODAY)


def _refer(worker: User) -> None:
    """New referrals, of children who had no flag in the minutes' time."""
    unknown = Child.objects.exclude(flags__start_date__gte=FIRST_DAY).order_by("-reference")
    for child in unknown[:REFERRED]:
        refer(
            child=child,
            by=worker,
            today=TODAY,
            received_on=FRIDAY,
            referrer="School nurse",
            concern="Collected from school twice by adults whom the family does not know.",
        )


def _agree_actions(worker: User, minutes: Minutes) -> None:
    """Actions of the last month's minutes: some done, some open, a few overdue."""
    recent = Decision.objects.filter(item__meeting__day__gte=date(2018, 9, 3)).exclude(
        outcome="remove_flag"
    )
    for number, decision in enumerate(recent.order_by("pk").select_related("item__meeting")):
        if number % 3 == 0:
            day = decision.item.meeting.day
            due = day + timedelta(days=14)
            is_done = due < TODAY and number % 4 != 0
            Action.objects.create(
                decision=decision,
                text=minutes.dice.one_of(TASKS),
                owner=worker,
                due_on=due,
                done_on=due - timedelta(days=2) if is_done else None,
                done_by=worker if is_done else None,
            )
