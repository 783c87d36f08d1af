"""What runs leave behind, taken away before the next one and outside of its time."""

from django.db import connection, models


class Leftovers:
    """The rows written to some tables from now on; a table that others refer to comes after them.

    Nothing but the benchmarks deletes like this: it asks no model.
    """

    def __init__(self, *tables: type[models.Model]) -> None:
        self.newest = {table: self._newest(table) for table in tables}

    def _newest(self, table: type[models.Model]) -> int:
        return table._base_manager.aggregate(newest=models.Max("pk"))["newest"] or 0

    def clear(self) -> None:
        """Delete them, and leave the tables as quick as they were."""
        if connection.vendor == "postgresql":
            self._clear_postgresql()
        else:
            with connection.constraint_checks_disabled(), connection.cursor() as cursor:
                for table in self.newest:
                    cursor.execute(self._deletion(table))

    def _clear_postgresql(self) -> None:
        names = ", ".join(table._meta.db_table for table in self.newest)
        with connection.cursor() as cursor:
            if any(self.newest.values()):
                for table in self.newest:
                    cursor.execute(self._deletion(table))
                cursor.execute(f"VACUUM {names}")
            else:
                cursor.execute(f"TRUNCATE {names}")

    def _deletion(self, table: type[models.Model]) -> str:
        # Without a condition SQLite empties a table at once.
        newest = self.newest[table]
        where = f" WHERE {table._meta.pk.column} > {newest}" if newest else ""
        return f"DELETE FROM {table._meta.db_table}{where}"
