"""What the lists of offences and of suspects can be narrowed to; all of it is in the address."""

from collections.abc import Callable
from datetime import date
from typing import Any

import django_filters as filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict

from crime.codes import NOT_ASSIGNED, ethnicity_labels, outcome_titles
from crime.models import Cyber, Offence, OffenceStatus, Suspect, SuspectLink
from crime.reconciling import DOUBTS
from crime.timing import Timing
from cse_portal.design.forms import GovukDateField
from risk.models import Area, Sex

NOT_KNOWN = "not_known"
YES, NO = "yes", "no"
RECENT, ONLY_NON_RECENT, ALL = "recent", "only_non_recent", "all"


class DayFilter(filters.Filter):
    """A day, typed in three boxes."""

    field_class = GovukDateField


def _coded(label: str, choices: Any, missing: str, **more: Any) -> filters.ChoiceFilter:
    """A code, or that none is recorded."""
    return filters.ChoiceFilter(
        label=label,
        empty_label="All",
        choices=choices,
        null_label=missing,
        null_value=NOT_KNOWN,
        **more,
    )


def _of_area(name: str, label: str) -> filters.ModelChoiceFilter:
    return filters.ModelChoiceFilter(
        name,
        label=label,
        empty_label="All",
        queryset=Area.objects.all(),
        to_field_name="code",
        null_label="Not known",
        null_value=NOT_KNOWN,
    )


def _answer(label: str, method: str, yes: str, no: str) -> filters.ChoiceFilter:
    return filters.ChoiceFilter(
        label=label, empty_label="All", choices=[(YES, yes), (NO, no)], method=method
    )


def _is_empty(field: str) -> Callable[[QuerySet, str, str], QuerySet]:
    """A choice of a text field that may be empty."""

    def method(rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(**{field: "" if value == NOT_KNOWN else value})

    return method


class OffenceFilter(filters.FilterSet):
    """Offences by when they were recorded, where, how, and how they ended."""

    recorded_from = DayFilter("recorded_on", "gte", label="Recorded from")
    recorded_to = DayFilter("recorded_on", "lte", label="Recorded to")
    timing = filters.ChoiceFilter(label="Committed", empty_label="All", choices=Timing.choices)
    area = _of_area("npt_area", "NPT area")
    status = filters.ChoiceFilter(
        label="Crime status", empty_label="All", choices=OffenceStatus.choices
    )
    outcome = _coded(
        "Outcome",
        lambda: [(code, f"{code}: {title}") for code, title in outcome_titles().items()],
        "None or not known",
        method="by_outcome",
    )
    cyber = _coded("Cyber", Cyber.choices, "Not recorded", method=_is_empty("cyber"))
    suspect = _answer("Suspect", "by_suspect", "With a suspect", "Without a suspect")
    doubt = filters.ChoiceFilter(
        label="Doubtful",
        empty_label="All",
        choices=[(name, label) for name, (label, _) in DOUBTS.items()],
        method="by_doubt",
    )
    child = _answer("Child in the record", "by_child", "Linked to a child", "Not linked")

    class Meta:
        model = Offence
        fields: list[str] = []

    def __init__(self, data: QueryDict | None, *, words: str = "", **kept: Any) -> None:
        # An empty address asks for all of them, in the words of the search.
        super().__init__(QueryDict() if data is None else data, **kept)
        self.words = words

    def filter_queryset(self, offences: QuerySet) -> QuerySet:
        offences = super().filter_queryset(offences)
        return offences.filter(occurrence_number__icontains=self.words)

    def by_outcome(self, offences: QuerySet, name: str, value: str) -> QuerySet:
        none = Q(outcome_code__in=["", NOT_ASSIGNED])
        return offences.filter(none if value == NOT_KNOWN else Q(outcome_code=value))

    def by_doubt(self, offences: QuerySet, name: str, value: str) -> QuerySet:
        return offences.filter(DOUBTS[value][1])

    def by_suspect(self, offences: QuerySet, name: str, value: str) -> QuerySet:
        linked = Exists(SuspectLink.objects.filter(offence=OuterRef("pk")))
        return offences.filter(linked if value == YES else ~linked)

    def by_child(self, offences: QuerySet, name: str, value: str) -> QuerySet:
        return offences.filter(child__isnull=value == NO)


class SuspectFilter(filters.FilterSet):
    """Suspects as of a day (counting rule 11), by who they are and what of that is missing."""

    as_of = DayFilter(
        label="As of",
        method="keep",
        help_text="Over the offences recorded by then, for example 29 8 2018.",
    )
    linked = filters.ChoiceFilter(
        label="Linked to",
        empty_label=None,
        choices=[
            (ALL, "Any offence by the day"),
            (RECENT, "A recent offence"),
            (ONLY_NON_RECENT, "Non-recent offences only"),
            (NO, "No offence in the record"),
        ],
        method="keep",
    )
    sex = _coded("Sex", Sex.choices, "Not known", method=_is_empty("sex"))
    ethnicity = _coded(
        "Ethnicity",
        lambda: list(ethnicity_labels().items()),
        "Not known",
        method=_is_empty("ethnicity"),
    )
    area = _of_area("area", "Area of residence")

    class Meta:
        model = Suspect
        fields: list[str] = []

    def __init__(
        self, data: QueryDict | None, *, today: date, words: str = "", **kept: Any
    ) -> None:
        data = data.copy() if data else QueryDict(mutable=True)
        if not any(data.get(name) for name in ("as_of", "as_of_day", "as_of_month", "as_of_year")):
            data["as_of"] = today.isoformat()
        if not data.get("linked"):
            data["linked"] = ALL
        super().__init__(data, **kept)
        self.today, self.words = today, words

    @property
    def day(self) -> date:
        """The day of which the list speaks."""
        return self.form.cleaned_data.get("as_of") or self.today

    def keep(self, suspects: QuerySet, name: str, value: Any) -> QuerySet:
        """What ``filter_queryset`` reads for all of them together."""
        return suspects

    def filter_queryset(self, suspects: QuerySet) -> QuerySet:
        suspects = super().filter_queryset(suspects)
        linked = self.form.cleaned_data["linked"]
        suspects = suspects.filter(reference__icontains=self.words).with_recency(self.day)
        if linked == NO:
            return suspects.without_offence()
        suspects = suspects.as_of(self.day)
        if linked == ALL:
            return suspects
        return suspects.filter(is_recent=linked == RECENT)
