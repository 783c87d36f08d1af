"""What is encrypted at rest: read back, found again, rotated; unreadable without the key."""

from io import StringIO

import pytest
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.test.utils import isolate_apps

from cse_portal.audit.models import AuditEntry
from cse_portal.encryption import keys, rotation
from cse_portal.encryption.fields import EncryptedTextField, KeyedHashField
from cse_portal.encryption.keys import UnreadableError, decrypt, encrypt, keyed_hash

OLD, NEW, OTHER = "old key " * 4, "new key " * 4, "other key " * 4
NUMBER = "943 476 5919"

with isolate_apps("cse_portal.encryption"):

    class Note(models.Model):  # noqa: DJ008
        """A row as the record's rows are: free text, and an identifier that has to be found."""

        words = EncryptedTextField(blank=True)
        more = EncryptedTextField(null=True)
        number = EncryptedTextField(max_length=12, blank=True)
        number_hash = KeyedHashField(of="number")

        class Meta:
            app_label = "encryption"


@pytest.fixture
def table(transactional_db, settings, monkeypatch):
    settings.FIELD_KEYS = [OLD]
    with connection.schema_editor() as editor:
        editor.create_model(Note)
    monkeypatch.setattr(rotation.apps, "get_models", lambda **options: [AuditEntry, Note])
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Note)


def raw(column: str, pk: int = 1) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM encryption_note WHERE id = %s", [pk])
        return cursor.fetchone()[0]


def test_what_is_encrypted_is_read_back_and_looks_different_each_time() -> None:
    tokens = {encrypt("Ann is afraid – ü"), encrypt("Ann is afraid – ü")}
    assert len(tokens) == 2
    assert {decrypt(token) for token in tokens} == {"Ann is afraid – ü"}
    assert not any("Ann" in token for token in tokens)
    assert (encrypt(""), decrypt("")) == ("", "")


def test_without_the_key_nothing_is_read(settings) -> None:
    settings.FIELD_KEYS = [OLD]
    token = encrypt("Ann")
    settings.FIELD_KEYS = [OTHER]
    with pytest.raises(UnreadableError):
        decrypt(token)


@pytest.mark.parametrize("token", ["Ann", "gAAAA", encrypt("Ann")[:-3] + "xx="])
def test_what_was_changed_or_never_encrypted_is_not_read(token: str) -> None:
    with pytest.raises(UnreadableError):
        decrypt(token)


def test_hash_depends_on_text_key_and_purpose(settings) -> None:
    settings.FIELD_KEYS = [NEW, OLD]
    mine = keyed_hash("ann", purpose="terms")
    assert len(mine) == 64
    assert mine == keyed_hash("ann", purpose="terms")
    assert mine != keyed_hash("anne", purpose="terms")
    assert mine != keyed_hash("ann", purpose="number")
    settings.FIELD_KEYS = [OLD]
    assert mine != keyed_hash("ann", purpose="terms")


def test_database_holds_ciphertext_only(table) -> None:
    Note.objects.create(words="Ann is afraid", number=NUMBER)
    assert raw("words").startswith("gAAAA")
    assert raw("number").startswith("gAAAA")
    assert raw("number_hash") == keyed_hash("9434765919", purpose="number")
    kept = Note.objects.get()
    assert (kept.words, kept.more, kept.number) == ("Ann is afraid", None, NUMBER)


def test_bulk_writing_encrypts_too(table) -> None:
    Note.objects.bulk_create([Note(words="one", number="1"), Note(words="two")])
    Note.objects.filter(pk=2).update(words="three")
    assert [raw("words", pk)[:5] for pk in (1, 2)] == ["gAAAA", "gAAAA"]
    assert (raw("number_hash", 1) != "", raw("number_hash", 2)) == (True, "")
    assert list(Note.objects.order_by("pk").values_list("words", flat=True)) == ["one", "three"]


def test_identifier_is_found_however_it_is_written(table) -> None:
    Note.objects.create(number="a123 4")
    Note.objects.create(number="B1")
    for written in ("A1234", "a12 34", " a1234 "):
        assert Note.objects.get(number_hash=written).pk == 1
    assert Note.objects.filter(number_hash__in=["b1", "c1", "A1234"]).count() == 2
    assert not Note.objects.filter(number_hash="A123").exists()


def test_rows_without_identifier_are_found_by_the_empty_text(table) -> None:
    Note.objects.create(number="1")
    Note.objects.create()
    assert Note.objects.get(number_hash="").pk == 2


def test_encrypted_column_cannot_be_searched(table) -> None:
    Note.objects.create(words="Ann")
    Note.objects.create(words="")
    for lookup in ("words", "words__contains", "words__in", "words__gt"):
        with pytest.raises(FieldError):
            Note.objects.filter(**{lookup: "Ann"})
    assert Note.objects.get(words="").pk == 2
    assert Note.objects.filter(more__isnull=True).count() == 2


def rotate() -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("rotate_keys", stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_keys_are_rotated(table, settings, monkeypatch) -> None:
    monkeypatch.setattr(rotation, "ROWS_AT_ONCE", 2)
    for number in range(5):
        Note.objects.create(words=f"words {number}", number=f"{number}0")
    Note.objects.create()
    before = raw("words")
    settings.FIELD_KEYS = [NEW, OLD]
    Note.objects.create(words="words 6", number="60")
    assert Note.objects.get(number_hash="10").words == "words 1"  # found under the old key
    out, err = rotate()
    assert out == "5 rows are under the newest key now; the others were already.\n"
    assert err.splitlines() == [
        "authenticators: 0 rotated",
        "notes: 2 looked at, 2 rotated",
        "notes: 4 looked at, 4 rotated",
        "notes: 6 looked at, 5 rotated",
        "notes: 7 looked at, 5 rotated",
    ]
    assert raw("words") != before
    settings.FIELD_KEYS = [NEW]
    assert [note.words for note in Note.objects.order_by("pk")][:2] == ["words 0", "words 1"]
    assert Note.objects.get(number_hash="10").words == "words 1"
    settings.FIELD_KEYS = [NEW, OLD]
    assert rotate()[0].startswith("0 rows")
    assert AuditEntry.objects.filter(action="rotate_keys").count() == 2


def test_rotation_without_the_old_key_says_so_and_changes_nothing(table, settings) -> None:
    Note.objects.create(words="Ann")
    before = raw("words")
    settings.FIELD_KEYS = [NEW]
    with pytest.raises(CommandError, match="notes: A value cannot be decrypted"):
        rotate()
    assert raw("words") == before


def test_newest_key_is_told_from_the_others(settings) -> None:
    settings.FIELD_KEYS = [OLD]
    token = encrypt("Ann")
    assert keys.is_newest(token)
    settings.FIELD_KEYS = [NEW, OLD]
    assert not keys.is_newest(token)
