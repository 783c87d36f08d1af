"""The records of an offence and of a suspect, and a child's offences."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from crime.models import Offence, Suspect
from crime.records import changes_to, offence_facts, suspect_facts
from crime.tables import LinkedOffenceTable, LinkedSuspectTable, OffenceSummaryTable
from crime.views.doors import for_police
from crime.views.lists import in_full
from cse_portal.accounts.models import Role
from cse_portal.days import today
from cse_portal.design.navigation import CHILDREN, POLICE
from risk.models import Child


@require_safe
@for_police
def offence(request: HttpRequest, pk: int) -> HttpResponse:
    """An offence: what is known of it, who is suspected, and what was changed."""
    offences = Offence.objects.visible_to(request.user).select_related("npt_area", "child", "batch")
    found = get_object_or_404(offences, pk=pk)
    context = {
        "offence": found,
        "facts": offence_facts(found),
        "suspects": LinkedSuspectTable(found.suspects.select_related("area")),
        "changes": changes_to(found, "npt_area", "child"),
        "may_open_child": CHILDREN.is_open_to(request.user),
    }
    return render(request, "crime/offence_record.html", context)


@require_safe
@for_police
def suspect(request: HttpRequest, pk: int) -> HttpResponse:
    """A suspect: what is known of them, of which offences, and what was changed."""
    suspects = Suspect.objects.visible_to(request.user).select_related("area", "batch")
    found = get_object_or_404(suspects, pk=pk)
    context = {
        "suspect": found,
        "facts": suspect_facts(found, today()),
        "offences": LinkedOffenceTable(in_full(found.offences.all())),
        "changes": changes_to(found, "area"),
    }
    return render(request, "crime/suspect_record.html", context)


@require_safe
def child_offences(request: HttpRequest, pk: int) -> HttpResponse:
    """A child's offences: in full for the police's side, a summary for their own worker."""
    child = get_object_or_404(Child, pk=pk)
    sees_all = POLICE.is_open_to(request.user)
    is_own = request.user.has_role(Role.SOCIAL_WORKER) and child.worker_id == request.user.pk
    if not (sees_all or is_own):
        raise Http404
    offences = Offence.objects.summarised_for(request.user).filter(child=child)
    table = LinkedOffenceTable(in_full(offences)) if sees_all else OffenceSummaryTable(offences)
    context = {"child": child, "table": table, "is_summary": not sees_all}
    return render(request, "crime/child_offences.html", context)
