"""Choosing what a public report hides.

Counts of 1 to 5 first; then, as long as the attack still finds one of them, one count more in a sum
that gives it away: the smallest that is large enough, in a row of which something is hidden anyway.
The percents, averages and rates of what is hidden are hidden with it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reports.disclosure import attack
from reports.disclosure.across import Between, between
from reports.disclosure.hiding import AVERAGE_AGE, Measure, dependent, hide
from reports.disclosure.reading import HIDDEN, TOTALS, Ref, Sum, counts, sums

LARGEST = 5
ROUNDS = 60
STEPS = 3


class Reason:
    """Why a count is hidden."""

    SMALL = "small"  # it is 1 to 5
    PARTNER = "partner"  # else a small count in the same sum could be worked out
    EARLIER = "earlier"  # else a small count could be worked out from an earlier edition


class NotSafeError(Exception):
    """Nothing more can be hidden, and the attack still finds these counts."""

    def __init__(self, exposed: Iterable[Ref]) -> None:
        self.exposed = sorted(exposed)
        super().__init__(
            f"{len(self.exposed)} small counts can be worked out, whatever else is hidden"
        )


@dataclass(frozen=True)
class Earlier:
    """A report that is public already: what it says, and what it would say if it hid nothing."""

    public: dict[str, Any]
    truth: dict[str, Any]


@dataclass
class Suppression:
    """What is hidden of a report, and why."""

    report: dict[str, Any]
    largest: int = LARGEST
    earlier: Sequence[Earlier] = ()
    hidden: dict[Ref, str] = field(default_factory=dict)
    hides_age: bool = False

    def __post_init__(self) -> None:
        self.truth = counts(self.report)
        self.sums = list(sums(self.report))
        self.between: Between = between(self.report, [one.truth for one in self.earlier])
        self.small = {ref: n for ref, n in self.truth.items() if 1 <= n <= self.largest}
        self.small |= {
            ref: n for ref, n in self.between.differences.items() if 1 <= n <= self.largest
        }
        self.hidden |= {ref: Reason.SMALL for ref in self.small if ref in self.truth}
        self.known = self._known()
        for one in self.earlier:
            said = counts(one.public)
            self.small |= {
                ref: n
                for ref, n in counts(one.truth).items()
                if 1 <= n <= self.largest and said[ref] == HIDDEN
            }

    def _known(self) -> set[Ref]:
        """What earlier reports say of this one: to hide it now would help nobody."""
        said = {
            ref
            for one in self.earlier
            for ref, value in counts(one.public).items()
            if value != HIDDEN
        }
        return {ref for ref in self.truth if self.between.same.get(ref, ref) in said}

    @property
    def hides_a_total(self) -> bool:
        """Whether a month's total is hidden; then percents and the average age stay hidden too."""
        return any(ref.table == TOTALS for ref in self.hidden)

    @property
    def measures(self) -> set[Measure]:
        """The percents, averages and rates that are hidden."""
        hides_age = self.hides_age or self.hides_a_total
        age = {AVERAGE_AGE} if hides_age and self.report.get("average_age") else set()
        return dependent(self.report, self.hidden) | age

    @property
    def public(self) -> dict[str, Any]:
        """The report as the public may see it."""
        return hide(self.report, self.hidden, self.measures)

    @property
    def knowledge(self) -> attack.Knowledge:
        """What a reader of this report and of all earlier ones holds."""
        reports = [self.public, *(one.public for one in self.earlier)]
        return attack.knowledge(reports, links=self.between.links, same=self.between.same)

    def exposed(self) -> set[Ref]:
        """The small counts that the attack finds."""
        small = {self.between.same.get(ref, ref): n for ref, n in self.small.items()}
        found = attack.narrowed(self.knowledge, small, self.largest)
        ours = {old: new for new, old in self.between.same.items()}
        return {ours.get(ref, ref) for ref in found}


def suppress(
    report: dict[str, Any], *, largest: int = LARGEST, earlier: Sequence[Earlier] = ()
) -> Suppression:
    """Hide as little as it takes until the attack finds no small count.

    Raises NotSafeError where hiding everything that may be hidden is not enough.
    """
    found = Suppression(report, largest, earlier)
    for _ in range(ROUNDS):
        exposed = found.exposed()
        if not exposed:
            return found
        if not hide_more(found, exposed):
            raise NotSafeError(exposed)
    raise NotSafeError(exposed)


def hide_more(found: Suppression, exposed: set[Ref]) -> bool:
    """Hide one count more in each sum that gives something away; False where nothing is left."""
    chosen = {}
    for one in _giving_away(found, exposed):
        ref = _cheapest(found, one)
        if ref is not None:
            chosen[ref] = Reason.PARTNER
    for ref in exposed & set(found.between.behind):
        behind = found.between.behind[ref]
        if may_hide(found, behind):
            chosen[behind] = Reason.EARLIER
    if not chosen and found.report.get("average_age") and not found.hides_age:
        found.hides_age = True
        return True
    if not chosen:
        near = {found.between.behind.get(ref, ref) for ref in exposed}
        chosen = _somewhere_near(found, near)
    found.hidden |= chosen
    return bool(chosen)


def _giving_away(found: Suppression, exposed: set[Ref]) -> list[Sum]:
    """The sums with a shown whole in which too little is hidden for something exposed."""
    tight = []
    for one in found.sums:
        if one.whole in found.hidden or one.whole not in found.truth:
            continue
        gone = [part for part in one.parts if part in found.hidden]
        # Each of the others is one at least: what is left for one must reach the largest.
        room = sum(found.truth[part] for part in gone) - (len(gone) - 1)
        if gone and (len(gone) == 1 or room < found.largest) and exposed.intersection(gone):
            tight.append(one)
    return tight


def _cheapest(found: Suppression, one: Sum) -> Ref | None:
    """What costs least to hide in a sum: a part, or the whole where no part is left."""
    rows = {(ref.table, ref.code) for ref in found.hidden}
    parts = [part for part in one.parts if may_hide(found, part)]
    if parts:
        return min(parts, key=lambda ref: ((ref.table, ref.code) not in rows, found.truth[ref]))
    return one.whole if may_hide(found, one.whole) else None


def may_hide(found: Suppression, ref: Ref) -> bool:
    """Whether hiding a count could help: not a true zero, nor what is hidden or known anyway."""
    is_left = ref not in found.hidden and ref not in found.known
    return is_left and bool(found.truth.get(ref))


def _somewhere_near(found: Suppression, exposed: set[Ref]) -> dict[Ref, str]:
    """One count more for each month in which something is exposed, as near to it as there is."""
    chosen: dict[Ref, str] = {}
    for month in sorted({ref.month for ref in exposed}):
        ref = _nearest(found, {ref for ref in exposed if ref.month == month})
        if ref is not None:
            chosen[ref] = Reason.PARTNER
    return chosen


def _nearest(found: Suppression, exposed: set[Ref]) -> Ref | None:
    """The cheapest count in the sums of what is exposed, else in sums that hang on these."""
    near = set(exposed)
    for _ in range(STEPS):
        touched = [one for one in found.sums if not near.isdisjoint((one.whole, *one.parts))]
        candidates = [ref for one in touched if (ref := _cheapest(found, one)) is not None]
        if candidates:
            return min(candidates, key=lambda ref: (found.truth[ref], ref))
        near |= {ref for one in touched for ref in (one.whole, *one.parts) if _is_open(found, ref)}
    return None


def _is_open(found: Suppression, ref: Ref) -> bool:
    """Whether a reader does not know a count: it is hidden, or printed nowhere."""
    return ref in found.hidden or ref not in found.truth


def summary(found: Suppression) -> dict[str, int]:
    """How much is hidden, for the person who publishes."""
    values: Mapping[Ref, int] = found.truth
    return {
        "counts": len(values),
        "zeros": sum(1 for n in values.values() if n == 0),
        "small": sum(1 for ref in found.hidden if values[ref] <= found.largest),
        "larger": sum(1 for n in values.values() if n > found.largest),
        "larger_hidden": sum(1 for ref in found.hidden if values[ref] > found.largest),
        "measures_hidden": len(found.measures),
    }
