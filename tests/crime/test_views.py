"""The pages of offences and suspects: what they list, whom they let in, and what they ask."""

from datetime import date

import pytest

from crime.models import Offence
from cse_portal.accounts.models import Role
from tests.crime.factories import OffenceFactory, SuspectFactory
from tests.cse_portal.extract_files import load
from tests.factories import AreaFactory, ChildFactory, UserFactory

pytestmark = pytest.mark.django_db
CLOSED_TO = [
    Role.COORDINATOR,
    Role.SOCIAL_WORKER,
    Role.PARTNER_WORKER,
    Role.MANAGER,
    Role.REPORT_READER,
    Role.SYSTEM_ADMIN,
    Role.AUDITOR,
]


@pytest.fixture
def today(settings):
    settings.DEMO_TODAY = date(2018, 10, 1)


@pytest.fixture
def analyst(client, today):
    client.force_login(UserFactory(role=Role.POLICE_ANALYST))
    return client


@pytest.fixture
def east():
    return AreaFactory(code="EAST", name="East")


def numbers(page):
    return [row.cells["occurrence_number"].split(">")[1].split("<")[0] for row in _rows(page)]


def references(page):
    return [row.cells["reference"].split(">")[1].split("<")[0] for row in _rows(page)]


def _rows(page):
    return page.context["table"].page.object_list


# Offences


@pytest.fixture
def offences(east):
    child = ChildFactory(reference="C1")
    filed = {"status": "filed", "outcome_code": "1", "outcome_on": date(2017, 8, 1)}
    first = OffenceFactory(occurrence_number="O1", npt_area=east, child=child, cyber="cyber")
    OffenceFactory(occurrence_number="O2", recorded_on=date(2018, 4, 1), **filed)
    OffenceFactory(occurrence_number="O3", recorded_on=date(2018, 5, 1), committed_from=None)
    SuspectFactory(of=[first])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["O3", "O2", "O1"]),
        ("?sort=occurrence_number", ["O1", "O2", "O3"]),
        ("?recorded_from=2018-04-01&recorded_to=2018-04-30", ["O2"]),
        ("?timing=not_known", ["O3"]),
        ("?area=EAST", ["O1"]),
        ("?area=not_known", ["O3", "O2"]),
        ("?status=filed", ["O2"]),
        ("?outcome=1", ["O2"]),
        ("?outcome=not_known", ["O3", "O1"]),
        ("?cyber=cyber", ["O1"]),
        ("?cyber=not_known", ["O3", "O2"]),
        ("?suspect=yes", ["O1"]),
        ("?suspect=no", ["O3", "O2"]),
        ("?child=yes", ["O1"]),
        ("?child=no&status=filed", ["O2"]),
    ],
)
def test_offences_are_narrowed_by_the_address(analyst, offences, query, expected):
    page = analyst.get(f"/offences/{query}")
    assert numbers(page) == expected
    assert page.context["count"] == f"{len(expected)} offence{'s' * (len(expected) != 1)}"


def test_numbers_are_searched_for_by_post(analyst, offences):
    answer = analyst.post("/offences/?status=new&page=2", {"words": "o1"})
    assert answer.headers["Location"] == "/offences/?status=new"
    assert numbers(analyst.get("/offences/")) == ["O1"]
    analyst.post("/offences/", {"words": ""})
    assert len(numbers(analyst.get("/offences/"))) == 3


def test_wrong_dates_are_told(analyst, offences):
    page = analyst.get("/offences/?recorded_from_day=31&recorded_from_month=2").content.decode()
    assert "Recorded from must include a year" in page
    assert "Nothing is listed yet" in page


def test_record_of_an_offence_with_its_history(analyst, east):
    header = (
        "occurrence_number,recorded_on,committed_from,committed_to,offence_type,npt_area,status,"
        "outcome_code,outcome_qualifier,outcome_on,cyber"
    )
    load("offences", header, "O1,2018-01-10,2018-01-01,,Rape,EAST,new,,,,", name="first.csv")
    load(
        *("offences", header),
        "O1,2018-01-10,2018-01-01,,Rape,EAST,filed,1,Charged,2018-02-01,cyber",
        name="later.csv",
        extracted_on=date(2018, 3, 1),
    )
    found = Offence.objects.get()
    SuspectFactory(reference="S1", of=[found])
    page = analyst.get(f"/offences/{found.pk}/")
    assert ("Outcome", "1: Charged or summonsed") in page.context["facts"]
    (change,) = page.context["changes"]
    assert change.reason == "Extract later.csv"
    assert [(each.field, each.before, each.after) for each in change.differences] == [
        ("Status", "New", "Filed"),
        ("Outcome code", "Not recorded", "Charged or summonsed"),
        ("Outcome qualifier", "Not recorded", "Charged"),
        ("Date of the outcome", "Not recorded", "1 February 2018"),
        ("Cyber", "Not recorded", "Cyber"),
    ]
    text = page.content.decode()
    assert "S1" in text
    assert "later.csv, extract of" in text


# Suspects


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["S1", "S2"]),
        ("?linked=recent&as_of=2017-06-01", ["S1"]),
        ("?linked=recent", []),
        ("?linked=only_non_recent&as_of=2017-06-01", ["S2"]),
        ("?as_of=2017-05-31", []),
        ("?linked=no", ["S3"]),
        ("?sex=not_known", ["S2"]),
        ("?ethnicity=WBRI", ["S1"]),
        ("?ethnicity=not_known", ["S2"]),
        ("?area=not_known", ["S1", "S2"]),
    ],
)
def test_suspects_are_narrowed_by_the_address(analyst, query, expected):
    recent, old = OffenceFactory(), OffenceFactory(committed_from=date(2001, 1, 1))
    SuspectFactory(reference="S1", of=[recent, old])
    SuspectFactory(reference="S2", of=[old], sex="", ethnicity="")
    SuspectFactory(reference="S3")
    assert references(analyst.get(f"/suspects/{query}")) == expected


def test_record_of_a_suspect(analyst):
    found = SuspectFactory(of=[OffenceFactory(occurrence_number="O1")], ethnicity_source="")
    page = analyst.get(f"/suspects/{found.pk}/")
    assert ("Age", "28, born 4 March 1990") in page.context["facts"]
    assert "O1" in page.content.decode()


# Who comes in


@pytest.mark.parametrize("role", CLOSED_TO)
@pytest.mark.parametrize("address", ["/offences/", "/suspects/"])
def test_lists_are_closed_to_others(client, today, role, address):
    client.force_login(UserFactory(role=role))
    assert client.get(address).status_code == 403
    assert client.post(address, {"words": "x"}).status_code == 403
    found = OffenceFactory()
    assert client.get(f"/offences/{found.pk}/").status_code == 403
    assert client.get(f"/suspects/{SuspectFactory().pk}/").status_code == 403


def test_chair_comes_in(client, today):
    client.force_login(UserFactory(role=Role.CHAIR))
    found = OffenceFactory()
    for address in ("/offences/", "/suspects/", f"/offences/{found.pk}/"):
        assert client.get(address).status_code == 200
    assert client.get(f"/offences/{found.pk + 1}/").status_code == 404


def test_nobody_comes_in_without_sign_in(client):
    assert client.get("/offences/").status_code == 302


def test_offences_of_a_child(client, today):
    worker = UserFactory(role=Role.SOCIAL_WORKER)
    child = ChildFactory(worker=worker)
    OffenceFactory(occurrence_number="O1", offence_type="Rape", child=child)
    OffenceFactory(occurrence_number="O2", child=ChildFactory())
    address = f"/children/{child.pk}/offences/"
    client.force_login(worker)
    page = client.get(address).content.decode()
    assert "Rape" in page
    assert "O1" not in page
    assert address in client.get(f"/children/{child.pk}/").content.decode()
    client.force_login(UserFactory(role=Role.POLICE_ANALYST))
    page = client.get(address)
    assert numbers_of(page) == ["O1"]
    other = UserFactory(role=Role.SOCIAL_WORKER)
    for closed_to in (other, *(UserFactory(role=role) for role in CLOSED_TO)):
        client.force_login(closed_to)
        assert client.get(address).status_code == 404
    client.force_login(UserFactory(role=Role.MANAGER))
    assert "/offences/" not in client.get(f"/children/{child.pk}/").content.decode()


def numbers_of(page):
    return [row.get_cell_value("occurrence_number") for row in page.context["table"].rows]


def test_home_of_the_analyst_begins_with_the_police_data(analyst):
    page = analyst.get("/")
    assert page.context["cards"][0]["title"] == "Police data"
    assert "Import" in [place["title"] for place in page.context["navigation"]]


def test_analyst_imports_crime_only(analyst):
    page = analyst.get("/imports/")
    choices = page.context["form"].fields["kind"].choices
    assert [kind for kind, _ in choices] == ["offences", "suspects"]
    assert analyst.get("/imports/columns/children.csv").status_code == 404
    assert analyst.get("/imports/columns/offences.csv").status_code == 200


# What they ask of the database


@pytest.mark.parametrize("address", ["/offences/", "/suspects/"])
def test_as_many_queries_for_many_rows(analyst, django_assert_max_num_queries, address, east):
    def asked():
        with django_assert_max_num_queries(9) as queries:
            analyst.get(address)
        return len(queries)

    SuspectFactory(of=[OffenceFactory(npt_area=east, child=ChildFactory())])
    few = asked()
    for _ in range(5):
        SuspectFactory(of=[OffenceFactory(npt_area=AreaFactory(), child=ChildFactory())])
    assert asked() == few


def test_as_many_queries_for_a_long_record(analyst, django_assert_max_num_queries):
    def asked(*addresses):
        with django_assert_max_num_queries(22) as queries:
            for address in addresses:
                assert analyst.get(address).status_code == 200
        return len(queries)

    child = ChildFactory()
    offence = OffenceFactory(child=child)
    suspect = SuspectFactory(of=[offence])
    pages = [f"/offences/{offence.pk}/", f"/suspects/{suspect.pk}/"]
    pages.append(f"/children/{child.pk}/offences/")
    few = asked(*pages)
    for _ in range(4):
        SuspectFactory(of=[offence], area=AreaFactory())
        OffenceFactory(child=child, npt_area=AreaFactory())
    offence.npt_area, offence.status = AreaFactory(), "filed"
    offence.save()
    assert asked(*pages) == few
