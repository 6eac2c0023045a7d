"""The verb ``verify``: all set-up that the tests need, then the whole build with every test.

As root on Debian or Ubuntu packages are installed; otherwise what is missing is listed with the one command that
installs it. Python packages for the third-party client live in a virtual environment below the cache.
"""

import os
import re
import shutil
import subprocess
import sys
import time
import uuid
from pathlib import Path

from . import build, faults, lifecycle, mongod, restore_check, temporary
from .errors import FAILED, MISSING, OK, UserError
from .terminal import Progress, heading, paint, say

# package -> how to see that what we need of it is there
PACKAGES = {
    "rabbitmq-server": lambda: Path("/usr/lib/rabbitmq/bin/rabbitmq-server").exists(),
    "libcurl4": lambda: any(True for folder in _library_folders() for _ in Path(folder).glob("libcurl*.so.4*")),
    # promtool checks the rules in docs/monitoring
    "prometheus": lambda: shutil.which("promtool") is not None,
    "python3-venv": lambda: _has_module("ensurepip"),
}
CLIENTS = ("openleadr==0.5.36", "pyOADR-VEN==0.6.0", "pymongo==4.10.1")
POLICY = Path("/usr/sbin/policy-rc.d")
RUN_ID = "FLEXCOOP_VERIFY_RUN"
_RESULT = re.compile(r"Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)(?:, Time elapsed: ([\d.]+))?.*?(?: -- in (\S+))?$")


def verify_command(settings, setup=True, rounds=0):
    began = time.monotonic()
    settings.cache.mkdir(parents=True, exist_ok=True)
    heading("Set-up")
    _packages(setup)
    program = mongod.resolve(settings)
    say(f"  {'MongoDB':<12} {program or os.environ.get('FLEXCOOP_MONGODB_URI')}")
    python = clients(settings)
    # every process that the tests start inherits it
    run_id = os.environ[RUN_ID] = str(uuid.uuid4())
    heading("Command line")
    command_line = _command_line_tests(settings)
    heading("Build and tests")
    report, maven_failed = _maven(settings, program, python)
    heading("Kills under load, backup and restore")
    kills = _kills(settings, rounds)
    failed = command_line.failures + max(report.failures, int(maven_failed)) + kills.failures
    remaining = _leftovers(run_id)
    for pid, command in remaining.items():
        say(paint(f"  left over: {pid} {command[:150]}", "red"))
    run, skipped = command_line.run + report.run + kills.run, command_line.skipped + report.skipped
    # on a line of its own in this form, because CI systems read it
    say(f"{max(run - failed - skipped, 0)} passed, {failed} failed, {skipped} skipped")
    minutes = (time.monotonic() - began) / 60
    if failed or remaining:
        say(paint(f"FAILED after {minutes:.1f} min: {failed} failures, {len(remaining)} leftover processes", "red"))
        return FAILED
    say(paint(f"All tests passed in {minutes:.1f} min, nothing is left running", "green"))
    return OK


def _packages(setup):
    missing = [package for package, is_there in PACKAGES.items() if not is_there()]
    if not missing:
        say(f"  {'packages':<12} all there: {', '.join(PACKAGES)}")
        return
    command = f"apt-get update && apt-get install -y --no-install-recommends {' '.join(missing)}"
    if not setup or os.geteuid() != 0 or not shutil.which("apt-get"):
        raise UserError("The tests need packages that are not installed: " + ", ".join(missing),
                        f"On Debian or Ubuntu: sudo sh -c '{command}'  (the services need not run: systemctl disable --now rabbitmq-server prometheus)",
                        MISSING)
    with Progress("packages") as progress, _NoServices():
        progress.update("installing " + ", ".join(missing))
        done = subprocess.run(["sh", "-c", command], capture_output=True, text=True,
                              env=dict(os.environ, DEBIAN_FRONTEND="noninteractive"))
        if done.returncode != 0:
            raise UserError("Installing failed:\n" + "\n".join((done.stdout + done.stderr).splitlines()[-8:]),
                            f"Cure that, or run by hand: {command}", MISSING)
        progress.done("installed " + ", ".join(missing))


class _NoServices:
    """Keeps packages from starting their services while they are installed: the tests start private ones."""

    def __enter__(self):
        self._ours = not POLICY.exists()
        if self._ours:
            POLICY.write_text("#!/bin/sh\nexit 101\n")
            POLICY.chmod(0o755)

    def __exit__(self, kind, error, trace):
        if self._ours:
            POLICY.unlink()


def python_of_clients(settings):
    """The interpreter of the virtual environment with the third-party clients, whether it exists or not."""
    return settings.cache / "clients" / "bin" / "python"


def clients(settings):
    """Makes a virtual environment with the third-party clients, once. Returns its interpreter."""
    python = python_of_clients(settings)
    folder = python.parents[1]
    marker = folder / "installed"
    wanted = "\n".join(CLIENTS)
    if python.exists() and marker.exists() and marker.read_text() == wanted:
        say(f"  {'clients':<12} {', '.join(CLIENTS)} in {folder}")
        return python
    with Progress("clients") as progress:
        progress.update("installing " + ", ".join(CLIENTS))
        for command in ([sys.executable, "-m", "venv", "--clear", str(folder)],
                        [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *CLIENTS]):
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode != 0:
                raise UserError("The third-party clients cannot be installed:\n" + (done.stderr or done.stdout).strip()[-800:],
                                "They come from the Python package index: check the network or a proxy (pip config).", MISSING)
        marker.write_text(wanted)
        progress.done(f"{', '.join(CLIENTS)} in {folder}")
    return python


def _command_line_tests(settings):
    tests = settings.root / "assembly" / "cli" / "tests"
    done = subprocess.run([sys.executable, "-m", "unittest", "discover", "-s", str(tests), "-t", str(tests.parent)],
                          capture_output=True, text=True, cwd=settings.root)
    report = Report()
    ran = re.search(r"^Ran (\d+) test", done.stderr, re.MULTILINE)
    report.run = int(ran[1]) if ran else 0
    report.skipped = sum(int(count) for count in re.findall(r"skipped=(\d+)", done.stderr))
    report.failures = sum(int(count) for count in re.findall(r"(?:failures|errors)=(\d+)", done.stderr))
    say(f"  {report.run} tests  " + (done.stderr.strip().splitlines() or ["no output"])[-1])
    if done.returncode != 0:
        report.failures = max(report.failures, 1)
        say(done.stderr)
    return report


def _maven(settings, program, python):
    log = settings.cache / "verify.log"
    environment = {"FLEXCOOP_CACHE": str(settings.cache), "FLEXCOOP_CLIENTS_PYTHON": str(python)}
    if program:
        environment["FLEXCOOP_MONGOD"] = str(program)
    os.environ.update(environment)
    report = Report()
    code = build.run_maven(settings, ["./mvnw", "-B", "-ntp", "install", "-fae"], log, report.line)
    report.end()
    if code != 0:
        say(build.complaints(log, 30))
        say(f"  The whole output: {log}")
    return report, code != 0


def _kills(settings, rounds):
    """Kills processes of an instance of its own, and restores a backup of it; each counts as a test."""
    report = Report()
    report.run = 2
    try:
        with temporary.instance(settings) as own:
            with faults.environment():
                lifecycle.start(own, may_build=False)
            report.failures = faults.run(own.as_started(), rounds) + restore_check.run(own.as_started())
    except UserError as error:
        report.failures = 1
        say(paint(f"  {error}", "red"))
    return report


class Report:
    """Turns Maven's output into a line per module with tests, and the failures."""

    def __init__(self, out=say):
        self._out = out
        self._module = None
        self._counts = [0, 0, 0]
        self._began = time.monotonic()
        self.failures = 0
        self.run = 0
        self.skipped = 0

    def line(self, line):
        line = line.rstrip()
        module = build.module_of(line)
        if module:
            self.end()
            self._module, self._began = module, time.monotonic()
            return
        result = test_result(line)
        if result:
            run, failed, skipped, test_class = result
            if test_class:
                self._counts = [a + b for a, b in zip(self._counts, (run, failed, skipped))]
                self.failures += failed
                self.run += run
                self.skipped += skipped
            if failed and test_class:
                self._out(paint(f"    {test_class}: {failed} of {run} failed", "red"))

    def end(self):
        """The module is over; called once more at the end."""
        if self._module:
            name, number, total = self._module
            run, failed, skipped = self._counts
            tests = f"{run} tests" + (f", {skipped} skipped" if skipped else "") + (f", {failed} FAILED" if failed else "")
            self._out(f"  {number:>3}/{total} {name:<42} {tests if run else '':<28} {time.monotonic() - self._began:5.0f} s")
        self._module, self._counts = None, [0, 0, 0]


def test_result(line):
    """``(run, failed, skipped, class or None)`` of a line of Surefire or Failsafe, else None."""
    match = _RESULT.search(line)
    if not match:
        return None
    run, failures, errors, skipped = (int(match[i]) for i in range(1, 5))
    return run, failures + errors, skipped, match[6]


def processes_of(run_id):
    """``pid -> command`` of the running processes that a run of ``verify`` started, directly or not: each has its id in the environment."""
    marker = f"{RUN_ID}={run_id}".encode()
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            if marker in (entry / "environ").read_bytes().split(b"\0"):
                found[int(entry.name)] = (entry / "cmdline").read_bytes().decode(errors="replace").replace("\0", " ").strip()
        except OSError:
            # it has ended, or belongs to another user and so is not ours
            continue
    return {pid: command for pid, command in found.items() if command}


def _leftovers(run_id):
    """What still runs; servers get a moment to end."""
    deadline = time.monotonic() + 15
    while True:
        remaining = processes_of(run_id)
        if not remaining or time.monotonic() > deadline:
            return remaining
        time.sleep(0.5)


def _library_folders():
    return [folder for folder in Path("/usr/lib").glob("*-linux-gnu")] + [Path("/usr/lib64"), Path("/usr/lib")]


def _has_module(name):
    return subprocess.run([sys.executable, "-c", f"import {name}"], capture_output=True).returncode == 0
