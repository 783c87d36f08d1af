"""What the tests of the report's pages have in common."""

from datetime import date

import pytest

from tests.factories import AgencyFactory, AreaFactory, AreaPopulationFactory, UserFactory
from tests.reports.children import at_risk, freeze


@pytest.fixture
def first_of_october(settings):
    settings.DEMO_TODAY = date(2018, 10, 1)
    settings.FIRST_MONTH_END = "2018-01"
    settings.AUTHORITY_NAME = "Bradford"


@pytest.fixture
def reader(client):
    """Somebody with an account and no particular role."""
    client.force_login(UserFactory())
    return client


@pytest.fixture
def two_months():
    """Two month ends: one child at the first, three at the second, one with another status."""
    east = AreaFactory(code="EAST", name="East")
    AreaPopulationFactory(area=east, under_18_population=1000)
    agency = AgencyFactory(code="CSC", name="Social <Care>", service="Helps & listens.")
    at_risk(area=east, agency=agency, sex="M")
    at_risk(date(2018, 2, 1), status="low", area=east, agency=agency)
    at_risk(date(2018, 2, 1), status="low", ethnicity="", date_of_birth=None)
    at_risk(status="cautionary_six_months")
    freeze("2018-01", "2018-02")
