"""The addresses of the report: who gets in, choosing a period, what they ask of the database."""

import pytest

from cse_portal.accounts.models import Role
from cse_portal.days import Month
from reports.actions.snapshots import amend_month
from tests.factories import AgencyFactory, AreaFactory, UserFactory
from tests.reports.children import LATER, at_risk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_of_october")]
REPORT = "/reports/2018-01/2018-02/"


def text(answer):
    return answer.content.decode()


# Who gets in

ADDRESSES = ["/reports/", "/reports/rules/", REPORT, f"{REPORT}report.csv", f"{REPORT}report.json"]
ADDRESSES += [f"{REPORT}gender.csv", f"{REPORT}gender/chart.json"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_without_sign_in(client, two_months, address):
    answer = client.get(address)
    assert (answer.status_code, answer.url) == (302, f"/accounts/sign-in/?next={address}")


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_read(reader, two_months, address):
    assert reader.get(address).status_code == 200
    assert reader.post(address).status_code == 405


# The home page


def test_home_leads_to_the_newest_report(client, two_months):
    user = UserFactory(role=Role.MANAGER)
    client.force_login(user)
    card = client.get("/").context["cards"][0]
    assert (card["title"], card["figure"], card["link"]) == ("Month-end report", "3", REPORT)
    assert card["text"] == (
        "children were at risk of child sexual exploitation at the end of February 2018."
    )


def test_home_before_the_first_month_end(client):
    client.force_login(UserFactory(role=Role.MANAGER))
    card = client.get("/").context["cards"][0]
    assert (card["title"], card["link"], card.get("figure")) == (
        "Month-end report",
        "/reports/",
        None,
    )


# Choosing


def test_choose_offers_months_and_prefills_the_newest(reader, two_months):
    page = reader.get("/reports/")
    form = page.context["form"]
    assert (form["first"].value(), form["last"].value()) == ("2018-01", "2018-02")
    assert form["statuses"].value() == ["high", "medium", "low"]
    assert '<option value="2018-01" selected>January 2018</option>' in text(page)
    assert f'href="{REPORT}"' in text(page)
    assert "January to February 2018, all six statuses" in text(page)


def test_choose_says_what_is_due(reader, two_months):
    assert "Due and not taken yet: March 2018 and 6 more month ends." in text(
        reader.get("/reports/")
    )


def test_choose_says_which_version_and_why(reader, two_months):
    assert "Why it was counted again" not in text(reader.get("/reports/"))
    amend_month(Month(2018, 1), reason="A late entry", today=LATER)
    page = text(reader.get("/reports/"))
    assert "Why it was counted again" in page
    assert "A late entry" in page


def test_choose_before_the_first_month_end(reader, settings):
    page = text(reader.get("/reports/"))
    assert "No month end was taken yet" in page
    assert "Look again in a few minutes" in page
    settings.FIRST_MONTH_END = ""
    assert "No month end was taken yet, and none is due" in text(reader.get("/reports/"))


def test_choosing_leads_to_the_report(reader, two_months):
    asked = "first=2018-02&last=2018-02&statuses=low&statuses=high&statuses=medium"
    assert reader.get(f"/reports/?{asked}").url == "/reports/2018-02/2018-02/"
    asked = "first=2018-01&last=2018-02&statuses=low&statuses=cautionary_six_months"
    assert reader.get(f"/reports/?{asked}").url == f"{REPORT}?statuses=low,cautionary_six_months"


def test_choosing_again_keeps_what_was_chosen(reader, two_months):
    page = reader.get("/reports/?first=2018-02&last=2018-02&statuses=low&change=1")
    assert page.status_code == 200
    assert page.context["form"]["statuses"].value() == ["low"]
    assert page.context["form"].errors == {}


@pytest.mark.parametrize(
    ("asked", "field", "says"),
    [
        (
            "first=2018-02&last=2018-01&statuses=low",
            "last",
            "January 2018 comes before February 2018: the last month must not be earlier than the "
            "first",
        ),
        ("first=2018-01&last=2018-02", "statuses", "Choose at least one status"),
        ("first=2018-01&last=2018-02&statuses=grave", "statuses", "“grave” is not a status"),
        ("first=2018-01&statuses=low", "last", "Choose the last month"),
        (
            "first=2018-01&last=2018-1x&statuses=low",
            "last",
            "“2018-1x” is not a month: choose one from the list",
        ),
    ],
)
def test_wrong_choice_says_what_to_do(reader, two_months, asked, field, says):
    page = reader.get(f"/reports/?{asked}")
    assert page.status_code == 200
    assert page.context["form"].errors == {field: [says]}
    assert "There is a problem" in text(page)


def test_form_is_kept_with_what_is_wrong(reader, two_months):
    page = text(reader.get("/reports/?first=2018-02&last=2018-12&statuses=low"))
    assert '<option value="2018-02" selected>February 2018</option>' in page
    assert '<option value="2018-12" selected>December 2018 (not taken)</option>' in page
    assert page.count(" checked") == 1


# A report that there is not


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("2018-02/2018-10/", "October 2018 has not ended."),
        ("2018-02/2018-03/", "March 2018 has not been taken yet. The schedule does it by itself"),
        ("2017-12/2018-01/", "python manage.py snapshot 2017-12"),
        ("2018-02/2018-01/", "January 2018 comes before February 2018"),
        ("2018-13/2018-01/", "“2018-13” is not a month"),
        ("9999-12/9999-12/", "December 9999 has not ended."),
        ("1900-01/9999-12/", "A report has 120 months at most, not 97200"),
        ("2018-01/2018-02/?statuses=grave", "“grave” is not a status"),
        ("2018-01/2018-02/?statuses=", "Choose at least one status"),
    ],
)
def test_report_that_there_is_not_says_what_to_do(reader, two_months, address, says):
    page = reader.get(f"/reports/{address}")
    assert page.status_code == 404
    assert says in text(page)
    assert '<option value="2018-01"' in text(page)


@pytest.mark.parametrize("name", ["gender.csv", "report.csv", "report.json"])
def test_no_file_of_a_report_that_there_is_not(reader, two_months, name):
    assert reader.get(f"/reports/2018-02/2018-03/{name}").status_code == 404
    assert reader.get(f"/reports/2018-02/2018-01/{name}").status_code == 404


def test_no_file_of_a_table_that_there_is_not(reader, two_months):
    assert reader.get(f"{REPORT}nothing.csv").status_code == 404


# What they ask of the database


@pytest.fixture
def counted(client, django_assert_max_num_queries):
    """Tells how many queries an address takes, of at most so many."""
    client.force_login(UserFactory(role=Role.MANAGER))

    def count(address, most):
        with django_assert_max_num_queries(most) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    return count


PAGES = [(REPORT, 12), ("/reports/", 6), ("/", 4), ("/reports/rules/", 3)]
PAGES += [(f"{REPORT}report.csv", 12), (f"{REPORT}report.json", 12), (f"{REPORT}area.csv", 10)]


@pytest.mark.parametrize(("address", "most"), PAGES)
def test_queries_are_as_many_at_any_number_of_children(counted, two_months, address, most):
    few = counted(address, most)
    for n in range(12):
        at_risk(area=AreaFactory(), agency=AgencyFactory(), sex="FMU"[n % 3], ethnicity="APKN")
    for number in (1, 2):
        amend_month(Month(2018, number), reason="More children", today=LATER)
    assert counted(address, most) == few
