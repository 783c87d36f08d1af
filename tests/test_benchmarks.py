"""The benchmarks measure what they say: the same rows, the same figures, and every measure."""

import json
import os
import subprocess
import sys
from itertools import islice
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from agencies.models import Agency, Allocation
from benchmarks import growth, snapshot, timing
from benchmarks.databases import NoServerError, thrown_away
from benchmarks.extracts import write_all
from benchmarks.leftovers import Leftovers
from benchmarks.listing import refuse_other_rows
from benchmarks.loading import load
from benchmarks.population import AGENCIES, AREAS, DAY, children
from benchmarks.timing import Result
from cse_portal.imports.actions.extracts import import_extract
from cse_portal.imports.extracts import kinds
from cse_portal.spells import overlaps
from risk.models import Area, Child, Residence, RiskFlag, Status
from tests.factories import ChildFactory

ROOT = Path(__file__).resolve().parent.parent
WORK = {
    "month end",
    *(
        f"children list, {page}"
        for page in (
            "first page",
            "high only",
            "one area",
            "high, area, agency",
            "everybody",
            "by reference",
            "by age",
            "by level",
            "by area",
            "middle page",
            "deep page",
            "by age, deep page",
        )
    ),
    *(f"search, {hits}" for hits in ("many hits", "few hits", "no hit")),
    "report page, queries",
    *(f"import of {kind}" for kind in ("children", "flags")),
}
SPELLS = ("flags", "homes", "key_agencies", "other_agencies")

# The population


def test_children_are_the_same_for_the_same_number():
    assert list(children(3, first=7)) == list(islice(children(1_000_000_000), 7, 10))


def test_children_are_all_flagged_on_the_day():
    flags = [[f for f in c.flags if f[1] <= DAY and not (f[2] and f[2] <= DAY)] for c in _some()]
    assert [len(each) for each in flags] == [1] * 500
    at_risk = sum(flag[0] in Status.at_risk() for [flag] in flags)
    assert 430 < at_risk < 470


def test_children_have_one_spell_at_a_time():
    for child in _some():
        for name in ("flags", "homes", "key_agencies"):
            spells = [SimpleNamespace(start_date=s, end_date=e) for _, s, e in getattr(child, name)]
            assert all(each.end_date is None or each.end_date > each.start_date for each in spells)
            assert list(overlaps(spells)) == []


def test_of_some_children_something_is_missing():
    for name in ("date_of_birth", "sex", "ethnicity", "homes", "key_agencies", "other_agencies"):
        missing = sum(not getattr(child, name) for child in _some())
        assert 0 < missing < 300


@pytest.mark.django_db(transaction=True)
def test_loading_writes_the_population_and_nothing_that_is_refused():
    load(60)
    assert _stored() == _told(60)
    for table in (Child, RiskFlag, Residence, Allocation):
        for row in table.objects.all():
            row.full_clean()
    assert Child.objects.matching("b00000007").get().reference == "B00000007"
    ChildFactory()


@pytest.mark.django_db
def test_the_extracts_load_and_say_what_the_population_is(tmp_path):
    write_all(tmp_path, 60)
    for kind in ("agencies", "areas", "children", "flags", "residences", "allocations"):
        file = tmp_path / f"{kind}.csv"
        import_extract(extract=kinds()[kind], content=file.read_bytes(), name=file.name)
    assert _stored() == _told(60)
    assert set(Agency.objects.values_list("code", flat=True)) == set(AGENCIES)
    assert set(Area.objects.values_list("code", flat=True)) == set(AREAS)


def _some():
    return children(500)


def _told(count):
    return [
        [
            *(c.reference, c.given_name, c.family_name, c.date_of_birth, c.sex, c.ethnicity),
            *(sorted(map(str, getattr(c, name))) for name in SPELLS),
        ]
        for c in children(count)
    ]


def _stored():
    fields = ("reference", "given_name", "family_name", "date_of_birth", "sex", "ethnicity")
    return [
        [
            *(getattr(child, field) for field in fields),
            _spells(child.flags, "status"),
            _spells(child.residences, "area__code"),
            _spells(child.allocations.filter(is_key=True), "agency__code"),
            _spells(child.allocations.filter(is_key=False), "agency__code"),
        ]
        for child in Child.objects.order_by("reference")
    ]


def _spells(spells, fact):
    return sorted(str(row) for row in spells.values_list(fact, "start_date", "end_date"))


# The measures


def test_every_measure_runs_and_throws_its_database_away(tmp_path):
    server = "sqlite" if connection.vendor == "sqlite" else _server()
    run = _run(
        "--database", server, "--sizes", "40", "--runs", "1", "--json", "told.json", folder=tmp_path
    )
    results = json.loads((tmp_path / "told.json").read_text())
    assert {each["work"] for each in results} == WORK
    assert {each["size"] for each in results} == {40}
    assert all(each["ours"] > 0 and each["theirs"] > 0 for each in results)
    queries = next(each for each in results if each["work"] == "report page, queries")
    assert queries["ours"] <= queries["bar"] == 12
    assert f"{queries['ours']:.2f} 12.00 met " in run.told
    assert [file.name for file in tmp_path.iterdir()] == ["told.json"]
    assert _databases(run.pid) == []


def test_measures_are_chosen_by_name(tmp_path):
    run = _run("--sizes", "20,10", "--only", "snapshot", "--runs", "1", folder=tmp_path)
    assert [line.split()[:3] for line in run.told.splitlines() if "month end" in line] == [
        ["month", "end", "10"],
        ["month", "end", "20"],
    ]


def test_an_unknown_measure_is_refused_in_one_line(tmp_path):
    run = _run("--only", "speed", folder=tmp_path, code=2)
    known = "choose from snapshot,list,search,report,import"
    assert run.complaint.splitlines()[-1].endswith(known)


def test_a_server_that_does_not_answer_is_one_line():
    with pytest.raises(NoServerError) as refused, thrown_away("postgres://127.0.0.1:1/postgres"):
        pass
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.django_db(transaction=True)
def test_a_month_end_with_other_figures_is_not_measured(monkeypatch):
    load(30)
    monkeypatch.setattr(snapshot, "KEYS", snapshot.KEYS[:-1])
    with pytest.raises(SystemExit, match="other figures"):
        list(snapshot.measure(30))


@pytest.mark.parametrize(
    ("ours", "theirs", "same_order"),
    [
        (["B00000001"], ["B00000002"], True),
        (["B00000001", "B00000002"], ["B00000002", "B00000001"], True),
        (["B00000001"], ["B00000001", "B00000002"], False),
    ],
)
def test_a_page_with_other_rows_is_not_measured(ours, theirs, same_order):
    with pytest.raises(SystemExit, match="a page: ours shows"):
        refuse_other_rows(
            "a page", lambda: " ".join(ours), lambda: " ".join(theirs), same_order=same_order
        )


@pytest.mark.django_db(transaction=True)
def test_leftovers_leave_what_was_there_before():
    kept = ChildFactory()
    leftovers = Leftovers(Child.history.model, Child)
    ChildFactory()
    leftovers.clear()
    assert list(Child.objects.all()) == [kept]


@pytest.mark.django_db(transaction=True)
def test_leftovers_empty_a_table_that_was_empty():
    leftovers = Leftovers(*snapshot.TABLES)
    load(5)
    snapshot.freeze()
    leftovers.clear()
    assert [table.objects.count() for table in snapshot.TABLES] == [0] * 5


def _run(*arguments, folder, code=0):
    """Run the benchmarks with their files in a folder."""
    command = [sys.executable, ROOT / "benchmarks/run.py", *arguments]
    environment = os.environ | {"TMPDIR": str(folder)}
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as run:
        told, complaint = run.communicate()
    assert run.returncode == code, complaint
    return SimpleNamespace(pid=run.pid, told=told, complaint=complaint)


def _server():
    """The server of the tests' own database."""
    here = settings.DATABASES["default"]
    password = f":{here['PASSWORD']}" if here["PASSWORD"] else ""
    user = f"{here['USER']}{password}@" if here["USER"] else ""
    port = f":{here['PORT']}" if here["PORT"] else ""
    return f"postgres://{user}{here['HOST']}{port}/postgres"


def _databases(pid):
    """What a run has left on the server."""
    if connection.vendor == "sqlite":
        return []
    with psycopg.connect(_server().replace("postgres://", "postgresql://")) as link:
        named = f"cse_bench_{pid}_%"
        return link.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", [named]
        ).fetchall()


# Timing


def test_compare_takes_turns_and_undoes_every_run(monkeypatch):
    monkeypatch.setattr(timing, "MOST_RUNS", 2)
    done = []
    timing.compare(
        lambda: done.append("ours"),
        lambda: done.append("theirs"),
        between=lambda: done.append("-"),
    )
    assert done == [
        *("theirs", "-", "ours", "-"),
        *("ours", "-", "theirs", "-"),
        *("theirs", "-", "ours", "-"),
    ]


def test_compare_tells_the_medians_without_the_warm_up(monkeypatch):
    # Theirs and ours warm up in 3.3 seconds, so three runs fit into ten.
    taken = iter([3, 0.3, 1, 5, 9, 2, 3, 6])
    monkeypatch.setattr(timing, "seconds", lambda work: next(taken))
    assert timing.compare(lambda: None, lambda: None) == (2, 6)


def test_compare_counts_the_warm_up_of_what_takes_long(monkeypatch):
    taken = iter([7, 30, 31, 5, 6, 32])
    monkeypatch.setattr(timing, "seconds", lambda work: next(taken))
    assert timing.compare(lambda: None, lambda: None) == (31, 6)


def test_alone_tells_the_median_after_a_warm_up(monkeypatch):
    taken, done = iter([3, 1, 2]), []
    monkeypatch.setattr(timing, "seconds", lambda work: next(taken))
    assert timing.alone(lambda: done.append("warm-up"), runs=3) == 2
    assert done == ["warm-up"]


@pytest.mark.parametrize(
    ("ours", "bar", "verdict"), [(3.0, 3.0, "met"), (3.1, 3.0, "NOT MET"), (3.1, None, "")]
)
def test_a_result_meets_its_bar_up_to_the_bar(ours, bar, verdict):
    assert Result("", 1, ours, 1.0, "", bar).verdict == verdict


def test_growth_of_pages_is_taken_in_turns_where_both_sizes_are_there():
    asked = []

    def seconds(size, measure):
        asked.append((size, measure))
        return {1_000: 2.0, 100_000: 4.0}[size]

    [result] = growth.of_pages([1_000, 100_000], ["list", "report"], seconds)
    assert asked == [(100_000, "report"), (1_000, "report")] * growth.ROUNDS
    assert (result.work, result.size, result.ratio) == ("report page, growth", 100_000, 2.0)


def test_growth_of_the_month_end_is_from_the_times_of_its_two_sizes():
    def taken(size, ours):
        return Result("month end", size, ours, 1.0, "hand-written SQL", None)

    [result] = growth.of_month_end([taken(100_000, 2.0), taken(1_000_000, 22.0)])
    assert (result.ratio, result.bar) == (11.0, 12.0)
    assert growth.of_month_end([taken(100_000, 2.0)]) == []
