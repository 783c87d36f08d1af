"""What does not fit together in the police half, and what is missing in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth

from crime.codes import NOT_ASSIGNED, outcome_codes
from crime.models import Offence, OffenceStatus, SuspectLink
from risk.models import Child, RiskFlag, Status

NO_OUTCOME = Q(outcome_code__in=["", NOT_ASSIGNED])
FILED = Q(status=OffenceStatus.FILED)


def _before_in_force() -> Q:
    """Outcomes given before they existed (counting rule 9)."""
    wrong = Q(pk__in=[])
    for outcome in outcome_codes().values():
        first = outcome.in_force_from
        if first:
            early = Q(outcome_on__lt=first) | Q(outcome_on=None, recorded_on__lt=first)
            wrong |= Q(outcome_code=outcome.code) & early
    return wrong


# What is doubtful about an offence, by the word of it in an address.
DOUBTS: Mapping[str, tuple[str, Q]] = {
    "outcome_too_early": ("Outcome before it existed", _before_in_force()),
    "outcome_before_record": (
        "Outcome before the offence was recorded",
        Q(outcome_on__lt=F("recorded_on")),
    ),
    "filed_without_outcome": ("Filed without an outcome", FILED & NO_OUTCOME),
    "outcome_not_filed": ("An outcome, but not filed", ~FILED & ~NO_OUTCOME),
    "committed_after_record": (
        "Committed after it was recorded",
        Q(committed_from__gt=F("recorded_on")) | Q(committed_to__gt=F("recorded_on")),
    ),
}


@dataclass(frozen=True)
class Finding:
    """Something to look at: how many there are, and where they are listed."""

    label: str
    count: int
    address: str


def findings(offences: QuerySet, suspects: QuerySet, day: date) -> list[Finding]:
    """What to look at, of the rows that may be seen; flags are those of the day."""
    linked = Exists(SuspectLink.objects.filter(offence=OuterRef("pk")))
    counted = offences.aggregate(
        no_suspect=Count("pk", filter=~linked),
        **{name: Count("pk", filter=wrong) for name, (_, wrong) in DOUBTS.items()},
    )
    children = {yes: children_with_offences(day, flagged=yes).count() for yes in (True, False)}
    return [
        Finding("Offences without a suspect", counted["no_suspect"], "offences/?suspect=no"),
        Finding(
            "Suspects without an offence", suspects.without_offence().count(), "suspects/?linked=no"
        ),
        Finding(
            "Children flagged at risk, with offences",
            children[True],
            "reconcile/children/?flagged=yes",
        ),
        Finding(
            "Children with offences who are not flagged at risk",
            children[False],
            "reconcile/children/?flagged=no",
        ),
        *(
            Finding(label, counted[name], f"offences/?doubt={name}")
            for name, (label, _) in DOUBTS.items()
        ),
    ]


def children_with_offences(day: date, *, flagged: bool) -> QuerySet:
    """Children to whom offences are linked, flagged at risk on the day or not."""
    flags = RiskFlag.objects.on(day).filter(child=OuterRef("pk"), status__in=Status.at_risk())
    is_flagged = Exists(flags)
    children = Child.objects.filter(Exists(Offence.objects.filter(child=OuterRef("pk"))))
    return (
        children.filter(is_flagged if flagged else ~is_flagged)
        .annotate(number=Count("offences"), newest=Max("offences__recorded_on"))
        .order_by("-newest", "reference")
    )


@dataclass(frozen=True)
class Field:
    """A field that should be filled; ``of`` are the offences that need it, None all of them."""

    name: str
    label: str
    known: Q
    of: Q | None = None


FIELDS = [
    Field("committed", "Day of the offence", ~Q(timing="not_known")),
    Field("type", "Type", ~Q(offence_type="")),
    Field("area", "NPT area", Q(npt_area__isnull=False)),
    Field("outcome", "Outcome, of filed", ~NO_OUTCOME, FILED),
    Field("outcome_on", "Date of the outcome", Q(outcome_on__isnull=False), ~NO_OUTCOME),
    Field("cyber", "Cyber", ~Q(cyber="")),
    Field("online", "Online flag", Q(online__isnull=False)),
    Field("setting", "Setting", ~Q(setting="")),
    Field("child", "Child", Q(child__isnull=False)),
    Field("suspect", "Suspect", Q(Exists(SuspectLink.objects.filter(offence=OuterRef("pk"))))),
]


@dataclass(frozen=True)
class Filled:
    """How many offences of a group have each field, of how many that need it."""

    label: str
    total: int
    shares: dict[str, tuple[int, int]]


def completeness(offences: QuerySet, by: str) -> list[Filled]:
    """The completeness of each field, by ``area`` or by ``month`` recorded."""
    group = F("npt_area__name") if by == "area" else TruncMonth("recorded_on")
    measures: dict[str, Any] = {"total": Count("pk")}
    for field in FIELDS:
        measures[f"{field.name}_known"] = Count("pk", filter=field.known & (field.of or Q()))
        measures[f"{field.name}_of"] = Count("pk", filter=field.of or Q())
    rows = offences.order_by().values(group=group).annotate(**measures).order_by("group")
    found = list(rows)
    # Not known comes last on every database.
    found.sort(key=lambda row: (row["group"] is None, row["group"] or ""))
    return list(_filled(found))


def _filled(rows: list[dict[str, Any]]) -> Iterator[Filled]:
    for row in rows:
        group = row["group"]
        label = f"{group:%B %Y}" if isinstance(group, date) else group or "Not known"
        shares = {f.name: (row[f"{f.name}_known"], row[f"{f.name}_of"]) for f in FIELDS}
        yield Filled(label, row["total"], shares)


def percent(known: int, of: int) -> str:
    """A share in whole percents, rounded down: 100% is everything; none of none is a dash."""
    return f"{100 * known // of}%" if of else "–"


def suspects_completeness(suspects: QuerySet) -> list[tuple[str, int, int]]:
    """How many suspects have each detail."""
    known = {
        "sex": ("Sex", ~Q(sex="")),
        "born": ("Date of birth", Q(date_of_birth__isnull=False)),
        "ethnicity": ("Ethnicity", ~Q(ethnicity="")),
        "source": ("Who told the ethnicity, where it is known", ~Q(ethnicity_source="")),
        "nationality": ("Nationality", ~Q(nationality="")),
        "area": ("Area of residence", Q(area__isnull=False)),
        "reason": ("Why ethnicity is missing, where it is", ~Q(missing_reason="")),
    }
    of = {"source": ~Q(ethnicity=""), "reason": Q(ethnicity="")}
    measures: dict[str, Any] = {}
    for name, (_, filled) in known.items():
        measures[f"{name}_known"] = Count("pk", filter=filled & of.get(name, Q()))
        measures[f"{name}_of"] = Count("pk", filter=of.get(name, Q()))
    row = suspects.aggregate(**measures)
    return [(label, row[f"{name}_known"], row[f"{name}_of"]) for name, (label, _) in known.items()]
