"""Measure one database at one size, in a process of its own: a line of JSON a result."""

import json
import sys
from importlib import import_module
from time import perf_counter

import django
from django.core.management import call_command

django.setup()

from benchmarks.loading import load  # noqa: E402


def main(size: int, measures: list[str]) -> None:
    call_command("migrate", verbosity=0)
    began = perf_counter()
    load(size)
    print(f"Loaded {size:,} children in {perf_counter() - began:.0f} s", file=sys.stderr)
    for name in measures:
        for result in import_module(f"benchmarks.{name}").measure(size):
            print(json.dumps(vars(result)), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
