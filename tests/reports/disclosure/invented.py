"""Reports of invented children, as the plain values of the JSON, counted without the site."""

import random
from decimal import ROUND_HALF_UP, Decimal

MONTHS = ["2018-01", "2018-02", "2018-03"]
CODES = {
    "risk_level": ["high", "medium", "low"],
    "gender": ["F", "M", "U"],
    "ethnicity": ["WBRI", "APKN", "AIND", "MWAS", "not_recorded"],
    "key_agency": ["CSC", "YS", "BPP"],
    "area": ["EAST", "WEST", "CITY", "OOA"],
}
AT_RISK = ("high", "medium", "low")
PEOPLE = {"EAST": 3000, "WEST": 800, "CITY": 250}


def people(seed, number):
    """Children with a category of everything, and the months in which they are flagged."""
    dice = random.Random(seed)
    return [
        {
            "months": [month for month in MONTHS if dice.random() < 0.8],
            "age": dice.choice([None, *range(150, 222)]),
            **{
                key: dice.choice(codes[: dice.randint(1, len(codes))])
                for key, codes in CODES.items()
            },
        }
        for _ in range(number)
    ]


def half_up(value, places="0.1"):
    return float(Decimal(value).quantize(Decimal(places), rounding=ROUND_HALF_UP))


def report(children, months=MONTHS, statuses=AT_RISK, versions=None):
    """What the internal JSON says of such children."""
    children = [child for child in children if child["risk_level"] in statuses]
    totals = [sum(month in child["months"] for child in children) for month in months]
    tables = {key: _table(children, months, key, totals) for key in (*CODES, "age")}
    known = [c["age"] for month in months for c in children if month in c["months"] and c["age"]]
    age = int(half_up(Decimal(sum(known)) / len(known), "1")) if known else None
    return {
        "months": list(months),
        "totals": totals,
        "average_age": None if age is None else {"years": age // 12, "months": age % 12},
        "tables": tables,
        "crime": None,
        "counted": {"statuses": list(statuses), "versions": versions or {}},
    }


def _category(child, key):
    if key != "age":
        return child[key]
    if child["age"] is None:
        return "not_recorded"
    return "18+" if child["age"] >= 216 else str(child["age"] // 12)


def _table(children, months, key, totals):
    codes = sorted({_category(child, key) for child in children if child["months"]})
    rows = []
    for code in codes:
        counts = [
            sum(month in c["months"] and _category(c, key) == code for c in children)
            for month in months
        ]
        if any(counts):
            rows.append(_row(key, code, counts, totals))
    return rows


def _row(key, code, counts, totals):
    row = {"code": code, "label": code, "counts": counts}
    row["percent"] = half_up(Decimal(100 * sum(counts)) / sum(totals))
    if key == "area":
        average = Decimal(sum(counts)) / len(counts)
        row["average"] = half_up(average)
        row["population"] = PEOPLE.get(code)
        row["rate_per_1000"] = (code in PEOPLE and half_up(average * 1000 / PEOPLE[code])) or None
    return row
