"""The demonstration is thought up the same on every machine, and its days are right."""

import subprocess
import sys
from datetime import date

import pytest

from risk.demonstration.episodes import six_months_after
from risk.demonstration.plan import make_plan
from risk.demonstration.timelines import Stretch, Timeline


def test_plan_is_always_the_same():
    code = "from risk.demonstration.plan import make_plan; print(make_plan().fingerprint)"
    made = [
        # another hash seed orders every set and every hash of a text anew
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "DEMO": "1"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    ]
    assert made == [make_plan().fingerprint] * 2


def test_timeline_tells_its_stretches():
    timeline = Timeline()
    timeline.change(date(2018, 1, 5), "low")
    timeline.change(date(2018, 1, 9), "low")
    timeline.change(date(2018, 2, 1), None)
    timeline.change(date(2018, 3, 1), "high")
    assert timeline.on(date(2018, 1, 31)) == "low"
    assert timeline.on(date(2018, 2, 1)) is None
    assert timeline.stretches() == [
        Stretch("low", date(2018, 1, 5), date(2018, 2, 1)),
        Stretch("high", date(2018, 3, 1), None),
    ]


def test_timeline_forgets_what_was_written_for_later():
    timeline = Timeline()
    timeline.change(date(2018, 1, 5), "low")
    timeline.change(date(2018, 3, 1), "high")
    timeline.change(date(2018, 2, 1), "medium")
    assert [stretch.value for stretch in timeline.stretches()] == ["low", "medium"]


@pytest.mark.parametrize(
    ("day", "after"),
    [
        (date(2018, 3, 29), date(2018, 9, 29)),
        (date(2017, 8, 31), date(2018, 2, 28)),
        (date(2017, 12, 29), date(2018, 6, 29)),
    ],
)
def test_six_months_after(day, after):
    assert six_months_after(day) == after
