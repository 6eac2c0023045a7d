"""The watchdog: a small process that runs the container (and the demo's boxes) and starts them again when they die.

It reads the units in ``run/units``; a unit is a JSON file with name, argv, env, cwd, log and grace. A unit that appears
is started, or adopted if its process already runs; a unit that disappears is ended. The watchdog may be killed at any
moment: what it runs goes on, and the next watchdog adopts it.
"""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timezone
from pathlib import Path

from . import processes
from .processes import PidFile

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
# a process that ran so long has shown that it can; its next end is a new story
LONG_ENOUGH = 60.0
TRIES = 8


class Unit:
    """One process that is to run, and what is known about it."""

    def __init__(self, description, run, log):
        self.description = description
        self.name = description["name"]
        self.gave_up = run / f"{self.name}.failed"
        self._pid_file = PidFile(run / f"{self.name}.pid")
        self._log = log
        self._process = None
        self._started_at = 0.0
        self._failures = 0
        self._not_before = 0.0

    def check(self):
        """Starts the process if it should run and does not."""
        if self._alive() or self.gave_up.exists() or time.monotonic() < self._not_before:
            return
        if self._started_at:
            self._account_for_death()
        else:
            self._start()

    def end(self):
        pid = self._pid_file.pid()
        if pid is not None:
            self._log(f"Ending {self.name} (pid {pid})")
            if not processes.end(pid, self.description.get("grace", 10)):
                self._log(f"{self.name} did not end in time and was killed")
        if self._process is not None:
            self._process.poll()
        self._pid_file.remove()

    def _alive(self):
        if self._process is not None:
            if self._process.poll() is not None:
                return False
            if self._pid_file.pid() != self._process.pid:
                self._pid_file.write(self._process.pid)  # there was no room for it at the start
            return True
        if self._pid_file.pid() is None:
            return False
        self._started_at = self._started_at or time.monotonic()
        return True

    def _account_for_death(self):
        """Decides after a death when to start again, each time later, or not at all."""
        code = self._process.returncode if self._process is not None else "unknown"
        lived = time.monotonic() - self._started_at
        self._failures = 1 if lived > LONG_ENOUGH else self._failures + 1
        self._process, self._started_at = None, 0.0
        if self._failures > TRIES:
            self._log(f"{self.name} died {TRIES} times in a row; not started again")
            self.gave_up.write_text(f"exit code {code}, {TRIES} times in a row; see {self.description['log']}\n")
            return
        wait = pause(self._failures)
        self._not_before = time.monotonic() + wait
        self._log(f"{self.name} ended unexpectedly after {lived:.0f} s with exit code {code}; next start in {wait:.0f} s")

    def _start(self):
        description = self.description
        Path(description["log"]).parent.mkdir(parents=True, exist_ok=True)
        with open(description["log"], "ab") as out:
            # a session of its own, so that the interrupt key of the terminal that ran `start` does not reach it
            self._process = subprocess.Popen(
                description["argv"], env=description["env"], cwd=description["cwd"], stdin=subprocess.DEVNULL,
                stdout=out, stderr=subprocess.STDOUT, start_new_session=True)
        self._started_at = time.monotonic()
        self._pid_file.write(self._process.pid)
        self._log(f"Started {self.name} (pid {self._process.pid})")


def pause(failures):
    """Seconds to wait before the start after so many failures in a row."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (failures - 1))


class Watchdog:
    """All units of one data folder."""

    def __init__(self, data):
        self._run = Path(data) / "run"
        self._folder = self._run / "units"
        self._units = {}
        self._ending = False

    def run(self):
        signal.signal(signal.SIGTERM, self._ask_to_end)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        pid_file = PidFile(self._run / "watchdog.pid")
        pid_file.write(os.getpid())
        self._say(f"Watchdog started (pid {os.getpid()})")
        while not self._ending:
            self._read_units()
            for unit in list(self._units.values()):
                self._check(unit)
            time.sleep(0.25)
        for unit in reversed(list(self._units.values())):
            unit.end()
        self._say("Watchdog ended")
        pid_file.remove()

    def _check(self, unit):
        try:
            unit.check()
        except OSError as error:
            # a full disk, for example; tried again
            self._say(f"{unit.name} cannot be looked after: {error}")

    def _ask_to_end(self, number, frame):
        self._ending = True

    def _read_units(self):
        present = {}
        for path in sorted(self._folder.glob("*.json")):
            try:
                present[path.stem] = json.loads(path.read_text())
            except (OSError, ValueError) as error:
                self._say(f"{path} is no unit: {error}")
        for name, unit in list(self._units.items()):
            if present.get(name) != unit.description:
                self._units.pop(name).end()
        for name, description in present.items():
            if name not in self._units:
                self._units[name] = Unit(description, self._run, self._say)

    def _say(self, text):
        now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        try:
            with open(self._run / "watchdog.log", "a", encoding="utf-8") as log:
                log.write(f"{now} {text}\n")
        except OSError:
            pass  # the disk is full; what it runs matters more than its log


def put_unit(run, description):
    """Makes a unit known. Written elsewhere first, so that the watchdog never reads half of it; 0600 as it holds settings."""
    folder = run / "units"
    folder.mkdir(exist_ok=True)
    temporary = folder / f".{description['name']}.tmp"
    with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump(description, out)
    temporary.replace(folder / f"{description['name']}.json")


def remove_unit(run, name):
    (run / "units" / f"{name}.json").unlink(missing_ok=True)


def ensure(settings):
    """Starts a watchdog unless one runs."""
    if PidFile(settings.run / "watchdog.pid").pid() is not None:
        return
    with open(settings.run / "watchdog.out", "ab") as out:
        subprocess.Popen([sys.executable, "-m", "flexcoop_cli.watchdog", str(settings.data)],
                         stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, cwd="/", start_new_session=True)
    deadline = time.monotonic() + 10
    while PidFile(settings.run / "watchdog.pid").pid() is None and time.monotonic() < deadline:
        time.sleep(0.05)


if __name__ == "__main__":
    Watchdog(sys.argv[1]).run()
