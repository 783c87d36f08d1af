"""What a file may be at most; what is larger is refused while it is read (security: imports)."""

MEGABYTE = 1_000_000
MOST_BYTES = 25 * MEGABYTE
MOST_UNPACKED = 100 * MEGABYTE
MOST_ROWS = 200_000
MOST_COLUMNS = 200
# With the empty lines between: as many rows as a sheet of Excel has.
MOST_LINES = 1_048_576
MOST_ROW_LENGTH = MEGABYTE


class UnreadableError(Exception):
    """The file as a whole cannot be read; the text says why and what to do."""
