"""Every page of casework at 320 pixels, for somebody whom it is for: axe, and keyboard alone."""

import os
from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from cse_portal.accounts.models import Role, User
from risk.actions.agendas import circulate, put_on_agenda
from risk.actions.assessments import draft_assessment, save_draft, submit_assessment
from risk.actions.domains import seed_domains
from risk.actions.meetings import contribute, correct_minute, record_decision, sign_off
from risk.forms.kinds import ADD
from risk.models import Child, IndicatorDomain, Meeting, MissingEpisode, Person, Review
from tests.factories import (
    AgencyFactory,
    AllocationFactory,
    AreaFactory,
    ChildFactory,
    ResidenceFactory,
    RiskFlagFactory,
    UserFactory,
)
from tests.risk.browsers import complaints, expect_no_fault, site
from tests.risk.keyboard import walk_with_the_tab_key

__all__ = ["complaints", "site"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DAY, BEFORE, OVERDUE = date(2018, 10, 1), date(2018, 9, 3), date(2018, 9, 20)
NARROW = {"width": 320, "height": 700}
SHOTS = os.environ.get("SHOTS")  # a folder, for those who want to look at the pages


@pytest.fixture
def child(settings) -> Child:
    """A child of whom there is something of every kind, on the agenda of today."""
    settings.DEMO_TODAY = DAY
    seed_domains()
    child = ChildFactory(given_name="Katherine", date_of_birth=date(2006, 1, 4))
    RiskFlagFactory(child=child)
    ResidenceFactory(child=child, area=AreaFactory(name="West"), postcode="BD9 1AA")
    AllocationFactory(child=child, agency=AgencyFactory(name="Early Help"))
    Person.objects.create(child=child, name="Jay", relation="concern", note="Has a car")
    began = datetime(2018, 9, 29, 21, 30, tzinfo=ZoneInfo("Europe/London"))
    MissingEpisode.objects.create(child=child, category="missing", started_at=began)
    Review.objects.create(child=ChildFactory(), due_on=OVERDUE)
    by = UserFactory(first_name="Charlie", last_name="Okafor")
    meetings_about(child, by)
    for proposed in ("low", "high"):
        assess(child, by, proposed)
    draft_assessment(child=child, by=by)
    return child


def meetings_about(child: Child, by: User) -> None:
    """One that is signed and was corrected, and today's, sent round and begun."""
    today, agency = Meeting.objects.create(day=DAY), AgencyFactory(name="Police")
    action = {"text": "Visit", "owner": by, "due_on": date(2018, 9, 10)}
    more = {"actions": [action, action], "dissents": {agency: "Too high"}}
    old = put_on_agenda(meeting=Meeting.objects.create(day=BEFORE), child=child, kind="added")
    record_decision(item=old, version=0, by=by, outcome="low", rationale="So.", **more)
    old.meeting = sign_off(meeting=old.meeting, by=by)
    said = {"outcome": "medium", "rationale": "So.", "review_on": None}
    correct_minute(item=old, reason="Misheard", by=by, **said)
    for each in (child, ChildFactory()):
        item = put_on_agenda(meeting=today, child=each, kind="added", text="Asked for")
        contribute(item=item, agency=agency, text="Known.", by=by)
    record_decision(item=item, version=0, by=by, outcome="high", rationale="So.", **more)
    circulate(meeting=today, by=by)


def assess(child: Child, by: User, proposed: str) -> None:
    draft = draft_assessment(child=child, by=by)
    said = {"analysis": proposed, "proposed_status": proposed, "proposed_because": "So."}
    saved = save_draft(draft=draft, version=draft.version, by=by, **said)
    submit_assessment(draft=saved, version=saved.version, by=by, today=DAY)


def of_the_meeting(child: Child, *names: str) -> list[str]:
    pages = [reverse(f"meetings:{name}", args=[DAY]) for name in names]
    return [*pages, reverse("meetings:child", args=[DAY, child.agenda_items.last().pk])]


def of_chair(child: Child) -> list[str]:
    old = child.agenda_items.first().pk
    return [
        reverse("meetings:list"),
        reverse("meetings:follow_up") + "?state=overdue",
        *of_the_meeting(child, "agenda", "attendance", "follow", "sign", "minutes"),
        reverse("meetings:agenda", args=[BEFORE]),
        reverse("meetings:minutes", args=[BEFORE]),
        reverse("meetings:correct", args=[BEFORE, old]),
        reverse("meetings:child", args=[BEFORE, old]),
    ]


def of_coordinator(child: Child) -> list[str]:
    domain = IndicatorDomain.objects.first()
    return [
        reverse("risk:domains"),
        reverse("risk:domain_add"),
        reverse("risk:domain", args=[domain.pk]),
        reverse("risk:assessment_edit", args=[Review.objects.get(due_on=OVERDUE).child_id]),
    ]


def of_partner_worker(child: Child) -> list[str]:
    return [
        reverse("meetings:list"),
        *of_the_meeting(child, "agenda", "follow", "minutes"),
        reverse("risk:refer"),
    ]


def of_social_worker(child: Child) -> list[str]:
    Child.objects.filter(pk=child.pk).update(worker=User.objects.get(username="somebody"))
    two = child.assessments.submitted()
    pair = f"?one={two[0].pk}&other={two[1].pk}"
    rows = {"home": child.residences, "agency": child.allocations, "person": child.people}
    rows["missing"] = child.missing_episodes
    steps = [("take-back-home", "home"), ("end-agency", "agency"), ("return", "missing")]
    steps += [(f"correct-{kind}", kind) for kind in rows]
    return [
        "/my-work/",
        *(reverse(f"risk:{name}") for name in ("children", "new")),
        *(reverse(f"risk:{name}", args=[child.pk]) for name in ("child", "details")),
        *(reverse("risk:add", args=[child.pk, kind]) for kind in ADD),
        *(reverse("risk:go_on", args=[child.pk, kind, rows[of].get().pk]) for kind, of in steps),
        *(reverse(f"risk:{name}", args=[child.pk]) for name in ("assessment_edit", "assessments")),
        reverse("risk:assessment", args=[child.pk, two[0].pk]),
        reverse("risk:assessment_compare", args=[child.pk]) + pair,
    ]


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        (Role.CHAIR, of_chair),
        (Role.COORDINATOR, of_coordinator),
        (Role.PARTNER_WORKER, of_partner_worker),
        (Role.SOCIAL_WORKER, of_social_worker),
    ],
)
def test_page_passes_axe_and_works_by_keyboard_at_320_pixels(
    site, child, role: Role, pages: Callable[[Child], list[str]]
):
    page = site("somebody", role, agency=AgencyFactory(name="Barnardo's"))
    page.set_viewport_size(NARROW)
    wrong = {}
    for number, address in enumerate(pages(child)):
        answer = page.goto(address)
        assert answer.status == 200, address
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{role.name}-{number}.png", full_page=True)
        met = walk_with_the_tab_key(page)
        if met:
            wrong[address] = met
        page.eval_on_selector_all("details", "all => all.forEach((one) => (one.open = true))")
        expect_no_fault(page)
    assert wrong == {}


def test_minutes_on_paper(site, child):
    page = site("chair", Role.CHAIR)
    page.goto(reverse("meetings:minutes", args=[BEFORE]))
    page.emulate_media(media="print")
    expect(page.get_by_role("region", name=child.name)).to_contain_text("Reason: Misheard")
    for name in ("Correct this minute", "Download as a Word document", "Agenda", "Children"):
        expect(page.get_by_role("link", name=name)).to_have_count(0)
    if SHOTS:
        page.pdf(path=f"{SHOTS}/minutes.pdf", format="A4")
