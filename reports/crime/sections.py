"""The sections of the crime half, in the order of the printed report."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from crime.figures.crime import CrimeFigures, SuspectRow
from reports import charts
from reports.crime import drawings, tables, words
from reports.crime.bands import in_bands
from reports.exports.crime import CYBER_LABELS, STATUS_LABELS
from reports.tables import FiguresTable

TIMING_DEFINITION = (
    "Offences count by the day on which they were recorded. Recent: the last day on which it was "
    "committed is on or after the same date one year before it was recorded. Non-recent: earlier. "
    "The comparison is the same period a year earlier."
)
AREA_DEFINITION = (
    "Offences by the neighbourhood policing team's area in which they happened. Where that is not "
    "known, the place of the offence may not be known."
)
SUSPECT_DEFINITION = (
    "Distinct people, each counted once, whom the police suspect of an offence that was recorded "
    "by the day. In recent offences: linked to one whose last day is on or after the same date one "
    "year before. People known from intelligence alone are not counted."
)
ETHNICITY_DEFINITION = (
    f"{SUSPECT_DEFINITION} Ethnicity is told by the person or by an officer who saw them; the "
    "record says which. It is not compared with the population."
)
STATUS_DEFINITION = "Every offence of the period by its crime status, as of the extract."
OUTCOME_DEFINITION = (
    "The filed offences of the period by the Home Office's outcome, and by how the force splits "
    "it. Outcome 0, not yet assigned, is no outcome."
)
CYBER_DEFINITION = (
    "The recent offences of the period by how they were committed, as the force read it from the "
    "way of doing. It is as complete as that is recorded. The Home Office's online flag is another "
    "thing, and kept beside it."
)


@dataclass(frozen=True)
class CrimeSection:
    """How one section is made from the figures."""

    key: str
    title: str
    definition: str
    as_of: Callable[[CrimeFigures], str]
    drawing: Callable[[CrimeFigures], charts.Drawing]
    table: Callable[[CrimeFigures], FiguresTable]
    finding: Callable[[CrimeFigures], str]
    completeness: Callable[[CrimeFigures], str]
    note: Callable[[CrimeFigures], str] = lambda crime: ""
    listed: Callable[[CrimeFigures], str] = lambda crime: ""


def _offences_at(crime: CrimeFigures, query: str = "") -> str:
    """Where the offences of the period are listed."""
    days = f"recorded_from={crime.periods.first}&recorded_to={crime.periods.last}"
    return f"{reverse('crime:offences')}?{days}{query}"


def _cyber_at(crime: CrimeFigures) -> str:
    days = f"recorded_from={crime.periods.cyber_first}&recorded_to={crime.periods.cyber_last}"
    return f"{reverse('crime:offences')}?{days}&timing=recent"


def _suspects_at(crime: CrimeFigures, linked: str) -> str:
    """Where the suspects as of the day are listed."""
    return f"{reverse('crime:suspects')}?as_of={crime.periods.as_of}&linked={linked}"


def _of_suspects(
    table: str, title: str, noun: str, finding: Callable[[CrimeFigures], str]
) -> CrimeSection:
    is_age = table.startswith("age")
    is_ethnicity = table.startswith("ethnicity")

    def rows(crime: CrimeFigures) -> list[SuspectRow]:
        found = crime.suspect_tables[table]
        return in_bands(found) if is_age else found

    key = f"crime_suspects_{table}"
    ordered = is_age or table.startswith("gender")
    return CrimeSection(
        key=key,
        title=title,
        definition=ETHNICITY_DEFINITION if is_ethnicity else SUSPECT_DEFINITION,
        as_of=words.as_of_suspects,
        drawing=lambda crime: drawings.of_suspects(title, rows(crime), is_ordered=ordered),
        table=lambda crime: tables.of_suspects(rows(crime), key, title, noun.capitalize()),
        finding=finding,
        completeness=lambda crime: words.known_of(crime.suspect_tables[table], noun),
        note=lambda crime: (
            "It is shown in bands; the download has single years of age." if is_age else ""
        ),
        listed=lambda crime: _suspects_at(crime, "all" if table == "ethnicity_all" else "recent"),
    )


def _labelled(labels: dict[str, str], counts: dict[str, int]) -> dict[str, int]:
    return {labels[code]: number for code, number in counts.items()}


OFFENCES = CrimeSection(
    key="crime_offences",
    title="CSE flagged offences",
    definition=TIMING_DEFINITION,
    as_of=words.as_of_offences,
    drawing=drawings.of_offences,
    table=lambda crime: tables.of_offences(crime, "crime_offences"),
    finding=words.offences,
    completeness=words.known_days,
    note=words.revisions,
    listed=_offences_at,
)
BY_AREA = CrimeSection(
    key="crime_by_area",
    title="Offences by NPT area",
    definition=AREA_DEFINITION,
    as_of=words.as_of_offences,
    drawing=drawings.of_areas,
    table=lambda crime: tables.of_areas(crime, "crime_by_area"),
    finding=lambda crime: "",
    completeness=words.known_areas,
    listed=_offences_at,
)
STATUS = CrimeSection(
    key="crime_status",
    title="Crime status",
    definition=STATUS_DEFINITION,
    as_of=words.as_of_offences,
    drawing=lambda crime: drawings.of_counts(
        "Offences by crime status", _labelled(STATUS_LABELS, crime.status)
    ),
    table=lambda crime: tables.of_counts(
        "crime_status",
        "Offences by crime status",
        "Crime status",
        _labelled(STATUS_LABELS, crime.status),
    ),
    finding=words.status,
    completeness=lambda crime: "Every offence has a status.",
    listed=_offences_at,
)
OUTCOMES = CrimeSection(
    key="crime_outcomes",
    title="Crime outcomes",
    definition=OUTCOME_DEFINITION,
    as_of=words.as_of_offences,
    drawing=drawings.of_outcomes,
    table=lambda crime: tables.of_outcomes(crime, "crime_outcomes"),
    finding=lambda crime: "",
    completeness=words.known_outcomes,
    listed=lambda crime: _offences_at(crime, "&status=filed"),
)
CYBER = CrimeSection(
    key="crime_cyber",
    title="Cyber and non-cyber offences",
    definition=CYBER_DEFINITION,
    as_of=words.as_of_cyber,
    drawing=lambda crime: drawings.of_counts(
        "Recent offences by how they were committed", _labelled(CYBER_LABELS, crime.cyber)
    ),
    table=lambda crime: tables.of_counts(
        "crime_cyber",
        "Recent offences by how they were committed",
        "How",
        _labelled(CYBER_LABELS, crime.cyber),
    ),
    finding=words.cyber,
    completeness=words.known_cyber,
    listed=_cyber_at,
)
CRIME_SECTIONS = {
    each.key: each
    for each in (
        OFFENCES,
        BY_AREA,
        _of_suspects(
            "ethnicity_recent",
            "Suspects in recent offences by ethnicity",
            "ethnicity",
            words.recent_suspects,
        ),
        _of_suspects(
            "ethnicity_all",
            "Suspects in all offences by ethnicity",
            "ethnicity",
            words.only_non_recent,
        ),
        _of_suspects(
            "area_recent",
            "Suspects in recent offences by area of residence",
            "area of residence",
            lambda crime: "",
        ),
        _of_suspects("age_recent", "Suspects in recent offences by age", "age", lambda crime: ""),
        _of_suspects(
            "gender_recent", "Suspects in recent offences by sex", "sex", lambda crime: ""
        ),
        STATUS,
        OUTCOMES,
        CYBER,
    )
}
