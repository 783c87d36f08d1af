"""The police half of the report: no extract can be loaded yet, so the report says that there is none."""
