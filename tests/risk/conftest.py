"""What the tests of the children's pages have in common."""

from datetime import date

import pytest

from cse_portal.accounts.models import Role
from tests.factories import UserFactory

TODAY = date(2018, 10, 1)


@pytest.fixture
def first_of_october(settings):
    settings.DEMO_TODAY = TODAY


@pytest.fixture
def worker(client, first_of_october):
    """A social worker who is signed in, on 1 October 2018."""
    client.force_login(UserFactory(role=Role.SOCIAL_WORKER))
    return client
