"""The pages in a real browser: by axe, by keyboard, on paper, without scripts, at two widths."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import path
from playwright.sync_api import Browser, Page, expect

from cse_portal.accounts import demonstration
from tests.cse_portal.design_gallery import urlpatterns as gallery_urls
from tests.cse_portal.test_design_site import broken, forbidden

urlpatterns = [path("broken/", broken), path("forbidden/", forbidden), *gallery_urls]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls(__name__),
]

WIDTHS = (1280, 390)
PUBLIC = ("/accounts/sign-in/", "/demonstration/", "/accessibility/", "/privacy/", "/cookies/")
SIGNED_IN = ("/", "/accounts/password/", "/nothing/", "/forbidden/", "/broken/", "/gallery/?say=1")
CHARTS_THAT_WORK = 4


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """What the browser complains about: scripts that fail, a policy that is broken."""
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on(
        "console",
        lambda said: (
            heard.append(said.text)
            if said.type == "error" and "Failed to load resource" not in said.text
            else None
        ),
    )
    yield heard
    assert heard == []


@pytest.fixture
def home(page: Page, live_server, settings) -> Page:
    """The home page of a manager who has just signed in."""
    demonstration.load()
    page.goto(f"{live_server.url}/accounts/sign-in/")
    page.get_by_label("Username").fill("manager")
    page.get_by_label("Password").fill(demonstration.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Home")
    return page


def look_at(page: Page, address: str) -> None:
    """Open a page at each width: axe finds nothing, and nothing sticks out at the side."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address)
        page.wait_for_load_state("networkidle")
        check_with_axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def check_with_axe(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"


def test_public_pages(page: Page, live_server, complaints: list[str]) -> None:
    for address in PUBLIC:
        look_at(page, live_server.url + address)


def test_signed_in_pages(home: Page, live_server, complaints: list[str]) -> None:
    for address in SIGNED_IN:
        look_at(home, live_server.url + address)


def test_sign_in_leads_to_its_errors(page: Page, live_server, complaints: list[str]) -> None:
    page.goto(f"{live_server.url}/accounts/sign-in/")
    page.get_by_role("button", name="Sign in").click()
    assert page.title() == "Error: Sign in – CSE Portal"
    check_with_axe(page)
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Enter your password").click()
    expect(page.get_by_label("Password")).to_be_focused()


def test_form_with_errors(page: Page, live_server, complaints: list[str]) -> None:
    page.goto(f"{live_server.url}/gallery/")
    page.locator("#id_started_0").fill("31")
    page.locator("#id_started_1").fill("Sept")
    page.locator("#id_started_2").fill("2018")
    page.get_by_role("button", name="Save").click()
    page.wait_for_load_state("networkidle")
    check_with_axe(page)
    expect(page.locator("#id_started_1")).to_have_value("Sept")
    page.get_by_role("link", name="Start date must be a real date").click()
    expect(page.locator("#id_started_0")).to_be_focused()


def test_keyboard_skips_to_the_content(home: Page, complaints: list[str]) -> None:
    home.reload()
    home.keyboard.press("Tab")
    expect(home.locator(".govuk-skip-link")).to_be_focused()
    home.keyboard.press("Enter")
    expect(home.locator("main")).to_be_focused()


def test_sign_out_is_a_button(home: Page, complaints: list[str]) -> None:
    home.get_by_role("button", name="Sign out").press("Enter")
    expect(home.get_by_text("You are signed out.")).to_be_visible()
    home.go_back()
    expect(home.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_menu_opens_on_a_narrow_screen(home: Page, complaints: list[str]) -> None:
    home.set_viewport_size({"width": 390, "height": 900})
    home.reload()
    children = home.get_by_role("navigation").get_by_role("link", name="Children")
    expect(children).to_be_hidden()
    home.get_by_role("button", name="Menu").click()
    expect(children).to_be_visible()


def test_charts_are_drawn_and_one_that_fails_says_so(
    page: Page, live_server, complaints: list[str]
) -> None:
    page.goto(f"{live_server.url}/gallery/")
    expect(page.locator(".chart--drawn")).to_have_count(CHARTS_THAT_WORK)
    expect(page.locator(".chart--failed")).to_have_count(1)
    failed = page.get_by_text("The chart could not be drawn. The table below holds the same")
    expect(failed).to_be_visible()
    inked = page.locator(".chart--drawn canvas").evaluate_all(
        "all => all.map(c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data"
        ".some(part => part > 0))"
    )
    assert inked == [True] * CHARTS_THAT_WORK


def test_charts_stand_still_where_motion_is_not_wanted(page: Page, live_server) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{live_server.url}/gallery/")
    canvas = page.locator(".chart--drawn canvas").first
    first = canvas.evaluate("c => c.toDataURL()")
    page.wait_for_timeout(400)
    assert canvas.evaluate("c => c.toDataURL()") == first


def test_narrowest_screen_needs_no_sideways_scrolling(page: Page, live_server) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{live_server.url}/gallery/?say=1")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_paper_shows_the_content_alone(home: Page, live_server) -> None:
    home.goto(f"{live_server.url}/gallery/")
    home.emulate_media(media="print")
    expect(home.get_by_role("navigation", name="Menu")).to_be_hidden()
    expect(home.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(home.get_by_role("heading", level=1)).to_be_visible()
    home.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(home.get_by_text("Children flagged high, medium or low.")).to_be_visible()
    after = home.get_by_role("link", name="C0001").evaluate(
        "link => getComputedStyle(link, '::after').content"
    )
    assert after == "none"


def test_site_works_without_scripts(browser: Browser, live_server) -> None:
    demonstration.load()
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/accounts/sign-in/?next=/gallery/")
    page.get_by_label("Username").fill("manager")
    page.get_by_label("Password").fill(demonstration.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gallery")
    expect(page.get_by_role("navigation", name="Menu")).to_be_visible()
    expect(page.get_by_text("The table below holds the same figures.").first).to_be_visible()
    page.get_by_role("link", name="Age in months").click()
    expect(page.get_by_role("columnheader", name="Age in months")).to_have_attribute(
        "aria-sort", "ascending"
    )
    page.context.close()
