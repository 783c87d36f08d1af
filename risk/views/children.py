"""The pages of the children: the list, and the record of one."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from cse_portal.accounts import rules
from cse_portal.audit.viewing import viewed
from cse_portal.days import today
from cse_portal.design.navigation import CHILDREN
from risk.corrections import changes_to
from risk.duplicates import Likeness
from risk.filters import ChildFilter
from risk.forms.children import ChronologyForm, SearchForm
from risk.forms.kinds import ADD, GO_ON
from risk.forms.merges import MERGES
from risk.forms.steps import ADDS_TO_CHILDREN, EDITS_CHILDREN
from risk.listing import ChildrenFound
from risk.models import Child
from risk.paginators import CappedPaginator
from risk.record import Record
from risk.tables import ChildTable
from risk.views.assessments import WRITERS
from risk.views.doors import child_seen_by, may_edit
from risk.views.steps import may

WORDS = "children_words"


class ChildList(SingleTableMixin, FilterView):
    """The children on a day, as the address and the search say."""

    model = Child
    filterset_class = ChildFilter
    table_class = ChildTable
    table_pagination = {"per_page": 25, "paginator_class": CappedPaginator}
    template_name = "risk/child_list.html"
    search: SearchForm | None = None

    def get_queryset(self) -> QuerySet[Child]:
        return Child.objects.visible_to(self.request.user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        check_sees_children(request)
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep what is searched for in the session, and show the list from its first page."""
        search = SearchForm(request.POST)
        if not search.is_valid():
            self.search = search
            return self.get(request)
        request.session[WORDS] = search.cleaned_data["words"]
        fields = request.GET.copy()
        fields.pop("page", None)
        return HttpResponseRedirect(f"{request.path}?{fields.urlencode()}")

    def get_filterset_kwargs(self, filterset_class: type[ChildFilter]) -> dict[str, Any]:
        kwargs = super().get_filterset_kwargs(filterset_class)
        return {**kwargs, "today": today(), "words": self.request.session.get(WORDS, "")}

    def get_table_data(self) -> ChildrenFound:
        return ChildrenFound(self.object_list, day=self.filterset.day, order=self.filterset.order)

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"day": self.filterset.day, "today": self.filterset.today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filterset = self.filterset
        context = super().get_context_data(form=filterset.form, words=filterset.words, **kwargs)
        context["search"] = self.search or SearchForm(initial={"words": filterset.words})
        context["may_refer"] = may(self.request, ADDS_TO_CHILDREN)
        context["may_create"] = may(self.request, EDITS_CHILDREN)
        if filterset.is_valid():
            context["rule"] = filterset.in_words
            context["count"] = number_in_words(context["table"].paginator)
            data = context["table"].data
            context["others"] = filterset.search.others(data.first_ids)
            self.tell(context["table"], context["others"])
            context["nobody"] = not (len(data) or self.get_queryset().exists())
        return context

    def tell(self, table: Any, others: Sequence[Likeness]) -> None:
        """Say to the log whom the page shows, and what was searched for."""
        words = self.filterset.words
        shown = [row.record.pk for row in table.page.object_list]
        shown += [likeness.child.pk for likeness in others]
        action = "search" if words else "list"
        viewed(self.request, "child", shown, action=action, terms=words)


def number_in_words(paginator: CappedPaginator) -> str:
    """How many children were found, as far as they were counted."""
    more = "More than " if paginator.count_is_capped else ""
    return f"{more}{paginator.count:,} {'child' if paginator.count == 1 else 'children'}"


@require_safe
def child(request: HttpRequest, pk: int) -> HttpResponse:
    """The record of a child, as it stood on a day."""
    check_sees_children(request)
    found = child_seen_by(request, pk, merged=True)
    if found.merged_into:
        messages.info(request, f"{found.reference} was merged into this record.")
        return redirect("risk:child", pk=found.merged_into_id)
    edits = may_edit(request, found)
    form = ChronologyForm(request.GET, today=today())
    form.is_valid()
    steps = [kind for kind, step in GO_ON.items() if edits and may(request, step.roles)]
    steps += ["assess"] if edits and may(request, WRITERS) else []
    record = Record.of(found, day=form.day, kinds=form.kinds, steps=steps, today=today())
    context = {"form": form, "record": record, "child": found, "changes": changes_to(found)}
    context["may_correct"] = edits and may(request, EDITS_CHILDREN)
    context["may_assess"] = edits and may(request, WRITERS)
    context["may_restrict"] = rules.may(request.user, "propose_restriction")
    context["may_see_who_looked"] = rules.may(request.user, "see_who_looked")
    context["may_merge"] = edits and may(request, MERGES)
    context["additions"] = additions_for(request) if edits else []
    return render(request, "risk/child_record.html", context)


def additions_for(request: HttpRequest) -> list[dict[str, str]]:
    """What the user may add to a record, as links."""
    return [
        {"kind": kind, "title": form.title}
        for kind, form in ADD.items()
        if may(request, form.roles)
    ]


def check_sees_children(request: HttpRequest) -> None:
    """Refuse whoever does not work with children (security: access)."""
    if not CHILDREN.is_open_to(request.user):
        raise PermissionDenied
