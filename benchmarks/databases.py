"""Databases to throw away: a file for SQLite, a database of its own on a PostgreSQL server."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

SQLITE = "sqlite"
_numbers = count(1)


class NoServerError(Exception):
    """No PostgreSQL server answers there; the text is one line."""


@contextmanager
def thrown_away(server: str) -> Iterator[str]:
    """The address of an empty database; ``server`` is "sqlite" or a PostgreSQL address."""
    if server == SQLITE:
        with tempfile.TemporaryDirectory(prefix="cse-bench-") as folder:
            yield f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        return
    name = f"cse_bench_{os.getpid()}_{next(_numbers)}"
    with _connected(server) as link:
        link.execute(f"CREATE DATABASE {name}")
    try:
        yield f"postgres://{urlsplit(server).netloc}/{name}"
    finally:
        with _connected(server) as link:
            link.execute(f"DROP DATABASE {name} WITH (FORCE)")


def name_of(server: str) -> str:
    """What the table calls it."""
    return "SQLite" if server == SQLITE else "PostgreSQL"


def _connected(server: str) -> psycopg.Connection:
    try:
        return psycopg.connect(server.replace("postgres://", "postgresql://"), autocommit=True)
    except psycopg.OperationalError as error:
        raise NoServerError(str(error).splitlines()[0]) from None
