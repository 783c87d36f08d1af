"""Editions in a real browser: from the home page, accessible, on a wide and a narrow screen."""

import pytest
from playwright.sync_api import Page, expect

from cse_portal.accounts.models import Role
from reports.models import Edition
from risk.models import Status
from tests.cse_portal.test_design_browser import look_at
from tests.factories import UserFactory
from tests.reports.children import at_risk
from tests.reports.test_editions import DAY, authority, draft, people, publish  # noqa: F401
from tests.reports.test_pages_browser import PASSWORD, complaints  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def home(page: Page, live_server, first_of_october, authority, people) -> Page:  # noqa: F811
    """The home page of a manager; two editions are published, and a flag was entered late."""
    publish(draft(people, statuses=list(Status), sections={"approach": "- One\n- Two"}), people)
    publish(draft(people, audience="public"), people)
    at_risk(DAY.replace(month=1, day=20), sex="M")
    UserFactory(username="manager", password=PASSWORD, role=Role.MANAGER)
    page.goto(f"{live_server.url}/accounts/sign-in/")
    page.get_by_label("Username").fill("manager")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Home")
    return page


def test_manager_follows_a_figure_to_its_children(home: Page, complaints) -> None:  # noqa: F811
    home.get_by_role("link", name="Month-end report", exact=True).click()
    home.get_by_role("link", name="Report editions").click()
    home.get_by_role("link", name="Scale of CSE").last.click()
    expect(home.get_by_text("Edition 1.0, ")).to_be_visible()
    table = home.get_by_role("table", name="Children by gender at each month end")
    males = table.get_by_role("rowheader", name="Male", exact=True).locator("..")
    males.get_by_role("link").first.click()
    expect(home.get_by_text("4 of 4 shown.")).to_be_visible()


def test_pages_at_two_widths(home: Page, live_server, complaints) -> None:  # noqa: F811
    public, internal = Edition.objects.order_by("audience", "pk").values_list("pk", flat=True)[::-1]
    addresses = ["/editions/", "/editions/new/", "/compare/", "/drift/", "/drift/2018-01/"]
    addresses += [f"/editions/{public}/", f"/editions/{internal}/amend/"]
    for address in addresses:
        look_at(home, live_server.url + address)
