"""Writing the invented authority, through the same actions as real work."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db import transaction

from agencies.actions import allocate, end_allocation, record_agency
from agencies.models import Agency
from cse_portal.accounts import demonstration as accounts
from cse_portal.accounts.models import Role, User
from cse_portal.audit.actions import record
from cse_portal.audit.models import AuditEntry
from risk.actions.children import record_child
from risk.actions.domains import seed_domains
from risk.actions.flags import remove_flag, set_flag
from risk.actions.places import record_area, record_population
from risk.actions.postcodes import record_postcode
from risk.actions.residences import move_home
from risk.demonstration.daily_work import load_daily_work
from risk.demonstration.minutes import Minutes
from risk.demonstration.plan import InventedChild, Plan
from risk.demonstration.printed import rows
from risk.demonstration.timelines import Stretch
from risk.models import Area, Child, RiskFlag

ACTION = "load_bradford_2018"
REASON = "Invented for the demonstration"
PRINTED = "From the report of 2018"

Told = Callable[[Iterable[Any]], Iterable[Any]]


class NotEmptyError(Exception):
    """There are children already, and they are not this demonstration's."""


def is_loaded(plan: Plan) -> bool:
    """Whether the database holds this very plan. NotEmptyError where it holds other children."""
    if not Child.objects.exists():
        return False
    if AuditEntry.objects.filter(action=ACTION, detail__plan=plan.fingerprint).exists():
        return True
    if AuditEntry.objects.filter(action=ACTION).exists():
        raise NotEmptyError(
            "Another version of the demonstration is loaded. Start with an empty database."
        )
    raise NotEmptyError(
        "There are children in this database already. "
        "The demonstration is loaded into an empty one only."
    )


@transaction.atomic
def load_plan(plan: Plan, told: Told = iter) -> None:
    """Write everything, or nothing. ``told`` goes along the children and may show how far it is."""
    areas = {row["code"]: _write_area(row) for row in rows("areas")}
    agencies = {row["code"]: record_agency(**row, reason=PRINTED) for row in rows("agencies")}
    for row in rows("postcodes"):
        if row["ward_code"]:  # a postcode outside the district is in no look-up of ours
            _write_postcode(row, areas[row["area"]])
    accounts.load()
    seed_domains()
    minutes = Minutes(User.objects.get(username=Role.CHAIR), agencies)
    for invented in told(plan.children):
        _write_child(invented, areas, agencies, minutes)
    load_daily_work(minutes)
    record(ACTION, children=len(plan.children), plan=plan.fingerprint)


def _write_area(row: dict[str, str]) -> Area:
    area = record_area(code=row["code"], name=row["name"], reason=PRINTED)
    if row["year"]:
        record_population(
            area=area,
            year=int(row["year"]),
            under_18_population=int(row["under_18_population"]),
            reason=PRINTED,
        )
    return area


def _write_postcode(row: dict[str, str], area: Area) -> None:
    record_postcode(
        postcode=row["postcode"],
        ward_code=row["ward_code"],
        area=area,
        start_date=date.fromisoformat(row["valid_from"]),
        end_date=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        reason=REASON,
    )


def _write_child(
    invented: InventedChild,
    areas: dict[str, Area],
    agencies: dict[str, Agency],
    minutes: Minutes,
) -> None:
    child = record_child(
        reference=invented.reference,
        looked_after=invented.looked_after,
        **vars(invented.person),
    )
    _write_homes(child, invented, areas)
    for stretch in invented.allocations:
        allocation = allocate(
            child=child,
            agency=agencies[stretch.value.agency],
            is_key=stretch.value.is_key,
            start_date=stretch.start,
            reason=REASON,
        )
        if stretch.end:
            end_allocation(allocation=allocation, on=stretch.end, reason=REASON)
    _write_flags(child, invented.flags, minutes)


def _write_homes(child: Child, invented: InventedChild, areas: dict[str, Area]) -> None:
    for home in invented.homes:
        move_home(
            child=child,
            area=areas[home.value.area],
            postcode=home.value.postcode,
            placement_type=home.value.placement_type,
            start_date=home.start,
            end_date=home.end,
            reason=REASON,
        )


def _write_flags(child: Child, flags: tuple[Stretch[str], ...], minutes: Minutes) -> None:
    """Each flag ends the one before; only where none follows on the day is one removed."""
    for number, flag in enumerate(flags, start=1):
        decision = minutes.decided(child, flag.start, flag.value)
        set_flag(
            child=child,
            status=flag.value,
            start_date=flag.start,
            source=RiskFlag.Source.DECISION if decision else RiskFlag.Source.IMPORT,
            decision=decision,
            reason=REASON,
        )
        follows = number < len(flags) and flags[number].start == flag.end
        if flag.end and not follows:
            minutes.decided(child, flag.end, "remove_flag")
            remove_flag(child=child, on=flag.end, reason=REASON)
