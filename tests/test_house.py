"""The house: dev.py, the locks and the settings page do what docs/development.md says of them."""

import ast
import contextlib
import importlib.util
import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

import dev

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ["requirements.txt", "requirements-dev.txt", "requirements-node.txt", "package-lock.json"]


def test_dev_reads_as_python_3_6():
    ast.parse((ROOT / "dev.py").read_text(), feature_version=(3, 6))


def test_dev_imports_the_standard_library_only():
    tree = ast.parse((ROOT / "dev.py").read_text())
    imports = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in [getattr(node, "module", None), *(alias.name for alias in node.names)]
        if name and not (isinstance(node, ast.ImportFrom) and name != node.module)
    }
    assert imports - set(sys.stdlib_module_names) == set()


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_holds_no_address(lock):
    assert re.findall(r"https?://\S+|--(?:extra-)?index-url.*=.*", (ROOT / lock).read_text()) == []


@pytest.mark.parametrize("lock", LOCKS[:3])
def test_lock_of_python_has_a_hash_for_everything(lock):
    entries = re.split(r"\n(?=[a-z0-9])", (ROOT / lock).read_text())[1:]
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_lock_of_node_has_a_hash_for_everything():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []


def test_lock_of_the_tests_contains_the_lock_of_the_site():
    def pins(lock):
        return set(re.findall(r"^([a-z0-9-]+(?:\[\w+\])?==\S+)", (ROOT / lock).read_text(), re.M))

    assert pins("requirements.txt") - pins("requirements-dev.txt") == set()


def test_settings_page_names_every_setting():
    read = re.findall(r'env\.\w+\(\s*"(\w+)"', (ROOT / "cse_portal/settings.py").read_text())
    of_the_site = (ROOT / "docs/settings.md").read_text().partition("Read by `dev.py`")[0]
    assert sorted(re.findall(r"^\| `(\w+)`", of_the_site, re.M)) == sorted(set(read))


# A step of the set-up


@pytest.fixture
def step(tmp_path, monkeypatch):
    """Makes ``made/thing`` from ``source``, and counts how often."""
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "file").write_text("one")
    made = []

    def fresh():
        stamp = tmp_path / "made" / ".made-from"
        return dev.Step("Making", lambda: made.append(1), [tmp_path / "source"], stamp)

    fresh().take()
    return fresh


def test_step_is_done_once_taken(step):
    assert step().is_done()


def test_step_is_due_when_a_source_changes(step, tmp_path):
    (tmp_path / "source" / "file").write_text("two")
    assert not step().is_done()


def test_step_is_due_when_a_source_is_renamed(step, tmp_path):
    (tmp_path / "source" / "file").rename(tmp_path / "source" / "other")
    assert not step().is_done()


def test_step_is_due_when_what_it_made_is_gone(step, tmp_path):
    (tmp_path / "made" / ".made-from").unlink()
    assert not step().is_done()


def test_step_that_fails_stays_due(step, tmp_path):
    broken = step()
    broken.make = lambda: 1 / 0
    with pytest.raises(ZeroDivisionError):
        broken.take()
    assert not step().is_done()


@pytest.mark.parametrize(("version", "will_do"), [("v20.19.0", True), ("v18.20.8", False)])
def test_node_of_the_machine(version, will_do, tmp_path, monkeypatch):
    for name in ("node", "npm"):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {version}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert dev.machine_has_node() == will_do


def test_no_node_on_the_machine(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not dev.machine_has_node()
    assert dev.node_environment()["PATH"].split(os.pathsep)[0] == str(dev.VENV / "bin")


# What stands in the way, in one line


@pytest.mark.parametrize(
    ("output", "line"),
    [
        (
            "WARNING: Retrying after connection broken by 'NewConnectionError(...)'\n"
            "ERROR: No matching distribution found for amqp==5.4.2\n",
            "That needs the network, and no package registry answered (see var/dev.log).",
        ),
        (
            "npm error code ENOTFOUND\nnpm error network request failed\n",
            "That needs the network, and no package registry answered (see var/dev.log).",
        ),
        (
            "Traceback (most recent call last):\n  ...\n"
            "django.core.exceptions.ImproperlyConfigured: Set SECRET_KEY to a long random text\n",
            "Set SECRET_KEY to a long random text (all of it is in var/dev.log)",
        ),
        (
            "Error: Can't find stylesheet to import.\n  site.scss 3:1\nnpm error code 65\n",
            "Can't find stylesheet to import. (all of it is in var/dev.log)",
        ),
        ("something else\nwent wrong\n", "went wrong (all of it is in var/dev.log)"),
        ("", "it failed (all of it is in var/dev.log)"),
    ],
)
def test_reason(output, line):
    assert dev.reason(output) == line


def test_no_venv_module(monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "ensurepip" else find(name)
    )
    monkeypatch.setattr(dev, "venv_works", lambda: False)
    with pytest.raises(dev.Stop, match="apt install python3-venv"):
        dev.make_venv()


def run_dev(*arguments, **environment):
    command = [sys.executable, str(ROOT / "dev.py"), *arguments]
    return subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


def test_busy_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run_dev("run", PORT=port)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"dev.py: Port {port} cannot be used (Address already in use). "
        "Choose another, like this: PORT=8001 python3 dev.py run\n"
    )


def test_port_that_is_no_number():
    done = run_dev("run", PORT="web")
    assert (done.returncode, done.stderr) == (1, "dev.py: PORT is not a number: 'web'\n")


def test_word_that_is_not_understood():
    done = run_dev("start", "now")
    assert done.returncode == 1
    assert done.stderr == "dev.py: 'start now' is not understood. Try: dev.py --help\n"


# Run


@pytest.fixture
def site(tmp_path):
    """A real site by ``dev.py run`` with an empty database, once it says where it is."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    mine = {"DATABASE_URL": f"sqlite:///{tmp_path}/site.sqlite3", "VAR_DIR": str(tmp_path)}
    mine |= {"DEMO": "", "DEMO_TODAY": "", "DEBUG": "", "REDIS_URL": "", "SECRET_KEY": "k" * 50}
    mine |= {"FIELD_KEYS": "f" * 50}
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "dev.py"), "run"],
        env={**os.environ, **mine, "PORT": port},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    process.address = f"http://127.0.0.1:{port}/"
    for line in process.stdout:
        if process.address in line:
            break
    yield process
    process.terminate()
    process.communicate(timeout=60)


def health(site):
    """The status of the health page; None where nobody answers."""
    try:
        return urllib.request.urlopen(f"{site.address}health/", timeout=10).status
    except OSError:
        return None


def children_of(process):
    """The process ids of gunicorn and of celery, read where Linux keeps them."""
    found = {}
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # one may end while we look
            parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == process.pid:
                name = "celery" if b"celery" in (place / "cmdline").read_bytes() else "gunicorn"
                found[name] = int(place.name)
    return found


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_run_ends_both_when_told_to(site, how):
    assert health(site) == 200
    both = children_of(site)
    assert set(both) == {"gunicorn", "celery"}
    site.send_signal(how)
    said, wrong = site.communicate(timeout=60)
    assert (site.returncode, said.split()[0], wrong) == (0, "Stopping…", "")
    assert health(site) is None
    assert not any(Path(f"/proc/{pid}").exists() for pid in both.values())


def test_run_ends_the_web_server_when_the_worker_dies(site):
    os.kill(children_of(site)["celery"], signal.SIGKILL)
    _, wrong = site.communicate(timeout=60)
    assert site.returncode == 1
    assert wrong == "dev.py: The worker ended by itself (exit code -9).\n"
    assert health(site) is None
