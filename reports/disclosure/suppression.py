"""Choosing what a public report hides.

Counts of 1 to 5 first; then, as long as the attack still finds one of them, one count more in a sum
that gives it away: the smallest that is large enough, in a row of which something is hidden anyway.
At last every percent, average and rate that turns out to be harmless is shown again.
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
    shown_again: set[Measure] = field(default_factory=set)
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
        return (dependent(self.report, self.hidden) - self.shown_again) | age

    @property
    def public(self) -> dict[str, Any]:
        """The report as the public may see it."""
        return hide(self.report, self.hidden, self.measures)

    @property
    def knowledge(self) -> attack.Knowledge:
        """What a reader of this report and of all earlier ones holds."""
        reports = [self.public, *(one.public for one in self.earlier)]
        return attack.knowledge(reports, links=self.between.links, same=self.between.same)

    def exposed(self, near: Iterable[Ref] | None = None) -> set[Ref]:
        """The small counts that the attack finds; of those that hang together with some, or all."""
        small = {self.between.same.get(ref, ref): n for ref, n in self.small.items()}
        only = None if near is None else {self.between.same.get(ref, ref) for ref in near}
        found = attack.narrowed(self.knowledge, small, self.largest, near=only)
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
            show_again(found)
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


def show_again(found: Suppression) -> None:
    """Show each percent, average and rate again with which the attack still finds nothing.

    Not the percents where a total is hidden: a third of a hidden few says too much of them.
    """
    refs_of: dict[tuple[str, str], set[Ref]] = {}
    for ref in found.hidden:
        refs_of.setdefault((ref.table, ref.code), set()).add(ref)
    for measure in sorted(dependent(found.report, found.hidden)):
        near = refs_of.get(measure[:2])
        if not near or (found.hides_a_total and measure.name == "percent"):
            continue
        found.shown_again.add(measure)
        if found.exposed(near):
            found.shown_again.discard(measure)


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
