"""The domains of assessments: those to begin with, and changing them."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse

from cse_portal.accounts.models import Role
from cse_portal.stale import StaleError
from risk.actions.domains import add_domain, change_domain, newest_change, seed_domains
from risk.domains import domains_to_begin_with
from risk.models import IndicatorDomain
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client):
    user = UserFactory(role=Role.COORDINATOR)
    client.force_login(user)
    return user


def test_each_domain_to_begin_with_has_its_anchors():
    domains = domains_to_begin_with()
    assert len(domains) == 11
    assert all(all(domain.values()) for domain in domains)
    assert len({domain["name"] for domain in domains}) == 11


def test_seeding_twice_changes_nothing(capsys):
    for said in ("Written: 11 domains\n", "There are domains already: nothing changed\n"):
        call_command("seed_domains")
        assert capsys.readouterr().out == said
    assert [domain.position for domain in IndicatorDomain.objects.all()] == list(range(1, 12))


def test_seeding_leaves_the_domains_of_the_authority_alone(coordinator):
    add_domain(name="Ours", by=coordinator)
    assert seed_domains() == 0
    assert IndicatorDomain.objects.get().name == "Ours"


def test_new_domain_comes_last(coordinator):
    seed_domains()
    assert add_domain(name="Ours", by=coordinator).position == 12
    with pytest.raises(ValidationError):
        add_domain(name="Ours", by=coordinator)


def test_change_keeps_who_and_why(coordinator):
    domain = add_domain(name="Scool", by=coordinator)
    change_domain(
        domain=domain, seen=newest_change(domain), by=coordinator, reason="Misspelt", name="School"
    )
    newest = domain.history.first()
    assert (newest.name, newest.history_user, newest.history_change_reason) == (
        "School",
        coordinator,
        "Misspelt",
    )


def test_second_change_is_told(coordinator):
    domain = add_domain(name="School", by=coordinator)
    seen = newest_change(domain)
    change_domain(domain=domain, seen=seen, by=coordinator, low="Late")
    with pytest.raises(StaleError) as told:
        change_domain(domain=domain, seen=seen, by=UserFactory(), low="Bored")
    assert told.value.current.low == "Late"


# The pages


def test_coordinator_begins_with_the_usual_domains(client, coordinator):
    url = reverse("risk:domains")
    assert b"There are no domains yet" in client.get(url).content
    answer = client.post(reverse("risk:domains_begin"), follow=True)
    assert answer.redirect_chain == [(url, 302)]
    assert b"11 domains were added." in answer.content


def test_coordinator_adds_a_domain(client, coordinator):
    typed = {"name": "Ours", "low": "A", "medium": "B", "high": "C", "position": "3"}
    answer = client.post(reverse("risk:domain_add"), {**typed, "is_in_use": "on"})
    assert answer.url == reverse("risk:domains")
    domain = IndicatorDomain.objects.get()
    assert (domain.name, domain.medium, domain.position, domain.is_in_use) == ("Ours", "B", 3, True)


def changed_on_page(client, domain, seen, **typed):
    typed = {"name": "School", "position": "1", "is_in_use": "on", "reason": "Clearer", **typed}
    return client.post(reverse("risk:domain", args=[domain.pk]), {"seen": seen, **typed})


def test_coordinator_changes_a_domain(client, coordinator):
    domain = add_domain(name="School", by=coordinator)
    page = client.get(reverse("risk:domain", args=[domain.pk]))
    seen = page.context["form"]["seen"].value()
    assert changed_on_page(client, domain, seen, low="Late").url == reverse("risk:domains")
    assert IndicatorDomain.objects.get().low == "Late"


def test_second_coordinator_sees_both_and_loses_nothing(client, coordinator):
    domain = add_domain(name="School", by=coordinator)
    seen = newest_change(domain)
    change_domain(domain=domain, seen=seen, by=coordinator, low="Late")
    answer = changed_on_page(client, domain, seen, low="Bored")
    assert (answer.status_code, answer.context["now"].low) == (409, "Late")
    form = answer.context["form"]
    assert form["low"].value() == "Bored"
    assert IndicatorDomain.objects.get().low == "Late"
    assert changed_on_page(client, domain, form["seen"].value(), low="Bored").status_code == 302
    assert IndicatorDomain.objects.get().low == "Bored"


def test_change_needs_its_reason_and_a_name_of_its_own(client, coordinator):
    add_domain(name="Family", by=coordinator)
    domain = add_domain(name="School", by=coordinator)
    answer = changed_on_page(client, domain, newest_change(domain), name="Family", reason="")
    assert answer.context["form"].errors == {
        "name": ["There is a domain of this name already"],
        "reason": ["Say why"],
    }


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.CHAIR, Role.MANAGER])
def test_nobody_else_keeps_the_domains(client, role):
    seed_domains()
    client.force_login(UserFactory(role=role))
    pk = IndicatorDomain.objects.first().pk
    pages = [reverse("risk:domains"), reverse("risk:domain_add"), reverse("risk:domain", args=[pk])]
    assert [client.get(page).status_code for page in pages] == [403, 403, 403]
    assert client.post(reverse("risk:domains_begin")).status_code == 403
