"""The record's pages in a real browser: by axe, at two widths, by keyboard, with and without JS."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect

from cse_portal.accounts import demonstration
from cse_portal.accounts.models import User
from risk.forms.kinds import ADD
from risk.models import MissingEpisode, Person, PostcodeArea, Residence, Review
from tests.factories import (
    AllocationFactory,
    AreaFactory,
    ChildFactory,
    ResidenceFactory,
    RiskFlagFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONDON = ZoneInfo("Europe/London")
WIDTHS = (1280, 320)


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """What the browser complains about: scripts that fail, a policy that is broken."""
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
    yield heard
    assert heard == []


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/accounts/sign-in/")
    page.get_by_label("Username").fill("social_worker")
    page.get_by_label("Password").fill(demonstration.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Home")


@pytest.fixture
def child(page: Page, live_server):
    """A child of the social worker who has just signed in, missing, with a little of everything."""
    demonstration.load()
    worker = User.objects.get(username="social_worker")
    found = ChildFactory(given_name="Katherine", family_name="Smith", worker=worker)
    RiskFlagFactory(child=found)
    ResidenceFactory(child=found, area__name="West", postcode="BD9 1AA")
    AllocationFactory(child=found, agency__name="Blast")
    Person.objects.create(child=found, name="Jay", relation="concern", note="Has a car")
    began = datetime(2018, 9, 29, 21, 30, tzinfo=LONDON)
    MissingEpisode.objects.create(child=found, category="missing", started_at=began)
    Review.objects.create(child=found, due_on=date(2018, 9, 20))
    east = AreaFactory(name="East")
    PostcodeArea.objects.create(
        postcode="BD4 1AA", ward_code="E05000001", area=east, start_date=date(2004, 1, 1)
    )
    sign_in(page, live_server.url)
    return found


def look_at(page: Page, address: str) -> None:
    """Open a page at each width: axe finds nothing, and nothing sticks out at the side."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address)
        page.wait_for_load_state("networkidle")
        check(page, width)


def check(page: Page, width: int) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


def test_every_page_at_two_widths(page: Page, live_server, child, complaints) -> None:
    home, agency = child.residences.get(), child.allocations.get()
    rows = {
        "correct-home": home,
        "take-back-home": home,
        "end-agency": agency,
        "correct-agency": agency,
        "correct-person": child.people.get(),
        "correct-missing": child.missing_episodes.get(),
        "return": child.missing_episodes.get(),
    }
    look_at(page, live_server.url + reverse("risk:child", args=[child.pk]))
    for kind in ADD:
        look_at(page, live_server.url + reverse("risk:add", args=[child.pk, kind]))
    for kind, row in rows.items():
        look_at(page, live_server.url + reverse("risk:go_on", args=[child.pk, kind, row.pk]))
    for address in ("/my-work/", "/children/", "/children/new/", "/children/refer/"):
        look_at(page, live_server.url + address)
    look_at(page, live_server.url + reverse("risk:details", args=[child.pk]))


def test_errors_and_duplicates_pass_too(page: Page, live_server, child, complaints) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(f"{live_server.url}/children/refer/")
    page.get_by_label("Given name").fill("Cathryn")
    page.get_by_label("Family name").fill("Smyth")
    page.get_by_role("button", name="Save the referral").click()
    expect(page.get_by_role("link", name="Enter what gives rise to concern")).to_be_visible()
    check(page, 320)
    page.get_by_label("What gives rise to concern").fill("Gifts.")
    page.get_by_role("button", name="Save the referral").click()
    expect(page.get_by_role("group", name="Is it one of these children?")).to_be_visible()
    check(page, 320)
    page.get_by_label("It is Katherine Smith").check()
    page.get_by_role("button", name="Save the referral").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Katherine Smith")


def test_new_home_by_keyboard_shows_its_area_while_typing(
    page: Page, live_server, child, complaints
) -> None:
    page.goto(live_server.url + reverse("risk:child", args=[child.pk]))
    page.get_by_role("link", name="Add a new home").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Add a new home")
    page.get_by_label("Postcode").focus()
    page.keyboard.type("bd4 1aa")
    expect(page.locator(".place-found")).to_have_text("BD4 1AA lies in East (ward E05000001).")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The new home is recorded.")).to_be_visible()
    assert Residence.objects.get(end_date=None).area.name == "East"


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_new_home_without_scripts(page: Page, live_server, child) -> None:
    page.goto(live_server.url + reverse("risk:add", args=[child.pk, "home"]))
    page.get_by_label("Postcode").fill("bd41aa")
    assert page.locator(".place-found").count() == 0
    page.get_by_role("button", name="Save the new home").click()
    expect(page.get_by_text("The new home is recorded.")).to_be_visible()
    assert Residence.objects.get(end_date=None).area.name == "East"


def test_two_browsers_on_one_home_lose_nothing(page: Page, live_server, child) -> None:
    home = child.residences.get()
    url = live_server.url + reverse("risk:go_on", args=[child.pk, "correct-home", home.pk])
    other = page.context.new_page()
    for each, placement in ((page, "Foster care"), (other, "With parents")):
        each.goto(url)
        each.get_by_label("Placement").fill(placement)
        each.get_by_label("Why is the record corrected?").fill("Letter")
    page.get_by_role("button", name="Save the correction").click()
    expect(page.get_by_text("The correction is recorded")).to_be_visible()
    other.get_by_role("button", name="Save the correction").click()
    expect(other.get_by_role("heading", name="What was changed meanwhile")).to_be_visible()
    assert other.get_by_label("Placement").input_value() == "With parents"
    other.set_viewport_size({"width": 320, "height": 900})
    check(other, 320)
    other.get_by_role("button", name="Save the correction").click()
    expect(other.get_by_text("The correction is recorded")).to_be_visible()
    home.refresh_from_db()
    assert home.placement_type == "With parents"
