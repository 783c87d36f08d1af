"""Django's own list of children, declared as somebody would who knows it.

The same columns and filters as ours; what holds on the day comes with the rows, by subqueries.
"""

from collections.abc import Iterator
from datetime import date

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest

from agencies.models import Agency, Allocation
from benchmarks.population import DAY
from risk.models import Area, Child, Residence, RiskFlag, Status


class DayFilter(admin.SimpleListFilter):
    """Children by what holds on the day."""

    def spells(self) -> QuerySet:
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        return queryset.filter(Exists(self.spells().filter(child=OuterRef("pk"))))


class StatusFilter(DayFilter):
    title = parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        return [("at_risk", "At risk"), *Status.choices]

    def spells(self) -> QuerySet:
        wanted = Status.at_risk() if self.value() == "at_risk" else [self.value()]
        return RiskFlag.objects.on(DAY).filter(status__in=wanted)


class AgencyFilter(DayFilter):
    title = parameter_name = "agency"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Iterator:
        return Agency.objects.values_list("code", "name")

    def spells(self) -> QuerySet:
        return Allocation.objects.key().on(DAY).filter(agency__code=self.value())


class AreaFilter(DayFilter):
    title = parameter_name = "area"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Iterator:
        return Area.objects.values_list("code", "name")

    def spells(self) -> QuerySet:
        return Residence.objects.on(DAY).filter(area__code=self.value())


@admin.register(Child)
class ChildAdmin(admin.ModelAdmin):
    list_display = ["name", "reference", "date_of_birth", "status", "key_agency", "area"]
    search_fields = ["given_name", "family_name", "reference"]
    list_filter = [StatusFilter, AgencyFilter, AreaFilter]
    list_per_page = 25

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        flags, agencies, homes = (
            Subquery(spells.on(DAY).filter(child=OuterRef("pk")).values(fact)[:1])
            for spells, fact in (
                (RiskFlag.objects, "status"),
                (Allocation.objects.key(), "agency__name"),
                (Residence.objects, "area__name"),
            )
        )
        started = RiskFlag.objects.on(DAY).filter(child=OuterRef("pk")).values("start_date")[:1]
        return (
            super()
            .get_queryset(request)
            .annotate(flag_then=flags, since_then=started, agency_then=agencies, area_then=homes)
        )

    @admin.display(ordering="family_name")
    def name(self, child: Child) -> str:
        return f"{child.family_name}, {child.given_name}"

    @admin.display(ordering="flag_then")
    def status(self, child: Child) -> str:
        since: date = child.since_then
        return f"{child.flag_then} since {since}"

    @admin.display(ordering="agency_then")
    def key_agency(self, child: Child) -> str:
        return child.agency_then

    @admin.display(ordering="area_then")
    def area(self, child: Child) -> str:
        return child.area_then
