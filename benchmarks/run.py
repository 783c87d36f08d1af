"""Run the measures and print their ratios: python benchmarks/run.py --help."""

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import growth  # noqa: E402
from benchmarks.databases import SQLITE, NoServerError, name_of, thrown_away  # noqa: E402
from benchmarks.measure import MODULES  # noqa: E402
from benchmarks.timing import Result  # noqa: E402

SIZES = [1_000, 10_000, 100_000]


def main() -> None:
    wanted = _arguments()
    results = []
    try:
        for server in wanted.database:
            _print_head(name_of(server))
            for result in _results(server, wanted):
                _print(result)
                results.append({"database": name_of(server), **vars(result)})
    except NoServerError as error:
        sys.exit(f"PostgreSQL: {error}")
    finally:
        if wanted.json:
            wanted.json.write_text(json.dumps(results, indent=2) + "\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Measure the site, as ratios in one run on the same rows.",
        epilog="It makes databases of its own and throws them away. A million children take"
        " about half an hour and 2 GB of disk a database.",
    )
    parser.add_argument(
        "--database",
        action="append",
        metavar="URL",
        help=f'"{SQLITE}" or the address of a PostgreSQL server, as postgres:///postgres;'
        f" may be repeated (default: {SQLITE})",
    )
    parser.add_argument(
        "--sizes",
        type=_sizes,
        default=SIZES,
        help=f"numbers of children (default: {','.join(map(str, SIZES))})",
    )
    parser.add_argument(
        "--only", type=_measures, default=list(MODULES), help=f"of {','.join(MODULES)}"
    )
    parser.add_argument("--runs", type=int, default=9, help="runs of each at most (default: 9)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="a file for the results")
    wanted = parser.parse_args()
    wanted.database = wanted.database or [SQLITE]
    return wanted


def _sizes(text: str) -> list[int]:
    return sorted(int(number) for number in text.split(","))


def _measures(text: str) -> list[str]:
    names = text.split(",")
    if not set(names) <= set(MODULES):
        raise argparse.ArgumentTypeError(f"choose from {','.join(MODULES)}")
    return [name for name in MODULES if name in names]


def _results(server: str, wanted: argparse.Namespace) -> Iterator[Result]:
    """All the results of a kind of database, of which each size has its own."""
    os.environ["BENCHMARK_RUNS"] = str(wanted.runs)
    found = []
    with ExitStack() as stack:
        urls = {}
        for size in wanted.sizes:
            _say(f"{name_of(server)}, {size:,} children")
            urls[size] = stack.enter_context(thrown_away(server))
            _work(urls[size], "load", size)
        for size in wanted.sizes:
            for name in wanted.only:
                for line in _work(urls[size], "measure", size, name).splitlines():
                    found.append(Result(**json.loads(line)))
                    yield found[-1]
        yield from growth.of_month_end(found)
        yield from growth.of_pages(wanted.sizes, wanted.only, _own_seconds(urls))


def _own_seconds(urls: dict[int, str]) -> Callable[[int, str], float]:
    return lambda size, name: float(_work(urls[size], "own", name))


def _work(url: str, *words: object) -> str:
    """What a process of its own says of one database."""
    environment = os.environ | {
        "DATABASE_URL": url,
        "DEMO": "1",
        "DEMO_TODAY": "2018-10-01",
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "-m", "benchmarks.measure", *map(str, words)]
    run = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if run.returncode:
        sys.exit(f"This did not succeed: {' '.join(map(str, words))}")
    return run.stdout


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _print_head(name: str) -> None:
    head = f"{name:34} {'children':>9} {'ours':>9} {'other':>9} {'ratio':>6} {'bar':>5}"
    print(f"\n{head}", flush=True)


def _print(r: Result) -> None:
    bar = f"{r.bar:.2f}" if r.bar else ""
    line = f"{r.work:34} {r.size:>9,} {_amount(r.ours)} {_amount(r.theirs)} {r.ratio:6.2f}"
    print(f"{line} {bar:>5} {r.verdict:8} {r.against}".rstrip(), flush=True)


def _amount(value: float) -> str:
    """Seconds as milliseconds; a number of queries as it is."""
    return f"{value:9}" if isinstance(value, int) else f"{value * 1000:6.0f} ms"


if __name__ == "__main__":
    # A polite kill ends it as Ctrl-C does: its databases are thrown away.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
