"""The lists of offences and of suspects."""

from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from crime.filters import OffenceFilter, SuspectFilter
from crime.forms import NumberForm
from crime.models import Offence, Suspect, SuspectLink
from crime.tables import OffenceTable, SuspectTable
from crime.views.doors import check_sees_offences
from cse_portal.days import today


def linked(field: str) -> Any:
    """How many links a row has."""
    links = SuspectLink.objects.filter(**{field: OuterRef("pk")}).order_by().values(field)
    return Coalesce(Subquery(links.annotate(number=Count("pk")).values("number")), 0)


def in_full(offences: QuerySet) -> QuerySet:
    """Offences with what their table shows."""
    related = offences.select_related("npt_area", "child")
    return related.annotate(suspect_count=linked("offence"))


class PoliceList(SingleTableMixin, FilterView):
    """A list with its filters, and a search for a number, which is kept in the session."""

    table_pagination = {"per_page": 25}
    template_name = "crime/list.html"
    kept_in = ""
    noun = ""
    search: NumberForm | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        check_sees_offences(request)
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep what is searched for in the session, and show the list from its first page."""
        search = NumberForm(request.POST)
        if not search.is_valid():
            self.search = search
            return self.get(request)
        request.session[self.kept_in] = search.cleaned_data["words"]
        fields = request.GET.copy()
        fields.pop("page", None)
        return HttpResponseRedirect(f"{request.path}?{fields.urlencode()}")

    @property
    def words(self) -> str:
        return self.request.session.get(self.kept_in, "")

    def get_filterset_kwargs(self, filterset_class: Any) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(filterset_class), "words": self.words}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(form=self.filterset.form, words=self.words, **kwargs)
        context["search"] = self.search or NumberForm(initial={"words": self.words})
        if self.filterset.is_valid():
            count = context["table"].paginator.count
            context["count"] = f"{count:,} {self.noun}{'s' * (count != 1)}"
        return context


class OffenceList(PoliceList):
    """The offences."""

    model = Offence
    filterset_class = OffenceFilter
    table_class = OffenceTable
    kept_in = "offence_words"
    noun = "offence"

    def get_queryset(self) -> QuerySet:
        return in_full(Offence.objects.visible_to(self.request.user))


class SuspectList(PoliceList):
    """The suspects, as of a day."""

    model = Suspect
    filterset_class = SuspectFilter
    table_class = SuspectTable
    kept_in = "suspect_words"
    noun = "suspect"

    def get_queryset(self) -> QuerySet:
        suspects = Suspect.objects.visible_to(self.request.user).select_related("area")
        return suspects.annotate(offence_count=linked("suspect"))

    def get_filterset_kwargs(self, filterset_class: Any) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(filterset_class), "today": today()}

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"day": self.filterset.day}
