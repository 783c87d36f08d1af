"""The pages of the morning meeting, as they work without scripts."""

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document

from cse_portal.accounts.models import Role
from risk.actions.agendas import circulate
from risk.actions.assessments import draft_assessment, save_draft, submit_assessment
from risk.actions.flags import set_flag
from risk.actions.meetings import correct_minute, sign_off
from risk.models import Action, Attendance, Contribution, Meeting, Review, RiskFlag
from tests.factories import AgencyFactory, ChildFactory, RiskFlagFactory, UserFactory, seen_at_work
from tests.risk.test_actions_meetings import MONDAY, TUESDAY, decide, item_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(settings):
    settings.DEMO_TODAY = MONDAY


@pytest.fixture
def meeting():
    return Meeting.objects.create(day=MONDAY)


def signed_in(role, **fields):
    client = Client()
    client.user = UserFactory(role=role, **fields)
    client.force_login(client.user)
    return client


@pytest.fixture
def chair():
    return signed_in(Role.CHAIR)


@pytest.fixture
def coordinator():
    return signed_in(Role.COORDINATOR)


@pytest.fixture
def partner(meeting):
    """Somebody whose agency is at the meeting."""
    agency = AgencyFactory(name="Police")
    Attendance.objects.create(meeting=meeting, agency=agency)
    return signed_in(Role.PARTNER_WORKER, agency=agency)


def url(name, *args):
    return reverse(f"meetings:{name}", args=args)


def of(item, name="child"):
    return url(name, MONDAY, item.pk)


def minute(item, **said):
    """What the form of a child posts."""
    version = item.decision.version if item.decision else 0
    return {"version": version, "outcome": "low", "rationale": "Because.", **said}


def text(answer):
    return answer.content.decode()


def assess(child, by):
    draft = draft_assessment(child=child, by=by)
    said = {"analysis": "So.", "proposed_status": "high", "proposed_because": "So."}
    saved = save_draft(draft=draft, version=1, by=by, **said)
    return submit_assessment(draft=saved, version=2, by=by, today=MONDAY)


def test_coordinator_prepares_the_agenda(coordinator, meeting):
    first, second = item_for(ChildFactory()), item_for(ChildFactory())
    wanted = ChildFactory(given_name="Zoë", family_name="Wanted")
    found = coordinator.post(url("find", MONDAY), {"words": "zoe wan"})
    assert "Zoë Wanted" in text(found)
    coordinator.post(url("add", MONDAY), {"child": wanted.pk, "why": "School rang"})
    third = meeting.items.get(child=wanted)
    assert third.reasons.get().in_words == "Added by hand: School rang"
    posted = {f"presenter-{second.pk}": "Sam Whitaker", "do": f"up-{third.pk}"}
    answer = coordinator.post(url("agenda", MONDAY), posted)
    assert answer.url == f"{url('agenda', MONDAY)}#up-{third.pk}"
    assert list(meeting.items.all()) == [first, third, second]
    assert meeting.items.get(pk=second.pk).presenter == "Sam Whitaker"
    coordinator.post(url("agenda", MONDAY), {"do": f"remove-{third.pk}"})
    coordinator.post(url("agenda", MONDAY), {"do": f"defer-{first.pk}"})
    assert list(meeting.items.all()) == [second]
    assert first.child.agenda_items.get().meeting.day == TUESDAY


def test_presenters_of_two_coordinators(coordinator, chair, meeting):
    mine, theirs, both = (item_for(ChildFactory()) for _ in range(3))
    posted = {f"presenter-{theirs.pk}": "Robin", f"presenter-{both.pk}": "Robin"}
    chair.post(url("agenda", MONDAY), {**posted, "do": "save"})
    # A page from before, on which one name is new, one is not filled in, and one is another.
    old = {f"seen-{item.pk}": "" for item in (mine, theirs, both)}
    posted = {f"presenter-{mine.pk}": "Sam", f"presenter-{theirs.pk}": "", **old}
    posted[f"presenter-{both.pk}"] = "Sam"
    told = coordinator.post(url("send_round", MONDAY), posted, follow=True)
    assert "somebody else wrote “Robin” meanwhile, and it stays. You wrote “Sam”." in text(told)
    assert [item.presenter for item in meeting.items.all()] == ["Sam", "Robin", "Robin"]
    posted["do"] = "save"
    asked = coordinator.post(url("agenda", MONDAY), posted, headers={"accept": "application/json"})
    assert asked.json()["theirs"] == {f"presenter-{both.pk}": "Robin"}
    assert Meeting.objects.get().circulated_at is not None
    Meeting.objects.update(signed_off_at=timezone.now(), signed_off_by=chair.user)
    asked = coordinator.post(url("agenda", MONDAY), posted, headers={"accept": "application/json"})
    assert asked.json()["closed"].startswith("The minutes of this meeting are signed.")


def test_agenda_is_seen_by_attendees_once_it_is_sent_round(coordinator, partner, meeting):
    item = item_for(ChildFactory(family_name="Secret"))
    pages = [url(name, MONDAY) for name in ("agenda", "follow", "updates", "minutes", "document")]
    for page in [*pages, of(item)]:
        assert partner.get(page).status_code == 404
    assert "1 October 2018" not in text(partner.get(url("list"))).split("<main")[1]
    coordinator.post(url("send_round", MONDAY))
    for page in [*pages, of(item)]:
        assert partner.get(page).status_code == 200
    assert "1 October 2018" in text(partner.get(url("list"))).split("<main")[1]


@pytest.mark.parametrize("role", [Role.PARTNER_WORKER, Role.SOCIAL_WORKER, Role.MANAGER])
def test_who_only_attends_changes_nothing(role, meeting):
    item, client = item_for(ChildFactory()), signed_in(role)
    circulate(meeting=meeting, by=client.user)
    for page, posted in (
        (url("agenda", MONDAY), {"do": f"defer-{item.pk}"}),
        (of(item), minute(item)),
        (of(item, "draft"), minute(item)),
        (url("attendance", MONDAY), {}),
        (url("sign", MONDAY), {"agreed": "on"}),
        (url("send_round", MONDAY), {}),
        (url("add", MONDAY), {"child": ChildFactory().pk}),
    ):
        assert client.post(page, posted).status_code in (403, 404), page
    assert (item.decision, meeting.items.count()) == (None, 1)


@pytest.mark.parametrize("role", [Role.REPORT_READER, Role.SYSTEM_ADMIN, Role.AUDITOR])
def test_who_sees_no_children_sees_no_meeting(role, meeting):
    client = signed_in(role)
    for page in (url("list"), url("follow_up"), url("agenda", MONDAY), url("follow", MONDAY)):
        assert client.get(page).status_code == 403


def test_coordinator_writes_but_does_not_sign(coordinator, meeting):
    item = item_for(ChildFactory())
    assert coordinator.post(of(item), minute(item)).status_code == 302
    assert coordinator.post(url("sign", MONDAY), {"agreed": "on"}).status_code == 403
    assert not Meeting.objects.get().is_signed_off


def test_attendance_proposes_the_names_of_the_last_meeting(coordinator, meeting):
    police, health = AgencyFactory(name="Police"), AgencyFactory(name="Health")
    before = Meeting.objects.create(day=date(2018, 9, 28))
    Attendance.objects.create(meeting=before, agency=police, name="DS Khan")
    item = item_for(ChildFactory())
    assert 'value="DS Khan"' in text(coordinator.get(url("attendance", MONDAY)))
    posted = {f"agency-{police.pk}-present": "on", f"agency-{police.pk}-name": "PC Hall"}
    posted[f"agency-{health.pk}-name"] = "Not there"
    answer = coordinator.post(url("attendance", MONDAY), posted)
    assert answer.url == of(item)
    assert list(meeting.attendances.values_list("agency", "name")) == [(police.pk, "PC Hall")]


def test_decision_with_dissent_and_actions(chair, meeting):
    item, after = item_for(ChildFactory()), item_for(ChildFactory())
    police, owner = AgencyFactory(), UserFactory(first_name="Sam", last_name="Only")
    posted = minute(
        item,
        review_on_day="5",
        review_on_month="11",
        review_on_year="2018",
        **{
            f"dissent-{police.pk}-text": "Too low.",
            "actions-0-text": "Visit",
            "actions-0-who": "Sam Only",
            "actions-0-due_on_day": "8",
            "actions-0-due_on_month": "10",
            "actions-0-due_on_year": "2018",
            "actions-2-text": "Ring",
            "actions-2-who": "The school",
            "actions-2-due_on": "2018-10-09",
        },
    )
    answer = chair.post(of(item), posted)
    assert answer.url == of(after)
    decision = item.decision
    assert (decision.outcome, decision.rationale) == ("low", "Because.")
    assert decision.review_on == date(2018, 11, 5)
    assert [(d.agency, d.text) for d in decision.dissents.all()] == [(police, "Too low.")]
    assert list(decision.actions.values_list("text", "owner", "owner_name", "due_on")) == [
        ("Visit", owner.pk, "", date(2018, 10, 8)),
        ("Ring", None, "The school", date(2018, 10, 9)),
    ]
    assert chair.post(of(after), minute(after)).url == url("sign", MONDAY)


def test_last_child_leads_to_who_was_passed_over(chair, coordinator, meeting):
    passed, last = item_for(ChildFactory()), item_for(ChildFactory())
    assert chair.post(of(last), minute(last)).url == of(passed)
    assert chair.get(url("agenda", MONDAY)).context["step"].url == of(passed)
    chair.post(of(passed), minute(passed))
    assert coordinator.post(of(last), minute(last, version=1)).url == url("agenda", MONDAY)
    assert coordinator.get(url("agenda", MONDAY)).context["step"] is None
    assert chair.get(url("agenda", MONDAY)).context["step"].url == url("sign", MONDAY)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"outcome": ""}, "Choose what the meeting decides"),
        ({"rationale": " "}, "Write why the meeting decides so"),
        ({"outcome": "no_flag"}, "The child is flagged “Low”"),
        ({"review_on": "2018-10-01"}, "The review must be after the day of the meeting"),
        ({"actions-0-text": "Visit", "actions-0-due_on": "2018-10-08"}, "Say who does it"),
        ({"actions-0-text": "Visit", "actions-0-who": "Sam"}, "Say by when it is done"),
    ],
)
def test_incomplete_decision_is_shown_again_with_what_was_typed(chair, meeting, said, message):
    item = item_for(RiskFlagFactory(status="low").child)
    posted = minute(item, **{"rationale": "Half a thought", **said})
    answer = chair.post(of(item), posted)
    assert answer.status_code == 422
    assert text(answer).count(message) == 2  # in the summary and beside the field
    assert said.get("rationale", "Half a thought") in text(answer)
    assert item.decision is None


def test_defer_needs_no_reasons(chair, meeting):
    item = item_for(ChildFactory())
    assert chair.post(of(item), minute(item, outcome="defer", rationale="")).status_code == 302
    assert item.decision.outcome == "defer"


def test_another_action_is_a_new_row_and_no_fault(chair, meeting):
    item = item_for(ChildFactory())
    posted = {"version": 0, "rationale": "So far", "actions-0-text": "Visit", "add_action": "1"}
    answer = chair.post(of(item), posted)
    assert answer.status_code == 200
    assert "So far" in text(answer)
    assert 'name="actions-1-text"' in text(answer)
    assert "There is a problem" not in text(answer)


def test_draft_keeps_half_a_minute_and_says_what_it_could_not_keep(chair, meeting):
    item = item_for(ChildFactory())
    posted = {"version": "0", "rationale": "Half a sen", "actions-0-text": "Visit"}
    answer = chair.post(of(item, "draft"), posted)
    assert answer.json()["version"] == 1
    assert answer.json()["unsaved"] == {
        "actions-0-text": ["an action needs a text and a due date"],
        "actions-0-who": [],
        "actions-0-due_on": [],
    }
    posted |= {"version": "1", "outcome": "remove_flag", "actions-0-due_on": "2018-10-08"}
    answer = chair.post(of(item, "draft"), posted)
    assert answer.json()["unsaved"] == {
        "outcome": ["The child has no flag to remove. Choose “No flag”."]
    }
    decision = item.decision
    assert (decision.outcome, decision.rationale, decision.version) == ("", "Half a sen", 2)
    assert [action.text for action in decision.actions.all()] == ["Visit"]


def test_second_writer_is_shown_the_first_and_keeps_the_text(chair, coordinator, meeting):
    item = item_for(ChildFactory())
    opened = minute(item)
    coordinator.post(of(item), minute(item, rationale="First in."))
    answer = chair.post(of(item, "draft"), opened | {"rationale": "Second."})
    assert answer.status_code == 409
    told = answer.json()
    assert (told["version"], told["by"]) == (1, coordinator.user.display_name)
    assert told["values"]["rationale"] == ["First in."]
    answer = chair.post(of(item), opened | {"rationale": "Second."})
    assert answer.status_code == 409
    assert "First in." in text(answer)
    assert "Second.</textarea>" in text(answer)
    assert '<input type="hidden" name="version" value="1"' in text(answer)
    assert item.decision.rationale == "First in."
    chair.post(of(item), opened | {"rationale": "Second.", "version": 1})
    assert item.decision.rationale == "Second."


def test_draft_after_the_sign_off_is_told_that_it_is_closed(chair, meeting):
    item = item_for(ChildFactory())
    decide(item, chair.user, "low")
    sign_off(meeting=meeting, by=chair.user)
    answer = chair.post(of(item, "draft"), minute(item, rationale="Late."))
    assert answer.status_code == 409
    assert answer.json()["closed"].startswith("The minutes of this meeting are signed.")
    answer = chair.post(of(item), minute(item, rationale="Late."))
    assert answer.url == url("minutes", MONDAY)
    assert item.decision.rationale == "Because."


def test_agency_adds_what_it_knows(partner, coordinator, meeting):
    item = item_for(ChildFactory())
    circulate(meeting=meeting, by=coordinator.user)
    partner.post(of(item, "contribute"), {"contribution-text": "He has a van."})
    said = Contribution.objects.get()
    assert (said.agency, said.author, said.text) == (
        partner.user.agency,
        partner.user,
        "He has a van.",
    )
    shown = text(coordinator.get(of(item)))
    assert "He has a van." in shown
    assert f"({partner.user.display_name})" in shown
    answer = coordinator.post(of(item, "contribute"), {"contribution-text": "Seen."})
    assert answer.status_code == 422  # whoever writes for all says for whom
    answer = partner.post(of(item, "contribute"), {"contribution-text": " "})
    assert "Write what the agency knows of this child" in text(answer)


def test_updates_are_empty_until_something_is_recorded(partner, chair, meeting):
    item = item_for(ChildFactory())
    circulate(meeting=meeting, by=chair.user)
    first = partner.get(url("updates", MONDAY))
    again = {"If-None-Match": first["ETag"]}
    assert partner.get(url("updates", MONDAY), headers=again).status_code == 304
    chair.post(of(item), minute(item, rationale="Seen again."))
    news = partner.get(url("updates", MONDAY), headers=again)
    assert news.json()["news"] == f"{item.child.name}: Flag low"
    assert news.json()["versions"][str(item.pk)]["version"] == 1
    assert "Seen again." in news.json()["html"]


def test_sign_off_shows_what_will_change_and_writes_it(chair, meeting):
    item = item_for(RiskFlagFactory(status="low", start_date=date(2018, 3, 1)).child)
    action = {"text": "Visit", "owner": chair.user, "due_on": TUESDAY}
    decide(item, chair.user, "high", actions=[action])
    shown = chair.get(url("sign", MONDAY))
    for words in ("1 flag changes", "Low", "High", "12 November 2018", "Visit"):
        assert words in text(shown)
    seen = shown.context["form"].initial["seen"]
    assert chair.post(url("sign", MONDAY), {"seen": seen}).status_code == 422
    assert chair.post(url("sign", MONDAY), {"seen": seen, "agreed": "on"}).url == url(
        "minutes", MONDAY
    )
    assert RiskFlag.objects.on(MONDAY).get().status == "high"
    assert Review.objects.open().get().due_on == date(2018, 11, 12)
    assert Action.objects.open().get().text == "Visit"


def test_sign_off_of_an_old_summary_is_refused(chair, meeting):
    item = item_for(ChildFactory())
    decide(item, chair.user, "high")
    seen = chair.get(url("sign", MONDAY)).context["form"].initial["seen"]
    decide(item, UserFactory(), "low")
    answer = chair.post(url("sign", MONDAY), {"seen": seen, "agreed": "on"}, follow=True)
    assert "Something was recorded after this summary was made" in text(answer)
    assert not Meeting.objects.get().is_signed_off


def test_undecided_and_changed_children_are_listed_before_the_sign_off(chair, meeting):
    undecided, changed = item_for(ChildFactory()), item_for(ChildFactory())
    decide(changed, chair.user, "low")
    set_flag(child=changed.child, status="high", start_date=date(2018, 9, 28), source="import")
    shown = chair.get(url("sign", MONDAY))
    assert [line.item for line in shown.context["undecided"]] == [undecided]
    assert [line.item for line in shown.context["changed"]] == [changed]
    assert "cannot be signed off yet" in text(shown)
    assert "The record has changed since this was decided" in text(chair.get(of(changed)))
    facts = chair.get(of(changed)).context["forms"].decision["facts"].value()
    chair.post(of(changed), minute(changed, outcome="high", facts=facts))
    assert chair.get(url("sign", MONDAY)).context["changed"] == []


def test_what_becomes_known_after_the_sign_off_reopens_no_minute(chair, meeting):
    item = item_for(RiskFlagFactory(status="low").child)
    decide(item, chair.user, "high")
    sign_off(meeting=meeting, by=chair.user)
    assess(item.child, chair.user)
    page = text(chair.get(url("agenda", MONDAY)))
    assert ("Look again" in page, "Flag before" in page, "Flag now" in page) == (False, True, False)


def test_review_of_a_correction_follows_its_level_unless_it_was_chosen(chair, meeting):
    first, second = item_for(ChildFactory()), item_for(ChildFactory())
    chosen = date(2018, 10, 20)
    decide(first, chair.user, "medium", review_on=date(2018, 12, 24))
    decide(second, chair.user, "medium", review_on=chosen)
    sign_off(meeting=meeting, by=chair.user)
    forms = [chair.get(of(item, "correct")).context["form"] for item in (first, second)]
    assert [form["review_on"].initial for form in forms] == [None, chosen]
    said = {"outcome": "high", "rationale": "So.", "reason": "Misheard"}
    chair.post(of(first, "correct"), {**said, "version": first.decisions.get().pk})
    assert first.child.reviews.open().get().due_on == date(2018, 11, 12)


def test_late_correction_is_a_further_minute_with_its_reason(chair, meeting):
    item = item_for(ChildFactory())
    decide(item, chair.user, "high")
    signed = sign_off(meeting=meeting, by=chair.user)
    page = of(item, "correct")
    wrong = item.decision.pk
    said = {"outcome": "no_flag", "rationale": "Mistaken.", "version": wrong}
    assert "Say why the minute is corrected" in text(chair.post(page, said))
    assert chair.post(page, said | {"reason": "Misheard"}).status_code == 302
    assert not RiskFlag.objects.filter(child=item.child).exists()
    minutes = text(chair.get(url("minutes", MONDAY)))
    assert "Reason: Misheard" in minutes
    assert "Because." in minutes  # the first minute stands beside it
    answer = chair.post(page, said | {"reason": "Again", "outcome": "low"})
    assert answer.status_code == 409  # somebody has corrected it meanwhile
    assert signed.items.get().decisions.count() == 2


def test_minutes_as_a_document(chair, meeting):
    agency = AgencyFactory(name="Police")
    Attendance.objects.create(meeting=meeting, agency=agency, name="DS Khan")
    item = item_for(ChildFactory())
    action = {"text": "Visit", "owner_name": "School", "due_on": TUESDAY}
    decide(item, chair.user, "high", actions=[action], dissents={agency: "Too high"})
    for is_signed in (False, True):
        if is_signed:
            sign_off(meeting=meeting, by=chair.user)
        answer = chair.get(url("document", MONDAY))
        assert answer["Content-Disposition"] == 'attachment; filename="minutes-2018-10-01.docx"'
        document = Document(BytesIO(answer.content))
        said = [paragraph.text for paragraph in document.paragraphs]
        assert said[0] == "Minutes of the morning meeting of 1 October 2018"
        assert said[1].startswith("Signed by" if is_signed else "Draft.")
        headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
        assert headings == ["Present", f"1. {item.child.name}, {item.child.reference}"]
        assert document.core_properties.language == "en-GB"
        assert document.styles["Normal"].element.rPr.xpath("w:lang/@w:val") == ["en-GB"]
        assert "Decision: Flag high" in said
        assert "Police disagreed: Too high" in said
        rows = [[cell.text for cell in row.cells] for row in document.tables[1].rows]
        assert rows == [["Action", "Who", "Due"], ["Visit", "School", "2 October 2018"]]
        assert all(table.rows[0]._tr.trPr.xpath("w:tblHeader") for table in document.tables)
    said = {"outcome": "low", "rationale": "So.", "review_on": None}
    item.meeting = Meeting.objects.get()
    correct_minute(item=item, reason="Misheard", by=chair.user, **said)
    document = Document(BytesIO(chair.get(url("document", MONDAY)).content))
    said = [paragraph.text for paragraph in document.paragraphs]
    assert said.index("Reason for the correction: Misheard") > said.index("Decision: Flag high")


def test_follow_up_shows_actions_by_state_and_owner(chair, partner, meeting):
    item = item_for(ChildFactory())
    actions = [
        {"text": "Late", "owner": partner.user, "due_on": date(2018, 9, 28)},
        {"text": "In time", "owner": chair.user, "due_on": MONDAY},
    ]
    decide(item, chair.user, "low", actions=actions)
    sign_off(meeting=meeting, by=chair.user)
    other = ChildFactory()
    Review.objects.create(child=other, due_on=date(2018, 9, 28))
    for child in (item.child, other):
        seen_at_work(child, partner.user)

    def shown(query):
        return [action.text for action in partner.get(url("follow_up") + query).context["page"]]

    assert shown("") == ["Late", "In time"]
    assert shown("?state=overdue") == ["Late"]
    assert shown(f"?owner={chair.user.pk}") == ["In time"]
    late, in_time = Action.objects.order_by("due_on")
    assert partner.post(url("finish", in_time.pk)).status_code == 403
    back = url("follow_up") + "?state=overdue"
    answer = partner.post(url("finish", late.pk), {"note": "Seen", "back": back})
    assert answer.url == back
    assert shown("?state=done") == ["Late"]
    assert len(partner.get(url("follow_up")).context["reviews"]) == 1
    answer = partner.post(url("finish", late.pk), {"again": "1", "back": "https://example.com/"})
    assert answer.url == url("follow_up")
    assert shown("?state=overdue") == ["Late"]
