"""Month ends, frozen."""

from reports.models.snapshots import Cell, Member, MemberCategory, Movement, Snapshot

__all__ = ["Cell", "Member", "MemberCategory", "Movement", "Snapshot"]
