"""The pages that merge two records of one child, and take that back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from cse_portal.days import today
from risk.forms.merges import MERGES, MergeForm, OtherRecordForm, UndoMergeForm
from risk.views.doors import child_edited_by
from risk.views.steps import check_role, step


def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which other record is of the same child."""
    check_role(request, MERGES)
    child = child_edited_by(request, pk)
    posted = request.POST if request.method == "POST" else None
    form = OtherRecordForm(posted, child=child, today=today(), by=request.user)
    if posted is not None and form.save():
        return redirect("risk:merge_with", pk=child.pk, other=form.found.pk)
    cancel_url = reverse("risk:child", args=[child.pk])
    context = {"form": form, "child": child, "cancel_url": cancel_url}
    return render(request, form.template_name_of_page, context)


def merge_with(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Show two records side by side and what merging them does; posted, merge them."""
    check_role(request, MERGES)
    child, merged = child_edited_by(request, pk), child_edited_by(request, other)
    if child == merged:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    form = MergeForm(posted, child=child, merged=merged, today=today(), by=request.user)
    if posted is not None and "show" in posted:
        form.show_again()
    elif posted is not None and form.save():
        messages.success(request, form.done)
        return redirect("risk:child", pk=child.pk)
    cancel_url = reverse("risk:child", args=[child.pk])
    context = {"form": form, "child": child, "merged": merged, "cancel_url": cancel_url}
    return render(request, form.template_name_of_page, context)


def undo(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Take a merge back."""
    check_role(request, MERGES)
    child = child_edited_by(request, pk)
    merge = get_object_or_404(UndoMergeForm.rows(child), pk=row)
    return step(request, child, UndoMergeForm, row=merge)
