"""An edition is drafted, reviewed by a second person, published, and never changes again."""

import hashlib
import json
from datetime import date

import pytest
from django.db.models import QuerySet

from cse_portal.days import Month
from cse_portal.stale import StaleError
from reports.actions import editions as actions
from reports.actions.snapshots import amend_month, newest
from reports.drift import drift
from reports.drill_through import editions_of, figure, members_behind
from reports.models import Cell, Edition, EditionState
from reports.models.snapshots import FrozenError
from reports.publication.formats import FORMATS
from risk.models import AreaPopulation, RiskFlag, Status
from tests.factories import AgencyFactory, AreaFactory, AreaPopulationFactory, UserFactory
from tests.reports.children import LATER, at_risk, freeze
from tests.reports.publication.machine import MAKEABLE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_of_october")]
DAY = date(2018, 10, 1)
JANUARY, FEBRUARY = Month(2018, 1), Month(2018, 2)


@pytest.fixture
def people():
    """The author and the second person."""
    return UserFactory(first_name="Ada"), UserFactory(first_name="Ben")


@pytest.fixture
def authority():
    """Fourteen children in January and February: nine girls, and one who waits."""
    east = AreaFactory(code="EAST", name="East")
    AreaPopulationFactory(area=east, under_18_population=1000)
    agency = AgencyFactory(code="CSC", name="Social care")
    for n in range(13):
        at_risk(area=east, agency=agency, sex="F" if n < 9 else "M")
    at_risk(area=east, agency=agency, sex="F", status="awaiting_assessment")
    freeze("2018-01", "2018-02")
    return east


def draft(people, **values):
    given = {"title": "Scale of CSE", "first": JANUARY, "last": FEBRUARY}
    given |= {"statuses": Status.at_risk()}
    return actions.draft_edition(by=people[0], **given | values)


def publish(edition, people):
    actions.submit_edition(edition=edition, by=people[0])
    actions.review_edition(edition=edition, by=people[1])
    return actions.publish_edition(edition=edition, by=people[0], today=DAY)


def counts(edition, table, code):
    rows = edition.frozen["tables"][table]
    return next(row["counts"] for row in rows if row["code"] == code)


# From draft to published


def test_second_person_has_to_review(authority, people):
    edition = draft(people)
    with pytest.raises(actions.EditionError, match="this one is draft"):
        actions.publish_edition(edition=edition, by=people[0], today=DAY)
    actions.submit_edition(edition=edition, by=people[0])
    with pytest.raises(actions.EditionError, match="A second person has to review it"):
        actions.review_edition(edition=edition, by=people[0])
    with pytest.raises(actions.EditionError, match="this one is in review"):
        actions.publish_edition(edition=edition, by=people[1], today=DAY)
    actions.review_edition(edition=edition, by=people[1])
    assert actions.publish_edition(edition=edition, by=people[0], today=DAY).is_published


def test_what_is_sent_back_is_reviewed_anew(authority, people):
    edition = draft(people)
    actions.submit_edition(edition=edition, by=people[0])
    actions.review_edition(edition=edition, by=people[1])
    back = actions.send_back(edition=edition, by=people[1])
    assert (back.state, back.reviewer) == (EditionState.DRAFT, None)


def test_second_writer_of_a_draft_is_told(authority, people):
    edition = draft(people)
    changed = actions.change_draft(edition=edition, by=people[0], version=1, title="One")
    assert (changed.title, changed.version) == ("One", 2)
    with pytest.raises(StaleError):
        actions.change_draft(edition=edition, by=people[1], version=1, title="Two")


def test_edition_of_a_month_that_was_never_taken(authority, people):
    with pytest.raises(actions.EditionError, match="March 2018 was never taken"):
        draft(people, last=Month(2018, 3))


def test_published_edition_says_what_it_is_and_is_hashed(authority, people):
    edition = publish(draft(people, sections={"introduction": "We **count**."}), people)
    content = edition.frozen
    assert edition.sha256 == hashlib.sha256(edition.content.encode()).hexdigest()
    assert content["edition"]["line"] == "Edition 1.0, published on 1 October 2018, internal"
    assert content["edition"]["author"].startswith("Ada")
    assert content["totals"] == [13, 13]
    assert content["edition"]["sections"][0]["text"] == "We **count**."


def test_published_edition_is_frozen(authority, people):
    edition = publish(draft(people), people)
    edition.title = "Another"
    with pytest.raises(FrozenError):
        edition.save()
    with pytest.raises(FrozenError):
        Edition.objects.update(title="Another")
    with pytest.raises(FrozenError):
        edition.delete()
    with pytest.raises(actions.EditionError, match="this one is published"):
        actions.change_draft(edition=edition, by=people[0], version=edition.version, title="No")
    QuerySet.update(Edition.objects.all(), content=edition.content.replace("13", "14"))
    with pytest.raises(FrozenError, match="is not what was published"):
        _ = Edition.objects.get().frozen


def test_every_format_is_byte_for_byte_the_same_after_the_world_moved(authority, people):
    edition = publish(draft(people, commentary={"area": "East is *large*."}), people)

    def files():
        again = Edition.objects.get(pk=edition.pk)
        return {name: FORMATS[name].bytes_of(again.frozen) for name in MAKEABLE}

    before = files()
    at_risk(date(2018, 1, 20), area=authority, sex="M")  # back-dated
    RiskFlag.objects.order_by("pk").first().delete()
    authority.name = "The East"
    authority.save()
    AreaPopulation.objects.update(under_18_population=5)
    amend_month(JANUARY, reason="A late entry", today=LATER)
    assert files() == before


# Amending


def test_six_statuses_then_three_lists_what_changed_with_the_reason(authority, people):
    first = publish(draft(people, statuses=list(Status)), people)
    second = actions.amend_edition(
        edition=first, by=people[0], reason="The other three distort.", statuses=Status.at_risk()
    )
    second = publish(second, people)
    assert (first.line, second.line, second.amends) == ("Edition 1.0", "Edition 2.0", first)
    assert (first.frozen["totals"], second.frozen["totals"]) == ([14, 14], [13, 13])
    changes = second.frozen["edition"]["changes"]
    assert changes[0] == {
        "label": "All children counted",
        "month": "January 2018",
        "before": "14",
        "now": "13",
        "reason": "It counts high, medium and low instead of high, medium, low, awaiting risk "
        "assessment, cautionary six months and potential perpetrator. The other three distort.",
    }
    assert {"Gender: Female", "Area of residence: East"} <= {one["label"] for one in changes}


def test_month_counted_again_gives_its_own_reason(authority, people):
    first = publish(draft(people), people)
    at_risk(date(2018, 1, 20), end=date(2018, 2, 10), sex="M", area=authority)
    amend_month(JANUARY, reason="A flag was entered late", today=LATER)
    second = actions.amend_edition(edition=first, by=people[0], reason="See below.")
    changes = publish(second, people).frozen["edition"]["changes"]
    assert {(c["month"], c["reason"]) for c in changes} == {
        ("January 2018", "A flag was entered late")
    }
    assert ("Gender: Male", "4", "5") in {(c["label"], c["before"], c["now"]) for c in changes}
    assert counts(first, "gender", "M") == [4, 4]


def test_amending_needs_a_reason_and_a_published_edition(authority, people):
    edition = draft(people)
    with pytest.raises(actions.EditionError, match="change the draft"):
        actions.amend_edition(edition=edition, by=people[0], reason="Because")
    with pytest.raises(actions.EditionError, match="Say why"):
        actions.amend_edition(edition=publish(edition, people), by=people[0], reason=" ")


# For the public


def test_public_edition_hides_and_says_why(authority, people):
    edition = publish(draft(people, audience="public"), people)
    assert counts(edition, "gender", "M") == ["[c]", "[c]"]
    assert counts(edition, "gender", "F") == ["[c]", "[c]"]
    assert {(one["code"], one["why"]) for one in edition.hidden} == {
        ("M", "small"),
        ("F", "partner"),
    }
    assert "movement" not in edition.frozen
    assert edition.frozen["edition"]["changes"] == []


def test_public_edition_looks_at_those_before_it(authority, people):
    """Nine girls of three statuses after ten of six would tell of the one who waits."""
    first = publish(draft(people, audience="public", statuses=list(Status)), people)
    assert first.frozen["totals"] == [14, 14]
    edition = draft(people, audience="public")
    actions.submit_edition(edition=edition, by=people[0])
    actions.review_edition(edition=edition, by=people[1])
    try:
        second = actions.publish_edition(edition=edition, by=people[0], today=DAY)
    except actions.EditionError as error:
        assert "It cannot be published" in str(error)
        assert not Edition.objects.get(pk=edition.pk).is_published
    else:
        assert second.frozen["totals"] == ["[c]", "[c]"]


def test_public_edition_is_not_published_when_the_attack_succeeds(authority, people, monkeypatch):
    from reports.disclosure import suppression

    monkeypatch.setattr(suppression, "hide_more", lambda found, exposed: False)
    edition = draft(people, audience="public")
    with pytest.raises(actions.EditionError, match=r"It cannot be published: .* worked out"):
        publish(edition, people)
    assert Edition.objects.get().state == EditionState.REVIEWED


# Drill-through


def test_every_figure_is_as_long_as_its_list(authority, people):
    edition = publish(draft(people, statuses=list(Status)), people)
    content = edition.frozen
    tables = {**content["tables"], "age_bands": [], "agencies": content["agencies"]}
    tables["time_on_flag"] = content["time_on_flag"]
    seen = 0
    for month, total in zip(content["months"], content["totals"], strict=True):
        assert members_behind(edition, "totals", "total", month).count() == total
    for table, rows in tables.items():
        for row in [*rows, *content["bands"].get(table, [])]:
            for month, count in zip(content["months"], row["counts"], strict=True):
                assert members_behind(edition, table, row["code"], month).count() == count
                assert figure(edition, table, row["code"], month) is not None
                seen += 1
    assert seen > 20
    assert members_behind(edition, "area", "EAST", "2018-03") is None
    assert members_behind(edition, "nothing", "EAST", "2018-01") is None


def test_list_stays_that_of_the_pinned_version(authority, people):
    edition = publish(draft(people), people)
    at_risk(date(2018, 1, 20), sex="M")
    amend_month(JANUARY, reason="A late entry", today=LATER)
    assert members_behind(edition, "gender", "M", "2018-01").count() == 4
    assert counts(edition, "gender", "M") == [4, 4]


def test_editions_of_a_child(authority, people):
    three = publish(draft(people), people)
    six = publish(draft(people, statuses=list(Status)), people)
    draft(people)
    waits = RiskFlag.objects.get(status="awaiting_assessment").child
    girl = RiskFlag.objects.filter(status="high").first().child
    assert [edition for edition, _ in editions_of(waits)] == [six]
    assert {edition for edition, _ in editions_of(girl)} == {three, six}
    assert [[str(s.month) for s in counted] for _, counted in editions_of(waits)] == [
        ["2018-01", "2018-02"]
    ]


def test_drift_lists_exactly_what_happened(authority, people):
    """Renaming and another population move no count; a late entry and a deletion do."""
    publish(draft(people), people)
    authority.name = "The East"
    authority.save()
    AreaPopulation.objects.update(under_18_population=5)
    assert drift(newest(JANUARY)).cells == []
    late = at_risk(date(2018, 1, 20), area=authority, sex="M")
    gone = RiskFlag.objects.filter(status="high").first().child
    gone.flags.get().delete()
    causes = drift(newest(JANUARY)).causes
    assert {pk: cause.kind.value for pk, cause in causes.items()} == {
        late.pk: "late_entry",
        gone.pk: "correction",
    }


def test_content_is_whole_json(authority, people):
    edition = publish(draft(people), people)
    assert json.loads(edition.content) == edition.frozen
    assert Cell.objects.exists()
