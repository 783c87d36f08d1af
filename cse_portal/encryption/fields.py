"""Columns that the database holds as ciphertext, and columns by which one of them is found."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import Exact, In

from cse_portal.encryption.keys import decrypt, encrypt, every_keyed_hash, keyed_hash

__all__ = ["EncryptedTextField", "KeyedHashField"]


class EncryptedTextField(models.TextField):
    """Text that only the site can read. ``max_length`` is of the text, not of the ciphertext.

    The same text is another ciphertext each time, so the column cannot be searched, sorted or
    compared: a query that tries is a FieldError. Whether it is empty can be asked: ``field=""``.
    """

    def get_prep_value(self, value: Any) -> str | None:
        value = super().get_prep_value(value)
        return value if value is None else encrypt(value)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return value if value is None else decrypt(value)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        if lookup_name == "exact":
            return IsEmpty
        raise FieldError(f"{self.name} is encrypted: it cannot be searched with {lookup_name}.")


class IsEmpty(Exact):
    """The one comparison with an encrypted column: with the empty text, which is not encrypted."""

    def get_prep_lookup(self) -> Any:
        if self.rhs != "":
            raise FieldError("An encrypted column can be compared with the empty text only.")
        return self.rhs


class KeyedHashField(models.CharField):
    """The keyed hash of another field of the row, by which that field is found exactly.

    ``nhs_number_hash = KeyedHashField(of="nhs_number")`` is filled whenever a row is saved or
    bulk-created; ``filter(nhs_number_hash="943 476 5919")`` hashes what is looked for, under every
    key. Spaces and small letters make no difference. Empty stays empty. ``update()`` of the other
    field leaves the hash behind: use ``save()``.
    """

    def __init__(self, *args: Any, of: str = "", **options: Any) -> None:
        self.of = of
        options |= {"max_length": 64, "editable": False, "blank": True}
        options.setdefault("default", "")
        options.setdefault("db_index", True)
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        del options["max_length"], options["editable"], options["blank"]
        return name, path, args, {**options, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        text = normal(getattr(model_instance, self.of) or "")
        hashed = keyed_hash(text, purpose=self.of) if text else ""
        setattr(model_instance, self.attname, hashed)
        return hashed

    def hashes_of(self, texts: Iterable[str]) -> Iterator[str]:
        """Every hash under which one of the texts may stand in this column."""
        for text in map(normal, texts):
            yield from every_keyed_hash(text, purpose=self.of) if text else [""]


@KeyedHashField.register_lookup
class IsText(In):
    """``=``: the column is the hash of this text."""

    lookup_name = "exact"

    def get_prep_lookup(self) -> Any:
        self.rhs = list(self.lhs.output_field.hashes_of([self.rhs]))
        return self.rhs


@KeyedHashField.register_lookup
class IsOneOfTexts(In):
    """``__in``: the column is the hash of one of these texts."""

    def get_prep_lookup(self) -> Any:
        self.rhs = list(self.lhs.output_field.hashes_of(self.rhs))
        return self.rhs


def normal(text: str) -> str:
    """An identifier as it is hashed: in capitals and without spaces."""
    return "".join(text.split()).upper()
