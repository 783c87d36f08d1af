#!/usr/bin/env python
"""Django's command line for the CSE Portal."""

import os
import sys


def main() -> None:
    """Run a command; settings that are wrong are told in one line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cse_portal.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Wrong settings: {error}")


if __name__ == "__main__":
    main()
