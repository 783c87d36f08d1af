"""Writing an assessment in a real browser: nothing that was typed is ever lost."""

import os
import re
from datetime import date

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Page, expect

from cse_portal.accounts.models import Role
from risk.actions.domains import seed_domains
from risk.models import Assessment
from tests.factories import ChildFactory, UserFactory
from tests.risk.browsers import PASSWORD, complaints, expect_no_fault, sign_in, site

__all__ = ["complaints", "site"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = (1280, 320)
SHOTS = os.environ.get("SHOTS")  # a folder, for those who want to look at the pages


@pytest.fixture
def child(settings):
    settings.DEMO_TODAY = date(2018, 10, 1)
    seed_domains()
    return ChildFactory(given_name="Ann", family_name="Example", date_of_birth=date(2006, 1, 4))


def open_draft(page: Page, child) -> Page:
    page.goto(reverse("risk:assessment_edit", args=[child.pk]))
    start = page.get_by_role("button", name="Start the assessment")
    if start.count():
        start.click()
    expect(page.get_by_role("button", name="Submit to the meeting")).to_be_visible()
    return page


def analysis(page: Page):
    return page.get_by_role("textbox", name="Your analysis")


def state(page: Page):
    return page.locator("[data-autosave-state]")


def draft() -> Assessment:
    return Assessment.objects.get()


def copies(page: Page) -> list[str]:
    """The copies that the browser keeps on the computer."""
    return page.evaluate("Object.entries(localStorage).flat()")


def expect_copy(page: Page) -> None:
    page.wait_for_function("Object.keys(localStorage).length > 0")


def expect_saved(page: Page) -> None:
    expect(state(page)).to_contain_text("Saved at")
    page.wait_for_function("Object.keys(localStorage).length === 0")


def no_connection(page: Page) -> None:
    page.context.set_offline(True)


def connection(page: Page) -> None:
    page.context.set_offline(False)


def test_page_saves_itself_every_few_seconds(site, child):
    page = open_draft(site("sam", Role.SOCIAL_WORKER), child)
    analysis(page).press_sequentially("Often missing")
    expect(state(page)).to_have_text("Not saved yet")
    expect(state(page)).to_have_text(re.compile(r"^Saved at \d\d:\d\d:\d\d$"))
    assert draft().analysis == "Often missing"
    assert copies(page) == []
    page.reload()
    expect(analysis(page)).to_have_value("Often missing")


def test_page_saves_itself_at_every_step(site, child):
    page = open_draft(site("sam", Role.SOCIAL_WORKER), child)
    page.clock.install()  # no time passes: only the step saves
    page.get_by_label("Known harm").fill("Hurt in May")
    page.get_by_label("Suspected harm").focus()
    page.get_by_label("What the child says").focus()
    expect(state(page)).to_contain_text("Saved at")
    assert draft().harm_known == "Hurt in May"


def test_text_survives_a_lost_connection_and_a_closed_browser(site, child):
    page = open_draft(site("sam", Role.SOCIAL_WORKER), child)
    no_connection(page)
    analysis(page).press_sequentially("Often missing")
    expect(page.get_by_role("alert")).to_contain_text(
        "There is no connection. What you typed is kept on this computer"
    )
    expect_copy(page)
    assert "missing" not in "".join(copies(page))
    context = page.context
    page.close()
    assert draft().analysis == ""
    context.set_offline(False)
    page = open_draft(context.new_page(), child)
    expect(analysis(page)).to_have_value("Often missing")
    expect(
        page.get_by_text("What you typed last time and was not saved yet is back.")
    ).to_be_visible()
    expect_saved(page)
    assert draft().analysis == "Often missing"


def test_text_is_saved_when_the_connection_is_back(site, child):
    page = open_draft(site("sam", Role.SOCIAL_WORKER), child)
    no_connection(page)
    analysis(page).fill("Often missing")
    expect(page.get_by_role("alert")).to_contain_text("There is no connection.")
    connection(page)
    expect_saved(page)
    expect(page.get_by_role("alert")).to_be_empty()
    assert draft().analysis == "Often missing"


def test_text_survives_a_time_out_and_a_sign_in(site, child):
    page = open_draft(site("sam", Role.SOCIAL_WORKER), child)
    analysis(page).fill("Often missing")
    expect_saved(page)
    Session.objects.all().delete()
    analysis(page).press_sequentially(", twice overnight")
    alert = page.get_by_role("alert")
    expect(alert).to_have_text(
        "You have been signed out. What you typed is kept on this computer. "
        "Sign in and it will be there."
    )
    look(page, "signed-out")
    alert.get_by_role("link", name="Sign in").click()
    sign_in(page, "sam")
    expect(analysis(page)).to_have_value("Often missing, twice overnight")
    expect_saved(page)
    assert draft().analysis == "Often missing, twice overnight"


def test_sign_in_in_another_window_is_enough(site, child):
    page = open_draft(site("sam", Role.SOCIAL_WORKER), child)
    Session.objects.all().delete()
    analysis(page).fill("Often missing")
    expect(page.get_by_role("alert")).to_contain_text("You have been signed out.")
    window = page.context.new_page()
    window.goto("/accounts/sign-in/")
    sign_in(window, "sam")
    page.bring_to_front()
    expect_saved(page)
    assert draft().analysis == "Often missing"


def test_somebody_else_who_signs_in_does_not_get_the_text(site, child):
    page = open_draft(site("sam", Role.SOCIAL_WORKER), child)
    UserFactory(username="robin", password=PASSWORD, role=Role.SOCIAL_WORKER)
    Session.objects.all().delete()
    analysis(page).fill("Often missing")
    expect(page.get_by_role("alert")).to_contain_text("You have been signed out.")
    window = page.context.new_page()
    window.goto("/accounts/sign-in/")
    sign_in(window, "robin")
    page.bring_to_front()
    expect(page.get_by_role("alert")).to_contain_text("Somebody else has signed in")
    open_draft(window, child)
    expect(analysis(window)).to_have_value("")
    assert draft().analysis == ""
    assert len(copies(page)) == 2  # one copy, its place and its sealed content


def test_save_button_in_a_time_out_loses_nothing(site, child):
    page = open_draft(site("sam", Role.SOCIAL_WORKER), child)
    Session.objects.all().delete()
    analysis(page).fill("Often missing")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("You have been signed out.")
    expect(analysis(page)).to_have_value("Often missing")
    page.get_by_role("button", name="Submit to the meeting").click()
    expect(analysis(page)).to_have_value("Often missing")


# Two people on one draft


def two_on_one_draft(site, child) -> tuple[Page, Page]:
    sam = open_draft(site("sam", Role.SOCIAL_WORKER, first_name="Sam", last_name="Whitaker"), child)
    robin = open_draft(
        site("robin", Role.SOCIAL_WORKER, first_name="Robin", last_name="Hussain"), child
    )
    return sam, robin


def test_two_who_write_in_different_places_both_keep_their_text(site, child):
    sam, robin = two_on_one_draft(site, child)
    analysis(sam).fill("Often missing")
    expect_saved(sam)
    robin.get_by_label("Known harm").fill("Hurt in May")
    robin.get_by_label("High").first.check()
    expect(robin.get_by_text("Sam Whitaker saved at")).to_contain_text(
        "and changed, on your page too: Your analysis."
    )
    expect(analysis(robin)).to_have_value("Often missing")
    expect_saved(robin)
    assert (draft().analysis, draft().harm_known) == ("Often missing", "Hurt in May")
    assert [said["concern"] for said in draft().concerns.values()] == ["high"]
    sam.get_by_label("What the child says").fill("Leave me alone.")
    expect(sam.get_by_text("Robin Hussain saved at")).to_contain_text("Known harm")
    expect(sam.get_by_label("Known harm")).to_have_value("Hurt in May")


@pytest.mark.parametrize(("button", "kept"), [("Keep mine", "Mine"), ("Take theirs", "Theirs")])
def test_two_who_write_in_one_place_are_told_and_choose(site, child, button, kept):
    sam, robin = two_on_one_draft(site, child)
    analysis(sam).fill("Theirs")
    expect_saved(sam)
    analysis(robin).fill("Mine")
    robin.get_by_label("Known harm").fill("Hurt in May")
    both = robin.get_by_role("group", name="Two texts for: Your analysis")
    expect(both).to_contain_text("Theirs")
    expect(robin.get_by_role("alert")).to_contain_text("Sam Whitaker wrote at")
    expect(state(robin)).to_contain_text(", but not this: Your analysis")
    assert (draft().analysis, draft().harm_known) == ("Theirs", "Hurt in May")
    look(robin, "conflict")
    robin.reload()  # a choice that is open survives too
    expect(both).to_contain_text("Theirs")
    expect(analysis(robin)).to_have_value("Mine")
    robin.get_by_role("button", name="Submit to the meeting").click()
    expect(both.get_by_role("button", name="Keep mine")).to_be_focused()
    both.get_by_role("button", name=button).press("Enter")
    expect(analysis(robin)).to_be_focused()
    expect(analysis(robin)).to_have_value(kept)
    expect_saved(robin)
    expect(robin.get_by_role("alert")).to_be_empty()
    assert draft().analysis == kept


def test_two_on_one_draft_where_the_script_does_not_come(site, child):
    sam = open_draft(site("sam", Role.SOCIAL_WORKER, first_name="Sam", last_name="Whitaker"), child)
    robin = site("robin", Role.SOCIAL_WORKER, first_name="Robin", last_name="Hussain")
    robin.route("**/js/autosave.js", lambda route: route.abort())
    open_draft(robin, child)
    analysis(sam).fill("Theirs")
    expect_saved(sam)
    analysis(robin).fill("Mine")
    robin.get_by_role("button", name="Save").click()
    both = robin.get_by_role("group", name="Two texts for: Your analysis")
    expect(both).to_contain_text("Theirs")
    look(robin, "both")
    robin.get_by_role("button", name="Save").click()
    robin.get_by_role("link", name="Choose whose text to keep").click()
    expect(analysis(robin)).to_be_focused()
    both.get_by_label("Keep mine").check()
    robin.get_by_role("button", name="Save").click()
    expect(robin.get_by_text("Saved at").first).to_be_visible()
    assert draft().analysis == "Mine"


def test_draft_submitted_meanwhile(site, child):
    sam, robin = two_on_one_draft(site, child)
    complete(sam)
    sam.get_by_role("button", name="Submit to the meeting").click()
    expect(sam.get_by_text("is on the agenda of")).to_be_visible()
    analysis(robin).fill("Mine")
    expect(robin.get_by_role("alert")).to_contain_text("Sam Whitaker submitted this assessment at")
    expect(analysis(robin)).to_have_value("Mine")
    assert draft().analysis == "Often missing"


# Submitting, by keyboard alone


def complete(page: Page) -> None:
    analysis(page).fill("Often missing")
    page.get_by_role("group", name="The level that you propose").get_by_label("High").check()
    page.get_by_label("Why this level").fill("Met men.")


def test_submit_by_keyboard(site, child):
    page = open_draft(site("sam", Role.SOCIAL_WORKER), child)
    submit = page.get_by_role("button", name="Submit to the meeting")
    submit.press("Enter")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    look(page, "errors")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(analysis(page)).to_be_focused()
    page.keyboard.type("Often missing")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Met men.")
    submit.press("Enter")
    expect(
        page.get_by_text("Ann Example is on the agenda of Monday 1 October 2018.")
    ).to_be_visible()
    assert (draft().proposed_status, draft().proposed_because) == ("high", "Met men.")
    assert copies(page) == []


def test_enter_in_a_box_saves_and_does_not_submit(site, child):
    page = open_draft(site("sam", Role.SOCIAL_WORKER), child)
    complete(page)
    page.get_by_label("Day", exact=True).press("Enter")
    expect(page.get_by_role("status").last).to_contain_text("Saved at")
    assert draft().is_draft


def test_wrong_date_is_told_and_the_rest_is_saved(site, child):
    page = open_draft(site("sam", Role.SOCIAL_WORKER), child)
    page.get_by_label("Day", exact=True).fill("31")
    analysis(page).fill("Often missing")
    expect(state(page)).to_contain_text(", but not this: The day that it speaks of must include")
    assert draft().analysis == "Often missing"
    page.reload()
    expect(page.get_by_label("Day", exact=True)).to_have_value("31")


# How the pages look


def look(page: Page, name: str) -> None:
    """At each width axe finds nothing, and nothing sticks out at the side."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        expect_no_fault(page)
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def test_draft_is_written_without_scripts(site, child, browser, live_server):
    site("sam", Role.SOCIAL_WORKER)
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    page.goto("/accounts/sign-in/")
    sign_in(page, "sam")
    open_draft(page, child)
    complete(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved at").first).to_be_visible()
    expect(analysis(page)).to_have_value("Often missing")
    page.get_by_role("button", name="Submit to the meeting").click()
    expect(page.get_by_text("Ann Example is on the agenda of")).to_be_visible()
    context.close()
