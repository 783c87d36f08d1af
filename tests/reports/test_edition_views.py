"""The pages of editions, drift and the public: who gets in, and the way from home to published."""

import re

import pytest
from django.urls import reverse

from cse_portal.accounts.models import Role
from cse_portal.audit.models import AuditEntry
from reports.actions import editions as actions
from reports.models import Edition
from risk.models import Child
from tests.factories import UserFactory
from tests.reports.children import at_risk
from tests.reports.test_editions import DAY, authority, draft, people, publish  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_of_october", "authority")]
FORM = {
    "title": "Scale of CSE in Bradford",
    "audience": "internal",
    "first": "2018-01",
    "last": "2018-02",
    "statuses": ["high", "medium", "low"],
    "version": "0",
    "section_introduction": "It is **hard** to know. <script>alert(1)</script> [x](javascript:1)",
    "under_area": "East is large.",
}


def text(answer):
    return answer.content.decode()


@pytest.fixture
def signed_in(client):
    """Signs somebody in with a role; tells the client."""

    def sign_in(role):
        client.force_login(UserFactory(role=role))
        return client

    return sign_in


@pytest.fixture
def edition(people):  # noqa: F811
    return publish(draft(people), people)


@pytest.fixture
def public(people):  # noqa: F811
    return publish(draft(people, audience="public"), people)


def test_manager_is_two_steps_from_home(signed_in):
    page = text(signed_in(Role.MANAGER).get("/reports/"))
    assert 'href="/editions/"' in page and 'href="/drift/"' in page


def test_from_draft_to_published_on_pages(signed_in):
    manager = signed_in(Role.MANAGER)
    done = manager.post("/editions/new/", FORM)
    found = Edition.objects.get()
    assert done.url == f"/editions/{found.pk}/"
    page = text(manager.get(done.url))
    assert "It is <strong>hard</strong> to know." in page and "East is large." in page
    assert "<script>alert" not in page and 'href="javascript' not in page
    manager.post(f"/editions/{found.pk}/submit/")
    told = text(manager.post(f"/editions/{found.pk}/review/", follow=True))
    assert "A second person has to review it" in told
    chair = signed_in(Role.CHAIR)
    chair.post(f"/editions/{found.pk}/review/")
    assert chair.post(f"/editions/{found.pk}/publish/").status_code == 403
    manager = signed_in(Role.MANAGER)
    assert "is published and does not change" in text(
        manager.post(f"/editions/{found.pk}/publish/", follow=True)
    )
    assert AuditEntry.objects.filter(action="publish_edition").count() == 1


def test_form_is_prefilled_from_the_last_edition(signed_in, people):  # noqa: F811
    draft(people, sections={"approach": "We meet every day."})
    page = text(signed_in(Role.MANAGER).get("/editions/new/"))
    assert "We meet every day." in page
    assert "Scale of CSE in Bradford, January to February 2018" in page


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"last": "2018-03"}, "March 2018 has not been taken yet"),
        ({"statuses": []}, "Choose at least one status"),
        ({"title": ""}, "Enter the title"),
    ],
)
def test_wrong_form_says_what_to_do(signed_in, change, says):
    page = signed_in(Role.MANAGER).post("/editions/new/", FORM | change)
    assert (page.status_code, Edition.objects.count()) == (200, 0)
    assert says in text(page)


def test_change_of_a_draft_that_somebody_changed(signed_in, people):  # noqa: F811
    found = draft(people)
    manager = signed_in(Role.MANAGER)
    address = f"/editions/{found.pk}/change/"
    assert manager.post(address, FORM | {"version": "1"}).status_code == 302
    late = manager.post(address, FORM | {"version": "1", "title": "Mine"})
    assert late.status_code == 409
    assert "Somebody else changed this draft" in text(late) and "Mine" in text(late)


def test_amending_on_pages(signed_in, edition):
    manager = signed_in(Role.MANAGER)
    done = manager.post(f"/editions/{edition.pk}/amend/", {"reason": "Three statuses only"})
    second = Edition.objects.get(amends=edition)
    assert (done.url, second.number) == (f"/editions/{second.pk}/change/", 2)


@pytest.mark.parametrize("role", [Role.REPORT_READER, Role.SOCIAL_WORKER, Role.PARTNER_WORKER])
def test_only_public_editions_are_open_to_other_roles(signed_in, edition, public, role):
    reader = signed_in(role)
    assert reader.get(f"/editions/{edition.pk}/").status_code == 404
    assert reader.get(f"/editions/{edition.pk}/report.csv").status_code == 404
    assert reader.get(f"/editions/{public.pk}/").status_code == 200
    assert reader.get(f"/editions/{edition.pk}/children/").status_code == 403
    assert reader.get("/editions/new/").status_code == 403
    assert reader.get("/drift/").status_code == 403
    assert str(reader.get("/editions/").content).count("/editions/") > 0


@pytest.mark.parametrize("name", ["csv", "json", "xlsx", "ods", "docx", "html", "zip"])
def test_files_of_an_edition(signed_in, edition, name):
    answer = signed_in(Role.MANAGER).get(f"/editions/{edition.pk}/report.{name}")
    assert answer.status_code == 200
    assert f'edition-1.0.{name}"' in answer["Content-Disposition"]


def test_charts_of_a_public_edition_hide(signed_in, public):
    reader = signed_in(Role.REPORT_READER)
    drawn = text(reader.get(f"/editions/{public.pk}/charts/gender.svg"))
    assert drawn.count(">[c]</text>") == 2 and "69.2" not in drawn
    png = reader.get(f"/editions/{public.pk}/charts/gender.png")
    assert png.content.startswith(b"\x89PNG")
    for name in ("nothing.svg", "gender.gif"):
        assert reader.get(f"/editions/{public.pk}/charts/{name}").status_code == 404


def test_no_file_of_a_draft(signed_in, people):  # noqa: F811
    found = draft(people)
    assert signed_in(Role.MANAGER).get(f"/editions/{found.pk}/report.csv").status_code == 404


def test_every_linked_figure_leads_to_a_list_of_its_length(signed_in, edition):
    manager = signed_in(Role.MANAGER)
    page = text(manager.get(f"/editions/{edition.pk}/"))
    links = re.findall(r'href="([^"]*/children/\?[^"]*)">([\d,]+)<', page)
    assert len(links) > 15
    for address, figure in links:
        answer = manager.get(address.replace("&amp;", "&"))
        assert f"{figure} of {figure} shown." in text(answer)
    assert AuditEntry.objects.filter(action="view_children_behind").count() == len(links)


def test_list_says_how_many_are_shown_and_never_why(signed_in, edition, monkeypatch):
    hidden = Child.objects.filter(sex="M").first()
    monkeypatch.setattr(
        "reports.edition_views.visible", lambda children, user: children.exclude(pk=hidden.pk)
    )
    address = f"/editions/{edition.pk}/children/?table=gender&code=M&month=2018-01"
    page = text(signed_in(Role.MANAGER).get(address))
    assert "3 of 4 shown." in page
    assert hidden.reference not in page


@pytest.mark.parametrize("query", ["table=area&code=X&month=2018-01", "table=x&code=y&month=z", ""])
def test_no_list_of_a_figure_that_there_is_not(signed_in, edition, query):
    answer = signed_in(Role.MANAGER).get(f"/editions/{edition.pk}/children/?{query}")
    assert answer.status_code == 404


def test_no_list_behind_a_public_edition(signed_in, public):
    address = f"/editions/{public.pk}/children/?table=gender&code=F&month=2018-01"
    assert signed_in(Role.MANAGER).get(address).status_code == 404


def test_editions_of_a_child(signed_in, edition):
    child = Child.objects.filter(sex="M").first()
    page = text(signed_in(Role.MANAGER).get(reverse("editions:of_child", args=[child.pk])))
    assert "January 2018, February 2018" in page


# Drift


def test_drift_page_and_counting_again(signed_in):
    manager = signed_in(Role.MANAGER)
    assert "Nothing has changed" in text(manager.get("/drift/2018-01/"))
    at_risk(DAY.replace(month=1, day=20), sex="M", reference="LATE")
    page = text(manager.get("/drift/2018-01/"))
    assert "1 child is counted otherwise now: late entry 1." in page
    assert "Gender: Male" in page and "LATE" in page
    again = manager.post("/drift/2018-01/", {"reason": "A late entry"}, follow=True)
    assert "January 2018 is counted again, as version 2." in text(again)
    assert "Nothing has changed" in text(again)


@pytest.mark.parametrize(
    ("address", "most"),
    [("/drift/2018-01/", 26), ("/editions/", 5), ("/editions/{}/", 12), ("/compare/", 22)],
)
def test_queries_are_as_many_at_any_number_of_children(
    signed_in, edition, django_assert_max_num_queries, address, most
):
    manager = signed_in(Role.MANAGER)

    def count():
        with django_assert_max_num_queries(most) as asked:
            assert manager.get(address.format(edition.pk)).status_code == 200
        return len(asked)

    at_risk(DAY.replace(month=1, day=20), sex="M")
    few = count()
    for n in range(5):
        at_risk(DAY.replace(month=1, day=20), sex="FMU"[n % 3], ethnicity="APKN")
    assert count() == few


def test_only_a_manager_counts_again(signed_in):
    chair = signed_in(Role.CHAIR)
    assert chair.get("/drift/2018-01/").status_code == 200
    assert chair.post("/drift/2018-01/", {"reason": "Because"}).status_code == 403
    assert chair.get("/drift/2018-05/").status_code == 404


# The public


def test_public_page_is_off_unless_the_authority_turns_it_on(client, public, settings):
    for address in ("/public/", f"/public/{public.pk}/", f"/public/{public.pk}/report.csv"):
        assert client.get(address).status_code == 404
    settings.PUBLIC_PAGE = True
    assert public.title in text(client.get("/public/"))
    assert "[c]" in text(client.get(f"/public/{public.pk}/"))
    assert "gender,M,Male,count,2018-01,[c]" in text(client.get(f"/public/{public.pk}/report.csv"))


def test_public_page_shows_no_other_edition(client, edition, people, settings):  # noqa: F811
    settings.PUBLIC_PAGE = True
    waiting = draft(people, audience="public")
    actions.submit_edition(edition=waiting, by=people[0])
    assert "Nothing is published yet" in text(client.get("/public/"))
    for one in (edition, waiting):
        assert client.get(f"/public/{one.pk}/").status_code == 404
        assert client.get(f"/public/{one.pk}/report.json").status_code == 404


@pytest.mark.parametrize("address", ["/editions/", "/editions/new/", "/drift/", "/drift/2018-01/"])
def test_nothing_without_sign_in(client, address):
    assert client.get(address).url == f"/accounts/sign-in/?next={address}"
