"""The chain of hashes over the log: how a row is sealed, and how tampering is found."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import DataError

from cse_portal.audit.models import AuditEntry

START = "0" * 64
# Everything that is hashed, in this order; ``hash`` itself is the result.
SEALED = [
    *("id", "at", "actor_id", "role", "action", "kind", "subject", "ids", "reason", "terms"),
    *("outcome", "request", "detail", "previous"),
]


@dataclass(frozen=True)
class Head:
    """The last row of the log, as it is kept outside of the database."""

    number: int
    hash: str

    def as_text(self) -> str:
        return json.dumps(asdict(self)) + "\n"

    @classmethod
    def from_text(cls, text: str) -> "Head":
        """Read what ``as_text`` wrote. ValueError where it is anything else."""
        try:
            head = cls(**json.loads(text))
        except (TypeError, json.JSONDecodeError):
            raise ValueError("This is not an exported head of the audit log.") from None
        if not isinstance(head.number, int) or not isinstance(head.hash, str):
            raise ValueError("This is not an exported head of the audit log.")
        return head


EMPTY = Head(number=0, hash=START)


@dataclass(frozen=True)
class Tampering:
    """The first row at which the log is not what was written, and what is wrong with it."""

    number: int
    what: str

    def __str__(self) -> str:
        return f"row {self.number}: {self.what}"


def hash_of(values: dict[str, Any]) -> str:
    """The hash of a row: SHA-256 over its columns as JSON, times in UTC."""
    columns = [_plain(values[name]) for name in SEALED]
    text = json.dumps(columns, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def head() -> Head:
    """The last row of the log."""
    last = AuditEntry.objects.order_by("-pk").values_list("pk", "hash").first()
    return Head(*last) if last else EMPTY


def find_tampering(against: Head = EMPTY) -> Tampering | None:
    """The first place where the log was edited, cut, added to or reordered; None where it is whole.

    A tail that was cut off is missed only against a head that was exported before. Reads every row.
    """
    last = EMPTY
    rows = _rows()
    while True:
        try:
            row = next(rows, None)
        except (ValueError, TypeError, OverflowError, DataError):
            return Tampering(last.number + 1, "it cannot be read: a column holds something else")
        if row is None:
            break
        if wrong := _what_is_wrong(row, last):
            return Tampering(last.number + 1, wrong)
        last = Head(row["id"], row["hash"])
        if last.number == against.number and last.hash != against.hash:
            return Tampering(last.number, "it is another row than when the head was exported")
    if last.number < against.number:
        return Tampering(last.number + 1, f"it is missing, as all are up to {against.number}")
    return None


def _rows() -> Iterator[dict[str, Any]]:
    return AuditEntry.objects.order_by("pk").values(*SEALED, "hash").iterator(chunk_size=2000)


def _what_is_wrong(row: dict[str, Any], last: Head) -> str:
    if row["id"] != last.number + 1:
        return f"it is missing; the next is number {row['id']}"
    if row["previous"] != last.hash:
        return "it does not follow the row before"
    return "" if row["hash"] == hash_of(row) else "its columns do not give its hash"
