"""Asking whether a list in a JSON column holds an id."""

from typing import Any

from django.db.models import JSONField, Lookup


class Holds(Lookup):
    """``ids__holds=12``: 12 is one of the list. PostgreSQL answers from the index on ``ids``."""

    lookup_name = "holds"
    prepare_rhs = False

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} @> %s::jsonb", [*parameters, f"[{int(self.rhs)}]"]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, parameters = self.process_lhs(compiler, connection)
        found = f"EXISTS (SELECT 1 FROM json_each({column}) WHERE value = %s)"  # noqa: S608 (a column)
        return found, [*parameters, int(self.rhs)]


JSONField.register_lookup(Holds)
