"""The tables of the crime half, from the content alone."""

from collections.abc import Callable, Mapping
from typing import Any

TITLES = {
    "recorded": "Recorded in the period",
    "previous": "Recorded in the period a year earlier",
    "recent": "Recent",
    "non_recent": "Non-recent",
    "not_known": "Not known",
    "new": "New",
    "under_investigation": "Under investigation",
    "filed": "Filed",
    "cyber": "Cyber",
    "non_cyber": "Non-cyber",
    "online_then_met": "First contact online, then met",
    "not_recorded": "Not recorded",
}
SUSPECTS = {
    "ethnicity": "Ethnicity of suspects",
    "area": "Area of residence of suspects",
    "age": "Age of suspects",
    "gender": "Gender of suspects",
    "nationality": "Nationality of suspects",
}
BY_DATE = "Offences by the date on which they were recorded, both ends of the period included."
PEOPLE = (
    "People, each counted once, who are linked to an offence; not those known from intelligence "
    "alone."
)


def crime_tables(content: Mapping[str, Any], make: Callable[..., Any]) -> list[Any]:
    """Offences, their areas, status and outcomes, the cyber table, and suspects."""
    crime = content.get("crime")
    if not crime:
        return []
    found = [
        _of_counts(make, "offences", "Offences", BY_DATE, crime["offences"]),
        _of_areas(make, crime["by_area"]),
        _of_counts(make, "status", "Crime status", BY_DATE, crime["status"]),
        _of_outcomes(make, crime["outcomes"]),
        _of_counts(make, "cyber", "Cyber offences", "Recent offences only.", crime["cyber"]),
    ]
    for key, rows in crime["suspects"].items():
        if isinstance(rows, list):
            found.append(_of_suspects(make, key, rows))
    return [table for table in found if table.rows]


def _of_counts(
    make: Callable[..., Any], key: str, title: str, definition: str, counts: Mapping[str, Any]
) -> Any:
    rows = [[TITLES.get(code, code), value] for code, value in counts.items()]
    return make(
        f"crime_{key}", title, title, definition, ["Category", "Offences"], rows, chart="Offences"
    )


def _of_areas(make: Callable[..., Any], rows: list[dict[str, Any]]) -> Any:
    kinds = ("recent", "non_recent", "not_known")
    return make(
        "crime_by_area",
        "Offences by area",
        "Offences by the area of the neighbourhood policing team",
        BY_DATE,
        ["Area", *(TITLES[kind] for kind in kinds)],
        [[row["label"], *(row[kind] for kind in kinds)] for row in rows],
    )


def _of_outcomes(make: Callable[..., Any], rows: list[dict[str, Any]]) -> Any:
    return make(
        "crime_outcomes",
        "Outcomes of filed crimes",
        "Outcomes of filed crimes by Home Office code",
        "Filed offences of the period.",
        ["Outcome", "Total"],
        [[": ".join(filter(None, (row["code"], row["qualifier"]))), row["total"]] for row in rows],
    )


def _of_suspects(make: Callable[..., Any], key: str, rows: list[dict[str, Any]]) -> Any:
    about, _, which = key.rpartition("_")
    of = "recent offences" if which == "recent" else "all offences"
    title = f"{SUSPECTS.get(about, about.capitalize())}, {of}"
    table = [[row["label"], row["total"]] for row in rows]
    return make(
        f"crime_suspects_{key}", title, title, PEOPLE, [title, "People"], table, chart="People"
    )
