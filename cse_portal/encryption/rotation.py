"""Bringing everything that is encrypted under the newest key."""

from collections.abc import Iterator
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import models, router, transaction
from django.db.models.functions import Cast

from cse_portal.encryption.fields import EncryptedTextField, KeyedHashField
from cse_portal.encryption.keys import decrypt, encrypt, is_newest

ROWS_AT_ONCE = 500
# What django-allauth keeps through accounts.adapters.MfaAdapter.
SECRETS = ("secret", "seed")


@dataclass(frozen=True)
class Progress:
    """How far one model is: rows looked at, and rows that were encrypted anew."""

    model: type[models.Model]
    looked_at: int
    rotated: int


def encrypted_models() -> list[type[models.Model]]:
    """Every model, those of the histories too, with an encrypted column."""
    return [model for model in apps.get_models(include_auto_created=True) if _columns(model)]


def rotate(model: type[models.Model]) -> Iterator[Progress]:
    """Encrypt the rows of a model anew where an older key did, a few hundred in a transaction.

    Run again after a stop, it goes on with what is left. Rows that somebody changes meanwhile wait
    for their transaction, or the other way round: nothing is lost. Raises UnreadableError.
    """
    last, looked_at, rotated = 0, 0, 0
    while True:
        with transaction.atomic(using=router.db_for_write(model)):
            rows = list(_stored(model).filter(pk__gt=last)[:ROWS_AT_ONCE])
            rotated += sum(_rotate_row(row) for row in rows)
        if not rows:
            return
        last, looked_at = rows[-1].pk, looked_at + len(rows)
        yield Progress(model, looked_at, rotated)


@transaction.atomic
def rotate_authenticators() -> int:
    """The same for the secrets of authenticator apps and recovery codes; returns how many."""
    rotated = 0
    for authenticator in Authenticator.objects.select_for_update():
        held = authenticator.data
        old = {name: held[name] for name in SECRETS if name in held and not is_newest(held[name])}
        if old:
            authenticator.data = held | {name: encrypt(decrypt(old[name])) for name in old}
            authenticator.save(update_fields=["data"])
            rotated += 1
    return rotated


def _columns(model: type[models.Model]) -> list[str]:
    fields = model._meta.concrete_fields
    return [field.attname for field in fields if isinstance(field, EncryptedTextField)]


def _stored(model: type[models.Model]) -> models.QuerySet:
    """The rows in the order of their keys, each with its ciphertexts as ``stored_…``."""
    tokens = {f"stored_{name}": Cast(name, models.TextField()) for name in _columns(model)}
    rows = model._base_manager.order_by("pk").select_for_update()
    return rows.only("pk", *_columns(model), *_sources(model)).annotate(**tokens)


def _sources(model: type[models.Model]) -> set[str]:
    return {field.of for field in _hashes(model)}


def _hashes(model: type[models.Model]) -> list[KeyedHashField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, KeyedHashField)]


def _rotate_row(row: models.Model) -> bool:
    """Past ``save()``: a new key is no change of the record, and leaves no history."""
    names = _columns(type(row))
    tokens = [getattr(row, f"stored_{name}") for name in names]
    if all(is_newest(token) for token in tokens if token):
        return False
    changed = {name: getattr(row, name) for name in names}
    changed |= {field.attname: field.pre_save(row, False) for field in _hashes(type(row))}
    type(row)._base_manager.filter(pk=row.pk).update(**changed)
    return True
