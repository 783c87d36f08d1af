"""What does not fit together, what is missing, and what is watched beyond the printed report."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from crime import wide_tables
from crime.figures import watching
from crime.forms import PeriodForm
from crime.models import Offence, Suspect
from crime.reconciling import (
    children_with_offences,
    completeness,
    findings,
    suspects_completeness,
)
from crime.views.doors import for_police
from cse_portal.days import today

A_PAGE = 50


@require_safe
@for_police
def reconcile(request: HttpRequest) -> HttpResponse:
    """What to look at, and how complete every field is by area and month."""
    form = PeriodForm(request.GET, today=today())
    offences = Offence.objects.visible_to(request.user)
    suspects = Suspect.objects.visible_to(request.user)
    context: dict[str, Any] = {
        "form": form,
        "findings": findings(offences, suspects, today()),
        "suspects": wide_tables.of_suspects(suspects_completeness(suspects)),
    }
    if form.is_valid():
        recorded = offences.recorded(*form.period)
        context["tables"] = [
            wide_tables.of_completeness(
                f"Completeness by {title}", head, completeness(recorded, by)
            )
            for by, title, head in (
                ("area", "NPT area", "NPT area"),
                ("month", "month recorded", "Month recorded"),
            )
        ]
    return render(request, "crime/reconcile.html", context)


@require_safe
@for_police
def children(request: HttpRequest) -> HttpResponse:
    """Children with offences, flagged at risk today or not."""
    flagged = request.GET.get("flagged") != "no"
    table = wide_tables.ChildrenTable(children_with_offences(today(), flagged=flagged))
    RequestConfig(request, paginate={"per_page": A_PAGE}).configure(table)
    context = {"table": table, "flagged": flagged, "day": today()}
    return render(request, "crime/reconcile_children.html", context)


@require_safe
@for_police
def watch(request: HttpRequest) -> HttpResponse:
    """Time to outcome, outcomes by type and area, and the trend by month."""
    form = PeriodForm(request.GET, today=today())
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        every = Offence.objects.visible_to(request.user)
        offences = every.recorded(*form.period)
        by_type = watching.outcomes_by(offences, "offence_type")
        by_area = watching.outcomes_by(offences, "npt_area__name")
        context["tables"] = [
            wide_tables.of_months(watching.by_month(every, *form.period)),
            wide_tables.of_days(watching.days_to_outcome(offences)),
            wide_tables.of_outcomes("Outcomes by type of offence", "Type", by_type),
            wide_tables.of_outcomes("Outcomes by NPT area", "NPT area", by_area),
        ]
    return render(request, "crime/watch.html", context)
