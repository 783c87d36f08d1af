"""The national code lists that the record uses, and the checks of national identifiers."""

import csv
import re
from functools import cache
from pathlib import Path

CODE_LISTS = Path(__file__).parent / "code_lists"

NHS_NUMBER_WEIGHTS = range(10, 1, -1)
UPN_CHECK_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


@cache
def ethnicities() -> dict[str, str]:
    """The DfE ethnicity codes in use, with their labels, in the order of the printed report."""
    with (CODE_LISTS / "ethnicity.csv").open(newline="", encoding="utf-8") as lines:
        return {row["code"]: row["label"] for row in csv.DictReader(lines)}


def ethnicity_choices() -> list[tuple[str, str]]:
    """The ethnicity codes, as choices of a field or a form."""
    return list(ethnicities().items())


def nhs_number_is_valid(number: str) -> bool:
    """Ten digits of which the last is the check digit (NHS Data Dictionary, NHS NUMBER)."""
    if not re.fullmatch(r"[0-9]{10}", number):
        return False
    total = sum(int(n) * weight for n, weight in zip(number, NHS_NUMBER_WEIGHTS, strict=False))
    return (11 - total % 11) % 11 == int(number[9])


def upn_is_valid(upn: str) -> bool:
    """A check letter, eleven digits, and a digit or a letter (DfE, Unique pupil numbers)."""
    if not re.fullmatch(r"[A-Z][0-9]{11}[0-9A-Z]", upn):
        return False
    values = [int(c) if c.isdigit() else UPN_CHECK_LETTERS.find(c) for c in upn[1:]]
    if min(values) < 0:
        return False
    total = sum(value * position for position, value in enumerate(values, start=2))
    return UPN_CHECK_LETTERS[total % 23] == upn[0]
