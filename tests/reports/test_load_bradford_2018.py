"""The command that loads the demonstration: whole or not at all, once, and under DEMO only."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from agencies.models import Agency
from crime.models import Offence
from cse_portal.accounts.models import User
from cse_portal.audit.models import AuditEntry
from reports.management.commands import load_bradford_2018
from reports.models import Snapshot
from risk.demonstration import loading
from risk.demonstration.plan import Plan, make_plan
from risk.models import Area, Child, RiskFlag
from tests.factories import ChildFactory

pytestmark = pytest.mark.django_db
COMMAND = "load_bradford_2018"


@pytest.fixture(autouse=True)
def plan(monkeypatch, settings):
    """The first children are enough here; tests/risk/test_demonstration.py looks at all of them."""
    settings.DEMO = True
    few = Plan(make_plan().children[:4])
    monkeypatch.setattr(load_bradford_2018, "make_plan", lambda: few)
    return few


def test_loads_children_agencies_areas_and_accounts(plan, capsys):
    call_command(COMMAND)
    told = capsys.readouterr()
    assert told.out == (
        "Loaded the demonstration: 4 invented children, "
        "802 invented offences and 160 invented suspects.\n"
    )
    assert "4/4" in told.err
    assert list(Child.objects.order_by("reference").values_list("reference", flat=True)) == [
        child.reference for child in plan.children
    ]
    assert RiskFlag.objects.count() == sum(len(child.flags) for child in plan.children)
    assert (Agency.objects.count(), Area.objects.count()) == (8, 7)
    assert User.objects.filter(username="manager").exists()


def test_takes_no_snapshot():
    call_command(COMMAND)
    assert Snapshot.objects.count() == 0


def test_loaded_again_changes_nothing(capsys):
    call_command(COMMAND)
    written = AuditEntry.objects.count()
    capsys.readouterr()
    call_command(COMMAND)
    assert capsys.readouterr().out == "The demonstration is already loaded.\n"
    assert AuditEntry.objects.count() == written
    assert Child.objects.count() == 4


def test_loaded_again_after_work_in_it_changes_nothing(capsys):
    call_command(COMMAND)
    ChildFactory()
    capsys.readouterr()
    call_command(COMMAND)
    assert capsys.readouterr().out == "The demonstration is already loaded.\n"


def test_refused_beside_other_children():
    ChildFactory()
    with pytest.raises(CommandError, match="There are children in this database already"):
        call_command(COMMAND)
    assert Child.objects.count() == 1


def test_refused_over_another_version(monkeypatch, plan):
    call_command(COMMAND)
    monkeypatch.setattr(load_bradford_2018, "make_plan", lambda: Plan(plan.children[:3]))
    with pytest.raises(CommandError, match="Another version of the demonstration is loaded"):
        call_command(COMMAND)


def test_refused_without_demo(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="under DEMO only"):
        call_command(COMMAND)
    assert Child.objects.count() == 0


def test_whole_or_not_at_all(monkeypatch):
    def refuse(**facts):
        raise ValidationError("Not this one.")

    monkeypatch.setattr(loading, "set_flag", refuse)
    with pytest.raises(CommandError, match=r"^Not this one\.$"):
        call_command(COMMAND)
    assert (Child.objects.count(), Area.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)


def test_loads_the_police_half_where_it_was_loaded_without(monkeypatch, capsys, plan):
    monkeypatch.setattr(load_bradford_2018.crime, "load", lambda children: "nothing")
    call_command(COMMAND)
    assert not Offence.objects.exists()
    monkeypatch.undo()
    monkeypatch.setattr(load_bradford_2018, "make_plan", lambda: plan)
    capsys.readouterr()
    call_command(COMMAND)
    assert capsys.readouterr().out == (
        "Loaded what the demonstration lacked: 802 invented offences and 160 invented suspects.\n"
    )
    assert Offence.objects.filter(child__reference__startswith="SYN-").exists()
