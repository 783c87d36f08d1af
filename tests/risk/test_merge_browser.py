"""Search, merge, episodes and My work in a real browser: by axe, at two widths, and by keyboard."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from cse_portal.accounts import demonstration
from cse_portal.accounts.models import User
from risk.models import (
    Action,
    AgendaItem,
    Child,
    Decision,
    Meeting,
    Merge,
    MissingEpisode,
    TraffickingConcern,
)
from tests.factories import ChildFactory, ResidenceFactory, RiskFlagFactory
from tests.risk.test_record_browser import check, complaints, look_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONDON = ZoneInfo("Europe/London")

__all__ = ["complaints"]


def sign_in(page: Page, address: str, username: str) -> User:
    demonstration.load()
    page.goto(f"{address}/accounts/sign-in/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(demonstration.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Home")
    return User.objects.get(username=username)


@pytest.fixture
def two():
    """Two records of one child that say different things of the same time."""
    ours = ChildFactory(reference="C1", given_name="Katherine", family_name="Smith", sex="")
    theirs = ChildFactory(reference="C2", given_name="Cathryn", family_name="Smyth")
    RiskFlagFactory(child=ours, status="low", start_date=date(2018, 6, 1))
    RiskFlagFactory(child=theirs, status="high", start_date=date(2018, 3, 1))
    ResidenceFactory(child=theirs, area__name="West")
    return ours, theirs


@pytest.fixture
def episode(two):
    began, ended = (datetime(2018, 9, day, 21, 30, tzinfo=LONDON) for day in (28, 29))
    return MissingEpisode.objects.create(
        child=two[0], category="missing", started_at=began, ended_at=ended, police_grade="high"
    )


@pytest.fixture
def concern(two):
    return TraffickingConcern.objects.create(
        child=two[0],
        first_responder="police",
        referred_on=date(2018, 9, 24),
        exploitation_types=["sexual"],
    )


def test_pages_of_a_merge_at_two_widths(page: Page, live_server, two, complaints) -> None:
    sign_in(page, live_server.url, "coordinator")
    ours, theirs = two
    look_at(page, f"{live_server.url}/children/{ours.pk}/merge/")
    look_at(page, f"{live_server.url}/children/{ours.pk}/merge/{theirs.pk}/")
    page.get_by_label("What C2 says holds").check()
    page.get_by_role("button", name="Show what these choices do").click()
    expect(page.get_by_text("Left out: the other record says something else")).to_be_visible()
    check(page, 320)
    page.get_by_role("button", name="Merge the records").click()
    expect(page.get_by_role("link", name="Say why these are records of one child")).to_be_visible()
    check(page, 320)
    page.get_by_label("Why are these records of one child?").fill("One birth")
    page.get_by_role("button", name="Merge the records").click()
    expect(page.get_by_text("The two records are one.")).to_be_visible()
    merge = Merge.objects.get()
    assert set(Child.objects.exclude(merged_into=None)) == {theirs}
    look_at(page, f"{live_server.url}/children/{ours.pk}/")
    look_at(page, f"{live_server.url}/children/{ours.pk}/merges/{merge.pk}/undo/")


def test_merge_and_its_undo_by_keyboard(page: Page, live_server, two, complaints) -> None:
    sign_in(page, live_server.url, "coordinator")
    page.goto(f"{live_server.url}/children/{two[0].pk}/")
    page.get_by_role("link", name="Merge with another record of this child").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Cathryn Smyth").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Merge two records")
    page.get_by_label("Why are these records of one child?").focus()
    page.keyboard.type("One birth")
    page.get_by_role("button", name="Merge the records").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The two records are one.")).to_be_visible()
    page.get_by_role("link", name="Take back the merge of C2").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Why is the merge taken back?").focus()
    page.keyboard.type("Twins")
    page.get_by_role("button", name="Take the merge back").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The merge is taken back")).to_be_visible()
    assert not Child.objects.exclude(merged_into=None).exists()


def test_search_offers_what_sounds_alike(page: Page, live_server, two, complaints) -> None:
    sign_in(page, live_server.url, "coordinator")
    page.goto(f"{live_server.url}/children/")
    page.get_by_label("Name or reference").fill("catherine smith")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Others who may be meant")).to_be_visible()
    assert "smith" not in page.url
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        check(page, width)
    page.get_by_role("link", name="Cathryn Smyth").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cathryn Smyth")


def test_episodes_and_concerns_at_two_widths(
    page: Page, live_server, two, episode, concern, complaints
) -> None:
    sign_in(page, live_server.url, "social_worker")
    child = two[0]
    look_at(page, live_server.url + reverse("risk:child", args=[child.pk]))
    for step, row in (
        ("interview", episode),
        ("correct-missing", episode),
        ("nrm", concern),
        ("correct-trafficking", concern),
    ):
        look_at(page, live_server.url + reverse("risk:go_on", args=[child.pk, step, row.pk]))
    page.goto(live_server.url + reverse("risk:add", args=[child.pk, "trafficking"]))
    page.get_by_role("button", name="Save the trafficking concern").click()
    expect(page.get_by_role("link", name="Choose who refers")).to_be_visible()
    check(page, 320)


def test_own_action_is_finished_in_place(page: Page, live_server, two, complaints) -> None:
    worker = sign_in(page, live_server.url, "social_worker")
    signed = datetime(2018, 9, 3, 10, tzinfo=LONDON)
    meeting = Meeting.objects.create(day=date(2018, 9, 3), signed_off_at=signed)
    item = AgendaItem.objects.create(meeting=meeting, child=two[0])
    decision = Decision.objects.create(item=item, outcome="low", recorded_by=worker)
    action = Action.objects.create(
        decision=decision, text="Ring the school", due_on=date(2018, 9, 20), owner=worker
    )
    look_at(page, f"{live_server.url}/my-work/?by=overdue")
    page.get_by_label("What came of it").fill("Rang.")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Done: Ring the school")).to_be_visible()
    assert page.url.endswith("/my-work/?by=overdue")
    action.refresh_from_db()
    assert (action.done_note, action.done_by) == ("Rang.", worker)
