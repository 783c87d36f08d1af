"""The triggers with which the database itself refuses to change or delete a row of the log.

A later migration that alters ``audit_entry`` has to call ``protect`` again: SQLite makes the table
anew and forgets them.
"""

from typing import Any

TABLE = "audit_entry"
REFUSED = "The audit log is append-only."
SQLITE = {
    f"{TABLE}_no_{word}": f"BEFORE {word.upper()} ON {TABLE} BEGIN"
    f" SELECT RAISE(ABORT, '{REFUSED}'); END"
    for word in ("update", "delete")
}
POSTGRESQL = {
    f"{TABLE}_no_{word}": f"BEFORE {word.upper()} ON {TABLE} FOR EACH STATEMENT"
    f" EXECUTE FUNCTION {TABLE}_refuse()"
    for word in ("update", "delete", "truncate")
}
FUNCTION = f"""
    CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$
"""


def protect(connection: Any) -> None:
    """Let the database refuse every change of the log. Run again, it changes nothing."""
    unprotect(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTION)
        for name, what in _triggers(connection).items():
            cursor.execute(f"CREATE TRIGGER {name} {what}")


def unprotect(connection: Any) -> None:
    """Take the triggers away: for a migration, and for tests, which empty every table."""
    on_table = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in _triggers(connection):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


def _triggers(connection: Any) -> dict[str, str]:
    return POSTGRESQL if connection.vendor == "postgresql" else SQLITE
