"""Browsers for the tests of casework: one for each person, signed in, and what they complain about.

A test module names what it uses: ``from tests.risk.browsers import complaints, site``.
"""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from cse_portal.accounts.models import Role
from tests.factories import UserFactory

PASSWORD = "four words for tests"


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What browsers complain about: scripts that fail, a policy that is broken."""
    heard: list[str] = []
    yield heard
    assert heard == []


@pytest.fixture
def site(live_server, browser: Browser, browser_context_args, complaints) -> Iterator[Callable]:
    """Opens a browser of its own for somebody who signs in."""
    opened: list[BrowserContext] = []

    def open_for(username: str, role: Role, **fields: object) -> Page:
        UserFactory(username=username, password=PASSWORD, role=role, **fields)
        context = browser.new_context(**browser_context_args, base_url=live_server.url)
        opened.append(context)
        context.on("page", lambda page: listen(page, complaints))
        page = context.new_page()
        page.goto("/accounts/sign-in/")
        sign_in(page, username)
        return page

    yield open_for
    for context in opened:
        context.close()


def listen(page: Page, complaints: list[str]) -> None:
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: hear(said, complaints))


def hear(said: ConsoleMessage, complaints: list[str]) -> None:
    if said.type == "error" and "Failed to load resource" not in said.text:
        complaints.append(said.text)


def sign_in(page: Page, username: str) -> None:
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def expect_saved(page: Page) -> None:
    expect(page.locator("[data-autosave-state]")).to_contain_text("Saved at", timeout=15_000)


def expect_no_fault(page: Page) -> None:
    """Axe finds nothing on the page as it stands, and nothing sticks out at its side."""
    found = Axe().run(page).response["violations"]
    assert [(page.url, each["id"], each["nodes"][0]["html"]) for each in found] == []
    too_wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(too_wide), page.url
