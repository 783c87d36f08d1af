"""The domains with which an authority begins: the sides of a child's life to look at.

After the domains that published assessment tools share; names and anchors are in our own words, and
each authority puts its own in their place (docs/assessments.md).
"""

import csv

from risk.codes import CODE_LISTS


def domains_to_begin_with() -> list[dict[str, str]]:
    """Name and anchors (low, medium, high) of each domain, in the order of the form."""
    with (CODE_LISTS / "indicator_domains.csv").open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))
