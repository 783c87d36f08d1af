"""Django's own list of children, as somebody would declare it in five minutes."""

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from risk.models import Child, RiskFlag, Status

DAY = "2018-09-30"


class StatusFilter(admin.SimpleListFilter):
    """Children at risk on the day, as the children list shows them unasked."""

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
    search_fields = ["given_name", "family_name", "reference"]
    list_filter = [StatusFilter]
    list_per_page = 25
