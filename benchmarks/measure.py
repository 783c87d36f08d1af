"""Work on one database, in a process of its own: ``load``, ``measure`` or ``own``, for ``run``.

What comes out is for ``run`` to read: a line of JSON a result, or seconds.
"""

import json
import sys
from importlib import import_module
from time import perf_counter

import django
from django.core.management import call_command

MODULES = {
    "snapshot": "snapshot",
    "list": "listing",
    "search": "searching",
    "report": "report",
    "import": "imports",
    "crime": "crime",
}
OWN_RUNS = 15


def load(size: int) -> None:
    """Make the tables and write the population into them."""
    from benchmarks import loading

    call_command("migrate", verbosity=0)
    began = perf_counter()
    loading.hurry()
    loading.load(size)
    print(f"loaded in {perf_counter() - began:.0f} s", file=sys.stderr)


def measure(size: int, names: list[str]) -> None:
    """Each measure against what it is measured against."""
    for name in names:
        for result in import_module(f"benchmarks.{MODULES[name]}").measure(size):
            print(json.dumps(vars(result)), flush=True)


def own(name: str) -> None:
    """How long our own page of a measure takes."""
    from benchmarks.timing import alone

    work = import_module(f"benchmarks.{MODULES[name]}").own()
    print(alone(work, runs=OWN_RUNS))


if __name__ == "__main__":
    django.setup()
    match sys.argv[1:]:
        case ["load", size]:
            load(int(size))
        case ["measure", size, *names]:
            measure(int(size), names)
        case ["own", name]:
            own(name)
