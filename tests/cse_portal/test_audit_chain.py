"""The log cannot be changed, and where somebody changed it all the same, that is found."""

import json
import random
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from cse_portal.accounts.models import Role
from cse_portal.audit import append_only, chain
from cse_portal.audit.actions import record
from cse_portal.audit.chain import EMPTY, Head, find_tampering, head
from cse_portal.audit.models import AuditEntry
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ROWS = 12
TAMPERINGS = 1000


@pytest.fixture
def log(db) -> Head:
    """Twelve rows of every kind; what it returns is their exported head."""
    people = [UserFactory(role=Role.CHAIR), UserFactory(role=Role.AUDITOR), None]
    for number in range(ROWS):
        record(
            random.Random(number).choice(["view", "set_flag"]),
            by=people[number % 3],
            of="child",
            subject=number,
            ids=[number, number + 1],
            why="because" * (number % 2),
            terms="ann" * (number % 2),
            denied=number == 5,
            level=str(number),
        )
    if connection.vendor == "postgresql":
        sql("SET CONSTRAINTS ALL IMMEDIATE")
    return head()


@pytest.fixture
def unprotected(log: Head) -> Head:
    """The same for somebody who owns the database and took the triggers away."""
    append_only.unprotect(connection)
    return log


def sql(command: str, *parameters) -> None:
    with connection.cursor() as cursor:
        cursor.execute(command, parameters)


def test_row_holds_who_when_what_and_the_row_before(log: Head) -> None:
    first, sixth = AuditEntry.objects.get(pk=1), AuditEntry.objects.get(pk=6)
    assert (first.previous, first.role, first.kind, first.ids) == (
        "0" * 64,
        "chair",
        "child",
        [0, 1],
    )
    assert (sixth.outcome, sixth.reason, sixth.actor, sixth.detail) == (
        *("denied", "because", None),
        {"level": "5"},
    )
    assert sixth.previous == AuditEntry.objects.get(pk=5).hash
    assert list(AuditEntry.objects.values_list("pk", flat=True)) == list(range(ROWS, 0, -1))


def test_hash_is_the_same_for_ever() -> None:
    """Verified by hand: a change of how rows are hashed would break every log there is."""
    values = dict.fromkeys(chain.SEALED, "") | {"id": 1, "ids": [2], "detail": {"b": 1, "a": 2}}
    text = '[1,"","","","","","",[2],"","","","",{"a":2,"b":1},""]'
    assert chain.hash_of(values) == sha256(text.encode()).hexdigest()


def test_undone_action_leaves_no_row() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        record("set_flag")
        raise RuntimeError
    assert record("set_flag").pk == 1


@pytest.mark.parametrize(
    "command",
    [
        "UPDATE audit_entry SET action = 'x'",
        "UPDATE audit_entry SET hash = hash WHERE id = 3",
        "DELETE FROM audit_entry WHERE id = 3",
        "DELETE FROM audit_entry",
        pytest.param("TRUNCATE audit_entry", marks=pytest.mark.postgres),
    ],
)
def test_database_refuses_to_change_a_row(log: Head, command: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql(command)
    assert find_tampering(log) is None


def test_model_refuses_to_change_a_row(log: Head) -> None:
    entry = AuditEntry.objects.first()
    with pytest.raises(TypeError):
        entry.delete()
    with pytest.raises(TypeError):
        AuditEntry.objects.all().delete()
    with pytest.raises(TypeError):
        AuditEntry.objects.update(action="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save()


# Tamperings. Each changes the rows at random, and knows how hashes are made.


def edit_a_column(dice: random.Random) -> None:
    column = dice.choice([*chain.SEALED, "hash"])
    values = {
        "id": dice.randint(100, 10**9),
        "at": "2018-10-01 10:00:00+00:00",
        "actor_id": dice.choice([None, UserFactory().pk]),
        "ids": json.dumps([dice.randint(100, 10**9)]),
        "detail": json.dumps({"level": "high"}),
        "outcome": "no",
    }
    pk = dice.randint(1, ROWS)
    value = values.get(column, f"{dice.getrandbits(120):x}")
    if column == "actor_id" and value == AuditEntry.objects.get(pk=pk).actor_id:
        value = UserFactory().pk
    sql(f"UPDATE audit_entry SET {column} = %s WHERE id = %s", value, pk)


def edit_and_seal_again(dice: random.Random) -> None:
    """The row is whole by itself; the next, or the exported head, tells."""
    pk = dice.randint(1, ROWS)
    sql("UPDATE audit_entry SET action = %s WHERE id = %s", f"a{dice.random()}", pk)
    row = AuditEntry.objects.filter(pk=pk).values(*chain.SEALED).get()
    sql("UPDATE audit_entry SET hash = %s WHERE id = %s", chain.hash_of(row), pk)


def edit_and_seal_all_that_follow(dice: random.Random) -> None:
    """Nothing inside the database tells; only the exported head does."""
    pk = dice.randint(1, ROWS)
    sql("UPDATE audit_entry SET action = %s WHERE id = %s", f"a{dice.random()}", pk)
    seal(from_number=pk)


def delete_a_row(dice: random.Random) -> None:
    sql("DELETE FROM audit_entry WHERE id = %s", dice.randint(1, ROWS))


def delete_and_close_the_gap(dice: random.Random) -> None:
    pk = dice.randint(1, ROWS - 1)
    sql("DELETE FROM audit_entry WHERE id = %s", pk)
    for number in range(pk + 1, ROWS + 1):
        sql("UPDATE audit_entry SET id = %s WHERE id = %s", number - 1, number)
    if dice.random() < 0.5:
        seal(from_number=pk)


def insert_a_row(dice: random.Random) -> None:
    """Anywhere but behind the last, with the right hash for its place."""
    pk = dice.randint(1, ROWS)
    for number in range(ROWS, pk - 1, -1):
        sql("UPDATE audit_entry SET id = %s WHERE id = %s", number + 1, number)
    copied = AuditEntry.objects.filter(pk=pk + 1).values(*chain.SEALED).get()
    row = {**copied, "id": pk, "action": "inserted"}
    AuditEntry.objects.create(**row, hash=chain.hash_of(row))
    if dice.random() < 0.5:
        seal(from_number=pk)


def insert_behind_the_last(dice: random.Random) -> None:
    last = AuditEntry.objects.values(*chain.SEALED).first()
    AuditEntry.objects.create(**{**last, "id": ROWS + 1}, hash=f"{dice.getrandbits(256):064x}")


def swap_two_rows(dice: random.Random) -> None:
    one, other = dice.sample(range(1, ROWS + 1), 2)
    for before, after in ((one, 1000), (other, one), (1000, other)):
        sql("UPDATE audit_entry SET id = %s WHERE id = %s", after, before)
    if dice.random() < 0.5:
        seal(from_number=min(one, other))


def cut_the_tail(dice: random.Random) -> None:
    sql("DELETE FROM audit_entry WHERE id > %s", dice.randint(0, ROWS - 1))


def seal(from_number: int) -> None:
    """Every hash from here on, as somebody would who knows how."""
    for number in range(from_number, ROWS + 2):
        rows = AuditEntry.objects.filter(pk=number)
        before = AuditEntry.objects.filter(pk=number - 1).values_list("hash", flat=True).first()
        if not rows:
            continue
        sql("UPDATE audit_entry SET previous = %s WHERE id = %s", before or chain.START, number)
        made = chain.hash_of(rows.values(*chain.SEALED).get())
        sql("UPDATE audit_entry SET hash = %s WHERE id = %s", made, number)


TAMPER = [
    *(edit_a_column, edit_and_seal_again, edit_and_seal_all_that_follow, delete_a_row),
    *(delete_and_close_the_gap, insert_a_row, insert_behind_the_last, swap_two_rows, cut_the_tail),
]


def test_each_of_a_thousand_tamperings_is_found(unprotected: Head) -> None:
    missed = []
    for number in range(TAMPERINGS):
        dice = random.Random(number)
        tamper = TAMPER[number % len(TAMPER)]
        here = transaction.savepoint()
        tamper(dice)
        if find_tampering(unprotected) is None:
            missed.append((number, tamper.__name__))
        transaction.savepoint_rollback(here)
    assert missed == []
    assert find_tampering(unprotected) is None


def test_place_of_a_tampering_is_named(unprotected: Head) -> None:
    sql("UPDATE audit_entry SET action = 'x' WHERE id = 4")
    assert str(find_tampering()) == "row 4: its columns do not give its hash"
    sql("DELETE FROM audit_entry WHERE id = 3")
    assert str(find_tampering()) == "row 3: it is missing; the next is number 4"


def test_cut_tail_is_found_against_the_exported_head_only(unprotected: Head) -> None:
    sql("DELETE FROM audit_entry WHERE id > 9")
    assert find_tampering(EMPTY) is None
    assert str(find_tampering(unprotected)) == "row 10: it is missing, as all are up to 12"


def test_log_may_grow_after_its_head_was_exported(log: Head) -> None:
    record("view")
    assert find_tampering(log) is None


def test_column_that_cannot_be_read_is_a_tampering(unprotected: Head) -> None:
    if connection.vendor == "postgresql":
        sql("UPDATE audit_entry SET at = 'infinity' WHERE id = 2")
    else:
        sql("UPDATE audit_entry SET at = 'yesterday' WHERE id = 2")
    assert find_tampering() is not None


# The command


def verify(*arguments: str) -> str:
    out = StringIO()
    call_command("verify_audit", *arguments, stdout=out)
    return out.getvalue()


def test_command_says_that_the_log_is_whole(log: Head) -> None:
    assert verify() == f"The audit log is whole: 12 rows, head {log.hash}\n"


def test_command_finds_a_cut_tail(unprotected: Head, tmp_path) -> None:
    kept = str(tmp_path / "head.json")
    verify("--export-head", kept)
    sql("DELETE FROM audit_entry WHERE id > 9")
    assert "9 rows" in verify()
    with pytest.raises(CommandError, match="tampered with at row 10"):
        verify("--against", kept)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"number": "1", "hash": 2}', "x"])
def test_command_refuses_a_head_that_is_none(log: Head, tmp_path, text: str) -> None:
    (tmp_path / "head.json").write_text(text)
    with pytest.raises(CommandError, match="not an exported head"):
        verify("--against", str(tmp_path / "head.json"))


def test_command_says_which_file_is_not_there(log: Head, tmp_path) -> None:
    with pytest.raises(CommandError, match=r"none\.json"):
        verify("--against", str(tmp_path / "none.json"))


# Races


@pytest.mark.django_db(transaction=True)
def test_racing_appends_leave_one_chain() -> None:
    def append(number: int) -> None:
        with transaction.atomic():
            record("view", of="child", ids=[number])
        connection.close()

    with ThreadPoolExecutor(20) as racers:
        list(racers.map(append, range(20)))
    assert sorted(AuditEntry.objects.values_list("pk", flat=True)) == list(range(1, 21))
    assert sorted(ids for [ids] in AuditEntry.objects.values_list("ids", flat=True)) == list(
        range(20)
    )
    assert find_tampering() is None
