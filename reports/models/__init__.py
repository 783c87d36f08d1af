"""Month ends, frozen, and the editions that are published from them."""

from reports.models.editions import Audience, Edition, EditionState, digest
from reports.models.snapshots import Cell, Member, MemberCategory, Movement, Snapshot

__all__ = [
    "Audience",
    "Cell",
    "Edition",
    "EditionState",
    "Member",
    "MemberCategory",
    "Movement",
    "Snapshot",
    "digest",
]
