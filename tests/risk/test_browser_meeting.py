"""The morning meeting in a real browser: thirty children by keyboard, and nothing typed is lost."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from cse_portal.accounts.models import Role
from risk.actions.agendas import circulate, put_on_agenda
from risk.actions.assessments import draft_assessment, save_draft, submit_assessment
from risk.actions.meetings import contribute, record_decision, sign_off
from risk.models import Decision, Meeting, RiskFlag
from tests.factories import AgencyFactory, ChildFactory, RiskFlagFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DAY = date(2018, 10, 1)
PASSWORD = "four words for tests"
WIDTHS = (1280, 320)


@pytest.fixture
def meeting(settings) -> Meeting:
    settings.DEMO_TODAY = DAY
    AgencyFactory(name="Police")
    meeting = Meeting.objects.create(day=DAY)
    add_children(meeting, 3)
    return meeting


def add_children(meeting: Meeting, how_many: int) -> None:
    for _ in range(how_many):
        put_on_agenda(meeting=meeting, child=ChildFactory(), kind="added", text="Asked for")


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What browsers complain about: scripts that fail, a policy that is broken."""
    heard: list[str] = []
    yield heard
    assert heard == []


@pytest.fixture
def site(live_server, browser: Browser, browser_context_args, complaints):
    """Opens a browser of its own for somebody who signs in."""
    opened: list[BrowserContext] = []

    def open_for(username: str, role: Role = Role.CHAIR, **fields: object) -> Page:
        UserFactory(username=username, password=PASSWORD, role=role, **fields)
        context = browser.new_context(**browser_context_args, base_url=live_server.url)
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: hear(said, complaints))
        page.goto("/accounts/sign-in/")
        sign_in(page, username)
        return page

    yield open_for
    for context in opened:
        context.close()


def hear(said, complaints: list[str]) -> None:
    if said.type == "error" and "Failed to load resource" not in said.text:
        complaints.append(said.text)


def sign_in(page: Page, username: str) -> None:
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def open_child(page: Page, meeting: Meeting, number: int = 1) -> Page:
    item = meeting.items.all()[number - 1]
    page.goto(reverse("meetings:child", args=[meeting.day, item.pk]))
    expect_child(page, meeting, number)
    return page


def expect_child(page: Page, meeting: Meeting, number: int) -> None:
    item = meeting.items.select_related("child")[number - 1]
    expect(page.get_by_role("heading", level=1)).to_have_text(item.child.name)
    expect(page).to_have_url(re.compile(rf"/{item.pk}/$"))


def reasons(page: Page):
    return page.get_by_role("textbox", name="Reasons", exact=True)


def expect_saved(page: Page) -> None:
    expect(page.locator("[data-autosave-state]")).to_contain_text("Saved at", timeout=15_000)


def minutes_of(meeting: Meeting) -> list[tuple[str, str]]:
    kept = Decision.objects.filter(item__meeting=meeting).order_by("item__position")
    return list(kept.values_list("outcome", "rationale"))


def test_thirty_children_by_keyboard(site, meeting):
    add_children(meeting, 27)
    page = open_child(site("chair"), meeting)
    for number in range(1, 31):
        expect_child(page, meeting, number)
        page.keyboard.press("h")
        expect(reasons(page)).to_be_focused()
        page.keyboard.type(f"Because {number}. Home at last.")  # h, m, l: only letters here
        page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Morning meeting")
    assert minutes_of(meeting) == [
        ("high", f"Because {number}. Home at last.") for number in range(1, 31)
    ]
    page.get_by_role("link", name="Sign off", exact=True).click()
    expect(page.get_by_text("30 flags change")).to_be_visible()
    page.get_by_label("The meeting agrees these minutes").check()
    page.get_by_role("button", name="Sign off").click()
    expect(page.get_by_text("The minutes are signed, and")).to_be_visible()
    assert RiskFlag.objects.on(DAY).filter(status="high").count() == 30


def test_next_child_is_there_without_asking(site, meeting):
    page = open_child(site("chair"), meeting)
    page.wait_for_timeout(1_000)  # what is fetched ahead arrives
    page.context.set_offline(True)
    page.keyboard.press("j")
    expect_child(page, meeting, 2)
    page.keyboard.press("k")
    expect_child(page, meeting, 1)
    page.context.set_offline(False)


def test_lost_connection_in_mid_sentence(site, meeting):
    page = open_child(site("chair"), meeting)
    page.keyboard.press("m")
    page.keyboard.type("He waits for her")
    expect_saved(page)
    page.context.set_offline(True)
    page.keyboard.type(" every day.")
    expect(page.get_by_text("There is no connection.")).to_be_visible(timeout=15_000)
    page.keyboard.press("Control+Enter")
    expect_child(page, meeting, 2)
    expect(page.get_by_text("Not saved yet, and kept on this computer")).to_be_visible()
    page.keyboard.press("l")
    page.keyboard.type("Nothing new.")
    page.context.set_offline(False)
    expect(page.get_by_text("Not saved yet, and kept")).to_be_hidden(timeout=15_000)
    expect_saved(page)
    assert minutes_of(meeting) == [
        ("medium", "He waits for her every day."),
        ("low", "Nothing new."),
    ]


def test_closed_browser_without_connection_loses_nothing(site, meeting):
    page = open_child(site("chair"), meeting)
    page.context.set_offline(True)
    page.keyboard.press("h")
    page.keyboard.type("She was seen at the hotel.")
    page.get_by_role("button", name="Add another action").click()
    row = page.get_by_role("textbox", name="Action").nth(1)
    row.fill("Ring the hotel")
    page.wait_for_function("Object.keys(localStorage).length > 0")
    expect(page.get_by_text("There is no connection.")).to_be_visible(timeout=15_000)
    kept = page.evaluate("Object.values(localStorage).join()")
    assert "hotel" not in kept  # the files of the browser tell nothing
    page.context.set_offline(False)
    page.route("**/draft/", lambda route: route.abort())
    page.close(run_before_unload=False)
    page = page.context.new_page()
    open_child(page, meeting)
    expect(reasons(page)).to_have_value("She was seen at the hotel.")
    expect(page.get_by_role("textbox", name="Action").nth(1)).to_have_value("Ring the hotel")
    expect_saved(page)
    item = meeting.items.first()
    assert (item.decision.outcome, item.decision.rationale) == (
        "high",
        "She was seen at the hotel.",
    )


def test_sign_in_that_lapsed_is_told_and_the_text_survives(site, meeting):
    page = open_child(site("chair"), meeting)
    page.keyboard.press("m")
    page.keyboard.type("A long sentence")
    expect_saved(page)
    Session.objects.all().delete()
    page.keyboard.type(" and its end.")
    expect(page.get_by_text("You have been signed out.")).to_be_visible(timeout=15_000)
    page.get_by_role("link", name="Sign in", exact=True).click()
    sign_in(page, "chair")
    expect(reasons(page)).to_have_value("A long sentence and its end.")
    expect_saved(page)
    assert minutes_of(meeting) == [("medium", "A long sentence and its end.")]


def test_two_browsers_on_one_minute_lose_nothing(site, meeting):
    chair = open_child(site("chair", first_name="Charlie", last_name="Okafor"), meeting)
    other = open_child(site("coordinator", Role.COORDINATOR), meeting)
    other.context.set_offline(True)  # so that it does not hear of the chair's minute
    chair.keyboard.press("h")
    chair.keyboard.type("The chair's reasons.")
    expect_saved(chair)
    other.keyboard.press("m")
    other.keyboard.type("Reasons of the coordinator.")
    other.context.set_offline(False)
    theirs = other.get_by_role("group", name="Two texts for: Reasons")
    expect(theirs).to_contain_text("The chair's reasons.", timeout=15_000)
    expect(reasons(other)).to_have_value("Reasons of the coordinator.")
    assert minutes_of(meeting) == [("high", "The chair's reasons.")]
    theirs.get_by_role("button", name="Keep mine").click()
    level = other.get_by_role("group", name="Two texts for: Decision")
    level.get_by_role("button", name="Take theirs").click()
    for group in other.get_by_role("group", name=re.compile("Two texts for")).all()[::-1]:
        group.get_by_role("button", name="Take theirs").click()
    expect_saved(other)
    expect(reasons(chair)).to_have_value("Reasons of the coordinator.", timeout=15_000)
    assert minutes_of(meeting) == [("high", "Reasons of the coordinator.")]


def test_keys_can_be_switched_off_and_stay_so(site, meeting):
    page = open_child(site("chair"), meeting)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_contain_text("Next child")
    dialog.get_by_label("Single keys work").uncheck()
    page.keyboard.press("Escape")
    for _ in range(2):
        page.keyboard.press("h")
        page.keyboard.press("j")
        expect(page.get_by_label("Flag high")).not_to_be_checked()
        expect_child(page, meeting, 1)
        page.reload()
    page.get_by_role("button", name="Keyboard shortcuts").click()
    dialog.get_by_label("Single keys work").check()
    page.keyboard.press("Escape")
    page.keyboard.press("h")
    expect(page.get_by_label("Flag high")).to_be_checked()


def test_review_follows_the_level_until_somebody_writes_another(site, meeting):
    page = open_child(site("chair"), meeting)
    day = page.get_by_role("group", name="Review").get_by_role("textbox", name="Day")
    page.get_by_label("Flag high").check()
    expect(day).to_have_value("12")  # six weeks: 12 November
    page.get_by_label("Flag low").check()
    expect(day).to_have_value("1")  # 26 weeks: 1 April
    day.fill("2")
    page.get_by_label("Flag high").check()
    expect(day).to_have_value("2")


def test_impossible_outcome_is_refused_beside_the_field(site, meeting):
    RiskFlagFactory(child=meeting.items.first().child, status="low")
    page = open_child(site("chair"), meeting)
    page.keyboard.press("n")
    page.keyboard.type("Nothing is left.")
    page.keyboard.press("Control+Enter")
    field = page.get_by_role("group", name="Decision")
    expect(field).to_contain_text("The child is flagged “Low”. To end that, choose “Remove flag”")
    expect(reasons(page)).to_have_value("Nothing is left.")
    page.get_by_label("Remove flag").check()
    page.get_by_role("button", name="Save and next child").click()
    expect_child(page, meeting, 2)
    assert minutes_of(meeting) == [("remove_flag", "Nothing is left.")]


def test_remote_attendee_sees_decisions_as_they_are_recorded(site, meeting):
    chair_page = site("chair")
    circulate(meeting=meeting, by=chair_user())
    page = site("remote", Role.PARTNER_WORKER, agency=AgencyFactory(name="Barnardo's"))
    page.goto(reverse("meetings:follow", args=[DAY]))
    expect(page.get_by_text("0 of 3 children decided.")).to_be_visible()
    open_child(chair_page, meeting)
    chair_page.keyboard.press("h")
    chair_page.keyboard.type("Seen with him again.")
    expect(page.get_by_text("1 of 3 children decided.")).to_be_visible(timeout=15_000)
    expect(page.get_by_text("Seen with him again.")).to_be_visible(timeout=15_000)
    first = meeting.items.select_related("child").first().child.name
    expect(page.locator("[data-follow-news]")).to_have_text(f"{first}: Flag high")
    open_child(page, meeting)
    page.get_by_role("textbox", name="What your agency knows").fill("He has a white van.")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("He has a white van.")).to_be_visible()
    expect(chair_page.get_by_text("He has a white van.")).to_be_visible(timeout=15_000)


def chair_user():
    return UserFactory._meta.model.objects.get(username="chair")


def test_agenda_is_ordered_by_keyboard(site, meeting):
    page = site("coordinator", Role.COORDINATOR)
    page.goto(reverse("meetings:agenda", args=[DAY]))
    last = meeting.items.select_related("child").last()
    up = page.get_by_role("button", name=f"Up {last.child.name}")
    rows = page.locator("tbody tr")
    up.focus()
    for place in (1, 0):
        page.keyboard.press("Enter")
        expect(rows.nth(place)).to_contain_text(last.child.name)
        expect(up).to_be_focused()
    assert meeting.items.first() == last


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_pass_axe(site, meeting, width):
    chair = site("chair")
    for url in every_page(meeting):
        chair.set_viewport_size({"width": width, "height": 900})
        chair.goto(url)
        chair.eval_on_selector_all("details", "all => all.forEach((one) => (one.open = true))")
        found = Axe().run(chair).response["violations"]
        assert [(url, each["id"], each["nodes"][0]["html"]) for each in found] == []
        too_wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not chair.evaluate(too_wide), url
    chair.get_by_role("button", name="Keyboard shortcuts").click()
    assert Axe().run(chair).response["violations"] == []


def every_page(meeting: Meeting) -> list[str]:
    """The pages of the meeting with all that they can show; the page of a child last."""
    by, worker = chair_user(), UserFactory()
    before = Meeting.objects.create(day=date(2018, 9, 3))
    child = meeting.items.first().child
    old = put_on_agenda(meeting=before, child=child, kind="added")
    action = {"text": "Visit", "owner": worker, "due_on": date(2018, 9, 10)}
    more = {"actions": [action], "dissents": {AgencyFactory(): "Too high"}}
    record_decision(item=old, version=0, by=by, outcome="low", rationale="So.", **more)
    sign_off(meeting=before, by=by)
    for proposed in ("low", "high"):
        draft = draft_assessment(child=child, by=worker)
        said = {"analysis": proposed, "proposed_status": proposed, "proposed_because": "So."}
        saved = save_draft(draft=draft, version=1, by=worker, **said)
        submit_assessment(draft=saved, version=2, by=worker, today=DAY)
    item = meeting.items.first()
    contribute(item=item, agency=AgencyFactory(), text="Known.", by=worker)
    record_decision(item=item, version=0, by=by, outcome="high", rationale="So.", **more)
    return [
        reverse("meetings:list"),
        reverse("meetings:follow_up"),
        reverse("meetings:follow_up") + "?state=overdue",
        *(
            reverse(f"meetings:{name}", args=[DAY])
            for name in ("agenda", "attendance", "follow", "sign", "minutes")
        ),
        reverse("meetings:minutes", args=[before.day]),
        reverse("meetings:correct", args=[before.day, old.pk]),
        reverse("meetings:child", args=[before.day, old.pk]),
        reverse("meetings:child", args=[DAY, item.pk]),
    ]
