"""Comparing two month ends or editions, and the areas of one of them."""

from base64 import b64encode
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cse_portal.accounts.models import Role
from cse_portal.audit.actions import record
from cse_portal.days import Month, today
from reports.compare import area_rates, name_of, shown_rate, side_by_side
from reports.figures.scale import ScaleReport
from reports.models import Edition
from reports.month_ends import MonthEnds
from reports.publication.content import internal_content
from reports.publication.page import shown
from reports.publication.plots import funnel, multiples

READERS_OF_ALL = (Role.CHAIR, Role.COORDINATOR, Role.POLICE_ANALYST, Role.MANAGER)
EDITION = "edition-"


class CompareForm(forms.Form):
    """Two sides, each a month end or a published edition."""

    now = forms.ChoiceField(label="Compare")
    before = forms.ChoiceField(label="With")

    def __init__(self, asked: Any, *, sides: dict[str, str]) -> None:
        super().__init__(asked)
        for field in self.fields.values():
            field.choices = list(sides.items())


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two sides beside each other; without a choice, the newest month end and the one before."""
    sides = _sides(request)
    asked = request.GET if {"now", "before"} <= set(request.GET) else _usual(sides)
    form = CompareForm(asked or None, sides=sides)
    context: dict[str, Any] = {"form": form, "months": _shortcuts(sides, asked)}
    if form.is_bound and form.is_valid():
        now, before = (_content(form.cleaned_data[name]) for name in ("now", "before"))
        context |= {
            "now": name_of(now),
            "before": name_of(before),
            "tables": list(side_by_side(before, now)),
            "areas": [(one, shown(one.population), *shown_rate(one)) for one in area_rates(now)],
            "funnel": _picture(funnel(area_rates(now))),
            "multiples": _picture(multiples(now)),
        }
        record("compare", by=request.user, subject=form.cleaned_data["now"], with_=asked["before"])
    return render(request, "reports/compare.html", context)


def _sides(request: HttpRequest) -> dict[str, str]:
    """What a user may compare: month ends and all editions, or public editions alone."""
    user = request.user
    sees_all = user.is_superuser or user.has_role(*READERS_OF_ALL)
    editions = Edition.objects.published() if sees_all else Edition.objects.public()
    months = [str(month) for month in reversed(MonthEnds.on(today()).months)] if sees_all else []
    if not months and not editions:
        raise PermissionDenied
    return {
        **{month: Month.parse(month).name for month in months},
        **{f"{EDITION}{one.pk}": f"{one.title}, {one.line}" for one in editions},
    }


def _usual(sides: dict[str, str]) -> dict[str, str]:
    newest = list(sides)[:2]
    return {"now": newest[0], "before": newest[-1]} if newest else {}


def _shortcuts(sides: dict[str, str], asked: Any) -> list[tuple[str, str, str]]:
    """The month before, and the same month a year earlier, where they were taken."""
    now = asked.get("now", "")
    if now.startswith(EDITION) or now not in sides:
        return []
    month = Month.parse(now)
    others = {
        "the month before": str(month.previous),
        "the same month last year": str(Month(month.year - 1, month.number)),
    }
    return [(text, now, other) for text, other in others.items() if other in sides]


def _content(side: str) -> dict[str, Any]:
    if side.startswith(EDITION):
        return Edition.objects.published().get(pk=side.removeprefix(EDITION)).frozen
    return internal_content(ScaleReport([Month.parse(side)]))


def _picture(svg: str) -> str:
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}" if svg else ""
