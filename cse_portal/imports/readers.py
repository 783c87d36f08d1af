"""Letting others read while a long file is written."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def readers_go_on() -> Iterator[None]:
    """While it lasts, SQLite keeps what is written in memory until the commit.

    Else it would write some of it to its file when its cache is full, and from then on every page
    of the site would wait for the commit, or fail.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        (before,) = cursor.execute("PRAGMA cache_spill").fetchone()
        cursor.execute("PRAGMA cache_spill = OFF")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_spill = {before:d}")
