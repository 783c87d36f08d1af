"""What the attack finds is what there is to find: compared with trying everything."""

from itertools import product

import pytest

from reports.disclosure import attack
from reports.disclosure.reading import Ref


def month(totals, **tables):
    """One month's report of tables {code: count}, with percents where they are given."""
    return {
        "months": ["2018-01"],
        "totals": totals,
        "average_age": None,
        "tables": {
            key: [
                {"code": code, "label": code, "counts": [value], "percent": None}
                for code, value in rows.items()
            ]
            for key, rows in tables.items()
        },
        "crime": None,
    }


def found(report):
    """The bounds of each hidden count by table and code."""
    return {
        (ref.table, ref.code): pair
        for ref, pair in attack.bounds(attack.knowledge([report])).items()
    }


def test_single_hidden_count_is_worked_out():
    assert found(month([10], gender={"F": "[c]", "M": 7})) == {("gender", "F"): (3, 3)}


def test_two_hidden_counts_narrow_each_other():
    said = found(month([10], gender={"F": "[c]", "M": "[c]", "U": 6}))
    assert said == {("gender", "F"): (1, 3), ("gender", "M"): (1, 3)}


def test_total_of_one_table_tells_about_another():
    said = found(month(["[c]"], gender={"F": 6, "M": 2}, area={"EAST": "[c]", "WEST": 5}))
    assert said[("area", "EAST")] == (3, 3)


def test_percent_tells_more_than_the_total():
    report = month([40], gender={"F": "[c]", "M": "[c]", "U": 30})
    assert found(report)[("gender", "F")] == (1, 9)
    report["tables"]["gender"][0]["percent"] = 7.5  # three of forty
    assert found(report)[("gender", "F")] == (3, 3)


@pytest.mark.parametrize(
    ("average", "low", "high"),
    [(2.5, 1, 4), (None, 1, 29)],  # over two months: 5 in all
)
def test_average_ties_months_together(average, low, high):
    report = month([30], area={"EAST": "[c]", "WEST": "[c]"})
    report |= {"months": ["2018-01", "2018-02"], "totals": [30, 40]}
    for row in report["tables"]["area"]:
        row |= {"counts": ["[c]", "[c]"], "average": None, "population": None}
    report["tables"]["area"][0]["average"] = average
    said = attack.bounds(attack.knowledge([report]))
    assert said[Ref("/1", "area", "EAST", "2018-01")] == (low, high)


def test_rate_is_rounded_half_up():
    report = month([30], area={"EAST": "[c]", "WEST": "[c]"})
    east = report["tables"]["area"][0]
    # 3 of 2,000 are 1.5 for each 1,000: from 1.45 to under 1.55 there is no other whole number.
    east |= {"average": None, "population": 2000, "rate_per_1000": 1.5}
    assert found(report)[("area", "EAST")] == (3, 3)
    east["population"] = 400_000 // 37  # 15.68 to 16.75
    assert found(report)[("area", "EAST")] == (16, 16)


def test_average_age_tells_how_many_are_old():
    report = month([6], age={"14": "[c]", "17": "[c]"})
    assert found(report)[("age", "14")] == (1, 5)
    report["average_age"] = {"years": 17, "months": 5}
    assert found(report)[("age", "14")] == (1, 1)


def test_second_report_of_the_same_month_tells():
    first = month([10], gender={"F": "[c]", "M": "[c]", "U": 6})
    second = month([10], gender={"F": "[c]", "M": 3, "U": 6})
    said = attack.bounds(attack.knowledge([first, second]))
    assert said == {Ref("/1", "gender", "F", "2018-01"): (1, 1)}


def test_crime_adds_up():
    report = month([0]) | {
        "crime": {
            "offences": {"recorded": 20, "previous": 30, "recent": "[c]", "non_recent": 15,
                         "not_known": 0},
            "by_area": [],
            "status": {"new": "[c]", "under_investigation": "[c]", "filed": 12},
            "outcomes": [{"code": "1", "qualifier": "Charged", "total": "[c]"},
                         {"code": "18", "qualifier": "", "total": 9}],
            "cyber": {"cyber": "[c]", "non_cyber": 8, "online_then_met": 0, "not_recorded": 0},
            "suspects": {"ethnicity_recent": [{"code": "WBRI", "total": "[c]"}],
                         "ethnicity_all": [{"code": "WBRI", "total": 2}],
                         "gender_recent": [{"code": "M", "total": 2}]},
        }
    }  # fmt: skip
    assert found(report) == {
        ("crime.offences", "recent"): (5, 5),
        ("crime.status", "new"): (1, 7),
        ("crime.status", "under_investigation"): (1, 7),
        ("crime.outcomes", "1 Charged"): (3, 3),
        ("crime.cyber", "cyber"): (1, 1060),
        ("crime.suspects", "recent"): (2, 2),
        ("crime.suspects", "all"): (2, 2),
        ("crime.suspects.ethnicity_recent", "WBRI"): (2, 2),
    }


@pytest.mark.parametrize("percent", [None, 33.3, 20.0, 14.3])
@pytest.mark.parametrize("total", [15, 14])
def test_bounds_are_those_of_trying_everything(percent, total):
    report = month([total], gender={"F": "[c]", "M": "[c]", "U": "[c]"}, area={"A": total})
    report["tables"]["gender"][0]["percent"] = percent
    fits = [
        counts
        for counts in product(range(1, total + 1), repeat=3)
        if sum(counts) == total
        and (percent is None or abs(1000 * counts[0] - 10 * percent * total) <= 0.5 * total)
    ]
    if fits:
        assert found(report) == {
            ("gender", code): (min(c[n] for c in fits), max(c[n] for c in fits))
            for n, code in enumerate("FMU")
        }
    else:
        with pytest.raises(ValueError, match="contradict"):
            found(report)
