"""Two reports side by side, and areas beside one another: from contents alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reports.disclosure.reading import HIDDEN, is_figure
from reports.figures.intervals import Rate, rate
from reports.publication.document import NOT_APPLICABLE, month_name

NOT_AVAILABLE = "[x]"


@dataclass(frozen=True)
class Side:
    """A row beside another: a count at the last month end of each, and the difference."""

    label: str
    before: Any
    now: Any

    @property
    def change(self) -> str:
        if HIDDEN in (self.before, self.now):
            return HIDDEN
        if NOT_AVAILABLE in (self.before, self.now):
            return NOT_AVAILABLE
        return f"{self.now - self.before:+,}" if self.now != self.before else "0"


@dataclass(frozen=True)
class AreaRate:
    """An area at the last month end: children, people under 18, and the rate with its interval."""

    label: str
    count: Any
    population: int | None
    rate: Rate | None


def side_by_side(
    before: Mapping[str, Any], now: Mapping[str, Any]
) -> Iterator[tuple[str, list[Side]]]:
    """Each table with its rows; a row that only one of them has is 0 in the other."""
    yield "All children counted", [Side("Total", before["totals"][-1], now["totals"][-1])]
    for key, rows in now["tables"].items():
        ours, theirs = _shown(now, key, rows), _shown(before, key, before["tables"].get(key, []))
        labels = {code: row["label"] for code, row in {**theirs, **ours}.items()}
        yield (
            now["words"]["tables"][key]["title"],
            [
                Side(label, _last(theirs.get(code)), _last(ours.get(code)))
                for code, label in labels.items()
            ],
        )


def area_rates(content: Mapping[str, Any]) -> list[AreaRate]:
    """The areas at the last month end. What is hidden, or has no population, has no rate."""
    found = []
    for row in content["tables"].get("area", []):
        count, population = row["counts"][-1], row.get("population")
        has_rate = is_figure(count) and bool(population)
        one = rate(count, population) if has_rate else None
        found.append(AreaRate(row["label"], count, population, one))
    return found


def name_of(content: Mapping[str, Any]) -> str:
    """What a side is called: the edition, or the month end."""
    edition = content.get("edition")
    month = month_name(content["months"][-1])
    return f"{month}, edition {edition['number']}" if edition else month


def shown_rate(one: AreaRate) -> tuple[str, str]:
    """A rate and its interval as a page shows them."""
    if one.rate is None:
        symbol = HIDDEN if one.count == HIDDEN else NOT_APPLICABLE
        return symbol, symbol
    return f"{one.rate.rate:.1f}", f"{one.rate.low:.1f} to {one.rate.high:.1f}"


def _shown(content: Mapping[str, Any], key: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The rows of a table by their code; ages in their bands."""
    return {row["code"]: row for row in content.get("bands", {}).get(key) or rows}


def _last(row: Mapping[str, Any] | None) -> Any:
    return row["counts"][-1] if row else 0
