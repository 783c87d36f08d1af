"""The days of the crime half on a command line (design 6)."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Mapping
from datetime import date
from typing import Any

from cse_portal.imports.columns import day

OPTIONS = {
    "first": (
        "--crime-from",
        "the first day of the crime period (default: of the last full "
        "financial year that is over at the end of the report's period)",
    ),
    "last": ("--crime-to", "its last day"),
    "cyber_first": ("--cyber-from", "the first day for cyber offences (default: the crime period)"),
    "cyber_last": ("--cyber-to", "its last day"),
    "as_of": (
        "--crime-as-of",
        "the day as of which suspects, and their ages, are counted "
        "(default: the end of the crime period)",
    ),
}


def add_crime_arguments(parser: ArgumentParser) -> None:
    """The five options, each a date like 2018-09-03."""
    for name, (option, meaning) in OPTIONS.items():
        parser.add_argument(option, dest=f"crime_{name}", metavar="DATE", type=_day, help=meaning)


def crime_days(options: Mapping[str, Any]) -> dict[str, date | None]:
    """The days that were given."""
    return {name: options[f"crime_{name}"] for name in OPTIONS}


def _day(text: str) -> date:
    try:
        return day(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None
