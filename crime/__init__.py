"""The police half of the report: no extract can be loaded yet, and the report says so."""
