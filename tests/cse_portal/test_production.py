"""A real site: what it refuses to start with, and Django's own check of its settings."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

GOOD = {
    "SECRET_KEY": "kQ7vN2xR9mT4wZ6pL1sD8fG3hJ5bC0yA-uE_iO7qW2eR4tY6-wE8rT0yU2iO4p",
    "FIELD_KEYS": "one random text of thirty-two characters",
    "ALLOWED_HOSTS": "portal.example.org",
}
HIDDEN = (
    "DJANGO_ALLOW_ASYNC_UNSAFE",
    "DEMO",
    "DEMO_TODAY",
    "DEBUG",
    "REDIS_URL",
    "DATABASE_URL",
    *GOOD,
)


def check(tmp_path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    inherited = {name: value for name, value in os.environ.items() if name not in HIDDEN}
    command = [sys.executable, "manage.py", "check", *arguments]
    return subprocess.run(
        command,
        cwd=settings.BASE_DIR,
        env=inherited | {"VAR_DIR": str(tmp_path)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_check_deploy_is_clean(tmp_path) -> None:
    done = check(tmp_path, "--deploy", "--fail-level", "WARNING", **GOOD)
    assert done.stderr == ""
    assert done.stdout == "System check identified no issues (0 silenced).\n"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"SECRET_KEY": ""}, "Set SECRET_KEY"),
        ({"SECRET_KEY": "secret"}, "SECRET_KEY is too short"),
        ({"SECRET_KEY": f"django-insecure-{'k' * 40}"}, "SECRET_KEY is too short, or one"),
        ({"FIELD_KEYS": ""}, "Set FIELD_KEYS"),
        ({"FIELD_KEYS": "short"}, "32 characters or more"),
        ({"FIELD_KEYS": f"{'k' * 40},short"}, "32 characters or more"),
        ({"DEBUG": "1"}, "DEBUG shows what is secret"),
        ({"DEBUG": "1", "FIELD_KEYS": ""}, "DEBUG shows what is secret"),
        ({"DEMO_TODAY": "2018-10-01"}, "DEMO is not"),
    ],
)
def test_real_site_does_not_start(tmp_path, changed: dict[str, str], said: str) -> None:
    done = check(tmp_path, **GOOD | changed)
    assert done.returncode == 1
    assert said in done.stderr.splitlines()[-1]


def test_site_for_trying_out_starts_without_keys(tmp_path) -> None:
    assert check(tmp_path, DEMO="1").returncode == 0
    assert check(tmp_path, DEBUG="1").returncode == 0


COUNTS = """
import django; django.setup()
from django.core.cache import cache
cache.set("count", 1); print(cache.get("count"))
"""


def test_every_process_counts_sign_ins_in_the_same_place(tmp_path) -> None:
    inherited = {name: value for name, value in os.environ.items() if name not in HIDDEN}
    environment = inherited | GOOD | {"VAR_DIR": str(tmp_path)}
    environment["DJANGO_SETTINGS_MODULE"] = "cse_portal.settings"
    for command in (["manage.py", "migrate", "--verbosity=0"], ["-c", COUNTS]):
        done = subprocess.run(
            [sys.executable, *command],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
    assert done.stdout == "1\n"


SHOW = """
from django.conf import settings as s
print(s.TOTP_REQUIRED, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS,
    s.SECURE_SSL_REDIRECT, s.PASSWORD_HASHERS[0].rpartition(".")[2])
"""


def test_real_site_is_closed_by_default(tmp_path) -> None:
    inherited = {name: value for name, value in os.environ.items() if name not in HIDDEN}
    environment = inherited | GOOD | {"VAR_DIR": str(tmp_path)}
    environment["DJANGO_SETTINGS_MODULE"] = "cse_portal.settings"
    shown = subprocess.run(
        [sys.executable, "-c", SHOW],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout == "True True True 31536000 True Argon2PasswordHasher\n"
