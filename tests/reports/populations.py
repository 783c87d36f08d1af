"""Random populations whose dates crowd on the edges that a count can get wrong."""

from datetime import date, timedelta

from hypothesis import strategies as st

from risk.codes import ethnicities
from risk.models import Status

AREAS = ["EAST", "WEST", "OOA"]
AGENCIES = ["CSC", "YS", "BPP"]
# Month ends, the days beside them, and the leap day.
EDGES = [
    date(2019, 12, 31) + timedelta(days=shift)
    for base in (-31, 0, 31, 60, 91)
    for shift in (base - 1, base, base + 1, base + 15)
] + [date(2020, 2, 28), date(2020, 2, 29), date(2020, 3, 1)]
BIRTHS = [
    date(2004, 2, 29),
    date(2002, 2, 28),
    date(2002, 3, 1),
    date(2002, 1, 31),
    date(2005, 8, 31),
    date(2005, 10, 30),
    date(2019, 12, 30),
    date(1999, 6, 15),
    date(2003, 12, 31),
]
MONTHS = [(2019, 12), (2020, 1), (2020, 2), (2020, 3)]


@st.composite
def chains(draw, facts):
    """Spells of one child that never overlap: touching, gapped, or with an open end."""
    days = sorted(draw(st.sets(st.sampled_from(EDGES), max_size=5)))
    spells = []
    for n, start in enumerate(days):
        following = days[n + 1] if n + 1 < len(days) else None
        inner = start + timedelta(days=1)
        ends = [following] + ([inner] if following is None or inner < following else [])
        spells.append({"start_date": start, "end_date": draw(st.sampled_from(ends))} | draw(facts))
    return spells


@st.composite
def populations(draw):
    """A population as ``tests.reports.naive`` counts it."""
    population = {"children": [], "flags": [], "residences": [], "allocations": []}
    statuses = st.fixed_dictionaries({"status": st.sampled_from(Status.values)})
    areas = st.fixed_dictionaries({"area": st.sampled_from(AREAS)})
    keys = st.fixed_dictionaries({"agency": st.sampled_from(AGENCIES), "is_key": st.just(True)})
    others = st.fixed_dictionaries({"agency": st.sampled_from(AGENCIES), "is_key": st.just(False)})
    for n in range(draw(st.integers(0, 6))):
        child_id = f"C{n}"
        population["children"].append(
            {
                "child_id": child_id,
                "date_of_birth": draw(st.none() | st.sampled_from(BIRTHS)),
                "gender": draw(st.sampled_from(["F", "M", "U", ""])),
                "ethnicity": draw(st.sampled_from(["", "NOBT", "REFU", *list(ethnicities())[:3]])),
            }
        )
        # A birth on 30 December 2019 must not come after the first flag.
        flags = draw(chains(statuses))
        born = population["children"][-1]["date_of_birth"]
        flags = [flag for flag in flags if born is None or flag["start_date"] >= born]
        population["flags"] += [{"child_id": child_id} | spell for spell in flags]
        homes = draw(chains(areas))
        population["residences"] += [{"child_id": child_id} | spell for spell in homes]
        held = {
            (spell["agency"], spell["start_date"]): spell
            for spell in [*draw(chains(others)), *draw(chains(keys))]
        }
        population["allocations"] += [{"child_id": child_id} | spell for spell in held.values()]
    return population
