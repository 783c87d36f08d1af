"""The document of a report: its tables as every format shows them, from the content alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cse_portal.days import Month
from reports.disclosure.reading import HIDDEN
from reports.publication.crime_tables import crime_tables

NOT_APPLICABLE = "[z]"
SYMBOLS = {
    HIDDEN: "confidential: a number of 1 to {largest}, or one that would give such a number away",
    NOT_APPLICABLE: "not applicable: there is no such figure",
}
MEASURES = {
    "average": "Average a month",
    "population": "People under 18",
    "rate_per_1000": "Rate per 1,000",
}
MOVEMENT = {
    "start": "At the start",
    "new": "New",
    "up": "Up a level",
    "down": "Down a level",
    "removed": "Removed",
    "end": "At the end",
}
MOVEMENT_DEFINITION = (
    "New: counted at this month end, not at the one before. Removed: the other way round. Up and "
    "down are changes between low, medium and high of children counted at both."
)


@dataclass(frozen=True)
class DataTable:
    """A table as it is handed out: a heading for each column, the first of each row is its name."""

    key: str
    title: str
    caption: str
    definition: str
    columns: list[str]
    rows: list[list[Any]]
    footer: list[Any] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    chart: str = ""

    @property
    def symbols(self) -> list[str]:
        """The symbols that stand in it, in the order in which they are explained."""
        cells = {cell for row in [*self.rows, self.footer] for cell in row if cell in SYMBOLS}
        return [symbol for symbol in SYMBOLS if symbol in cells]


def tables(content: Mapping[str, Any]) -> list[DataTable]:
    """Every table of the report, in its order; ages in their bands."""
    found = []
    for key, rows in content["tables"].items():
        shown = content.get("bands", {}).get(key) or rows
        found.append(_of_children(content, key, shown))
    for key in ("time_on_flag", "agencies"):
        if key in content:
            found.append(_of_children(content, key, content[key]))
    if "movement" in content:
        found.insert(len(content["tables"]), _of_movement(content))
    return [*found, *crime_tables(content, DataTable)]


def average_age(content: Mapping[str, Any]) -> str:
    """The average age in words, or its symbol."""
    age = content["average_age"]
    if not isinstance(age, Mapping):
        return age or NOT_APPLICABLE
    return f"{age['years']} years {age['months']} month{'s' * (age['months'] != 1)}"


def symbols(one: DataTable, largest: int) -> Iterator[str]:
    """What the symbols of a table mean, to stand beside it."""
    for symbol in one.symbols:
        yield f"{symbol} {SYMBOLS[symbol].format(largest=largest)}."


def month_name(month: str) -> str:
    return Month.parse(month).name


def short_month(month: str) -> str:
    """Jan 2018: as it heads a column."""
    name, year = month_name(month).split()
    return f"{name[:3]} {year}"


def _of_children(content: Mapping[str, Any], key: str, rows: list[dict[str, Any]]) -> DataTable:
    words = content["words"]["tables"][key]
    measures = [name for name in MEASURES if any(name in row for row in rows)]
    columns = [words["title"], *map(short_month, content["months"]), "Percent"]
    adds_up = key != "agencies"
    return DataTable(
        key=key,
        title=words["title"],
        caption=f"Children by {words['title'].lower()} at each month end",
        definition=words["definition"],
        columns=[*columns, *(MEASURES[name] for name in measures)],
        rows=[
            [
                row["label"],
                *row["counts"],
                _cell(row["percent"]),
                *(_cell(row.get(name)) for name in measures),
            ]
            for row in rows
        ],
        footer=["Total" if adds_up else "Children counted", *content["totals"]],
        codes=[row["code"] for row in rows],
        chart=MEASURES["rate_per_1000"] if measures else "Percent",
    )


def _of_movement(content: Mapping[str, Any]) -> DataTable:
    return DataTable(
        key="movement",
        title="Movement",
        caption="Movement from month end to month end",
        definition=MOVEMENT_DEFINITION,
        columns=["Month", *MOVEMENT.values()],
        rows=[
            [month_name(row["month"]), *(row[name] for name in MOVEMENT)]
            for row in content["movement"]
        ],
    )


def _cell(value: Any) -> Any:
    return NOT_APPLICABLE if value is None else value
