#!/usr/bin/env python
"""Django's command line for the CSE Portal."""

import os
import sys


def main() -> None:
    """Run a command; wrong settings and a database that is not ready are told in one line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cse_portal.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError, ProgrammingError

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Wrong settings: {error}")
    except (OperationalError, ProgrammingError) as error:
        if "--traceback" in sys.argv:
            raise
        said = str(error).strip().splitlines()[0]
        sys.exit(f"The database: {said}. If it is new, run: python manage.py migrate")


if __name__ == "__main__":
    main()
