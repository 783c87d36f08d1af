#!/usr/bin/env python3
"""Set up, run, test and measure the CSE Portal.

    python3 dev.py setup         make .venv, build the styles and scripts, prepare the database
    python3 dev.py run           set up, start the site and its worker, say where it is
    python3 dev.py test          set up, run every check and test that this machine can run
    python3 dev.py bench         set up, run benchmarks/run.py

What follows `test` goes to pytest (`test -k movement`; with `--require-all` a missing PostgreSQL,
Redis or Chromium is a failure), what follows `bench` to the benchmarks. Python 3.11 or newer with
its venv module, on Linux or macOS, is all it needs. See docs/development.md.
"""

import sys

# An old Python has to read this whole file before it is turned away: no syntax newer than 3.6 here.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(f"dev.py: Python 3.11 or newer is needed, and this is {sys.version.split()[0]}.")

import contextlib
import hashlib
import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VAR = ROOT / "var"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
OLDEST_NODE = 20
HAS_NO_CHILD = "from risk.models import Child; raise SystemExit(3 * Child.objects.exists())"
NO_NETWORK = re.compile(
    "NewConnectionError|ConnectTimeout|ReadTimeout|ProxyError|Temporary failure in name resolution"
    "|ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT|ENETUNREACH"
)
ERROR_LINE = re.compile(
    r"^(?:[\w.]*(?:Error|ImproperlyConfigured): |ERROR: |\S+ \[ERROR\] )(.+)", re.MULTILINE
)


class Stop(Exception):  # noqa: N818
    """What stands in the way, in one line for the person at the keyboard."""


# Set-up: each step is done once for what it is made from


class Step:
    """Something to make, and the files it is made from: done while their fingerprint is the same.

    The fingerprint is kept inside of what was made, so that they go together.
    """

    def __init__(self, doing, make, made_from, stamp):
        self.doing, self.make, self.stamp = doing, make, stamp
        self.fingerprint = fingerprint(made_from)

    def is_done(self):
        return self.stamp.is_file() and self.stamp.read_text() == self.fingerprint

    def take(self):
        self.stamp.unlink(missing_ok=True)
        self.make()
        self.stamp.parent.mkdir(parents=True, exist_ok=True)
        self.stamp.write_text(self.fingerprint)


def fingerprint(paths):
    """One hash over the names and contents of these files and of all files in these folders."""
    found = hashlib.sha256()
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                found.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return found.hexdigest()


def set_up(with_tests=False):
    """Make what is missing or out of date; say each step, and nothing where all is done."""
    if not venv_works():
        shutil.rmtree(VENV, ignore_errors=True)
    steps = [step for step in every_step(with_tests) if not step.is_done()]
    for number, step in enumerate(steps, start=1):
        say(f"{step.doing} ({number} of {len(steps)})…")
        step.take()


def every_step(with_tests):
    def libraries(doing, name):
        lock = ROOT / f"{name}.txt"
        return Step(doing, lambda: pip_install(lock), [lock], VENV / f"{name}.made-from")

    sources = [ROOT / name for name in ("package.json", "package-lock.json", ".npmrc")]
    packages = Step(
        "Installing styles and scripts", npm_install, sources, NODE_MODULES / ".made-from"
    )
    sources += [ROOT / "requirements.txt", ROOT / "cse_portal/assets"]
    sources += sorted(ROOT.glob("cse_portal/*/static"))
    assets = Step("Building styles and scripts", build_assets, sources, VAR / "static/.made-from")
    yield Step("Making .venv", make_venv, [], VENV / "venv.made-from")
    yield libraries("Installing libraries", "requirements")
    if with_tests:
        yield libraries("Installing the libraries of the tests", "requirements-dev")
    if not (machine_has_node() or (packages.is_done() and assets.is_done())):
        yield libraries("Installing Node.js into .venv", "requirements-node")
    yield packages
    yield assets


def venv_works():
    """Whether .venv has a Python that starts, is new enough and can install."""
    check = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
    return PYTHON.exists() and succeeds([PYTHON, "-c", check], stderr=subprocess.DEVNULL)


def make_venv():
    if venv_works():
        return
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise Stop("This Python has no venv module. On Debian and Ubuntu: apt install python3-venv")
    quietly([sys.executable, "-m", "venv", VENV])


def pip_install(lock):
    """Install exactly what the lock names, by its hashes, from built packages only."""
    pip = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    quietly([*pip, "--no-deps", "--require-hashes", "--only-binary=:all:", "-r", lock])


def machine_has_node():
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    version = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout
    found = re.match(r"v(\d+)\.", version)
    return bool(found) and int(found[1]) >= OLDEST_NODE


def node_environment():
    """Finds the machine's own Node.js where it will do, else the one in .venv."""
    path = os.environ.get("PATH", os.defpath)
    return {"PATH": path if machine_has_node() else f"{VENV / 'bin'}{os.pathsep}{path}"}


def npm_install():
    quietly(["npm", "ci"], **node_environment())


def build_assets():
    """Compile into var/assets (package.json says how), then gather every static file."""
    shutil.rmtree(VAR / "assets", ignore_errors=True)
    quietly(["npm", "run", "build"], **node_environment())
    quietly(manage("collectstatic", "--noinput", "--clear"), DEBUG="", DEMO="1")


def quietly(command, **environment):
    """Run it and keep what it prints in var/dev.log, for the one line of reason if it fails."""
    VAR.mkdir(exist_ok=True)
    env = {**os.environ, **environment}
    command = [shutil.which(command[0], path=env.get("PATH")) or command[0], *command[1:]]
    with open(VAR / "dev.log", "w+", errors="replace") as log:
        try:
            failed = subprocess.run(command, cwd=ROOT, env=env, stdout=log, stderr=log).returncode
        except OSError as error:
            raise Stop(f"{command[0]} does not start: {error.strerror}") from None
        log.seek(0)
        if failed:
            raise Stop(reason(log.read()))


def reason(output):
    if NO_NETWORK.search(output):
        return "That needs the network, and no package registry answered (see var/dev.log)."
    found = ERROR_LINE.findall(output) or output.strip().splitlines() or ["it failed"]
    return f"{found[-1].strip()} (all of it is in var/dev.log)"


def manage(*arguments):
    return [PYTHON, "manage.py", *arguments]


def succeeds(command, **options):
    return subprocess.run(command, cwd=ROOT, **options).returncode == 0


def say(line):
    print(line, flush=True)


# Run: the web server and the worker, side by side


def run_site(port):
    """The whole site on this machine, until Ctrl-C; on the first run with its demonstration."""
    set_up_site()
    if is_on("DEMO"):
        if succeeds(manage("shell", "--no-imports", "--command", HAS_NO_CHILD)):
            say("Loading the demonstration, once…")
            aloud("load_bradford_2018")
        aloud("take_due_snapshots")
    serve(port)


def choose_demonstration():
    """Where no database is named, somebody is trying it out: the site lives in October 2018."""
    if not os.environ.get("DATABASE_URL"):
        os.environ.setdefault("DEMO", "1")
        if is_on("DEMO"):
            os.environ.setdefault("DEMO_TODAY", "2018-10-01")


def is_on(name):
    return os.environ.get(name, "").lower() in ("1", "true", "on", "ok", "y", "yes")


def free_port():
    """The port to serve on, from PORT; asked before the set-up, which may take a minute."""
    port = os.environ.get("PORT") or "8000"
    try:
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(("127.0.0.1", int(port)))
    except ValueError:
        raise Stop(f"PORT is not a number: {port!r}") from None
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or error
        hint = "Choose another, like this: PORT=8001 python3 dev.py run"
        raise Stop(f"Port {port} cannot be used ({why}). {hint}") from None
    return int(port)


def aloud(*arguments):
    """A command of the site that shows its own progress; on Ctrl-C it has nothing to say."""
    if not succeeds(manage(*arguments), start_new_session=True):
        raise Stop(f"manage.py {arguments[0]} did not succeed: its reason is above.")


def serve(port):
    """Start both, say where, and wait; if one ends, or on Ctrl-C, end the other too."""
    web = [PYTHON, "-m", "gunicorn", "cse_portal.wsgi", f"--bind=127.0.0.1:{port}", "--workers=2"]
    web += ["--threads=4", "--timeout=120", "--no-control-socket", "--log-level=warning"]
    # It warns who tries it out as root, in a container say, of what only a real site has to fear.
    worker = [PYTHON, "-W", "ignore::UserWarning:celery.platforms", "-m", "celery", "--quiet"]
    worker += ["--app=cse_portal", "worker", "--beat"]
    worker += ["--pool=threads", "--concurrency=2", "--loglevel=warning"]
    running = {}
    try:
        for name, command in (("web server", web), ("worker", worker)):
            # In a session of its own: Ctrl-C reaches dev.py alone, and it ends both in order.
            running[name] = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
        wait_for_health(port, running)
        say(f"\nThe CSE Portal is at http://127.0.0.1:{port}/ (Ctrl-C stops it)")
        if is_on("DEMO"):
            say("Its people are invented. To sign in: username, password, role")
            aloud("demonstration_accounts")
        while True:
            time.sleep(0.5)
            refuse_ended(running)
    except KeyboardInterrupt:
        say("\nStopping…")
    finally:
        end(running.values())


def wait_for_health(port, running):
    ask = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(120):
        refuse_ended(running)
        try:
            ask.open(f"http://127.0.0.1:{port}/health/", timeout=5)
            return
        except urllib.error.HTTPError as answer:
            if answer.code < 500:
                return
            raise Stop(f"The site answers /health/ with an error ({answer.code}).") from None
        except OSError:
            time.sleep(0.5)
    raise Stop("The web server does not answer.")


def refuse_ended(running):
    for name, process in running.items():
        if process.poll() is not None:
            raise Stop(f"The {name} ended by itself (exit code {process.returncode}).")


def end(processes):
    """Ask each to finish, in 20 seconds; then kill what is left of it, children too."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + 20
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


# The command line


def with_tests(*command):
    """Run something that needs the libraries of the tests; its exit code is ours."""
    set_up(with_tests=True)
    return subprocess.run([PYTHON, *command], cwd=ROOT).returncode


def set_up_site():
    choose_demonstration()
    set_up()
    say("Preparing the database…")
    quietly(manage("migrate", "--noinput"))


def main(command="--help", *arguments):
    """Do what was asked; the exit code."""
    # A polite kill and a closed terminal end it as Ctrl-C does.
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.default_int_handler)
    if command == "test":
        return with_tests("-m", "tests", *arguments)
    if command == "bench":
        return with_tests("benchmarks/run.py", *arguments)
    if command == "run" and not arguments:
        return run_site(free_port())
    if command == "setup" and not arguments:
        return set_up_site()
    if command not in ("-h", "--help"):
        raise Stop(f"{' '.join([command, *arguments])!r} is not understood. Try: dev.py --help")
    return say(__doc__.strip())


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except Stop as stop:
        sys.exit(f"dev.py: {stop}")
    except KeyboardInterrupt:
        sys.exit(130)
