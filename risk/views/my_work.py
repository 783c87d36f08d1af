"""A worker's own page: what is due for their children."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cse_portal.audit.viewing import viewed
from cse_portal.days import today
from cse_portal.design.navigation import MY_WORK
from risk.forms.my_work import MyWorkForm
from risk.my_work import work_of


def my_work(request: HttpRequest) -> HttpResponse:
    """The children of a worker by what is due, as the address asks for it."""
    if not MY_WORK.is_open_to(request.user):
        raise PermissionDenied
    form = MyWorkForm(request.GET)
    day = today()
    work = work_of(request.user, day)
    shown = [one.only(lambda due: form.asks_for(due, day)) for one in work]
    context = {
        "form": form,
        "work": [one for one in shown if one.due or not form.narrows],
        "nobody": not work,
        "overdue": sum(due.is_overdue(day) for one in work for due in one.due),
    }
    viewed(request, "child", [one.child.pk for one in context["work"]], action="list")
    return render(request, "risk/my_work.html", context)
