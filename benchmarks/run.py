"""Run the measures and print their ratios: python benchmarks/run.py --help."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.databases import thrown_away  # noqa: E402
from benchmarks.timing import Result  # noqa: E402

MEASURES = ["snapshot", "listing", "report", "imports"]
SIZES = [1_000, 10_000, 100_000]


def main() -> None:
    wanted = _arguments()
    results: list[tuple[str, Result]] = []
    for server in wanted.database:
        for size in wanted.sizes:
            with thrown_away(server) as url:
                results += [(_named(server), r) for r in _measured(url, size, wanted.only)]
    results += _grown(results)
    _print(results)
    if wanted.json:
        told = [{"database": name, **vars(result)} for name, result in results]
        Path(wanted.json).write_text(json.dumps(told, indent=2))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the site, as ratios in one run.")
    parser.add_argument(
        "--database",
        action="append",
        help='"sqlite" or the address of a PostgreSQL server; may be repeated (default: sqlite)',
    )
    parser.add_argument(
        "--sizes", type=_whole_numbers, default=SIZES, help="children, as 1000,10000"
    )
    parser.add_argument("--only", type=lambda text: text.split(","), default=MEASURES)
    parser.add_argument("--json", help="a file for the results")
    wanted = parser.parse_args()
    wanted.database = wanted.database or ["sqlite"]
    return wanted


def _whole_numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


def _named(server: str) -> str:
    return "SQLite" if server == "sqlite" else "PostgreSQL"


def _measured(url: str, size: int, only: list[str]) -> list[Result]:
    """The results of one database at one size, from a process of its own."""
    environment = os.environ | {
        "DATABASE_URL": url,
        "DEMO": "1",
        "DEMO_TODAY": "2018-10-01",
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "-m", "benchmarks.measure", str(size), *only]
    run = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if run.returncode:
        sys.exit(f"The measures failed at {size} children.")
    return [Result(**json.loads(line)) for line in run.stdout.splitlines() if line[:1] == "{"]


def _grown(results: list[tuple[str, Result]]) -> list[tuple[str, Result]]:
    """How our own time grows with the size, where the design sets a bar for it."""
    bars = {
        ("month end", 100_000, 1_000_000): 12.0,
        ("children list, first page", 10_000, 1_000_000): 1.5,
        ("report page", 1_000, 1_000_000): 1.2,
        ("report page", 1_000, 100_000): 1.2,
    }
    ours = {(name, r.work, r.size): r.ours for name, r in results}
    grown = []
    for (work, small, large), bar in bars.items():
        for name in dict.fromkeys(name for name, _ in results):
            times = [ours.get((name, work, size)) for size in (large, small)]
            if all(times):
                against = f"itself at {small:,}"
                grown.append((name, Result(f"{work}, grown", large, *times, against, bar)))
    return grown


def _print(results: list[tuple[str, Result]]) -> None:
    print(f"{'database':11} {'work':38} {'children':>10} {'ours s':>9} {'other s':>9}", end="")
    print(f" {'ratio':>6} {'bar':>6}  {'':8} against")
    for name, r in results:
        bar = f"{r.bar:.2f}" if r.bar else ""
        print(f"{name:11} {r.work:38} {r.size:>10,} {r.ours:9.4f} {r.theirs:9.4f}", end="")
        print(f" {r.ratio:6.2f} {bar:>6}  {r.verdict:8} {r.against}")


if __name__ == "__main__":
    main()
