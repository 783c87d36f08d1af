"""What every test stands on: plain static files, quick passwords, a browser if there is one.

``python3 dev.py test`` gives the environment (the demonstration's day, the database, Redis). By
hand: ``DEMO=1 DEMO_TODAY=2018-10-01 .venv/bin/python -m pytest``.
"""

import os
import shutil

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase

from cse_portal.audit import append_only

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")

# Playwright keeps an event loop in the test's thread, in which Django would refuse to work.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def pytest_configure() -> None:
    """Settings of the tests alone, before any app reads them."""
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    # Slow on purpose, the real one would take half of the run.
    settings.PASSWORD_HASHERS.insert(0, "django.contrib.auth.hashers.MD5PasswordHasher")
    # Of one process only: sign-ins of another test do not count.
    settings.CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if not settings.REDIS_URL:
        # Not the files under var/, where a worker that somebody runs would find a test's tasks.
        settings.CELERY_BROKER_URL, settings.CELERY_BROKER_TRANSPORT_OPTIONS = "memory://", {}


@pytest.fixture(scope="session", autouse=True)
def emptied_tables() -> None:
    """Tests that commit empty every table afterwards; the audit log allows that here alone."""
    empty = TransactionTestCase._fixture_teardown

    def allowed(self: TransactionTestCase) -> None:
        append_only.unprotect(connection)
        empty(self)
        append_only.protect(connection)

    TransactionTestCase._fixture_teardown = allowed


@pytest.fixture(autouse=True)
def uncounted_sign_ins() -> None:
    """Each test begins with no sign-in counted."""
    cache.clear()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out, with the reason, what this machine cannot run (markers of pyproject.toml)."""
    missing = {
        "browser": "" if CHROMIUM else "no Chromium was found",
        "postgres": "" if connection.vendor == "postgresql" else "runs on PostgreSQL only",
        "redis": "" if settings.REDIS_URL else "no Redis: REDIS_URL is not set",
    }
    for item in items:
        for marker, reason in missing.items():
            if reason and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """The machine's own Chromium: without its sandbox, which root may not use, and quiet."""
    quiet = ("--no-first-run", "--disable-background-networking", "--disable-component-update")
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": ["--no-sandbox", "--disable-gpu", "--disable-sync", *quiet],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    return {**browser_context_args, "locale": "en-GB", "timezone_id": "Europe/London"}
