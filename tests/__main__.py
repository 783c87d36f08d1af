"""Every check that this machine can run: ``python3 dev.py test`` (``--require-all`` allows no gap).

The linters, then pytest on SQLite and on PostgreSQL, with Redis and a browser where there are such.
Other arguments go to pytest, and then the linters rest.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import redis

ROOT = Path(__file__).resolve().parent.parent
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
LINTERS = {
    "ruff check": ["-m", "ruff", "check"],
    "ruff format": ["-m", "ruff", "format", "--check"],
    "import-linter": ["-c", LINT_IMPORTS, "--no-logo"],
    "mypy": ["-m", "mypy"],
    "djhtml": ["-m", "djhtml", "--check", "templates"],
    "makemigrations": ["manage.py", "makemigrations", "--check", "--dry-run"],
}
LEFT_OUT = {
    "PostgreSQL": "PostgreSQL: none answers in which we may create a database. Start one, or name"
    " it in TEST_DATABASE_URL.",
    "Redis": "Redis, and so the real workers: none answers. Start one, or name it in REDIS_URL.",
    "Chromium": "The browser: no Chromium is installed. Install it, or name it in CHROMIUM.",
}


def main(arguments: Sequence[str]) -> int:
    """Run everything, say in short what passed and what was left out; 1 where something failed."""
    for_pytest = [argument for argument in arguments if argument != "--require-all"]
    found = {"PostgreSQL": find_postgres(), "Redis": find_redis(), "Chromium": find_chromium()}
    environment = test_environment(redis_url=found["Redis"], chromium=found["Chromium"])
    passed = dict(every_result(for_pytest, environment, found["PostgreSQL"]))
    missing = [name for name, where in found.items() if not where]
    print("\nIn short")
    for title, well in passed.items():
        print(f"  {'passed' if well else 'FAILED'}    {title}")
    for name in missing:
        print(f"  left out  {LEFT_OUT[name]}")
    if for_pytest:
        print("  left out  The linters: this run was for some tests only.")
    return int(not all(passed.values()) or bool(missing and "--require-all" in arguments))


def every_result(
    for_pytest: list[str], environment: dict[str, str], postgres_url: str | None
) -> Iterator[tuple[str, bool]]:
    """What was run, and whether it passed, one after the other."""
    if not for_pytest:
        for title, tool in LINTERS.items():
            yield title, passes(title, tool, environment)
    pytest = ["-m", "pytest", "-q", "-n", "auto", *for_pytest]
    yield "pytest on SQLite", passes("pytest on SQLite", pytest, environment)
    if postgres_url:
        on_postgres = {**environment, "DATABASE_URL": postgres_url}
        yield "pytest on PostgreSQL", passes("pytest on PostgreSQL", pytest, on_postgres)


def passes(title: str, tool: list[str], environment: dict[str, str]) -> bool:
    print(f"\n{title}", flush=True)
    return subprocess.run([sys.executable, *tool], cwd=ROOT, env=environment).returncode == 0


def test_environment(*, redis_url: str | None, chromium: str | None) -> dict[str, str]:
    """What the tests see: the demonstration's day, never the database or queue of a real site."""
    hidden = ("DATABASE_URL", "DEBUG", "FIELD_KEYS", "REDIS_URL", "SECRET_KEY")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    environment |= {"DEMO": "1", "DEMO_TODAY": "2018-10-01"}
    if redis_url:
        environment |= {"REDIS_URL": redis_url, "REDIS_PREFIX": f"cse_portal_test_{os.getpid()}."}
    if chromium:
        environment["CHROMIUM"] = chromium
    return environment


def find_postgres() -> str | None:
    """A PostgreSQL in which we may create databases, with the name of one that is ours alone."""
    given = os.environ.get("TEST_DATABASE_URL")
    usual = ["postgres:///postgres", "postgres://postgres@127.0.0.1:5432/postgres"]
    may_create = "select rolcreatedb or rolsuper from pg_roles where rolname = current_user"
    for url in [given] if given else usual:
        try:
            with psycopg.connect(url, connect_timeout=3) as connection:
                [allowed] = connection.execute(may_create).fetchone() or [False]
        except psycopg.Error:
            continue
        if allowed:
            ours = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
            return urlsplit(url)._replace(path=f"/cse_portal_{ours}").geturl()
    return None


def find_redis() -> str | None:
    url = os.environ.get("REDIS_URL") or "redis://127.0.0.1:6379/0"
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=3) as connection:
            connection.ping()
    except (redis.RedisError, ValueError):
        return None
    return url


def find_chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = [os.environ.get("CHROMIUM"), *map(shutil.which, names)]
    return next(filter(None, found), None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
