"""The parts of the report page, in the order of the printed report."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports import charts, narrative, tables
from reports.crime.sections import CRIME_SECTIONS
from reports.dimensions import BY_KEY, DIMENSIONS, PROFILE, Dimension
from reports.figures.bands import in_bands
from reports.figures.movement import MonthMovement, movements
from reports.figures.scale import ScaleReport
from reports.tables import FiguresTable

MOVEMENT = "movement"
MOVEMENT_TITLE = "Movement"
MOVEMENT_DEFINITION = (
    "New: counted at this month end, not at the one before. Removed: the other way round. Up and "
    "down are changes between low, medium and high of children counted at both. A flag that began "
    "and ended between two month ends is in none of them. Where the month end before the first was "
    "never taken, the records of that day tell the start."
)
MOVEMENT_COMPLETENESS = "Every child counted at a month end is in it."
MOVEMENT_CHECK = "In each row, at the start + new − removed = at the end."


@dataclass(frozen=True)
class Section:
    """One table of the report with its chart, its definition and what it rests on."""

    key: str
    title: str
    definition: str
    drawing: charts.Drawing
    table: FiguresTable
    finding: str = ""
    completeness: str = ""
    note: str = ""
    directory: list[tuple[str, str]] = field(default_factory=list)
    as_of: str = ""
    listed: str = ""


def keys() -> list[str]:
    """The keys of the sections: the printed tables, movement, and what else there is."""
    ordered = []
    for dimension in PROFILE:
        ordered += [dimension.key, *(d.key for d in DIMENSIONS if d.beside == dimension.key)]
    ordered.append(MOVEMENT)
    return ordered + [d.key for d in DIMENSIONS if d.key not in ordered]


def sections(report: ScaleReport, moves: Sequence[MonthMovement]) -> list[Section]:
    """Every section of the page."""
    return [
        _of_movement(report, moves) if key == MOVEMENT else _of_dimension(report, BY_KEY[key])
        for key in keys()
    ]


def crime_sections(report: ScaleReport) -> list[Section]:
    """The sections of the crime half; none where no extract of the police was loaded."""
    crime = report.crime
    if crime is None:
        return []
    return [
        Section(
            key=each.key,
            title=each.title,
            definition=each.definition,
            drawing=each.drawing(crime),
            table=each.table(crime),
            finding=each.finding(crime),
            completeness=each.completeness(crime),
            note=each.note(crime),
            as_of=each.as_of(crime),
            listed=each.listed(crime),
        )
        for each in CRIME_SECTIONS.values()
    ]


def is_section(key: str) -> bool:
    """Whether a report can have such a section."""
    return key in CRIME_SECTIONS or key in keys()


def drawing(report: ScaleReport, key: str) -> charts.Drawing:
    """The chart of one section. KeyError where there is no such section, or nothing is loaded."""
    if key in CRIME_SECTIONS:
        if report.crime is None:
            raise KeyError(key)
        return CRIME_SECTIONS[key].drawing(report.crime)
    if key == MOVEMENT:
        return charts.of_movement(report, movements(report))
    return charts.of_table(report, in_bands(report.table(BY_KEY[key].key)))


def _of_dimension(report: ScaleReport, dimension: Dimension) -> Section:
    table = in_bands(report.table(dimension.key))
    return Section(
        key=dimension.key,
        title=dimension.label,
        definition=dimension.definition,
        drawing=charts.of_table(report, table),
        table=tables.of_table(report, table),
        finding=narrative.most_frequent(table),
        completeness=narrative.completeness(table),
        note="It is shown in bands; the download has every category by itself."
        if dimension.bands
        else "",
        directory=_directory(report, dimension),
    )


def _of_movement(report: ScaleReport, moves: Sequence[MonthMovement]) -> Section:
    return Section(
        key=MOVEMENT,
        title=MOVEMENT_TITLE,
        definition=MOVEMENT_DEFINITION,
        drawing=charts.of_movement(report, moves),
        table=tables.of_movement(MOVEMENT, report.months, moves),
        finding=narrative.movement(report, moves),
        completeness=MOVEMENT_COMPLETENESS,
        note=MOVEMENT_CHECK,
    )


def _directory(report: ScaleReport, dimension: Dimension) -> list[tuple[str, str]]:
    """What each category of this table, and of those beside it, offers."""
    if dimension.directory is None:
        return []
    beside = [d.key for d in DIMENSIONS if d.beside == dimension.key]
    shown = {row.code for key in [dimension.key, *beside] for row in report.table(key).rows}
    services = dimension.directory()
    labels = report.labels(dimension)
    return [
        (label, services[code]) for code, label in labels.items() if code in shown & set(services)
    ]
