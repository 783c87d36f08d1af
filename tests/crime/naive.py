"""An independent count of the crime half, from plain rows and by hand: nothing here is the site's.

``offences`` and ``suspects`` are lists of dicts, shaped like the extracts.
"""

from calendar import isleap
from collections import Counter
from datetime import date

from tests.reports.naive import months_old


def a_year_before(day):
    if (day.month, day.day) == (2, 29):
        assert isleap(day.year)
        return date(day.year - 1, 2, 28)
    return date(day.year - 1, day.month, day.day)


def last_day(offence):
    if offence["committed_to"] is not None:
        return offence["committed_to"]
    return offence["committed_from"]


def timing(offence):
    last = last_day(offence)
    if last is None:
        return "not_known"
    return "non_recent" if last < a_year_before(offence["recorded_on"]) else "recent"


def recorded(offences, first, last):
    return [
        row for row in offences if not (row["recorded_on"] < first or row["recorded_on"] > last)
    ]


def crime(offences, suspects, *, first, last, cyber_first, cyber_last, as_of):
    """What the contract's ``crime`` holds, with counters for its tables."""
    period = recorded(offences, first, last)
    previous = recorded(offences, a_year_before(first), a_year_before(last))
    timings = Counter(map(timing, period))
    status = Counter(row["status"] for row in period)
    return {
        "offences": {
            "recorded": len(period),
            "previous": len(previous),
            **{name: timings[name] for name in ("recent", "non_recent", "not_known")},
        },
        "by_area": Counter((row["npt_area"] or "not_known", timing(row)) for row in period),
        "status": {name: status[name] for name in ("new", "under_investigation", "filed")},
        "outcomes": Counter(outcome(row) for row in period if row["status"] == "filed"),
        "cyber": cyber(recorded(offences, cyber_first, cyber_last)),
        "suspects": of_suspects(offences, suspects, as_of),
    }


def outcome(offence):
    code = offence["outcome_code"].upper()
    return (code, offence["outcome_qualifier"]) if code not in ("", "0") else ("not_known", "")


def cyber(offences):
    counts = Counter(row["cyber"] or "not_recorded" for row in offences if timing(row) == "recent")
    names = ("cyber", "non_cyber", "online_then_met", "not_recorded")
    return {name: counts[name] for name in names}


def of_suspects(offences, suspects, as_of):
    """Tables of distinct people; ``suspects`` has a row a link."""
    by_number = {row["occurrence_number"]: row for row in offences}
    everybody, recent = {}, {}
    for link in suspects:
        offence = by_number[link["occurrence_number"]]
        if offence["recorded_on"] <= as_of:
            everybody[link["suspect_id"]] = link
            last = last_day(offence)
            if last is not None and last >= a_year_before(as_of):
                recent[link["suspect_id"]] = link
    return {
        "ethnicity_recent": tally(recent, lambda row: row["ethnicity"]),
        "ethnicity_all": tally(everybody, lambda row: row["ethnicity"]),
        "area_recent": tally(recent, lambda row: row["npt_area"]),
        "age_recent": tally(recent, lambda row: age(row["date_of_birth"], as_of)),
        "gender_recent": tally(recent, lambda row: row["gender"]),
    }


def tally(people, read):
    return Counter(read(row) or "not_known" for row in people.values())


def age(born, day):
    if born is None or born > day:
        return ""
    return str(months_old(born, day) // 12)
