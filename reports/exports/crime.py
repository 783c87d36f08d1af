"""The crime half of the report, as plain values and as rows of figures (design 6)."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from crime.figures.crime import NOT_RECORDED, CrimeFigures, Revision
from crime.figures.periods import CrimePeriods
from crime.models import Cyber, OffenceStatus
from crime.timing import Timing

OFFENCE_LABELS = {
    "recorded": "CSE flagged offences",
    "previous": "CSE flagged offences a year earlier",
    **{timing.value: str(timing.label) for timing in Timing},
}
STATUS_LABELS = {status.value: str(status.label) for status in OffenceStatus}
CYBER_LABELS = {
    **{cyber.value: str(cyber.label) for cyber in Cyber},
    NOT_RECORDED: "Not recorded",
}


def crime_content(crime: CrimeFigures | None) -> dict[str, Any] | None:
    """What the JSON says under ``crime``; None where no extract was loaded.

    ``basis`` comes on top of the contract's keys: the days and the extracts that it stands on.
    """
    if crime is None:
        return None
    return {
        "offences": _offences(crime),
        "by_area": [asdict(row) for row in crime.by_area],
        "status": crime.status,
        "outcomes": [asdict(row) for row in crime.outcomes],
        "cyber": crime.cyber,
        "suspects": {
            key: [asdict(row) for row in rows] for key, rows in crime.suspect_tables.items()
        },
        "basis": _basis(crime),
    }


def _offences(crime: CrimeFigures) -> dict[str, int]:
    return {"recorded": crime.recorded, "previous": crime.previous, **crime.timing}


def _basis(crime: CrimeFigures) -> dict[str, Any]:
    extracts = {kind: crime.extract(kind) for kind in ("offences", "suspects")}
    return {
        "periods": days_of(crime.periods),
        "extracts": {
            kind: None if found is None else {"day": str(found[0]), "name": found[1]}
            for kind, found in extracts.items()
        },
        "rows_aside": {kind: crime.rows_aside(kind) for kind in ("offences", "suspects")},
        "revisions": [_revision(each) for each in crime.revisions],
        "previous_revisions": [_revision(each) for each in crime.previous_revisions],
        "suspects": {
            "all": crime.suspects,
            "recent": crime.recent_suspects,
            "only_non_recent": crime.only_non_recent_suspects,
        },
    }


def days_of(periods: CrimePeriods) -> dict[str, str]:
    """The five days that a report can be asked for, and that an edition stores."""
    return {name: day.isoformat() for name, day in asdict(periods).items()}


def _revision(revision: Revision) -> dict[str, Any]:
    return {name: str(v) if isinstance(v, date) else v for name, v in asdict(revision).items()}


def crime_rows(crime: CrimeFigures | None, *tables: str) -> Iterator[list[Any]]:
    """The figures as rows of the CSV, of all tables or of those named."""
    for row in _every_row(crime) if crime else ():
        if not tables or row[0] in tables:
            yield row


def _every_row(crime: CrimeFigures) -> Iterator[list[Any]]:
    yield from _counts("crime_offences", _offences(crime), OFFENCE_LABELS)
    for area in crime.by_area:
        for timing in Timing.values:
            number = getattr(area, timing)
            yield ["crime_by_area", area.code, area.label, timing, "", number]
    yield from _counts("crime_status", crime.status, STATUS_LABELS)
    for outcome in crime.outcomes:
        label = outcome.qualifier or ("Not known" if outcome.code == "not_known" else "")
        yield ["crime_outcomes", outcome.code, label, "count", "", outcome.total]
    yield from _counts("crime_cyber", crime.cyber, CYBER_LABELS)
    for key, rows in crime.suspect_tables.items():
        for row in rows:
            yield [f"crime_suspects_{key}", row.code, row.label, "count", "", row.total]


def _counts(table: str, counts: dict[str, int], labels: dict[str, str]) -> Iterator[list[Any]]:
    for code, number in counts.items():
        yield [table, code, labels[code], "count", "", number]
