"""Public reports of invented children hide what they must, and little more."""

from copy import deepcopy

import pytest

from reports.disclosure import attack, suppression
from reports.disclosure.reading import HIDDEN, counts
from reports.disclosure.suppression import Earlier, NotSafeError, suppress
from tests.reports.disclosure import invented
from tests.reports.disclosure.reader import found_out
from tests.reports.disclosure.test_attack import month

SIX = [*invented.AT_RISK, "awaiting_assessment", "cautionary_six_months", "potential_perpetrator"]


def shown(report, key):
    return {row["code"]: row["counts"][0] for row in report["tables"][key]}


def test_nothing_small_nothing_hidden():
    report = month([30], gender={"F": 20, "M": 10, "U": 0})
    assert suppress(report).public == report


def test_true_zeros_are_shown_and_small_counts_are_not():
    report = month([30], gender={"F": 20, "M": 4, "U": 5, "X": 1, "Z": 0})
    assert shown(suppress(report).public, "gender") == {
        "F": 20, "M": HIDDEN, "U": HIDDEN, "X": HIDDEN, "Z": 0
    }  # fmt: skip


def test_single_small_count_takes_its_smallest_neighbour_along():
    found = suppress(month([30], gender={"F": 18, "M": 9, "U": 3}))
    assert shown(found.public, "gender") == {"F": 18, "M": HIDDEN, "U": HIDDEN}
    assert {ref.code: why for ref, why in found.hidden.items()} == {"U": "small", "M": "partner"}


@pytest.mark.parametrize(("x", "u", "hides"), [(3, 3, False), (3, 2, True), (5, 1, False)])
def test_two_small_counts_are_enough_from_six_children_on(x, u, hides):
    report = month([30], gender={"F": 24 - u - x, "M": 6, "U": u, "X": x})
    assert (shown(suppress(report).public, "gender")["M"] == HIDDEN) is hides


def test_total_is_hidden_where_nothing_else_helps():
    public = suppress(month([6], gender={"F": 6}, ethnicity={"A": 2, "B": 2, "C": 2})).public
    assert public["totals"] == [HIDDEN]
    assert shown(public, "gender") == {"F": HIDDEN}


def test_threshold_is_the_authoritys():
    report = month([60], gender={"F": 30, "M": 18, "U": 12, "X": 0})
    assert suppress(report, largest=9).public == report
    assert shown(suppress(report, largest=12).public, "gender") == {
        "F": 30, "M": HIDDEN, "U": HIDDEN, "X": 0
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_second_reader_finds_nothing(seed):
    truth = invented.report(invented.people(seed, [4, 9, 15, 25, 40, 80][seed % 6]))
    assert found_out(suppress(truth).public, truth) == {}


def test_second_reader_finds_what_is_not_suppressed(monkeypatch):
    """Without the search for partners the same reader finds plenty."""
    monkeypatch.setattr(attack, "narrowed", lambda *arguments, **more: set())
    truth = invented.report(invented.people(4, 40))
    assert len(found_out(suppress(truth).public, truth)) > 5


def test_reader_finds_it_where_every_percent_is_shown_again():
    truth = invented.report(invented.people(4, 40))
    found = suppress(truth)
    public = deepcopy(found.public)
    for key, rows in truth["tables"].items():
        for n, row in enumerate(rows):
            public["tables"][key][n]["percent"] = row["percent"]
    assert found_out(public, truth) != {}


def test_where_nothing_helps_it_says_so(monkeypatch):
    monkeypatch.setattr(suppression, "hide_more", lambda found, exposed: False)
    with pytest.raises(NotSafeError, match="1 small counts can be worked out"):
        suppress(month([30], gender={"F": 27, "U": 3}))


# Across editions


def exposed_together(found, earlier):
    """The small counts and small differences that a reader of all the reports can narrow."""
    again = suppression.Suppression(found.report, earlier=earlier, hidden=dict(found.hidden))
    again.hides_age = found.hides_age
    return again.exposed()


def published(report):
    return Earlier(suppress(report).public, report)


def test_longer_period_hides_in_the_months_before_what_was_hidden_then():
    children = invented.people(7, 60)
    first = published(invented.report(children, invented.MONTHS[:2]))
    report = invented.report(children)
    alone = suppress(report)
    both = suppress(report, earlier=[first])
    assert exposed_together(both, [first]) == set()
    assert {ref for ref in both.hidden if ref.month == "2018-01"} >= set()
    said = counts(both.public)
    before = counts(first.public)
    small = [ref for ref, n in counts(first.truth).items() if 1 <= n <= 5]
    assert all(said[ref] == before[ref] == HIDDEN for ref in small)
    assert len(alone.hidden) <= len(both.hidden)


def test_three_statuses_after_six_hide_small_differences():
    first = {"gender": {"F": 80, "M": 40}, "area": {"EAST": 70, "WEST": 50}}
    second = {"gender": {"F": 76, "M": 30}, "area": {"EAST": 56, "WEST": 50}}
    six = month([120], **first) | {"counted": {"statuses": SIX}}
    three = month([106], **second) | {"counted": {"statuses": list(invented.AT_RISK)}}
    earlier = [published(six)]
    assert earlier[0].public == six
    alone, both = suppress(three), suppress(three, earlier=earlier)
    # 80 less 76 would tell of four girls who wait; without 30 they could be told by the total.
    assert alone.public == three
    assert {ref.code for ref in exposed_together(alone, earlier)} == {"F"}
    assert shown(both.public, "gender") == {"F": HIDDEN, "M": HIDDEN}
    assert shown(both.public, "area") == {"EAST": 56, "WEST": 50}
    assert {ref.code: why for ref, why in both.hidden.items()} == {"F": "earlier", "M": "partner"}
    assert exposed_together(both, earlier) == set()


def test_month_counted_again_keeps_hidden_what_did_not_change():
    children = invented.people(3, 60)
    first = published(invented.report(children))
    children[0]["area"] = "CITY" if children[0]["area"] != "CITY" else "EAST"
    again = invented.report(children, versions=dict.fromkeys(invented.MONTHS, 2))
    found = suppress(again, earlier=[first])
    assert exposed_together(found, [first]) == set()
    said, before = counts(found.public), counts(first.public)
    for ref, value in counts(again).items():
        old = ref._replace(scope=ref.scope.replace("/2", "/1"))
        if 1 <= value <= 5 and counts(first.truth).get(old) == value:
            assert said[ref] == before[old] == HIDDEN


# The crime half


def crime(days, cyber=None, **suspects):
    return {
        "offences": {"recorded": 20, "previous": 3, "recent": 16, "non_recent": 4, "not_known": 0},
        "by_area": [
            {"code": "EAST", "label": "East", "recent": 12, "non_recent": 4, "not_known": 0},
            {"code": "WEST", "label": "West", "recent": 4, "non_recent": 0, "not_known": 0},
        ],
        "status": {"new": 2, "under_investigation": 8, "filed": 10},
        "outcomes": [
            {"code": "1", "qualifier": "Charged", "total": 1},
            {"code": "18", "qualifier": "", "total": 9},
        ],
        "cyber": {"cyber": 4, "non_cyber": 12, "online_then_met": 0, "not_recorded": 0},
        "suspects": {"gender_recent": [{"code": "M", "label": "Male", "total": 9}], **suspects},
        "basis": {"periods": {"first": days, "cyber_first": cyber or days}},
    }


def test_crime_half_is_hidden_too():
    truth = month([30], gender={"F": 20, "M": 10}) | {"crime": crime("2017-04-01")}
    found = suppress(truth)
    public = found.public["crime"]
    assert public["offences"]["previous"] == public["offences"]["non_recent"] == HIDDEN
    assert public["offences"]["recent"] == HIDDEN  # else 20 less 16
    assert public["offences"]["not_known"] == 0
    assert [row["total"] for row in public["outcomes"]] == [HIDDEN, HIDDEN]
    assert public["suspects"]["gender_recent"][0]["total"] == 9
    assert attack.narrowed(found.knowledge, found.small, 5) == set()


@pytest.mark.parametrize(("cyber", "hides"), [(None, True), ("2018-04-01", False)])
def test_cyber_table_adds_up_where_it_tells_of_the_same_days(cyber, hides):
    half = crime("2017-04-01", cyber)
    half["by_area"] = []
    half["offences"] |= {"recorded": 30, "recent": 20, "non_recent": 10}
    half["status"] = {"new": 10, "under_investigation": 10, "filed": 10}
    half["outcomes"] = []
    half["cyber"] = {"cyber": 13, "non_cyber": 4, "online_then_met": 3, "not_recorded": 0}
    public = suppress(month([30], gender={"F": 20, "M": 10}) | {"crime": half}).public["crime"]
    # Seven for two leaves room for 1 to 5; with one of them alone another has to go.
    assert public["cyber"]["cyber"] == 13
    half["cyber"] = {"cyber": 16, "non_cyber": 4, "online_then_met": 0, "not_recorded": 0}
    public = suppress(month([30], gender={"F": 20, "M": 10}) | {"crime": half}).public["crime"]
    assert (public["cyber"]["cyber"] == HIDDEN) is hides


def test_other_days_of_crime_are_other_counts():
    first = month([30], gender={"F": 20, "M": 10}) | {"crime": crime("2017-04-01")}
    second = deepcopy(first) | {"crime": crime("2018-04-01")}
    second["crime"]["offences"] |= {"recorded": 40, "recent": 36}
    second["crime"]["by_area"][0]["recent"] = 32
    second["crime"]["status"]["filed"] = 30
    second["crime"]["outcomes"][1]["total"] = 29
    both = suppress(second, earlier=[published(first)])
    assert both.public["crime"]["offences"]["recorded"] == 40
