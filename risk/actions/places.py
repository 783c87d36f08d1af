"""Writing areas and their populations."""

from typing import Any

from django.db import transaction

from cse_portal.audit.actions import record
from cse_portal.history import write
from risk.models import Area, AreaPopulation


@transaction.atomic
def record_area(*, code: str, name: str, by: Any = None, reason: str = "") -> Area:
    """Add an area, or correct the name of the one that has the code."""
    area = Area.objects.filter(code=code).first() or Area(code=code)
    area.name = name
    write(area, by=by, reason=reason)
    record("record_area", by=by, of="area", subject=area.pk)
    return area


@transaction.atomic
def record_population(
    *, area: Area, year: int, under_18_population: int, by: Any = None, reason: str = ""
) -> AreaPopulation:
    """Add the estimate of a year's middle, or correct it."""
    known = AreaPopulation.objects.filter(area=area, year=year).first()
    population = known or AreaPopulation(area=area, year=year)
    population.under_18_population = under_18_population
    write(population, by=by, reason=reason)
    record("record_population", by=by, of="area", subject=area.pk, year=year)
    return population
