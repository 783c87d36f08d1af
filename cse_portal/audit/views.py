"""The pages of the auditor. Looking at the log is in the log."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from cse_portal.accounts.doors import only_who_may
from cse_portal.audit.forms import LogFilter, TermsForm
from cse_portal.audit.models import AuditEntry
from cse_portal.audit.viewing import viewed

ROWS_A_PAGE = 50
auditors = only_who_may("read_audit_log")


@require_safe
@auditors
def log(request: HttpRequest) -> HttpResponse:
    """The whole log or some of it, newest first."""
    form = LogFilter(request.GET or None)
    context = {"form": form, "terms_form": TermsForm(), "all_of_it": not request.GET}
    return _log_page(request, form.rows(), context)


@require_POST
@auditors
def searched(request: HttpRequest) -> HttpResponse:
    """Who searched for a name or number. It is posted, so that no address holds it."""
    terms_form = TermsForm(request.POST)
    rows = AuditEntry.objects.none()
    if terms_form.is_valid():
        terms = terms_form.cleaned_data["terms"]
        rows = AuditEntry.objects.searched_for(terms).select_related("actor")
    context = {"form": LogFilter(), "terms_form": terms_form, "shown_for_terms": True}
    return _log_page(request, rows, context)


def _log_page(request: HttpRequest, rows: Any, context: dict[str, Any]) -> HttpResponse:
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    viewed(request, "audit_entry", [row.pk for row in page], action="list")
    return render(request, "audit/log.html", {**context, "page": page})
