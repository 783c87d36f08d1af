"""What this machine can make: a PDF needs libraries of the system (docs/editions.md)."""

from ctypes.util import find_library

import pytest

from reports.publication.formats import FORMATS

HAS_PANGO = bool(find_library("pango-1.0"))
MAKEABLE = [name for name in FORMATS if HAS_PANGO or name != "pdf"]
needs_pango = pytest.mark.skipif(not HAS_PANGO, reason="libpango is not installed")
