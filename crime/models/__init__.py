"""Offences, the people suspected of them, and the extracts that brought both."""

from crime.models.batches import BatchCount, ExtractBatch, RowAside
from crime.models.offences import Cyber, Offence, OffenceStatus
from crime.models.suspects import Suspect, SuspectLink

__all__ = [
    "BatchCount",
    "Cyber",
    "ExtractBatch",
    "Offence",
    "OffenceStatus",
    "RowAside",
    "Suspect",
    "SuspectLink",
]
