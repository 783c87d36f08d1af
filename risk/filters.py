"""What the list of children can be narrowed to: all of it in the address, but no name."""

from datetime import date
from typing import Any

import django_filters as filters
from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict

from agencies.models import Agency, Allocation
from cse_portal.days import day_in_words
from cse_portal.design.forms import GovukDateField
from cse_portal.spells import SpellQuerySet
from risk.models import Area, Child, Residence, RiskFlag, Status
from risk.orders import NAME, ByAge, ByCategory, ByFields, Order, having
from risk.search import Search

AT_RISK, ANY_FLAG, EVERYBODY = "at_risk", "any_flag", "all"
NOT_RECORDED = "not_recorded"
STATUSES = {
    AT_RISK: Status.at_risk(),
    **{status.value: [status] for status in Status},
    ANY_FLAG: list(Status),
}
KEY, INVOLVED = "key", "any"

STATUS_WORDS = {
    AT_RISK: "flagged high, medium or low",
    **{status.value: f"flagged {status.label.lower()}" for status in Status},
    ANY_FLAG: "with any flag",
    EVERYBODY: "flagged or not",
}
AGENCY_WORDS = {KEY: "key agency", INVOLVED: "in work with"}
NO_AGENCY_WORDS = {KEY: "without a key agency", INVOLVED: "without any agency"}


class DayFilter(filters.Filter):
    """A day, typed in three boxes."""

    field_class = GovukDateField


class ChildFilter(filters.FilterSet):
    """Children by status, agency and area on a day, and by name or reference.

    Without a status in the address it is those at risk (counting rule 4), without a day ``today``.
    ``words`` come from the session: names are never in an address.
    """

    status = filters.ChoiceFilter(
        label="Level or status",
        empty_label=None,
        choices=[
            (AT_RISK, "At risk: high, medium or low"),
            *Status.choices,
            (ANY_FLAG, "Any flag"),
            (EVERYBODY, "All children, flagged or not"),
        ],
    )
    agency = filters.ModelChoiceFilter(
        label="Agency",
        empty_label="All agencies",
        queryset=Agency.objects.all(),
        to_field_name="code",
        null_label="Not recorded",
        null_value=NOT_RECORDED,
    )
    part = filters.ChoiceFilter(
        label="The agency is",
        empty_label=None,
        choices=[(KEY, "The key agency"), (INVOLVED, "The key agency or involved")],
    )
    area = filters.ModelChoiceFilter(
        label="Area",
        empty_label="All areas",
        queryset=Area.objects.all(),
        to_field_name="code",
        null_label="Not recorded",
        null_value=NOT_RECORDED,
    )
    on = DayFilter(label="Date", help_text="The list as it stood then, for example 30 9 2018.")

    class Meta:
        model = Child
        fields: list[str] = []

    def __init__(
        self, data: QueryDict | None, *, today: date, words: str = "", **kept: Any
    ) -> None:
        super().__init__(with_defaults(data, today), **kept)
        self.today, self.words = today, words
        self.search = Search(words, self.queryset)

    @property
    def chosen(self) -> dict[str, Any]:
        """What was chosen, by the name of the filter."""
        return self.form.cleaned_data

    @property
    def day(self) -> date:
        """The day of which the list speaks."""
        return self.chosen.get("on") or self.today

    @property
    def statuses(self) -> list[Status]:
        """The statuses chosen, the gravest first; none where flags do not matter."""
        return STATUSES.get(self.chosen.get("status"), [])

    @property
    def flags(self) -> SpellQuerySet:
        return RiskFlag.objects.on(self.day)

    @property
    def key_agencies(self) -> SpellQuerySet:
        return Allocation.objects.on(self.day).key()

    @property
    def agencies(self) -> SpellQuerySet:
        """The allocations among which the agency is looked for."""
        in_any_part = self.chosen["part"] == INVOLVED
        return Allocation.objects.on(self.day) if in_any_part else self.key_agencies

    @property
    def homes(self) -> SpellQuerySet:
        return Residence.objects.on(self.day)

    def filter_queryset(self, children: QuerySet) -> QuerySet:
        if self.statuses:
            children = having(children, self.flags.filter(status__in=self.statuses))
        else:
            children = children.standing()
        children = _where(children, self.agencies, agency=self.chosen["agency"])
        children = _where(children, self.homes, area=self.chosen["area"])
        return self.search.among(children)

    def order(self, column: str) -> Order:
        """The order by a column of the table; a filter leaves only its own category to walk."""
        match column:
            case "name":
                return ByFields(NAME)
            case "reference":
                return ByFields(("reference",))
            case "age":
                return ByAge()
            case "level":
                return ByCategory(self.flags, "status", tuple(self.statuses or Status))
            case "agency":
                chosen = self.chosen.get("agency") if self.chosen.get("part") == KEY else None
                return ByCategory(self.key_agencies, "agency", _categories(Agency, chosen))
            case "area":
                return ByCategory(self.homes, "area", _categories(Area, self.chosen.get("area")))
        raise KeyError(column)

    @property
    def in_words(self) -> str:
        """What is listed, as it follows a number of children."""
        agency, area = self.chosen["agency"], self.chosen["area"]
        parts = [f"{STATUS_WORDS[self.chosen['status']]} on {day_in_words(self.day)}"]
        if agency == NOT_RECORDED:
            parts.append(NO_AGENCY_WORDS[self.chosen["part"]])
        elif agency:
            parts.append(f"{AGENCY_WORDS[self.chosen['part']]} {agency}")
        if area:
            parts.append("area not recorded" if area == NOT_RECORDED else f"living in {area}")
        if self.words:
            parts.append(f"matching “{self.words}”")
        return ", ".join(parts)


def with_defaults(data: QueryDict | None, today: date) -> QueryDict:
    """The address, with what it leaves out: children at risk, today."""
    data = data.copy() if data else QueryDict(mutable=True)
    for name, value in {"status": AT_RISK, "part": KEY}.items():
        if not data.get(name):
            data[name] = value
    if not any(data.get(name) for name in ("on", "on_day", "on_month", "on_year")):
        data["on"] = today.isoformat()
    return data


def _where(children: QuerySet, spells: SpellQuerySet, **wanted: Any) -> QuerySet:
    """Children with a spell of the day that says what is wanted; all of them where nothing is."""
    [value] = wanted.values()
    if not value:
        return children
    if value == NOT_RECORDED:
        return children.exclude(Exists(spells.filter(child=OuterRef("pk"))))
    return having(children, spells.filter(**wanted))


def _categories(model: type[Agency] | type[Area], chosen: Any) -> tuple[int, ...]:
    """The rows by which a list is sorted: by name all of them, or the one that is chosen."""
    if chosen == NOT_RECORDED:
        return ()
    return (chosen.pk,) if chosen else tuple(model.objects.values_list("pk", flat=True))
