"""An extract is uploaded, looked through and imported in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from agencies.models import Agency
from cse_portal.accounts import demonstration
from cse_portal.accounts.models import User
from cse_portal.imports.models import State, Upload
from tests.cse_portal.extract_files import as_csv
from tests.cse_portal.test_design_browser import check_with_axe, look_at
from tests.factories import AgencyFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HEADER = "code,name,service"
GOOD = as_csv(HEADER, "CAMHS,Mental health,Helps", "YOT,Youth team,Works", "PCT,Health,Cures")
WRONG = as_csv(HEADER, f",{'Long' * 25},Helps", "YOT,,", *(f"A{n},," for n in range(60)))


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """What the browser complains about: scripts that fail, a policy that is broken."""
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
    yield heard
    assert heard == []


@pytest.fixture
def imports(page: Page, live_server, complaints) -> Page:
    sign_in(page, live_server)
    return page


def sign_in(page: Page, live_server) -> None:
    """Sign in as coordinator, and open the upload page."""
    demonstration.load()
    page.goto(f"{live_server.url}/accounts/sign-in/?next=/imports/")
    page.get_by_label("Username").fill("coordinator")
    page.get_by_label("Password").fill(demonstration.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    heading(page, "Import an extract")


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def upload(page: Page, content: bytes, name: str = "agencies.csv") -> None:
    page.get_by_label("Agencies").check()
    file = {"name": name, "mimeType": "text/csv", "buffer": content}
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Check the file").click()


def go_through(page: Page) -> None:
    """Upload a file, and import what the preview shows."""
    AgencyFactory(code="YOT", name="Youth offending team", service="Works")
    AgencyFactory(code="PCT", name="Health", service="Cures")
    upload(page, GOOD)
    heading(page, "What agencies.csv would do")
    corrected = page.get_by_role("region", name="Rows corrected").get_by_role("row").nth(1)
    expect(corrected).to_contain_text("Youth offending team Youth team")
    assert Agency.objects.get(code="YOT").name == "Youth offending team"


def test_upload_preview_and_import(imports: Page) -> None:
    look_at(imports, imports.url)
    go_through(imports)
    look_at(imports, imports.url)
    imports.get_by_role("button", name="Confirm and import").click()
    heading(imports, "agencies.csv is imported")
    look_at(imports, imports.url)
    assert Agency.objects.get(code="YOT").name == "Youth team"
    imports.get_by_role("link", name="Import another extract").click()
    expect(imports.get_by_role("row", name="agencies.csv")).to_contain_text("Imported")
    look_at(imports, imports.url)


def test_preview_is_discarded(imports: Page) -> None:
    upload(imports, GOOD)
    imports.get_by_role("button", name="Discard the file").click()
    expect(imports.get_by_role("alert")).to_contain_text("agencies.csv is discarded")
    check_with_axe(imports)
    imports.get_by_role("link", name="agencies.csv").click()
    heading(imports, "agencies.csv is discarded")
    look_at(imports, imports.url)
    assert Agency.objects.count() == 0


def test_errors(imports: Page) -> None:
    upload(imports, WRONG, "a-name-that-is-as-long-as-those-that-exports-have-2018-09-30.csv")
    expect(imports.get_by_text("123 errors in 62 rows. Nothing was imported.")).to_be_visible()
    look_at(imports, imports.url)
    imports.get_by_role("link", name="Page 3").click()
    expect(imports.get_by_role("region", name="Errors").get_by_role("row")).to_have_count(24)
    with imports.expect_download() as download:
        imports.get_by_role("link", name="Download all errors (CSV)").click()
    lines = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert (len(lines), lines[1]) == (124, "2,code,it is empty")


def test_file_that_cannot_be_read_leads_back_to_the_field(imports: Page) -> None:
    upload(imports, GOOD.replace(b",", b";"))
    assert imports.title() == "Error: Import an extract – CSE Portal"
    look_at(imports, imports.url)
    expect(imports.get_by_label("Agencies")).to_be_checked()
    summary = imports.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="The columns must be separated by commas.").click()
    expect(imports.get_by_label("File")).to_be_focused()
    upload(imports, GOOD)
    heading(imports, "What agencies.csv would do")


def test_nothing_chosen(imports: Page) -> None:
    imports.get_by_role("button", name="Check the file").click()
    check_with_axe(imports)
    imports.get_by_role("link", name="Choose the kind of extract").click()
    expect(imports.get_by_label("Agencies")).to_be_focused()


def test_progress_turns_into_the_preview_by_itself(imports: Page) -> None:
    upload(imports, GOOD)
    address = imports.url
    Upload.objects.update(state=State.CHECKING, rows_read=12_000, is_read=False)
    imports.goto(address)
    heading(imports, "agencies.csv is being checked")
    expect(imports.get_by_role("status")).to_have_text("12,000 rows read so far.")
    imports.get_by_role("link", name="Make it stand still").click()
    look_at(imports, imports.url)
    imports.get_by_role("link", name="Keep it up to date").click()
    Upload.objects.update(state=State.READY)
    heading(imports, "What agencies.csv would do")


def test_columns(imports: Page) -> None:
    imports.get_by_role("link", name="Columns and empty templates").click()
    heading(imports, "Columns of extracts")
    look_at(imports, imports.url)
    with imports.expect_download() as download:
        imports.get_by_role("link", name="Empty template of flags (CSV)").click()
    assert download.value.suggested_filename == "flags.csv"


def test_import_works_without_scripts(browser: Browser, live_server) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    sign_in(page, live_server)
    go_through(page)
    page.get_by_role("button", name="Confirm and import").click()
    heading(page, "agencies.csv is imported")
    assert (Agency.objects.count(), Upload.objects.get().by) == (
        3,
        User.objects.get(username="coordinator"),
    )
    page.context.close()
