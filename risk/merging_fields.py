"""The details of two records of one child, side by side: which of them differ, and what is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst

from risk.corrections import shown
from risk.models import Child

# What is told together is kept together. Every other field is a group of its own.
TOGETHER = {
    "name": ("Name", ("given_name", "family_name")),
    "birth": ("Date of birth", ("date_of_birth", "birth_is_estimated")),
    "ethnicity": ("Ethnicity", ("ethnicity", "ethnicity_source")),
}
MOST_ALIASES = 200
NEVER_MERGED = ("id", "reference", "merged_into", "is_restricted", "search_text", "sounds")


@dataclass(frozen=True)
class FieldGroup:
    """Details that are kept together, as both records have them."""

    key: str
    label: str
    names: tuple[str, ...]
    ours: str
    theirs: str
    is_empty_here: bool

    @property
    def proposed(self) -> str:
        """Which is kept unless somebody chooses: ours, where there is something."""
        return "merged" if self.is_empty_here else "survivor"


def groups() -> list[tuple[str, str, tuple[str, ...]]]:
    """Every detail of a child: key, label and fields of its group."""
    grouped = {name for _, names in TOGETHER.values() for name in names}
    alone = [
        (each.name, str(capfirst(each.verbose_name)), (each.name,))
        for each in Child._meta.concrete_fields
        if each.name not in grouped and each.name not in NEVER_MERGED
    ]
    return [*((key, *group) for key, group in TOGETHER.items()), *alone]


def differing(survivor: Child, merged: Child) -> list[FieldGroup]:
    """The groups in which two records differ, unless the merged one says nothing there."""
    found = []
    for key, label, names in groups():
        ours, theirs = (_values(child, names) for child in (survivor, merged))
        if ours != theirs and not _is_empty(theirs):
            words = (_in_words(child, names) for child in (survivor, merged))
            found.append(FieldGroup(key, label, names, *words, is_empty_here=_is_empty(ours)))
    return found


def side_by_side(survivor: Child, merged: Child) -> list[tuple[str, str, str]]:
    """Every detail that one of two records has: its label, and both values in words."""
    return [
        (label, _in_words(survivor, names), _in_words(merged, names))
        for _, label, names in groups()
        if not all(_is_empty(_values(child, names)) for child in (survivor, merged))
    ]


def settled(
    differences: list[FieldGroup], survivor: Child, merged: Child, keep: Mapping[str, str]
) -> dict[str, Any]:
    """What changes in the details of the survivor; a name that is not kept is an other name."""
    taken = [each for each in differences if keep.get(each.key, each.proposed) == "merged"]
    values = {name: getattr(merged, name) for each in taken for name in each.names}
    if any(each.key == "name" for each in differences):
        not_kept = survivor.name if "given_name" in values else merged.name
        aliases = values.get("aliases", survivor.aliases)
        both = ", ".join(filter(None, (aliases, not_kept)))
        if not_kept not in aliases and len(both) <= MOST_ALIASES:
            values["aliases"] = both
    return values


def _values(child: Child, names: tuple[str, ...]) -> list[Any]:
    return [getattr(child, Child._meta.get_field(name).attname) for name in names]


def _is_empty(values: list[Any]) -> bool:
    """Whether nothing is said; of several details the first is the one that others qualify."""
    return values[0] in ("", None)


def _in_words(child: Child, names: tuple[str, ...]) -> str:
    fields = [Child._meta.get_field(name) for name in names]
    if names == TOGETHER["name"][1]:
        return child.name
    told = [shown(child, each) for each in fields if each.name != "birth_is_estimated"]
    estimated = "birth_is_estimated" in names and child.birth_is_estimated
    return ", ".join(told) + (", estimated" if estimated else "")
