"""The children's pages in a real browser: found, narrowed, by keyboard, by axe, on paper."""

from datetime import date
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from cse_portal.accounts.models import Role
from risk.actions.children import correct_child
from tests.cse_portal.test_design_browser import check_with_axe, complaints, look_at
from tests.factories import (
    AgencyFactory,
    AllocationFactory,
    AreaFactory,
    ChildFactory,
    ResidenceFactory,
    RiskFlagFactory,
    UserFactory,
)

__all__ = ["complaints"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a-long-enough-password"
STATUSES = ["high", "medium", "low", "awaiting_assessment", "cautionary_six_months"]


@pytest.fixture
def zoe():
    """A child of whom there is something of every kind to show."""
    child = ChildFactory(given_name="Zoë", family_name="Kovač", reference="S-1742")
    ended = {"child": child, "start_date": date(2018, 1, 8), "end_date": date(2018, 9, 3)}
    RiskFlagFactory(**ended, status="low", source="import")
    RiskFlagFactory(child=child, start_date=date(2018, 9, 3))
    ResidenceFactory(child=child, area=AreaFactory(name="East"), placement_type="Foster care")
    AllocationFactory(child=child, agency=AgencyFactory(name="Children's Social Care"))
    AllocationFactory(**ended, agency=AgencyFactory(name="Early Help"), is_key=False)
    correct_child(child=child, nationality="Slovak", reason="Passport seen")
    return child


@pytest.fixture
def children(page: Page, live_server, settings, zoe) -> Page:
    """The list of 41 children of every status, before a social worker who has just signed in."""
    settings.DEMO_TODAY = date(2018, 10, 1)
    for number in range(40):
        flag = RiskFlagFactory(status=STATUSES[number % 5])
        ResidenceFactory(child=flag.child, area=zoe.residences.get().area)
    UserFactory(username="sam", password=PASSWORD, role=Role.SOCIAL_WORKER)
    page.goto(f"{live_server.url}/accounts/sign-in/?next=/children/")
    page.get_by_label("Username").fill("sam")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Children")
    return page


def test_a_child_is_found_and_its_record_opened_by_keyboard(
    children: Page, complaints: list[str]
) -> None:
    children.get_by_label("Name or reference").focus()
    children.keyboard.type("kovac zoe")
    children.keyboard.press("Enter")
    expect(children.get_by_text("1 child")).to_be_visible()
    assert "zoe" not in children.url
    children.get_by_role("link", name="Kovač, Zoë").focus()
    children.keyboard.press("Enter")
    expect(children.get_by_role("heading", level=1)).to_have_text("Zoë Kovač")


def test_list_is_narrowed_sorted_and_turned_over(children: Page, complaints: list[str]) -> None:
    children.get_by_label("Level or status").select_option(label="Any flag")
    children.get_by_role("button", name="Apply filters").click()
    expect(children.get_by_text("41 children")).to_be_visible()
    children.get_by_role("link", name="Level or status").click()
    header = children.get_by_role("columnheader", name="Level or status")
    expect(header).to_have_attribute("aria-sort", "ascending")
    expect(children.locator("tbody tr").first).to_contain_text("High")
    children.get_by_role("link", name="Next").click()
    expect(children.locator("tbody tr").last).to_contain_text("Cautionary six months")
    assert "status=any_flag" in urlsplit(children.url).query
    expect(children.get_by_label("Level or status")).to_have_value("any_flag")


def test_wrong_date_leads_to_its_box(children: Page, complaints: list[str]) -> None:
    children.get_by_label("Day", exact=True).fill("31")
    children.get_by_label("Month", exact=True).fill("2")
    children.get_by_role("button", name="Apply filters").click()
    children.get_by_role("link", name="Date must be a real date").click()
    expect(children.get_by_label("Day", exact=True)).to_be_focused()
    expect(children.get_by_label("Day", exact=True)).to_have_value("31")
    check_with_axe(children)


def test_pages_at_both_widths(children: Page, live_server, zoe, complaints: list[str]) -> None:
    for address in (
        "/children/",
        "/children/?sort=level&status=any_flag",
        "/children/?status=potential_perpetrator",
        f"/children/{zoe.pk}/",
        f"/children/{zoe.pk}/?on=2018-08-31&kind=flag",
    ):
        look_at(children, live_server.url + address)


def test_record_prints_as_a_chronology(children: Page, live_server, zoe) -> None:
    children.goto(f"{live_server.url}/children/{zoe.pk}/")
    children.emulate_media(media="print")
    expect(children.get_by_role("heading", name="Chronology")).to_be_visible()
    expect(children.get_by_text("8 January 2018 to 3 September 2018").first).to_be_visible()
    expect(children.get_by_role("button", name="Show")).to_be_hidden()
    expect(children.get_by_role("button", name="Sign out")).to_be_hidden()
