"""The pages of the children: the list, and the record of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django_tables2 import SingleTableView

from risk.models import Child
from risk.tables import ChildTable


class ChildList(SingleTableView):
    """The children."""

    queryset = Child.objects.all()
    table_class = ChildTable
    template_name = "risk/child_list.html"
    paginate_by = 25


def child(request: HttpRequest, pk: int) -> HttpResponse:
    """The record of a child."""
    return render(request, "risk/child_detail.html", {"child": get_object_or_404(Child, pk=pk)})
