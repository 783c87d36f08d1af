"""What does not fit together, what is missing, and what is watched beyond the printed report."""

from datetime import date

import pytest

from crime.figures import watching
from crime.models import Offence, Suspect
from crime.reconciling import (
    children_with_offences,
    completeness,
    findings,
    percent,
    suspects_completeness,
)
from cse_portal.accounts.models import Role
from tests.crime.factories import OffenceFactory, SuspectFactory
from tests.factories import AreaFactory, ChildFactory, RiskFlagFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = date(2018, 10, 1)


@pytest.fixture
def offences():
    """One of each doubt, and one in order with a suspect and a flagged child."""
    flagged = RiskFlagFactory(status="low").child
    RiskFlagFactory(child=(watched := ChildFactory()), status="cautionary_six_months")
    charged = {"status": "filed", "outcome_code": "1", "outcome_on": date(2017, 8, 1)}
    good = OffenceFactory(
        occurrence_number="GOOD", child=flagged, npt_area=AreaFactory(name="East"), **charged
    )
    SuspectFactory(of=[good])
    OffenceFactory(child=watched, status="filed", outcome_code="0")
    OffenceFactory(status="filed", outcome_code="22", outcome_on=date(2018, 3, 1))
    OffenceFactory(status="filed", outcome_code="1", outcome_on=date(2017, 5, 31))
    OffenceFactory(outcome_code="18", outcome_on=date(2017, 8, 1))
    OffenceFactory(committed_from=date(2017, 6, 2))
    SuspectFactory()
    return good


def test_findings(offences):
    found = findings(Offence.objects.all(), Suspect.objects.all(), TODAY)
    assert [(each.label, each.count) for each in found] == [
        ("Offences without a suspect", 5),
        ("Suspects without an offence", 1),
        ("Children flagged at risk, with offences", 1),
        ("Children with offences who are not flagged at risk", 1),
        ("Outcome before it existed", 1),
        ("Outcome before the offence was recorded", 1),
        ("Filed without an outcome", 1),
        ("An outcome, but not filed", 1),
        ("Committed after it was recorded", 1),
    ]


def test_each_finding_leads_to_a_list_of_as_many(client, offences, settings):
    settings.DEMO_TODAY = TODAY
    client.force_login(UserFactory(role=Role.POLICE_ANALYST))
    for each in client.get("/reconcile/").context["findings"]:
        page = client.get(f"/{each.address}")
        assert len(page.context["table"].page.object_list) == each.count, each.label


def test_children_with_offences(offences):
    (flagged,) = children_with_offences(TODAY, flagged=True)
    assert (flagged, flagged.number) == (offences.child, 1)
    OffenceFactory(child=flagged, recorded_on=date(2018, 1, 1))
    (flagged,) = children_with_offences(TODAY, flagged=True)
    assert (flagged.number, flagged.newest) == (2, date(2018, 1, 1))
    assert not children_with_offences(date(2017, 12, 31), flagged=True)


def test_completeness_by_area_and_month(offences):
    OffenceFactory(recorded_on=date(2017, 7, 1), cyber="cyber", committed_from=None, online=True)
    east, not_known = completeness(Offence.objects.all(), "area")
    assert (east.label, east.total) == ("East", 1)
    assert (east.shares["outcome"], east.shares["suspect"]) == ((1, 1), (1, 1))
    assert (not_known.label, not_known.total) == ("Not known", 6)
    assert not_known.shares["outcome"] == (2, 3)
    assert not_known.shares["committed"] == (5, 6)
    june, july = completeness(Offence.objects.all(), "month")
    assert (june.label, june.total, july.label) == ("June 2017", 6, "July 2017")
    assert (june.shares["cyber"], july.shares["cyber"]) == ((0, 6), (1, 1))
    assert (july.shares["online"], july.shares["outcome"]) == ((1, 1), (0, 0))


@pytest.mark.parametrize(
    ("known", "of", "said"), [(1, 3, "33%"), (999, 1000, "99%"), (5, 5, "100%"), (0, 0, "–")]
)
def test_percent_is_never_rounded_up(known, of, said):
    assert percent(known, of) == said


def test_completeness_of_suspects():
    SuspectFactory(ethnicity="", missing_reason="Declined to say", nationality="British")
    SuspectFactory(sex="", ethnicity_source="self_defined")
    SuspectFactory(ethnicity="", date_of_birth=None, sex="U")
    assert suspects_completeness(Suspect.objects.all()) == [
        ("Sex", 2, 3),
        ("Date of birth", 2, 3),
        ("Ethnicity", 1, 3),
        ("Who told the ethnicity, where it is known", 1, 1),
        ("Nationality", 1, 3),
        ("Area of residence", 0, 3),
        ("Why ethnicity is missing, where it is", 1, 2),
    ]


# Beyond the printed report


def filed(code, day, **more):
    return OffenceFactory(status="filed", outcome_code=code, outcome_on=day, **more)


def test_days_to_the_outcome():
    filed("1", date(2017, 6, 11))
    filed("1A", date(2017, 6, 1))
    filed("18", date(2017, 7, 1))
    filed("1", None)
    filed("18", date(2017, 5, 31))
    OffenceFactory(outcome_code="1", outcome_on=date(2017, 7, 1))
    found = watching.days_to_outcome(Offence.objects.all())
    assert [(each.label, each.number, each.median, each.most) for each in found] == [
        ("Charged or summonsed", 2, 5, 10),
        ("Investigation complete: no suspect identified", 1, 30, 30),
        ("All", 3, 10, 30),
    ]


def test_outcomes_by_type_and_area():
    filed("1", None, offence_type="Rape", npt_area=AreaFactory(name="East"))
    filed("18", None, offence_type="")
    OffenceFactory(offence_type="Rape")
    by_type = watching.outcomes_by(Offence.objects.all(), "offence_type")
    assert by_type == {
        "Rape": {"Charged or summonsed": 1, "No outcome yet": 1},
        "Not known": {"Investigation complete: no suspect identified": 1},
    }
    assert list(watching.outcomes_by(Offence.objects.all(), "npt_area__name")) == [
        *("East", "Not known")
    ]


def test_trend_by_month_recorded_and_committed():
    OffenceFactory(recorded_on=date(2017, 6, 30), committed_from=date(2017, 5, 31))
    OffenceFactory(recorded_on=date(2017, 6, 1), committed_from=date(2001, 5, 1))
    OffenceFactory(recorded_on=date(2018, 1, 1), committed_from=date(2017, 6, 1), cyber="cyber")
    found = watching.by_month(Offence.objects.all(), date(2017, 5, 1), date(2017, 7, 31))
    assert [
        (each.month.month, each.recorded, each.committed, each.recent, each.cyber_missing)
        for each in found
    ] == [(5, 0, 1, 0, 0), (6, 2, 1, 1, 1), (7, 0, 0, 0, 0)]
    assert [each.missing_percent for each in found] == [None, 100, None]


@pytest.mark.parametrize("address", ["/reconcile/", "/outcomes/", "/reconcile/children/"])
def test_pages_ask_as_often_with_more_rows(
    client, offences, settings, django_assert_max_num_queries, address
):
    settings.DEMO_TODAY = TODAY
    client.force_login(UserFactory(role=Role.CHAIR))

    def asked():
        with django_assert_max_num_queries(12) as queries:
            page = client.get(f"{address}?first=2017-04-01&last=2018-03-31")
        assert page.status_code == 200
        return len(queries)

    few = asked()
    for number in range(1, 5):
        OffenceFactory(
            recorded_on=date(2017, number + 5, 1), child=ChildFactory(), npt_area=AreaFactory()
        )
    assert asked() == few


@pytest.mark.parametrize("address", ["/reconcile/", "/outcomes/"])
def test_wrong_period_is_told(client, settings, address):
    settings.DEMO_TODAY = TODAY
    client.force_login(UserFactory(role=Role.CHAIR))
    page = client.get(f"{address}?first=2018-04-01&last=2018-03-31").content.decode()
    assert "The last day must not come before the first" in page
    client.force_login(UserFactory(role=Role.MANAGER))
    assert client.get(address).status_code == 403
