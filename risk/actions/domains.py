"""The domains of an assessment: those to begin with, and how the authority changes them."""

from typing import Any

from django.db import transaction
from django.db.models import Max

from cse_portal import spells
from cse_portal.audit.actions import record
from cse_portal.history import write
from cse_portal.stale import StaleError
from risk.domains import domains_to_begin_with
from risk.models import IndicatorDomain


@transaction.atomic
def seed_domains(*, by: Any = None) -> int:
    """Write the domains to begin with where there are none; tells how many were written."""
    if IndicatorDomain.objects.exists():
        return 0
    begun = [
        write(IndicatorDomain(position=position, **words), by=by)
        for position, words in enumerate(domains_to_begin_with(), start=1)
    ]
    record("seed_domains", by=by, domains=len(begun))
    return len(begun)


@transaction.atomic
def add_domain(*, by: Any, **words: Any) -> IndicatorDomain:
    """Add a domain, last in the form. ValidationError where the name is taken."""
    last = IndicatorDomain.objects.aggregate(last=Max("position"))["last"] or 0
    domain = write(IndicatorDomain(**{"position": last + 1, **words}), by=by)
    record("add_domain", by=by, of="domain", subject=domain.pk)
    return domain


@transaction.atomic
def change_domain(
    *, domain: IndicatorDomain, seen: int, by: Any, reason: str = "", **words: Any
) -> IndicatorDomain:
    """Change a domain. StaleError where somebody did since the writer saw it.

    ``seen`` is the id of the newest history row then. Assessments that were submitted keep the
    name that the domain had.
    """
    spells.lock(domain)
    current = IndicatorDomain.objects.get(pk=domain.pk)
    if newest_change(current) != seen:
        raise StaleError(current)
    for name, value in words.items():
        setattr(current, name, value)
    write(current, by=by, reason=reason)
    record("change_domain", by=by, of="domain", subject=domain.pk)
    return current


def newest_change(domain: IndicatorDomain) -> int:
    """The id of the newest history row of a domain: another number, another state."""
    return domain.history.values_list("history_id", flat=True).first() or 0
