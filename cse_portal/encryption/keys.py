"""The keys of FIELD_KEYS, newest first: the first encrypts, every one of them decrypts."""

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

__all__ = ["UnreadableError", "decrypt", "encrypt", "every_keyed_hash", "is_newest", "keyed_hash"]


class UnreadableError(Exception):
    """A value was encrypted with a key that is not in FIELD_KEYS, or was changed since."""


def encrypt(text: str) -> str:
    """The text as ciphertext, under the newest key. Empty text stays empty."""
    return _all_keys().encrypt(text.encode()).decode() if text else ""


def decrypt(token: str) -> str:
    """The text again. UnreadableError rather than ciphertext, whatever happened."""
    if not token:
        return ""
    try:
        return _all_keys().decrypt(token.encode()).decode()
    except InvalidToken:
        raise UnreadableError(
            "A value cannot be decrypted: its key is missing from FIELD_KEYS, or it was changed."
        ) from None


def is_newest(token: str) -> bool:
    """Whether a value is encrypted under the newest key."""
    try:
        _fernet(settings.FIELD_KEYS[0]).decrypt(token.encode())
    except InvalidToken:
        return False
    return True


def keyed_hash(text: str, *, purpose: str) -> str:
    """What stands for a text where it must not be read, under the newest key.

    64 hexadecimal digits. The purpose keeps the hashes of two columns from being compared.
    """
    return _hash(settings.FIELD_KEYS[0], text, purpose)


def every_keyed_hash(text: str, *, purpose: str) -> list[str]:
    """The hash under each key, newest first: for finding what an older key has hashed."""
    return [_hash(key, text, purpose) for key in settings.FIELD_KEYS]


def _hash(key: str, text: str, purpose: str) -> str:
    return hmac.new(_derived(key, f"hash {purpose}"), text.encode(), hashlib.sha256).hexdigest()


def _all_keys() -> MultiFernet:
    return MultiFernet([_fernet(key) for key in settings.FIELD_KEYS])


@lru_cache(maxsize=32)
def _fernet(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_derived(key, "encryption")))


def _derived(key: str, use: str) -> bytes:
    """A key for one use only, so that what is learnt of one says nothing of another."""
    return hmac.new(key.encode(), f"cse_portal {use}".encode(), hashlib.sha256).digest()
