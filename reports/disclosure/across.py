"""What ties a report to those published before it.

The same statuses counted on the same version of a month end are the same counts. Three statuses are
part of six, so the difference of two counts is a count of its own, and a small one has to stay
unknown too. A month end that was counted again is another count; but where it came out the same,
a reader may guess so, and is taken to know it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from reports.disclosure.reading import Fact, Ref, counts


@dataclass
class Between:
    """The ties between a report and earlier ones.

    ``links`` are facts over their counts, ``same`` tells which count of the new report is one of an
    earlier report, ``differences`` are the true differences, and ``behind`` each the count of the
    new report that could be hidden to hide it.
    """

    links: list[Fact] = field(default_factory=list)
    same: dict[Ref, Ref] = field(default_factory=dict)
    differences: dict[Ref, int] = field(default_factory=dict)
    behind: dict[Ref, Ref] = field(default_factory=dict)


def between(report: dict[str, Any], earlier: Sequence[dict[str, Any]]) -> Between:
    """The ties of a report to earlier ones; all of them as they would be if they hid nothing."""
    found = Between()
    new = counts(report)
    by_place: dict[tuple[str, str, str], list[tuple[Ref, int]]] = {}
    for one in earlier:
        for ref, value in counts(one).items():
            if not ref.table.startswith("crime."):
                by_place.setdefault(ref[1:], []).append((ref, value))
    for ref, value in new.items():
        for other, old in dict.fromkeys(by_place.get(ref[1:], [])):
            if other != ref:
                _tie(found, ref, value, other, old)
    return found


def _tie(found: Between, ref: Ref, value: int, other: Ref, old: int) -> None:
    statuses, version = _parts(ref)
    others, other_version = _parts(other)
    if statuses == others:
        if value == old:
            found.same[ref] = other
    elif version == other_version and (statuses < others or others < statuses):
        lesser, greater = (ref, other) if statuses < others else (other, ref)
        rest = Ref(f"{greater.scope} - {lesser.scope}", *ref[1:])
        found.links.append(Fact(((greater, 1), (lesser, -1), (rest, -1)), 0, 0))
        found.differences[rest] = abs(value - old)
        found.behind[rest] = ref


def _parts(ref: Ref) -> tuple[set[str], str]:
    statuses, _, version = ref.scope.rpartition("/")
    return set(statuses.split(",")), version
