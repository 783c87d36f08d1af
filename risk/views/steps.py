"""The short pages that write a child's record: each leads back to it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cse_portal.days import today
from risk.forms.creation import NewChildForm, ReferForm
from risk.forms.details import DetailsForm
from risk.forms.homes import PlaceForm
from risk.forms.kinds import ADD, GO_ON
from risk.forms.steps import EDITS_CHILDREN, Step
from risk.models import Child
from risk.views.doors import child_edited_by


def add(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Add something to the record of a child."""
    form_class = form_for(request, ADD, kind)
    return step(request, child_edited_by(request, pk), form_class)


def go_on(request: HttpRequest, pk: int, kind: str, row: int) -> HttpResponse:
    """Say how something in the record of a child went on."""
    form_class = form_for(request, GO_ON, kind)
    child = child_edited_by(request, pk)
    found = get_object_or_404(form_class.rows(child), pk=row)
    return step(request, child, form_class, row=found)


def details(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct or complete who a child is."""
    check_role(request, DetailsForm.roles)
    child = child_edited_by(request, pk)
    return step(request, child, DetailsForm, row=child)


def new(request: HttpRequest) -> HttpResponse:
    """Record a child whom the hub did not know."""
    check_role(request, NewChildForm.roles)
    return step(request, None, NewChildForm)


def refer(request: HttpRequest) -> HttpResponse:
    """Refer a child, known or not."""
    check_role(request, ReferForm.roles)
    return step(request, None, ReferForm)


def step(
    request: HttpRequest, child: Child | None, form_class: type[Step], **about: Any
) -> HttpResponse:
    """Show a form; once it is saved, the record."""
    posted = request.POST if request.method == "POST" else None
    form = form_class(posted, child=child, today=today(), by=request.user, **about)
    if posted is not None and form.save():
        messages.success(request, form.done)
        return redirect("risk:child", pk=form.child.pk)
    cancel_url = reverse("risk:child", args=[child.pk]) if child else reverse("risk:children")
    context = {"form": form, "child": child, "cancel_url": cancel_url}
    return render(request, form.template_name_of_page, context)


@require_POST
def place(request: HttpRequest) -> HttpResponse:
    """Where a postcode lies, as a fragment. Posted: a child's postcode is in no address."""
    check_role(request, EDITS_CHILDREN)
    form = PlaceForm(request.POST)
    context = {"place": form.place(today()), "postcode": form.cleaned_data.get("postcode")}
    return render(request, "risk/_place.html", context)


def form_for(request: HttpRequest, kinds: dict[str, type[Step]], kind: str) -> type[Step]:
    """The form of a kind, where the user may fill it in."""
    if kind not in kinds:
        raise Http404
    check_role(request, kinds[kind].roles)
    return kinds[kind]


def check_role(request: HttpRequest, roles: tuple) -> None:
    """Refuse whoever does not write records (security: access)."""
    if not may(request, roles):
        raise PermissionDenied


def may(request: HttpRequest, roles: tuple) -> bool:
    """Whether the user has one of the roles."""
    return request.user.has_role(*roles)
