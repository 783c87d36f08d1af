"""The demonstration has the two editions of 2018, once."""

import pytest

from cse_portal.accounts.models import Role
from reports.demonstration import publish_editions
from reports.models import Edition
from reports.tasks import publish_demonstration_editions
from tests.factories import UserFactory
from tests.reports.children import at_risk, freeze
from tests.reports.test_editions import DAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_of_october")]


@pytest.fixture
def authority():
    at_risk()
    at_risk(status="cautionary_six_months")
    for role in (Role.MANAGER, Role.CHAIR):
        UserFactory(username=role.value, role=role)


def test_editions_of_six_and_of_three(authority, settings):
    settings.DEMO = True
    freeze("2018-01", "2018-08")
    assert publish_editions(DAY) == []
    freeze("2018-09")
    assert publish_demonstration_editions() == [
        "Scale of CSE in Bradford, January to September 2018, Edition 1.0",
        "Scale of CSE in Bradford, January to September 2018, Edition 2.0",
    ]
    three, six = Edition.objects.all()
    assert (six.frozen["totals"][0], three.frozen["totals"][0]) == (2, 1)
    assert three.frozen["edition"]["changes"][0]["before"] == "2"
    assert publish_demonstration_editions() == []


def test_nothing_on_a_real_site(authority, settings):
    settings.DEMO = False
    freeze("2018-01", "2018-09")
    assert publish_editions(DAY) == []
