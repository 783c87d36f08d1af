"""Django's own list of children with the same columns, declared as somebody would who knows it."""

from datetime import date

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest

from agencies.models import Allocation
from benchmarks.population import DAY
from risk.models import Child, Residence, RiskFlag, Status


class StatusFilter(admin.SimpleListFilter):
    """Children by status on the day."""

    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        return [("at_risk", "At risk"), *Status.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        wanted = Status.at_risk() if self.value() == "at_risk" else [self.value()]
        flags = RiskFlag.objects.on(DAY).filter(child=OuterRef("pk"), status__in=wanted)
        return queryset.filter(Exists(flags))


@admin.register(Child)
class ChildAdmin(admin.ModelAdmin):
    list_display = ["reference", "given_name", "family_name", "date_of_birth"]
    list_display += ["status", "since", "key_agency", "area"]
    search_fields = ["given_name", "family_name", "reference"]
    list_filter = [StatusFilter]
    list_per_page = 25

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        child = {"child": OuterRef("pk")}
        flags = RiskFlag.objects.on(DAY).filter(**child)
        agencies = Allocation.objects.key().on(DAY).filter(**child)
        homes = Residence.objects.on(DAY).filter(**child)
        return (
            super()
            .get_queryset(request)
            .annotate(
                status_on_day=Subquery(flags.values("status")[:1]),
                since_day=Subquery(flags.values("start_date")[:1]),
                agency_on_day=Subquery(agencies.values("agency__name")[:1]),
                area_on_day=Subquery(homes.values("area__name")[:1]),
            )
        )

    def status(self, child: Child) -> str:
        return child.status_on_day

    def since(self, child: Child) -> date:
        return child.since_day

    def key_agency(self, child: Child) -> str:
        return child.agency_on_day

    def area(self, child: Child) -> str:
        return child.area_on_day
