"""What a reader can work out of what is published. Knows nothing of how it was chosen.

The reader is clever: they hold every report given, know that all tables of a month share its total,
that a true zero is shown and so a hidden count is at least one, how figures are rounded, and, where
it is cheap, that children come in whole numbers. For each hidden count a linear program finds the
least and the most that it can be. Where a hidden sum may be as little as one, its parts may be
nought for all this reader knows: with so few children any other assumption would forbid to show a
true zero.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reports.disclosure.reading import HIDDEN, Fact, Ref, counts, facts, sums

# A count without a bound of its own may be as large as this beyond what is shown.
BEYOND = 1_000
# Up to so many unknowns the reader uses that children come whole; beyond, that costs too long.
WHOLE = 30
CLOSE = 1e-6


@dataclass
class Knowledge:
    """What a reader holds: counts that are shown, counts that are not, and facts about these."""

    shown: dict[Ref, int] = field(default_factory=dict)
    unknown: set[Ref] = field(default_factory=set)
    facts: list[Fact] = field(default_factory=list)
    at_least: dict[Ref, int] = field(default_factory=dict)

    @property
    def at_most(self) -> int:
        """More than any count that matters: the solver wants an end."""
        return BEYOND + 2 * max(self.shown.values(), default=0)


def knowledge(
    reports: Sequence[Mapping[str, Any]],
    *,
    links: Iterable[Fact] = (),
    same: Mapping[Ref, Ref] | None = None,
) -> Knowledge:
    """Put reports together. A count shown in one of them is known in all.

    ``links`` are facts between reports; ``same`` says which count of one is a count of another.
    """
    names = same or {}
    held = Knowledge()
    said: dict[Ref, Any] = {}
    for report in reports:
        for ref, value in counts(dict(report)).items():
            place = names.get(ref, ref)
            if said.get(place, HIDDEN) == HIDDEN:
                said[place] = value
    held.shown = {ref: value for ref, value in said.items() if value != HIDDEN}
    held.unknown = set(said) - set(held.shown)
    every = [fact for report in reports for fact in facts(dict(report))]
    for fact in dict.fromkeys([*every, *links]):
        reduced = _reduced(fact, names, held.shown)
        if reduced.terms:
            held.facts.append(reduced)
    held.unknown |= {ref for fact in held.facts for ref, _ in fact.terms}
    parts = _parts_of_hidden(reports, names, held.unknown)
    held.at_least = {
        ref: int(ref in said and not any(ref in some for some in parts.values()))
        for ref in held.unknown
    }
    _raise_floors(held, parts)
    return held


def _parts_of_hidden(
    reports: Sequence[Mapping[str, Any]], names: Mapping[Ref, Ref], unknown: set[Ref]
) -> dict[Ref, set[Ref]]:
    """The unknown parts of every sum that is itself unknown."""
    found: dict[Ref, set[Ref]] = defaultdict(set)
    for report in reports:
        for one in sums(dict(report)):
            whole = names.get(one.whole, one.whole)
            if whole in unknown:
                found[whole] |= {names.get(part, part) for part in one.parts} & unknown
    return found


def _raise_floors(held: Knowledge, parts: Mapping[Ref, set[Ref]]) -> None:
    """Where a hidden sum turns out to be more than one, its hidden parts are one at least again."""
    least = {whole: pair[0] for whole, pair in bounds(held, parts, sides=(False,)).items()}
    may_be_one = {ref for whole, low in least.items() if low <= 1 + CLOSE for ref in parts[whole]}
    for whole, some in parts.items():
        for ref in some - may_be_one:
            held.at_least[ref] = int(least[whole] > 1 + CLOSE)


def _reduced(fact: Fact, names: Mapping[Ref, Ref], shown: Mapping[Ref, int]) -> Fact:
    """The fact about what is unknown, once what is shown is put in."""
    known = 0
    terms: dict[Ref, int] = defaultdict(int)
    for ref, factor in fact.terms:
        place = names.get(ref, ref)
        if place in shown:
            known += factor * shown[place]
        else:
            terms[place] += factor
    return Fact(
        tuple((ref, factor) for ref, factor in terms.items() if factor),
        None if fact.least is None else fact.least - known,
        None if fact.most is None else fact.most - known,
    )


def components(held: Knowledge) -> Iterator[tuple[list[Ref], list[Fact]]]:
    """Unknown counts that hang together through facts, with these facts."""
    parent = {ref: ref for ref in held.unknown}

    def root(ref: Ref) -> Ref:
        while parent[ref] != ref:
            parent[ref] = parent[parent[ref]]
            ref = parent[ref]
        return ref

    for fact in held.facts:
        first, *others = (root(ref) for ref, _ in fact.terms)
        for other in others:
            parent[root(other)] = root(first)
    members: dict[Ref, list[Ref]] = defaultdict(list)
    for ref in sorted(held.unknown):
        members[root(ref)].append(ref)
    about: dict[Ref, list[Fact]] = defaultdict(list)
    for fact in held.facts:
        about[root(fact.terms[0][0])].append(fact)
    return ((refs, about[key]) for key, refs in members.items())


class Solver:
    """The least and the most that the counts of one component can be."""

    def __init__(self, refs: Sequence[Ref], about: Sequence[Fact], held: Knowledge):
        # Imported where used: a page without an attack need not wait for it.
        import numpy
        from scipy.optimize import Bounds, LinearConstraint
        from scipy.sparse import csr_array

        self.place = {ref: n for n, ref in enumerate(refs)}
        least = [held.at_least[ref] for ref in refs]
        self.bounds = Bounds(least, numpy.full(len(refs), held.at_most))
        rows, columns, factors = [], [], []
        for n, fact in enumerate(about):
            for ref, factor in fact.terms:
                rows.append(n)
                columns.append(self.place[ref])
                factors.append(factor)
        self.constraints = []
        if about:
            matrix = csr_array((factors, (rows, columns)), shape=(len(about), len(refs)))
            least = [-numpy.inf if fact.least is None else fact.least for fact in about]
            most = [numpy.inf if fact.most is None else fact.most for fact in about]
            self.constraints = [LinearConstraint(matrix, least, most)]

    def extreme(self, ref: Ref, *, most: bool) -> tuple[float, list[float]] | None:
        """The least or most that a count can be, with everything that goes with it.

        None where nothing fits, which means that the reports contradict each other.
        """
        import numpy
        from scipy.optimize import milp

        aim = numpy.zeros(len(self.place))
        aim[self.place[ref]] = -1 if most else 1
        is_whole = len(self.place) <= WHOLE
        found = milp(
            aim,
            integrality=numpy.full(len(self.place), int(is_whole)),
            bounds=self.bounds,
            constraints=self.constraints,
        )
        if found.x is None:
            return None
        values = [round(value) if is_whole else float(value) for value in found.x]
        return values[self.place[ref]], values


def bounds(
    held: Knowledge, wanted: Iterable[Ref] | None = None, *, sides: Sequence[bool] = (False, True)
) -> dict[Ref, tuple[float, ...]]:
    """The least and the most that each unknown count can be; ``sides``: only the least, say."""
    asked = held.unknown if wanted is None else set(wanted) & held.unknown
    found: dict[Ref, tuple[float, ...]] = {}
    for refs, about in components(held):
        if not asked.intersection(refs):
            continue
        solver = Solver(refs, about, held)
        for ref in asked.intersection(refs):
            ends = [solver.extreme(ref, most=most) for most in sides]
            if None in ends:
                raise ValueError(f"The reports contradict each other about {ref}")
            found[ref] = tuple(end[0] for end in ends if end)
    return found


def narrowed(held: Knowledge, small: Mapping[Ref, int], largest: int) -> set[Ref]:
    """The small counts (1 to ``largest``) of which a reader can exclude one of 1 to ``largest``.

    ``small`` are true counts that have to stay unknown; one that is shown counts as found out.
    """
    found = {ref for ref in small if ref in held.shown}
    for refs, about in components(held):
        wanted = [ref for ref in refs if ref in small]
        if wanted:
            found |= _narrowed_in(Solver(refs, about, held), refs, wanted, largest)
    return found


def _narrowed_in(
    solver: Solver, refs: Sequence[Ref], wanted: Sequence[Ref], largest: int
) -> set[Ref]:
    """A solution found for one count often shows that others can be low or high too."""
    low, high = set(), set()

    def look(ref: Ref, *, most: bool) -> None:
        found = solver.extreme(ref, most=most)
        if found is None:
            return
        for other, value in zip(refs, found[1], strict=True):
            if value <= 1 + CLOSE:
                low.add(other)
            if value >= largest - CLOSE:
                high.add(other)

    for ref in wanted:
        if ref not in low:
            look(ref, most=False)
        if ref not in high:
            look(ref, most=True)
    return {ref for ref in wanted if ref not in low or ref not in high}
