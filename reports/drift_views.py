"""The pages of drift: what a frozen month end would say now, and counting it again."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cse_portal.accounts.models import Role
from cse_portal.audit.actions import record
from cse_portal.days import Month, today
from reports.actions.snapshots import NotTakenError, amend_month, newest
from reports.dimensions import BY_KEY
from reports.drift import Drift, by_cause, drift
from reports.edition_forms import AmendForm
from reports.models import Snapshot
from reports.visibility import visible
from risk.models import Child, Status

READERS = (Role.CHAIR, Role.COORDINATOR, Role.POLICE_ANALYST, Role.MANAGER)


def _refuse_unless(request: HttpRequest, *roles: Role) -> None:
    if not (request.user.is_superuser or request.user.has_role(*roles)):
        raise PermissionDenied


@require_safe
def months(request: HttpRequest) -> HttpResponse:
    """The month ends that were taken, each leading to its drift."""
    _refuse_unless(request, *READERS)
    snapshots = Snapshot.objects.newest().order_by("-month_end")
    return render(request, "reports/drift_list.html", {"snapshots": snapshots})


@require_http_methods(["GET", "POST"])
def month(request: HttpRequest, month: str) -> HttpResponse:
    """The drift of a month end; a manager counts it again from here."""
    _refuse_unless(request, *READERS)
    snapshot = _snapshot(month)
    may_amend = request.user.is_superuser or request.user.has_role(Role.MANAGER)
    form = AmendForm(request.POST or None)
    form.fields["reason"].label = "Why is it counted again?"
    if request.method == "POST":
        _refuse_unless(request, Role.MANAGER)
        if form.is_valid():
            return _amend(request, snapshot, form.cleaned_data["reason"])
    found = drift(snapshot)
    seen = visible(Child.objects.filter(pk__in=found.children), request.user)
    names = {child.pk: child for child in seen}
    record("view_drift", by=request.user, subject=snapshot.month, children=sorted(names))
    context = {
        "snapshot": snapshot,
        "cells": list(_lines(found)),
        "children": _children(found, names),
        "causes": by_cause(found),
        "everybody": len(found.children),
        "form": form,
        "may_amend": may_amend,
    }
    return render(request, "reports/drift_month.html", context)


def _snapshot(month: str) -> Snapshot:
    try:
        snapshot = newest(Month.parse(month))
    except ValueError:
        snapshot = None
    if snapshot is None:
        raise Http404
    return snapshot


def _amend(request: HttpRequest, snapshot: Snapshot, reason: str) -> HttpResponse:
    try:
        new = amend_month(snapshot.month, reason=reason, today=today(), by=request.user)
        messages.success(request, f"{new.month.name} is counted again, as version {new.version}.")
    except NotTakenError as error:
        messages.error(request, str(error))
    return redirect("drift:month", str(snapshot.month))


def _lines(found: Drift) -> Iterator[dict[str, Any]]:
    """The changed cells in words; the labels of each dimension are asked for once."""
    labels = {key: dimension.labels() for key, dimension in BY_KEY.items()}
    for cell in found.cells:
        label = labels[cell.dimension].get(cell.category, cell.category)
        yield {
            "name": f"{BY_KEY[cell.dimension].label}: {label}",
            "status": Status(cell.status).label,
            "frozen": cell.frozen,
            "now": cell.now,
            "difference": f"{cell.difference:+}",
            "erased": cell.erased,
        }


def _children(found: Drift, names: dict[int, Child]) -> list[dict[str, Any]]:
    """The children who may be seen, each with the cause, and who wrote it."""
    people = get_user_model().objects.in_bulk({cause.by for cause in found.causes.values()})
    return [
        {"child": names[pk], "cause": cause, "by": people.get(cause.by)}
        for pk, cause in found.causes.items()
        if pk in names
    ]
