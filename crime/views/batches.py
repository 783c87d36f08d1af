"""The extracts that were loaded, and taking one back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from crime.actions.reversals import NotReversibleError, reverse_batch
from crime.forms import TakeBackForm
from crime.models import ExtractBatch
from crime.views.doors import for_police, may_load
from crime.wide_tables import AsideTable, BatchTable

A_PAGE = 25


@require_safe
@for_police
def extracts(request: HttpRequest) -> HttpResponse:
    """Every extract of the police, the newest first."""
    table = BatchTable(ExtractBatch.objects.select_related("loaded_by"))
    RequestConfig(request, paginate={"per_page": A_PAGE}).configure(table)
    context = {"table": table, "may_load": may_load(request)}
    return render(request, "crime/batch_list.html", context)


@require_safe
@for_police
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One extract: what it did, and the rows that were set aside."""
    return _page(request, _batch(pk), TakeBackForm())


@require_http_methods(["POST"])
@for_police
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an extract back, with the reason."""
    if not may_load(request):
        raise PermissionDenied
    found, form = _batch(pk), TakeBackForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        counts = reverse_batch(batch=found, reason=form.cleaned_data["reason"], by=request.user)
    except NotReversibleError as error:
        form.add_error(None, str(error))
        return _page(request, found, form)
    told = f"{counts['removed']:,} rows removed, {counts['restored']:,} restored"
    messages.success(request, f"{found.name} is taken back: {told}.")
    return redirect("crime:batch", pk=pk)


def _batch(pk: int) -> ExtractBatch:
    related = ExtractBatch.objects.select_related("loaded_by", "reversed_by")
    return get_object_or_404(related, pk=pk)


def _page(request: HttpRequest, found: ExtractBatch, form: TakeBackForm) -> HttpResponse:
    aside = AsideTable(found.rows_aside.all())
    RequestConfig(request, paginate={"per_page": A_PAGE}).configure(aside)
    context = {
        "batch": found,
        "form": form,
        "aside": aside,
        "may_take_back": may_load(request) and not found.reversed_at,
    }
    return render(request, "crime/batch.html", context)
