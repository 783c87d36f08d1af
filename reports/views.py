"""The pages of the month-end report, its charts and its files."""

from collections.abc import Iterator
from typing import Any

from chartjs.views.lines import BaseLineOptionsChartView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from cse_portal.audit.actions import record
from cse_portal.days import today
from cse_portal.design.navigation import REPORT, Place, home_places_for
from reports import narrative
from reports.exports.csv_format import as_csv
from reports.exports.json_format import as_json
from reports.figures.movement import movements
from reports.figures.scale import MonthMissingError, ScaleReport
from reports.forms import PeriodForm, asked_in
from reports.month_ends import MonthEnds
from reports.periods import Period, WrongPeriodError
from reports.sections import Section, drawing, keys, sections
from reports.tables import MonthEndTable
from risk import definitions

MONTH_ENDS_A_PAGE = 12


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where somebody lands: what they come for first, the newest report in one step."""
    cards = [_report_card() if p is REPORT else _card(p) for p in home_places_for(request.user)]
    return render(request, "pages/home.html", {"cards": cards})


def _card(place: Place) -> dict[str, Any]:
    return {
        "title": place.title,
        "text": place.text,
        "link": place.url,
        "action": place.action,
    }


def _report_card() -> dict[str, Any]:
    month_ends = MonthEnds.on(today())
    period, newest = month_ends.newest_period, month_ends.newest
    if period is None or newest is None:
        return _card(REPORT)
    at_risk = "child was at risk" if newest.at_risk == 1 else "children were at risk"
    return {
        **_card(REPORT),
        "figure": f"{newest.at_risk:,}",
        "text": f"{at_risk} of child sexual exploitation at the end of {newest.month.name}.",
        "link": period.address(),
        "action": "Open the newest report",
    }


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Choose months and statuses; leads on to the report, unless somebody came to change them."""
    asked = None
    if "first" in request.GET or "last" in request.GET:
        asked = {**request.GET.dict(), "statuses": asked_in(request.GET) or []}
    form = PeriodForm(asked, month_ends=MonthEnds.on(today()))
    if form.is_bound and form.is_valid() and "change" not in request.GET:
        return redirect(form.period.address())
    return _choose_page(request, form)


def _choose_page(request: HttpRequest, form: PeriodForm, status: int = 200) -> HttpResponse:
    table = MonthEndTable.of(form.month_ends.snapshots)
    RequestConfig(request, paginate={"per_page": MONTH_ENDS_A_PAGE}).configure(table)
    context = {"form": form, "month_ends": form.month_ends, "table": table}
    return render(request, "reports/period_form.html", context, status=status)


@require_safe
def scale(request: HttpRequest, first: str, last: str) -> HttpResponse:
    """The report itself; where there is none for what was asked, what to do instead."""
    try:
        period, report = _report(request, first, last)
    except (WrongPeriodError, MonthMissingError):
        statuses = asked_in(request.GET)
        asked = {"first": first, "last": last, "statuses": statuses}
        if statuses is None:
            asked["statuses"] = list(Period.statuses)
        form = PeriodForm(asked, month_ends=MonthEnds.on(today()))
        return _choose_page(request, form, status=404)
    moves = movements(report)
    context = {
        "title": f"Scale of CSE in {settings.AUTHORITY_NAME}, {period.name}",
        "period": period,
        "as_of": narrative.as_of(period, report.snapshots),
        "headlines": narrative.headlines(report, moves),
        "sections": list(_sorted(request, sections(report, moves))) if report.child_months else [],
        "exploitation": definitions.EXPLOITATION,
        "statuses": definitions.of_statuses(),
    }
    return render(request, "reports/scale_report.html", context)


def _report(request: HttpRequest, first: str, last: str) -> tuple[Period, ScaleReport]:
    """What an address asks for. WrongPeriodError or MonthMissingError where it cannot be had."""
    period = Period.parse(first, last, asked_in(request.GET))
    return period, ScaleReport(period.months, period.statuses)


def _sorted(request: HttpRequest, found: list[Section]) -> Iterator[Section]:
    """The sections with their tables in the order that the address asks for."""
    for section in found:
        RequestConfig(request, paginate=False).configure(section.table)
        yield section


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """How the figures are counted, in plain words."""
    context = {
        "exploitation": definitions.EXPLOITATION,
        "statuses": definitions.of_statuses(),
    }
    return render(request, "reports/rules.html", context)


class SectionChart(BaseLineOptionsChartView):
    """The chart of a section as JSON: its type, data and options, and nothing else."""

    http_method_names = ["get", "head"]

    def get_context_data(self, *, first: str, last: str, key: str, **kwargs: Any) -> dict[str, Any]:
        if key not in keys():
            raise Http404
        self.drawing = drawing(_report_or_404(self.request, first, last)[1], key)
        context = super().get_context_data(**kwargs)
        return {"type": "bar", "data": context["data"], "options": context["options"]}

    def get_labels(self) -> list[Any]:
        return self.drawing.labels

    def get_providers(self) -> list[str]:
        return [series.label for series in self.drawing.series]

    def get_data(self) -> list[list[Any]]:
        return [list(series.values) for series in self.drawing.series]

    def get_dataset_options(self, index: int, color: Any) -> dict[str, str]:
        """How a series differs; its colours and patterns are the browser's to choose."""
        series = self.drawing.series[index]
        said = {"code": series.code, "type": series.kind}
        return {name: value for name, value in said.items() if value}

    def get_options(self) -> dict[str, Any]:
        return self.drawing.options


def _report_or_404(request: HttpRequest, first: str, last: str) -> tuple[Period, ScaleReport]:
    try:
        return _report(request, first, last)
    except (WrongPeriodError, MonthMissingError) as error:
        raise Http404(str(error)) from None


@require_safe
def table_csv(request: HttpRequest, first: str, last: str, key: str) -> HttpResponse:
    """The figures of one section as CSV."""
    if key not in keys():
        raise Http404
    period, report = _report_or_404(request, first, last)
    return _file(request, period, as_csv(report, key), kind="csv", table=key)


@require_safe
def report_csv(request: HttpRequest, first: str, last: str) -> HttpResponse:
    """The whole report as CSV."""
    period, report = _report_or_404(request, first, last)
    return _file(request, period, as_csv(report), kind="csv")


@require_safe
def report_json(request: HttpRequest, first: str, last: str) -> HttpResponse:
    """The whole report as JSON."""
    period, report = _report_or_404(request, first, last)
    return _file(request, period, as_json(report), kind="json")


TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


def _file(
    request: HttpRequest, period: Period, text: str, *, kind: str, table: str = ""
) -> HttpResponse:
    """A file to keep; that it was handed out is written down before."""
    subject = f"{period.first} to {period.last}"
    statuses = list(period.statuses)
    record("report", by=request.user, subject=subject, format=kind, statuses=statuses, table=table)
    name = "-".join(
        ["scale-of-cse", str(period.first), str(period.last), *([table] if table else [])]
    )
    response = HttpResponse(text, content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
