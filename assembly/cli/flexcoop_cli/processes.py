"""Processes of this instance: known by pid and start time, so that a reused pid is never mistaken for one of ours."""

import json
import os
import signal
import time
from pathlib import Path


def start_ticks(pid):
    """Start time of a living process in clock ticks since boot; None if there is none or it is a zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = stat[stat.rindex(")") + 2:].split()
    return None if fields[0] in ("Z", "X") else int(fields[19])


class PidFile:
    """The file under ``run`` that says which process is, for example, the container."""

    def __init__(self, path):
        self.path = Path(path)

    def write(self, pid):
        temporary = self.path.with_suffix(".tmp")
        temporary.write_text(json.dumps({"pid": pid, "started": start_ticks(pid), "boot": _boot_id()}))
        temporary.replace(self.path)

    def pid(self):
        """Pid of the process if it is alive and still the same one."""
        try:
            entry = json.loads(self.path.read_text())
        except (OSError, ValueError):
            return None
        if entry.get("boot") != _boot_id():
            return None
        pid, started = entry.get("pid"), entry.get("started")
        return pid if started is not None and start_ticks(pid) == started else None

    def remove(self):
        self.path.unlink(missing_ok=True)


def _boot_id():
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


def wait_until_gone(pid, started, seconds):
    """True when the process has ended within the time."""
    deadline = time.monotonic() + seconds
    while start_ticks(pid) == started:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def end(pid, grace):
    """Ends a process politely, and after ``grace`` seconds by force. True if it went politely."""
    started = start_ticks(pid)
    if started is None:
        return True
    try:
        os.kill(pid, signal.SIGTERM)
        if wait_until_gone(pid, started, grace):
            return True
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return True
    wait_until_gone(pid, started, 5)
    return False


def mentioning(path):
    """Living processes whose command line names a path below the folder: pid -> command line."""
    found = {}
    needle = str(path).rstrip("/") + "/"
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if needle in command + "/" and start_ticks(int(entry.name)) is not None:
            found[int(entry.name)] = command.strip()
    return found


def resident_megabytes(pid):
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0
