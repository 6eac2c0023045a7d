"""Stops processes for a moment (SIGSTOP), so that their files can be copied as they are at one instant.

What a stopped process has written is what would be there if it had been killed at that instant: everything that it acknowledged.
"""

import os
import signal
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

from . import processes
from .errors import UserError

_SECONDS = 10
# Lets the processes go on when this program dies, however that happens: then the pipe closes.
_RELEASE = 'read line; kill -CONT "$@" 2>/dev/null; exit 0'


@contextmanager
def frozen(pids):
    """Within it the processes do not run. They are stopped in the order of the list, and ``release`` lets some go on earlier."""
    started = {pid: processes.start_ticks(pid) for pid in pids}
    living = [pid for pid, ticks in started.items() if ticks is not None]
    if not living:
        yield lambda some: None
        return
    guard = subprocess.Popen(["/bin/sh", "-c", _RELEASE, "release", *map(str, living)], stdin=subprocess.PIPE, start_new_session=True)
    try:
        for pid in living:
            os.kill(pid, signal.SIGSTOP)
        for pid in living:
            _await_stopped(pid)
        yield lambda some: [_continue(pid, started) for pid in some]
    finally:
        for pid in living:
            _continue(pid, started)
        guard.stdin.close()
        guard.wait()


def _await_stopped(pid):
    """A thread in the middle of a write ends that first."""
    deadline = time.monotonic() + _SECONDS
    while not all(state in ("T", "t", "Z", "X") for state in _thread_states(pid)):
        if time.monotonic() > deadline:
            raise UserError(f"Process {pid} could not be stopped for the copy within {_SECONDS} s.", "Repeat the command when the disk is less busy.")
        time.sleep(0.005)


def _thread_states(pid):
    states = []
    for task in Path(f"/proc/{pid}/task").glob("*/stat"):
        try:
            stat = task.read_text()
            states.append(stat[stat.rindex(")") + 2])
        except (OSError, IndexError):
            continue  # it ended meanwhile
    return states


def _continue(pid, started):
    if processes.start_ticks(pid) == started[pid]:
        os.kill(pid, signal.SIGCONT)


def descendants(pid):
    """All processes below one."""
    children = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
                children.setdefault(int(stat[stat.rindex(")") + 2:].split()[1]), []).append(int(entry.name))
            except (OSError, ValueError):
                continue
    found, waiting = [], [pid]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found
