"""Random offences and suspects whose dates crowd on the edges that a count can get wrong."""

from datetime import date, timedelta

from hypothesis import strategies as st

AREAS = ["EAST", "WEST", "OOA"]
FIRST, LAST = date(2019, 3, 1), date(2020, 2, 29)
CYBER = date(2020, 2, 1), date(2020, 3, 31)
AS_OF = date(2020, 2, 29)
RECORDED = [
    base + timedelta(days=shift)
    for base in (FIRST, LAST, date(2018, 3, 1), date(2019, 2, 28), date(2020, 3, 31))
    for shift in (-1, 0, 1)
]
# So many days before it was recorded: around a year of 365 and of 366 days.
DAYS_BEFORE = [0, 1, 30, 364, 365, 366, 367, 731, 4000]
BIRTHS = [
    *(date(2000, 2, 28), date(2000, 2, 29), date(2000, 3, 1), date(1999, 2, 28)),
    *(date(1980, 12, 31), date(1992, 2, 29), date(2019, 12, 30)),
]
OUTCOMES = [("", ""), ("0", ""), ("1", "Charged"), ("1a", ""), ("15", "CPS"), ("15", "Police")]


@st.composite
def offences(draw, number):
    recorded_on = draw(st.sampled_from(RECORDED))
    days = [recorded_on - timedelta(days=draw(st.sampled_from(DAYS_BEFORE))) for _ in range(2)]
    start, end = sorted(days)
    code, qualifier = draw(st.sampled_from(OUTCOMES))
    return {
        "occurrence_number": f"O{number}",
        "recorded_on": recorded_on,
        "committed_from": draw(st.sampled_from([None, start])),
        "committed_to": draw(st.sampled_from([None, end])),
        "offence_type": "=Type",
        "npt_area": draw(st.sampled_from(["", *AREAS])),
        "status": draw(st.sampled_from(["new", "under_investigation", "filed"])),
        "outcome_code": code,
        "outcome_qualifier": qualifier,
        "outcome_on": None,
        "cyber": draw(st.sampled_from(["", "cyber", "non_cyber", "online_then_met"])),
    }


@st.composite
def crimes(draw):
    """Offences and suspects (a row a link), as ``tests.crime.naive`` counts them."""
    found = [draw(offences(number)) for number in range(draw(st.integers(0, 8)))]
    numbers = [row["occurrence_number"] for row in found]
    suspects = []
    for number in range(draw(st.integers(0, 5)) if found else 0):
        facts = {
            "gender": draw(st.sampled_from(["F", "M", "U", ""])),
            "date_of_birth": draw(st.none() | st.sampled_from(BIRTHS)),
            "ethnicity": draw(st.sampled_from(["", "WBRI", "APKN", "NOBT"])),
            "nationality": "",
            "npt_area": draw(st.sampled_from(["", *AREAS])),
        }
        for of in draw(st.sets(st.sampled_from(numbers), min_size=1, max_size=4)):
            suspects.append({"suspect_id": f"S{number}", "occurrence_number": of, **facts})
    return found, suspects
