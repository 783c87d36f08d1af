"""The morning meeting in a real browser: nothing that was typed is lost, keys choose and move on.

The whole of it, thirty children by keyboard, is walked in test_browser_walk.py.
"""

import re
from datetime import date

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Page, expect

from cse_portal.accounts.models import Role
from risk.actions.agendas import circulate, put_on_agenda
from risk.models import Decision, Meeting
from tests.factories import AgencyFactory, ChildFactory, RiskFlagFactory, UserFactory
from tests.risk.browsers import complaints, expect_saved, sign_in, site

__all__ = ["complaints", "site"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DAY = date(2018, 10, 1)


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


def minutes_of(meeting: Meeting) -> list[tuple[str, str]]:
    kept = Decision.objects.filter(item__meeting=meeting).order_by("item__position")
    return list(kept.values_list("outcome", "rationale"))


def test_next_child_is_there_without_asking(site, meeting):
    page = open_child(site("chair", Role.CHAIR), meeting)
    page.wait_for_timeout(1_000)  # what is fetched ahead arrives
    page.context.set_offline(True)
    page.keyboard.press("j")
    expect_child(page, meeting, 2)
    page.keyboard.press("k")
    expect_child(page, meeting, 1)
    page.context.set_offline(False)


def test_lost_connection_in_mid_sentence(site, meeting):
    page = open_child(site("chair", Role.CHAIR), meeting)
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
    page = open_child(site("chair", Role.CHAIR), meeting)
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
    page = open_child(site("chair", Role.CHAIR), meeting)
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
    chair = open_child(site("chair", Role.CHAIR, first_name="Charlie", last_name="Okafor"), meeting)
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
    expect(chair.locator("[data-autosave-told]")).to_contain_text("Reasons")
    assert minutes_of(meeting) == [("high", "Reasons of the coordinator.")]


def test_keys_can_be_switched_off_and_stay_so(site, meeting):
    page = open_child(site("chair", Role.CHAIR), meeting)
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
    page = open_child(site("chair", Role.CHAIR), meeting)
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
    page = open_child(site("chair", Role.CHAIR), meeting)
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


def test_what_a_remote_attendee_adds_is_on_the_screen_of_the_chair(site, meeting):
    chair = open_child(site("chair", Role.CHAIR), meeting)
    circulate(meeting=meeting, by=UserFactory())
    page = site("remote", Role.PARTNER_WORKER, agency=AgencyFactory(name="Barnardo's"))
    open_child(page, meeting)
    page.get_by_role("textbox", name="What your agency knows").fill("He has a white van.")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("He has a white van.")).to_be_visible()
    expect(chair.get_by_text("He has a white van.")).to_be_visible(timeout=15_000)


def test_two_who_say_who_presents_are_told_of_each_other(site, meeting):
    first, second = meeting.items.all()[:2]
    one, other = site("one", Role.COORDINATOR), site("other", Role.COORDINATOR)
    for page in (one, other):
        page.goto(reverse("meetings:agenda", args=[DAY]))
    for page, written in ((one, "Sam"), (other, "Robin")):
        box = page.locator(f"#presenter-{first.pk}")
        box.fill(written)
        box.press("Tab")
        expect_saved(page)
    told = "somebody else wrote “Sam” meanwhile; you wrote “Robin”."
    expect(other.locator("[data-autosave-told]")).to_contain_text(told)
    expect(other.locator(f"#presenter-{first.pk}")).to_have_value("Sam")
    other.locator(f"#presenter-{second.pk}").fill("Jo")
    other.get_by_role("button", name=f"Up {second.child.name}").press("Enter")
    expect(other.locator("tbody tr").first).to_contain_text(second.child.name)
    presenters = meeting.items.order_by("pk").values_list("presenter", flat=True)
    assert list(presenters) == ["Sam", "Jo", ""]


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
