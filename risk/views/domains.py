"""The pages on which the authority keeps the domains of its assessments."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cse_portal.accounts.rules import roles_that_may
from cse_portal.stale import StaleError
from risk.actions.domains import add_domain, change_domain, newest_change, seed_domains
from risk.forms.domains import ChangeDomainForm, DomainForm
from risk.models import IndicatorDomain

KEEPERS = roles_that_may("keep_code_lists")


@require_safe
def domains(request: HttpRequest) -> HttpResponse:
    """Every domain, those out of use too."""
    check_keeps(request)
    return render(request, "risk/domain_list.html", {"domains": IndicatorDomain.objects.all()})


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin with the domains that the portal brings along, where there are none yet."""
    check_keeps(request)
    messages.success(request, f"{seed_domains(by=request.user)} domains were added.")
    return redirect("risk:domains")


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Add a domain."""
    check_keeps(request)
    form = DomainForm(request.POST or None, initial={"position": _next_place()})
    if request.method == "POST" and form.is_valid():
        domain = add_domain(by=request.user, **form.cleaned_data)
        messages.success(request, f"“{domain.name}” is added.")
        return redirect("risk:domains")
    return render(request, "risk/domain_form.html", {"form": form})


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a domain. Who comes second is shown what it says now, and keeps what they typed."""
    check_keeps(request)
    domain = get_object_or_404(IndicatorDomain, pk=pk)
    form = ChangeDomainForm(request.POST or None, instance=domain)
    context = {"form": form, "domain": IndicatorDomain(pk=pk, name=domain.name)}
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_domain(domain=domain, by=request.user, **form.cleaned_data)
        except StaleError as stale:
            return _tell(request, form, stale.current)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"“{changed.name}” is changed.")
            return redirect("risk:domains")
    return render(request, "risk/domain_form.html", context)


def check_keeps(request: HttpRequest) -> None:
    """Refuse whoever does not keep the authority's code lists."""
    if not request.user.has_role(*KEEPERS):
        raise PermissionDenied


def _next_place() -> int:
    last = IndicatorDomain.objects.last()
    return last.position + 1 if last else 1


def _tell(request: HttpRequest, form: ModelForm, current: IndicatorDomain) -> HttpResponse:
    form.data = form.data.copy()
    form.data["seen"] = newest_change(current)
    context = {"form": form, "domain": current, "now": current}
    return render(request, "risk/domain_form.html", context, status=409)
