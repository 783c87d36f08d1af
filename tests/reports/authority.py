"""The demonstration authority with its nine month ends, in bulk because tests wait for it."""

from functools import cache

from agencies.models import Agency, Allocation
from risk.demonstration.plan import Plan, make_plan
from risk.demonstration.printed import rows
from risk.models import Area, AreaPopulation, Child, Residence, RiskFlag
from tests.reports.children import freeze

FIRST, LAST = "2018-01", "2018-09"


@cache
def plan() -> Plan:
    return make_plan()


def write_authority() -> None:
    """Everything that the report counts, past the actions and without history."""
    areas = {
        row["code"]: Area.objects.create(code=row["code"], name=row["name"])
        for row in rows("areas")
    }
    for row in rows("areas"):
        if row["year"]:
            AreaPopulation.objects.create(
                area=areas[row["code"]],
                year=row["year"],
                under_18_population=row["under_18_population"],
            )
    agencies = {row["code"]: Agency.objects.create(**row) for row in rows("agencies")}
    invented = plan().children
    children = Child.objects.bulk_create(
        Child(reference=one.reference, **vars(one.person)) for one in invented
    )
    pairs = list(zip(children, invented, strict=True))
    Residence.objects.bulk_create(
        Residence(child=child, area=areas[s.value.area], start_date=s.start, end_date=s.end)
        for child, one in pairs
        for s in one.homes
    )
    Allocation.objects.bulk_create(
        Allocation(
            child=child,
            agency=agencies[s.value.agency],
            is_key=s.value.is_key,
            start_date=s.start,
            end_date=s.end,
        )
        for child, one in pairs
        for s in one.allocations
    )
    RiskFlag.objects.bulk_create(
        RiskFlag(child=child, status=s.value, start_date=s.start, end_date=s.end, source="import")
        for child, one in pairs
        for s in one.flags
    )
    freeze(FIRST, LAST)
