"""The daily work in one walk, in real browsers: from an assessment to the month end it counts in.

A worker drafts and is signed out in the middle, the coordinator prepares, the chair decides thirty
children by keyboard while a partner follows, signs, and later corrects one minute.
"""

import re
from datetime import date

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Page, expect

from cse_portal.accounts.models import Role, User
from reports.models import Snapshot
from reports.tasks import take_due_snapshots
from risk.actions.domains import seed_domains
from risk.models import Action, Child, Decision, Meeting, Review, RiskFlag
from risk.tasks import build_todays_agenda
from tests.factories import AgencyFactory, ChildFactory, RiskFlagFactory
from tests.risk.browsers import complaints, expect_saved, sign_in, site

__all__ = ["complaints", "site"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DAY, MONTH_LATER = date(2018, 10, 1), date(2018, 11, 1)
LEVELS = {"h": "high", "m": "medium", "l": "low"}


class Keyboard:
    """Presses keys and counts them; what is typed as reasons is not counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses = page, 0

    def press(self, *keys: str) -> None:
        self.presses += len(keys)
        self.page.keyboard.press("+".join(keys))


@pytest.fixture
def zoe(settings) -> Child:
    """A child flagged low, with 29 others whose reviews are due, and one who is not on any list."""
    settings.DEMO_TODAY, settings.FIRST_MONTH_END = DAY, "2018-10"
    seed_domains()
    for agency in ("Police", "Health"):
        AgencyFactory(name=agency)
    for _ in range(29):
        Review.objects.create(child=RiskFlagFactory(status="low").child, due_on=DAY)
    ChildFactory(given_name="Mila", family_name="Passed-Over")
    child = ChildFactory(given_name="Zoë", family_name="Kovač", date_of_birth=date(2003, 1, 4))
    return RiskFlagFactory(child=child, status="low").child


def test_the_whole_walk(site, settings, zoe):
    worker = site("worker", Role.SOCIAL_WORKER, first_name="Sam", last_name="Whitaker")
    Child.objects.filter(pk=zoe.pk).update(worker=User.objects.get(username="worker"))
    assert [build_todays_agenda(), build_todays_agenda()] == [29, 29]
    drafts_with_a_time_out(worker, zoe)
    prepares(site("coordinator", Role.COORDINATOR), zoe)
    follower = site("partner", Role.PARTNER_WORKER, agency=AgencyFactory(name="Barnardo's"))
    follower.goto(reverse("meetings:follow", args=[DAY]))
    chair = site("chair", Role.CHAIR)
    starts(chair)
    decides_zoe(chair, follower)
    decides_the_others(chair)
    expect(follower.get_by_text("30 of 30 children decided.")).to_be_visible(timeout=15_000)
    signs(chair)
    expect(follower.locator("[data-follow-news]")).to_have_text(
        "The minutes are signed.", timeout=15_000
    )
    finds_what_was_decided(worker, zoe)
    settings.DEMO_TODAY = MONTH_LATER
    assert take_due_snapshots() == ["2018-10"]
    counts_it(zoe)
    corrects(chair, zoe)
    sees_the_correction(worker, zoe)


def drafts_with_a_time_out(page: Page, zoe: Child) -> None:
    page.goto("/my-work/")
    page.get_by_role("link", name=zoe.name).click()
    page.goto(reverse("risk:assessment_edit", args=[zoe.pk]))
    page.get_by_role("button", name="Start the assessment").click()
    analysis = page.get_by_role("textbox", name="Your analysis")
    analysis.fill("Often missing")
    expect_saved(page)
    Session.objects.all().delete()
    analysis.press_sequentially(", twice overnight")
    page.get_by_label("Known harm").fill("Hurt in May")
    page.get_by_role("alert").get_by_role("link", name="Sign in").click()
    sign_in(page, "worker")
    expect(analysis).to_have_value("Often missing, twice overnight")
    expect(page.get_by_label("Known harm")).to_have_value("Hurt in May")
    page.get_by_role("group", name="The level that you propose").get_by_label("Medium").check()
    page.get_by_label("Why this level").fill("Met men.")
    page.get_by_role("button", name="Submit to the meeting").click()
    expect(page.get_by_text("is on the agenda of Monday 1 October 2018.")).to_be_visible()
    submitted = zoe.assessments.submitted().get()
    assert (submitted.analysis, submitted.harm_known) == (
        "Often missing, twice overnight",
        "Hurt in May",
    )


def prepares(page: Page, zoe: Child) -> None:
    """Zoë comes first, one is deferred, one added; who presents is saved on the way."""
    page.goto(reverse("meetings:agenda", args=[DAY]))
    rows = page.locator("tbody tr")
    expect(page.get_by_label(f"Who presents {zoe.name}")).to_have_value("Sam Whitaker")
    second = rows.nth(1).locator("[data-presenter]")
    second.fill("Jo Hall")
    second.press("Enter")
    expect_saved(page)
    page.get_by_role("button", name=f"First {zoe.name}").press("Enter")
    expect(rows.first).to_contain_text(zoe.name)
    page.get_by_role("button", name=re.compile("^Defer ")).last.press("Enter")
    expect(page.get_by_text("is on the agenda of 2 October 2018 instead.")).to_be_visible()
    page.get_by_label("Name or reference").fill("mila pas")
    page.get_by_label("Name or reference").press("Enter")
    page.get_by_label("Why Mila Passed-Over is added").fill("The school rang")
    page.get_by_role("button", name="Add Mila Passed-Over").press("Enter")
    expect(rows.last).to_contain_text("Added by hand: The school rang")
    expect(rows).to_have_count(30)
    page.get_by_role("button", name="Send the agenda round").press("Enter")
    expect(page.get_by_text("Sent round", exact=True)).to_be_visible()
    expect(rows.nth(2).locator("[data-presenter]")).to_have_value("Jo Hall")


def starts(page: Page) -> None:
    page.goto("/meetings/")
    page.get_by_role("link", name="1 October 2018", exact=True).press("Enter")
    page.get_by_role("button", name="Start the meeting").press("Enter")
    for agency in ("Police", "Health"):
        page.get_by_label(agency, exact=True).press("Space")
    page.get_by_label("Who for Police").fill("DS Khan")
    page.get_by_label("Who for Police").press("Enter")


def decides_zoe(page: Page, follower: Page) -> None:
    """The one whose decision takes more: with an action and its owner; followed from elsewhere."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Zoë Kovač")
    expect(page.get_by_text("Often missing, twice overnight")).to_be_visible()
    page.keyboard.press("m")
    page.keyboard.type("Twice overnight, and hurt in May.")
    expect(follower.get_by_text("1 of 30 children decided.")).to_be_visible(timeout=15_000)
    expect(follower.get_by_text("In the meeting: Health, Police (DS Khan).")).to_be_visible()
    expect(follower.get_by_text("Twice overnight, and hurt in May.")).to_be_visible()
    expect(follower.locator("[data-follow-news]")).to_have_text("Zoë Kovač: Flag medium")
    page.get_by_role("textbox", name="Action").focus()
    page.keyboard.type("Visit at home")
    page.keyboard.press("Tab")
    page.keyboard.type("Sam Whitaker")
    page.keyboard.press("Control+Enter")


def decides_the_others(page: Page) -> None:
    items = Meeting.objects.get(day=DAY).items.select_related("child")[1:]
    keyboard = Keyboard(page)
    for number, item in enumerate(items):
        expect(page.get_by_role("heading", level=1)).to_have_text(item.child.name)
        before = keyboard.presses
        keyboard.press("hml"[number % 3])
        page.keyboard.type(f"Because {number}. Home at last.")  # h, m, l: only letters here
        keyboard.press("Control", "Enter")
        assert keyboard.presses - before <= 3
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Sign off the meeting of 1 October 2018"
    )
    written = Decision.objects.filter(item__in=items).order_by("item__position")
    assert list(written.values_list("outcome", "rationale")) == [
        (LEVELS["hml"[number % 3]], f"Because {number}. Home at last.") for number in range(29)
    ]


def signs(page: Page) -> None:
    """Zoë, nine and ten of the others are raised; Mila is flagged for the first time."""
    assert not RiskFlag.objects.exclude(status="low").exists()
    expect(page.get_by_text("21 flags change")).to_be_visible()
    expect(page.get_by_text("9 children stay as they are")).to_be_visible()
    expect(page.get_by_text("1 action starts")).to_be_visible()
    page.get_by_label("The meeting agrees these minutes").press("Space")
    page.get_by_role("button", name="Sign off").press("Enter")
    expect(page.get_by_text("The minutes are signed, and the flags")).to_be_visible()
    now = RiskFlag.objects.on(DAY)
    assert [now.filter(status=level).count() for level in ("high", "medium", "low")] == [10, 11, 10]
    page.goto(reverse("meetings:agenda", args=[DAY]))
    expect(page.get_by_role("button", name="Go on")).to_have_count(0)
    expect(page.get_by_role("link", name="Who is there")).to_have_count(0)


def finds_what_was_decided(page: Page, zoe: Child) -> None:
    page.goto("/my-work/")
    mine = page.get_by_role("region", name=zoe.name)
    expect(mine).to_contain_text("Medium")
    expect(mine).to_contain_text("Visit at home")
    expect(mine).to_contain_text("Sam Whitaker, due 8 October 2018")
    expect(mine).to_contain_text("to be looked at again by 24 December 2018")
    mine.get_by_role("link", name=zoe.name).click()
    expect(page.locator(".moj-timeline__item", has_text="Flag: Medium")).to_contain_text(
        "1 October 2018"
    )
    expect(page.get_by_text("Twice overnight, and hurt in May.").first).to_be_visible()
    assert Action.objects.open().get().owner.username == "worker"


def counts_it(zoe: Child) -> None:
    october = Snapshot.objects.get(month_end=date(2018, 10, 31))
    member = october.members.get(child=zoe)
    assert (member.status, member.flagged_on) == ("medium", DAY)
    cells = october.cells.filter(dimension="risk_level", count__gt=0)
    assert dict(cells.values_list("category", "count")) == {"high": 10, "medium": 11, "low": 10}


def corrects(page: Page, zoe: Child) -> None:
    page.goto(reverse("meetings:minutes", args=[DAY]))
    page.get_by_role("link", name=f"Correct this minute about {zoe.name}").press("Enter")
    page.get_by_label("Why the minute is corrected").fill("The minute taker misheard.")
    page.get_by_label("Flag high").check()
    page.get_by_role("button", name="Record the correction").press("Enter")
    expect(page.get_by_text(f"The minute about {zoe.name} is corrected.")).to_be_visible()
    minute = page.get_by_role("region", name=zoe.name)
    expect(minute).to_contain_text("Flag medium")
    expect(minute).to_contain_text("Reason: The minute taker misheard.")
    expect(minute).to_contain_text("Flag high")


def sees_the_correction(page: Page, zoe: Child) -> None:
    page.goto(reverse("risk:child", args=[zoe.pk]))
    expect(page.locator(".moj-timeline__item", has_text="Decision: Flag high")).to_contain_text(
        "Corrects the minute: The minute taker misheard."
    )
    expect(page.locator(".moj-timeline__item", has_text="Flag: High")).to_be_visible()
    history = page.get_by_role("row").filter(has_text="The minute taker misheard.")
    expect(history.filter(has_text="Flag from 1 October 2018")).to_have_count(1)
    expect(page.get_by_text("to be looked at again by 12 November 2018")).to_be_visible()
    assert RiskFlag.objects.on(MONTH_LATER).get(child=zoe).status == "high"
    assert Snapshot.objects.get().members.get(child=zoe).status == "medium"
