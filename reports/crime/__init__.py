"""The crime half of the report page: its sections, tables, charts and sentences."""
