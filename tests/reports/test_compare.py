"""Comparing: sides, changes, intervals of rates and what the public may compare."""

from math import isclose

import pytest
from scipy.stats import chi2

from cse_portal.accounts.models import Role
from reports.compare import Side, area_rates, side_by_side
from reports.figures.intervals import Z_998, byar, limits, rate
from reports.figures.scale import ScaleReport
from reports.publication.content import internal_content
from reports.publication.plots import funnel, multiples
from tests.factories import AreaFactory, AreaPopulationFactory, UserFactory
from tests.reports.children import at_risk
from tests.reports.test_editions import (  # noqa: F401
    FEBRUARY,
    JANUARY,
    authority,
    draft,
    people,
    publish,
)


@pytest.mark.parametrize("count", [1, 2, 5, 8, 10, 84, 300])
def test_byars_interval_is_near_the_exact_one(count):
    """The exact interval of a Poisson count comes from chi-squared (Garwood 1936)."""
    exact = chi2.ppf(0.025, 2 * count) / 2, chi2.ppf(0.975, 2 * count + 2) / 2
    found = byar(count)
    assert isclose(found[0], exact[0], abs_tol=0.03) and isclose(found[1], exact[1], abs_tol=0.03)


def test_interval_of_nothing_starts_at_nought():
    assert byar(0)[0] == 0.0 and isclose(byar(0)[1], 3.66, abs_tol=0.05)


def test_rate_of_few_is_wider_than_that_of_many():
    city, east = rate(8, 6192), rate(84, 36_352)
    assert round(city.rate, 1) == 1.3 and round(east.rate, 1) == 2.3
    assert (city.high - city.low) / city.rate > 3 * (east.high - east.low) / east.rate


def test_limits_close_in_as_areas_grow():
    small, large = limits(2.0, 2_000, Z_998), limits(2.0, 40_000, Z_998)
    assert small[0] < large[0] < 2.0 < large[1] < small[1]


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [(8, 10, "+2"), (10, 8, "-2"), (8, 8, "0"), ("[c]", 8, "[c]"), (8, "[x]", "[x]")],
)
def test_change(before, now, change):
    assert Side("East", before, now).change == change


@pytest.mark.django_db
@pytest.mark.usefixtures("first_of_october", "authority")
class TestPage:
    @pytest.fixture
    def manager(self, client):
        client.force_login(UserFactory(role=Role.MANAGER))
        return client

    def test_month_beside_the_month_before(self, manager):
        page = manager.get("/compare/")
        assert (page.context["now"], page.context["before"]) == ("February 2018", "January 2018")
        tables = dict(page.context["tables"])
        assert tables["Gender"] == [Side("Female", 9, 9), Side("Male", 4, 4)]
        ((east, under_18, shown, interval),) = page.context["areas"]
        assert (east.count, under_18, shown, interval) == (13, "1,000", "13.0", "6.9 to 22.2")

    def test_editions_side_by_side(self, manager, people):  # noqa: F811
        six = publish(draft(people, statuses=["high", "awaiting_assessment"]), people)
        three = publish(draft(people), people)
        address = f"/compare/?now=edition-{three.pk}&before=edition-{six.pk}"
        tables = dict(manager.get(address).context["tables"])
        assert tables["All children counted"] == [Side("Total", 14, 13)]

    def test_nothing_of_an_edition_that_is_hidden_is_worked_out(self, client, people):  # noqa: F811
        public = publish(draft(people, audience="public"), people)
        client.force_login(UserFactory(role=Role.REPORT_READER))
        side = f"edition-{public.pk}"
        page = client.get(f"/compare/?now={side}&before={side}")
        gender = dict(page.context["tables"])["Gender"]
        assert {(row.before, row.now, row.change) for row in gender} == {("[c]", "[c]", "[c]")}
        assert client.get(f"/compare/?now=2018-01&before={side}").context["form"].errors

    def test_reader_without_a_public_edition(self, client):
        client.force_login(UserFactory(role=Role.REPORT_READER))
        assert client.get("/compare/").status_code == 403

    def test_areas_as_pictures(self):
        west = AreaFactory(code="WEST", name="West & Co")
        AreaPopulationFactory(area=west, under_18_population=4000)
        at_risk(area=west)
        content = internal_content(ScaleReport([JANUARY, FEBRUARY]))
        assert funnel(area_rates(content)) == ""  # one area alone has nothing to be compared with
        content["tables"]["area"].append(
            content["tables"]["area"][0]
            | {"label": "West & Co", "counts": [2, 3], "population": 4000}
        )
        drawn = funnel(area_rates(content))
        assert drawn.count("<circle") == 2 and "West &amp; Co" in drawn
        assert multiples(content).count("<polyline") == 2
        assert next(side_by_side(content, content))[0] == "All children counted"
