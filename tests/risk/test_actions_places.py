"""Writing areas, their populations, and where postcodes lie."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from cse_portal.audit.models import AuditEntry
from risk.actions.places import record_area, record_population
from risk.actions.postcodes import record_postcode
from risk.models import Area, AreaPopulation, PostcodeArea
from tests.factories import AreaFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_area_is_added_with_history_and_audit():
    user = UserFactory()
    area = record_area(code="EAST", name="East", by=user)
    assert (area.code, area.name, area.history.get().history_user) == ("EAST", "East", user)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.subject) == ("record_area", user, str(area.pk))


def test_area_with_a_known_code_is_corrected():
    area = record_area(code="EAST", name="Eest")
    assert record_area(code="EAST", name="East", reason="Misspelt") == area
    assert Area.objects.get().name == "East"
    newest = area.history.first()
    assert (newest.history_type, newest.history_change_reason) == ("~", "Misspelt")


def test_area_without_a_name_is_refused():
    with pytest.raises(ValidationError):
        record_area(code="EAST", name="")
    assert (Area.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_population_is_added_and_corrected():
    area = AreaFactory()
    record_population(area=area, year=2017, under_18_population=36_352)
    record_population(area=area, year=2016, under_18_population=36_000)
    record_population(area=area, year=2017, under_18_population=36_353, reason="ONS revised")
    assert list(AreaPopulation.objects.values_list("year", "under_18_population")) == [
        (2016, 36_000),
        (2017, 36_353),
    ]
    history = AreaPopulation.objects.get(year=2017).history
    assert [row.under_18_population for row in history.all()] == [36_353, 36_352]
    assert history.first().history_change_reason == "ONS revised"
    assert AuditEntry.objects.filter(action="record_population").count() == 3


def test_population_below_nobody_is_refused():
    with pytest.raises(ValidationError):
        record_population(area=AreaFactory(), year=2017, under_18_population=-1)


def test_postcode_moves_to_another_area_on_a_day():
    east, west = AreaFactory(code="EAST"), AreaFactory(code="WEST")
    lies = {"postcode": "BD1 1AA", "ward_code": "E05001347"}
    record_postcode(**lies, area=east, start_date=date(2004, 6, 10))
    record_postcode(**lies, area=west, start_date=date(2018, 5, 3))
    told = PostcodeArea.objects.values_list("area__code", "start_date", "end_date")
    assert list(told) == [
        ("EAST", date(2004, 6, 10), date(2018, 5, 3)),
        ("WEST", date(2018, 5, 3), None),
    ]
    assert AuditEntry.objects.filter(action="record_postcode").count() == 2
