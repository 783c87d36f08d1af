"""The authority's own references of children."""

import re

from risk.models import Child

FIRST = "C00001"


def free_reference() -> str:
    """A reference that no child has or had: the newest child's, counted up."""
    newest = Child.objects.order_by("-pk").values_list("reference", flat=True).first()
    reference = _next(newest) if newest else FIRST
    while Child.history.filter(reference=reference).exists():
        reference = _next(reference)
    return reference


def _next(reference: str) -> str:
    """``AB-009`` as ``AB-010``; one without a number begins at 1."""
    found = re.search(r"\d+$", reference, re.ASCII)
    number = found[0] if found else "0"
    stem = reference[: found.start()] if found else f"{reference[:15]}-"
    return f"{stem}{int(number) + 1:0{len(number)}}"[:20]
