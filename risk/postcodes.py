"""How a postcode is written."""

import re

POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?)([0-9][A-Z]{2})")


def tidy_postcode(typed: str) -> str:
    """A postcode in capitals with one space, BD1 1AA; ValueError where it is none."""
    found = POSTCODE.fullmatch(re.sub(r"\s", "", typed.upper()))
    if not found:
        raise ValueError(f"{typed!r} is not a postcode: write it like BD1 1AA")
    return f"{found[1]} {found[2]}"
