"""An independent count of the report, from plain rows and by hand: nothing here is the site's.

A population is a dict of lists of dicts: ``children``, ``flags``, ``residences``, ``allocations``,
shaped like the extracts. It is counted as a patient clerk would, child by child and day by day.
"""

from calendar import monthrange
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

AT_RISK = ("high", "medium", "low")


def last_day(year, month):
    return date(year, month, monthrange(year, month)[1])


def holds(row, day):
    return row["start_date"] <= day and (row["end_date"] is None or day < row["end_date"])


def months_old(born, day):
    """Count the months one by one: each is complete on the first day that is not too early."""
    months = 0
    while True:
        year, month = divmod(born.year * 12 + born.month - 1 + months + 1, 12)
        days = monthrange(year, month + 1)[1]
        # A day that the month lacks is reached on the 1st after it.
        reached = (
            date(year, month + 1, born.day)
            if born.day <= days
            else date(year, month + 1, days) + timedelta(days=1)
        )
        if reached > day:
            return months
        months += 1


def age(born, day):
    if born is None:
        return "not_recorded"
    years = months_old(born, day) // 12
    return "18+" if years >= 18 else str(years)


def at_month_end(population, day, statuses=AT_RISK):
    """The children counted on a day, as dicts of dimension and category."""
    members = {}
    children = {child["child_id"]: child for child in population["children"]}
    for flag in population["flags"]:
        if holds(flag, day) and flag["status"] in statuses:
            child = children[flag["child_id"]]
            assert child["child_id"] not in members, "two flags at a time"
            members[child["child_id"]] = {
                "risk_level": flag["status"],
                "age": age(child["date_of_birth"], day),
                "gender": child["gender"] or "not_recorded",
                "ethnicity": child["ethnicity"] or "not_recorded",
                "key_agency": "not_recorded",
                "area": "not_recorded",
                "agencies": set(),
                "months": child["date_of_birth"] and months_old(child["date_of_birth"], day),
            }
    for home in population["residences"]:
        if holds(home, day) and home["child_id"] in members:
            members[home["child_id"]]["area"] = home["area"]
    for allocation in population["allocations"]:
        if holds(allocation, day) and allocation["child_id"] in members:
            members[allocation["child_id"]]["agencies"].add(allocation["agency"])
            if allocation["is_key"]:
                members[allocation["child_id"]]["key_agency"] = allocation["agency"]
    return members


def half_up(value, places):
    return Decimal(value).quantize(Decimal(places), rounding=ROUND_HALF_UP)


def report(population, days, statuses=AT_RISK):
    """Totals, average age in months, and counts and percent by dimension and category."""
    by_day = [at_month_end(population, day, statuses) for day in days]
    totals = [len(members) for members in by_day]
    ages = [m["months"] for members in by_day for m in members.values() if m["months"] is not None]
    tables = {
        key: _table([Counter(m[key] for m in members.values()) for members in by_day], totals)
        for key in ("risk_level", "age", "gender", "ethnicity", "key_agency", "area")
    }
    agencies = [Counter(a for m in members.values() for a in m["agencies"]) for members in by_day]
    return {
        "totals": totals,
        "average_age": int(half_up(Decimal(sum(ages)) / len(ages), "1")) if ages else None,
        "tables": tables,
        "agencies": _table(agencies, totals),
        "movement": [
            _movement(
                at_month_end(population, days[0].replace(day=1) - timedelta(days=1), statuses)
                if n == 0
                else by_day[n - 1],
                by_day[n],
            )
            for n in range(len(days))
        ],
    }


def _table(counters, totals):
    counts = defaultdict(lambda: [0] * len(counters))
    for n, counter in enumerate(counters):
        for category, count in counter.items():
            counts[category][n] = count
    return {
        category: (row, float(half_up(Decimal(100) * sum(row) / sum(totals), "0.1")))
        for category, row in counts.items()
    }


def _movement(before, after):
    order = {"low": 1, "medium": 2, "high": 3}
    both = before.keys() & after.keys()
    steps = [
        order.get(after[c]["risk_level"], 0) - order.get(before[c]["risk_level"], 0)
        for c in both
        if before[c]["risk_level"] in order and after[c]["risk_level"] in order
    ]
    return {
        "start": len(before),
        "new": len(after.keys() - before.keys()),
        "up": sum(step > 0 for step in steps),
        "down": sum(step < 0 for step in steps),
        "removed": len(before.keys() - after.keys()),
        "end": len(after),
    }
