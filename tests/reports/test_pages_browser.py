"""The report in a real browser: from the home page, drawn, sorted, by keyboard, on paper."""

import os
import struct
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db.models import QuerySet
from playwright.sync_api import Locator, Page, expect

from cse_portal.accounts.models import Role
from reports.models import Snapshot
from reports.sections import keys
from tests.cse_portal.test_design_browser import check_with_axe, look_at
from tests.factories import UserFactory
from tests.reports.authority import FIRST, LAST, write_authority

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REPORT = f"/reports/{FIRST}/{LAST}/"
PASSWORD = "a-long-enough-password"
INKED = """all => all.map(c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data
    .some(part => part > 0))"""
# Where to put the picture of the README (docs/development.md); else it is thrown away.
PICTURE = os.environ.get("REPORT_PICTURE", "")


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """What the browser complains about: scripts that fail, a policy that is broken."""
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
    yield heard
    assert heard == []


@pytest.fixture
def home(page: Page, live_server) -> Page:
    """The home page of a manager who has just signed in, where nine month ends were taken."""
    write_authority()
    when = datetime(2018, 10, 1, 0, 5, tzinfo=ZoneInfo("Europe/London"))
    QuerySet.update(Snapshot.objects.all(), taken_at=when)
    UserFactory(
        username="manager",
        password=PASSWORD,
        role=Role.MANAGER,
        first_name="Morgan",
        last_name="Ellis",
    )
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{live_server.url}/accounts/sign-in/")
    page.get_by_label("Username").fill("manager")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Home")
    return page


def drawn(page: Page) -> Page:
    """The page once every chart is drawn."""
    expect(page.locator(".chart--drawn")).to_have_count(len(keys()))
    assert page.locator(".chart--drawn canvas").evaluate_all(INKED) == [True] * len(keys())
    return page


def test_manager_reads_the_report_from_the_home_page(home: Page, complaints: list[str]) -> None:
    expect(home.locator(".card__figure")).to_have_text("326")
    home.get_by_role("button", name="Open the newest report").click()
    expect(home.get_by_role("heading", level=1)).to_have_text(
        "Scale of CSE in Bradford, January to September 2018"
    )
    expect(home.get_by_text("is 15 years 1 month, predominantly female")).to_be_visible()
    drawn(home)
    check_the_tables_fit(home)
    sort_by_keyboard(home)
    home.get_by_role("link", name="Download these figures of ethnicity (CSV)").focus()
    with home.expect_download() as waiting:
        home.keyboard.press("Enter")
    assert waiting.value.suggested_filename == f"scale-of-cse-{FIRST}-{LAST}-ethnicity.csv"


def check_the_tables_fit(page: Page) -> None:
    """Nine months stand side by side at 1280 px."""
    page.set_viewport_size({"width": 1280, "height": 900})
    wider = page.locator(".report .scrolled").evaluate_all(
        "all => all.filter(one => one.scrollWidth > one.clientWidth).length"
    )
    assert wider == 0


def sort_by_keyboard(page: Page) -> None:
    """Sorting by a month leaves the reader at the table."""
    table = page.locator("#ethnicity table")
    table.get_by_role("link", name="Sep 2018").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#ethnicity")
    expect(table.get_by_role("columnheader", name="Sep 2018")).to_have_attribute(
        "aria-sort", "descending"
    )
    expect(table.get_by_role("rowheader").first).to_have_text("White - British")
    expect(page.get_by_role("heading", name="Ethnicity", exact=True)).to_be_in_viewport()
    drawn(page)
    expect(page.get_by_role("heading", name="Ethnicity", exact=True)).to_be_in_viewport()


def test_pages_at_two_widths(home: Page, live_server, complaints: list[str]) -> None:
    for address in ("/", "/reports/", "/reports/rules/", REPORT):
        look_at(home, live_server.url + address)
    drawn(home)
    check_the_names_stay(home)


def check_the_names_stay(page: Page) -> None:
    """On a narrow screen the name of a row stays in sight while its figures are scrolled past."""
    region = page.locator("#area .scrolled")
    name = region.get_by_role("rowheader", name="Keighley")
    before = name.bounding_box()
    region.evaluate("one => one.scrollLeft = 300")
    assert name.bounding_box()["x"] == before["x"]


def test_wrong_choice_is_led_to_by_its_error(home: Page, live_server) -> None:
    home.goto(f"{live_server.url}/reports/")
    home.get_by_label("First month").select_option("2018-09")
    home.get_by_label("Last month").select_option("2018-02")
    home.get_by_role("button", name="Open the report").click()
    check_with_axe(home)
    expect(home.get_by_label("First month")).to_have_value("2018-09")
    home.get_by_role("link", name="February 2018 comes before September 2018").click()
    expect(home.get_by_label("Last month")).to_be_focused()
    home.goto(f"{live_server.url}/reports/2018-09/2018-10/")
    check_with_axe(home)
    expect(home.get_by_role("link", name="October 2018 has not ended.")).to_be_visible()


def test_report_on_paper(home: Page, live_server, complaints: list[str]) -> None:
    home.goto(live_server.url + REPORT)
    canvas = drawn(home).locator("#ethnicity canvas")
    on_screen = size_of(canvas)
    home.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert size_of(canvas) == [680, 3 * 680, 3 * 320]
    assert home.locator(".chart--drawn canvas").evaluate_all(INKED) == [True] * len(keys())
    home.emulate_media(media="print", reduced_motion="reduce")
    for gone in ("Contents", "Do more"):
        expect(home.get_by_role("heading", name=gone)).to_be_hidden()
    expect(home.get_by_text("Download these figures").first).to_be_hidden()
    expect(home.get_by_text("Completed years of age at the end of the month.")).to_be_visible()
    home.emulate_media(media="screen", reduced_motion="reduce")
    home.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert size_of(canvas) == on_screen


def size_of(canvas: Locator) -> list[int]:
    return canvas.evaluate("one => [one.clientWidth, one.width, one.height]")


def test_picture_of_the_report(home: Page, live_server, tmp_path: Path) -> None:
    picture = Path(PICTURE) if PICTURE else tmp_path / "picture.png"
    home.set_viewport_size({"width": 1280, "height": 1660})
    home.goto(live_server.url + REPORT)
    drawn(home).screenshot(path=picture, animations="disabled")
    width, height = struct.unpack(">II", picture.read_bytes()[16:24])
    assert (width, height) == (1280, 1660)
