"""The pages of the children: the list, and the record of one."""

import re
from datetime import date
from html import unescape

import pytest
from django.test import Client
from zeal import zeal_context

from cse_portal.accounts.models import Role
from risk import listing, orders
from risk.actions.children import correct_child
from tests.factories import (
    AgencyFactory,
    AllocationFactory,
    AreaFactory,
    ChildFactory,
    ResidenceFactory,
    RiskFlagFactory,
    UserFactory,
    seen_at_work,
)

pytestmark = pytest.mark.django_db

SEES_CHILDREN = [
    Role.CHAIR,
    Role.COORDINATOR,
    Role.SOCIAL_WORKER,
    Role.PARTNER_WORKER,
    Role.POLICE_ANALYST,
    Role.MANAGER,
]


def text(response):
    """A page as somebody reads it."""
    words = re.sub(r"<[^>]+>", " ", response.content.decode().partition("<main")[2])
    return re.sub(r"\s+", " ", unescape(words)).replace(" ,", ",").replace(" .", ".")


def names(response):
    return re.findall(r'href="/children/\d+/[^"]*">([^<]+)</a>', response.content.decode())


def full(**facts):
    """A child at risk with all that the list shows."""
    child = ChildFactory(**facts)
    RiskFlagFactory(child=child, start_date=date(2018, 9, 3))
    AllocationFactory(child=child)
    ResidenceFactory(child=child)
    return child


# The door


@pytest.mark.parametrize("path", ["/children/", "/children/1/"])
def test_nobody_sees_children_without_signing_in(client, path):
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (302, f"/accounts/sign-in/?next={path}")


@pytest.mark.parametrize("role", [None, *Role])
def test_who_sees_children(client, first_of_october, role):
    child = full()
    client.force_login(seen_at_work(child, UserFactory(role=role)))
    status = 200 if role in SEES_CHILDREN else 403
    for path in ("/children/", f"/children/{child.pk}/"):
        assert client.get(path).status_code == status
    assert client.post("/children/", {"words": ""}).status_code == (302 if status == 200 else 403)


# The list


def test_list_says_how_many_as_of_when_and_by_which_rule(worker):
    full(family_name="Khan", given_name="Zara")
    full(family_name="Abbott", given_name="Ann")
    RiskFlagFactory(status="awaiting_assessment")
    response = worker.get("/children/")
    assert "2 children flagged high, medium or low on 1 October 2018." in text(response)
    assert names(response) == ["Abbott, Ann", "Khan, Zara"]


def test_list_of_one_child(worker):
    full()
    assert "1 child flagged high, medium or low" in text(worker.get("/children/"))


def test_list_is_narrowed_by_its_address(worker):
    east, care = AreaFactory(code="EAST"), AgencyFactory(code="CSC")
    child = RiskFlagFactory(status="low").child
    AllocationFactory(child=child, agency=care, is_key=False)
    ResidenceFactory(child=child, area=east)
    full()
    response = worker.get("/children/?status=low&agency=CSC&part=any&area=EAST&on=2018-09-30")
    assert names(response) == [f"{child.family_name}, Ann"]
    assert "?on=2018-09-30" in response.content.decode()


def test_list_is_sorted_by_its_address(worker):
    for status in ("low", "awaiting_assessment", "high", "medium"):
        RiskFlagFactory(child=ChildFactory(family_name=status), status=status)
    gravest = worker.get("/children/?status=any_flag&sort=level")
    assert names(gravest) == ["high, Ann", "medium, Ann", "low, Ann", "awaiting_assessment, Ann"]
    assert 'aria-sort="ascending"' in gravest.content.decode()
    turned = worker.get("/children/?status=any_flag&sort=-level")
    assert names(turned) == names(gravest)[::-1]


def test_sort_outlives_the_filters(worker):
    full()
    response = worker.get("/children/?sort=-age")
    assert '<input type="hidden" name="sort" value="-age">' in response.content.decode()


def test_sort_by_what_is_no_column_is_by_name(worker):
    full(family_name="B")
    full(family_name="A")
    assert names(worker.get("/children/?sort=nhs_number")) == ["A, Ann", "B, Ann"]


def test_pages_keep_the_address(worker):
    for _ in range(26):
        RiskFlagFactory()
    first = worker.get("/children/?status=high&sort=name")
    assert len(names(first)) == 25
    assert "Page 1 of 2. Showing 1 to 25 of 26." in text(first)
    assert "?status=high&amp;sort=name&amp;page=2" in first.content.decode()
    assert len(names(worker.get("/children/?status=high&page=2"))) == 1


@pytest.mark.parametrize("page", ["9", "0", "-1", "x", "9" * 30])
def test_page_that_is_not_there_shows_one_that_is(worker, page):
    full()
    assert len(names(worker.get(f"/children/?page={page}"))) == 1


def test_long_list_says_more_than(worker, monkeypatch):
    monkeypatch.setattr(orders, "CAP", 50)
    monkeypatch.setattr(listing, "CAP", 50)
    for _ in range(60):
        RiskFlagFactory()
    first = worker.get("/children/")
    assert "More than 50 children flagged high" in text(first)
    assert "Page 1. Showing 1 to 25 of more than 50." in text(first)
    last = worker.get("/children/?page=3")
    assert len(names(last)) == 10
    assert 'rel="next"' not in last.content.decode()


def test_rows_of_a_page_cannot_be_set_to_a_million(worker):
    for _ in range(101):
        RiskFlagFactory()
    assert len(names(worker.get("/children/?per_page=1000000"))) == 100


def test_wrong_date_is_said_beside_its_field_and_nothing_is_lost(worker):
    full()
    response = worker.get("/children/?status=low&on_day=31&on_month=2&on_year=2018")
    page = response.content.decode()
    assert response.status_code == 200
    assert "Date must be a real date" in text(response)
    assert 'href="#id_on_0"' in page
    assert 'value="31"' in page
    assert '<option value="low" selected>' in page
    assert "Nothing is listed yet" in text(response)
    assert names(response) == []


def test_empty_list_says_what_to_do(worker):
    ChildFactory()
    response = worker.get("/children/")
    assert "0 children flagged high, medium or low on 1 October 2018." in text(response)
    assert "No child matches Choose another status, agency, area or day" in text(response)
    assert 'href="?status=all"' in response.content.decode()


def test_site_without_children_says_so(worker):
    assert "No child is recorded yet" in text(worker.get("/children/"))


# Searching


def test_search_is_posted_kept_and_never_in_the_address(worker):
    full(given_name="Zoë", family_name="Kovač")
    full()
    answer = worker.post("/children/?status=any_flag&page=2", {"words": "zoe"})
    assert (answer.status_code, answer["Location"]) == (302, "/children/?status=any_flag")
    response = worker.get("/children/?status=any_flag")
    assert names(response) == ["Kovač, Zoë"]
    assert "1 child with any flag on 1 October 2018, matching “zoe”." in text(response)
    assert 'value="zoe"' in response.content.decode()
    assert "=zoe" not in response.content.decode().replace('value="zoe"', "")


def test_search_is_cleared(worker):
    full()
    worker.post("/children/", {"words": "nobody"})
    assert names(worker.get("/children/")) == []
    assert "Clear search" in text(worker.get("/children/"))
    worker.post("/children/", {"words": ""})
    assert len(names(worker.get("/children/"))) == 1
    assert "Clear search" not in text(worker.get("/children/"))


def test_search_is_ones_own(worker, client):
    full()
    worker.post("/children/", {"words": "nobody"})
    other = Client()
    other.force_login(UserFactory(role=Role.CHAIR))
    assert len(names(other.get("/children/"))) == 1


@pytest.mark.parametrize("words", ["x" * 101, "a\x00b"])
def test_search_that_is_refused_is_said_beside_its_field(worker, words):
    full()
    response = worker.post("/children/", {"words": words})
    assert response.status_code == 200
    assert "There is a problem" in text(response)
    assert "children_words" not in worker.session


def test_search_needs_the_page_it_came_from(first_of_october):
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory(role=Role.CHAIR))
    assert client.post("/children/", {"words": "zoe"}).status_code == 403


# The record


def test_record_of_a_child(worker):
    child = ChildFactory(
        given_name="Zoë", family_name="Kovač", reference="S-1742", date_of_birth=date(2003, 8, 15)
    )
    RiskFlagFactory(child=child, start_date=date(2018, 9, 3))
    AllocationFactory(child=child, agency=AgencyFactory(name="Early Help"))
    ResidenceFactory(child=child, area=AreaFactory(name="East"))
    page = text(worker.get(f"/children/{child.pk}/"))
    assert "Zoë Kovač Level or status High since 3 September 2018" in page
    assert "Age 15 years 1 month, born 15 August 2003 Sex Female Reference S-1742" in page
    assert "Key agency Early Help Area East" in page
    assert "As the record stood on 1 October 2018" in page
    assert "Flag: High Held on this day Since 3 September 2018 (28 days so far)" in page
    assert "Ethnicity White - British" in page
    assert "Nothing has been changed or corrected" in page


def test_record_of_whom_little_is_known(worker):
    child = ChildFactory(date_of_birth=None, sex="", ethnicity="")
    page = text(worker.get(f"/children/{child.pk}/"))
    assert "Level or status No flag Age Not recorded Sex Not recorded" in page
    assert "Key agency Not recorded Area Not recorded" in page
    assert "Nothing is recorded by this day" in page


def test_record_as_it_stood_on_a_day(worker):
    child = ChildFactory()
    RiskFlagFactory(
        child=child, status="low", start_date=date(2018, 9, 3), end_date=date(2018, 9, 20)
    )
    RiskFlagFactory(child=child, status="high", start_date=date(2018, 9, 20))
    page = text(worker.get(f"/children/{child.pk}/?on=2018-09-19"))
    assert "Level or status Low since 3 September 2018" in page
    assert "As the record stood on 19 September 2018" in page
    assert "1 later entry not shown." in page
    assert "3 September 2018 to 20 September 2018 (17 days)" in page
    assert "High" not in page


def test_record_shows_the_kinds_that_are_asked_for(worker):
    child = full()
    page = text(worker.get(f"/children/{child.pk}/?kind=home"))
    assert "Home: Area" in page
    assert "Flag: High" not in page


@pytest.mark.parametrize("address", ["on_day=31&on_month=2&on_year=2018", "kind=secret"])
def test_record_with_a_wrong_question_says_so_and_shows_today(worker, address):
    child = full()
    response = worker.get(f"/children/{child.pk}/?{address}")
    assert response.status_code == 200
    assert "There is a problem" in text(response)
    assert "As the record stood on 1 October 2018" in text(response)
    assert "Flag: High" in text(response)


def test_record_tells_its_corrections(worker):
    child = ChildFactory(family_name="Kovac")
    user = UserFactory(first_name="Sam", last_name="Whitaker")
    correct_child(child=child, family_name="Kovač", reason="Misspelt", by=user)
    page = text(worker.get(f"/children/{child.pk}/"))
    assert "Sam Whitaker Details of the child Family name Kovac Kovač Misspelt" in page


@pytest.mark.parametrize("pk", ["999999", "9" * 30])
def test_record_that_is_not_there(worker, pk):
    assert worker.get(f"/children/{pk}/").status_code == 404


def test_record_takes_no_post(worker):
    child = full()
    assert worker.post(f"/children/{child.pk}/", {"given_name": "X"}).status_code == 405


# Queries


@pytest.mark.parametrize("path", ["/children/", "/children/?sort=level", "/children/?status=all"])
def test_queries_of_the_list_are_the_same_for_any_number_of_rows(
    worker, django_assert_max_num_queries, path
):
    counted = []
    for rows in (1, 29):
        for _ in range(rows):
            full()
        with django_assert_max_num_queries(34) as queries, zeal_context():
            assert len(names(worker.get(path))) in (1, 25)
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_queries_of_the_record_are_the_same_for_any_number_of_spells(
    worker, django_assert_max_num_queries
):
    counted = []
    child = full()
    for number in range(30):
        with django_assert_max_num_queries(34) as queries, zeal_context():
            worker.get(f"/children/{child.pk}/")
        counted.append(len(queries))
        AllocationFactory(child=child, is_key=False, start_date=date(2018, 2, 1 + number % 28))
    assert len(set(counted)) == 1
