"""Databases to throw away: a file for SQLite, a database of its own on a PostgreSQL server."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg


@contextmanager
def thrown_away(server: str) -> Iterator[str]:
    """The address of an empty database; ``server`` is "sqlite" or a PostgreSQL address."""
    if server == "sqlite":
        with tempfile.TemporaryDirectory(prefix="cse-bench-") as folder:
            yield f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        return
    name = f"cse_bench_{os.getpid()}"
    parts = urlsplit(server)
    with psycopg.connect(server.replace("postgres://", "postgresql://"), autocommit=True) as link:
        link.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(parts._replace(path=f"/{name}")).replace(
                "postgres:/c", "postgres:///c"
            )
        finally:
            link.execute(f"DROP DATABASE {name} WITH (FORCE)")
