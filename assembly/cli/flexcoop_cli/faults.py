"""The scenario ``faults`` of the verb ``bench`` and a stage of ``verify``: processes of an instance are killed by SIGKILL under load.

Simulated boxes send readings over OpenADR and tasks are submitted meanwhile. At a random moment one process dies (or all of them, each at
a moment of its own). Nobody helps: the watchdog and the container start again what died. A round is good when every reading that was
acknowledged is in the 15-minute documents and in HBase exactly once, nothing else is there, and every task that was accepted has finished
and was run once at a time. The clock can jump or the disk be full instead.
"""

import os
import random
import signal
import tempfile
import time
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import boxes, fault_load, lifecycle, rest, small_disk
from .boxes import BoxPlan
from .errors import FAILED, MISSING, OK, UserError
from .fault_load import FaultLoad, Tasks
from .middleware import Middleware
from .terminal import Progress, paint, say

NAME = "faults"
# of the container, and of servers as servers.json names them
PROCESSES = ("container", "hbase", "mongodb", "amqp")
BOXES = 3
# of the processes of the instance, whose results must not depend on it
ZONE = "Europe/Madrid"
FAKETIME = "libfaketime.so.1"
# what else can happen, to the container and all servers at once
INCIDENTS = {
    "clock an hour ahead": lambda settings: _set_clock("+3600"), "clock back again": lambda settings: _set_clock("+0"),
    "disk full": lambda settings: small_disk.fill(settings.data.parent), "disk with room": lambda settings: small_disk.free(settings.data.parent)}
FULL_SECONDS = 30.0
# when a process is killed, counted from the first report of a round
FIRST_KILL, LAST_KILL = 0.5, 12.0
RECOVERY_SECONDS = 300


@dataclass(frozen=True)
class Kill:
    """Which process is killed, or which incident happens, and how many seconds after the load began."""

    process: str
    after: float


def plan(random_source, processes, rounds):
    """The rounds: each process alone so many times, in turn, and last all of them within one round."""
    alone = [[Kill(process, random_source.uniform(FIRST_KILL, LAST_KILL))] for _ in range(rounds) for process in processes]
    return [*alone, together(random_source, processes)] if len(processes) > 1 else alone


def together(random_source, processes):
    """All processes in one round, each at a moment of its own."""
    return sorted((Kill(process, random_source.uniform(FIRST_KILL, LAST_KILL)) for process in processes), key=lambda kill: kill.after)


def clock_jumps(random_source, rounds):
    """Rounds in which the clock jumps an hour ahead, and back in the next one."""
    return [[Kill(jump, random_source.uniform(FIRST_KILL, LAST_KILL))] for _ in range(max(1, rounds)) for jump in ("clock an hour ahead", "clock back again")]


def full_disks(random_source, rounds):
    """Rounds in which the disk is full for a while."""
    moments = [random_source.uniform(FIRST_KILL, LAST_KILL) for _ in range(max(1, rounds))]
    return [[Kill("disk full", moment), Kill("disk with room", moment + FULL_SECONDS)] for moment in moments]


@contextmanager
def environment(clock=False):
    """The environment in which the instance has to be started."""
    before = dict(os.environ)
    os.environ["TZ"] = ZONE
    if clock:
        _set_clock("+0")
        os.environ.update(LD_PRELOAD=_faketime(), FAKETIME_TIMESTAMP_FILE=str(_clock_file()), FAKETIME_DONT_FAKE_MONOTONIC="1",
                          FAKETIME_FORCE_MONOTONIC_FIX="0", FAKETIME_CACHE_DURATION="1")
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        _clock_file().unlink(missing_ok=True)


def _faketime():
    found = next(iter(Path("/usr/lib").glob(f"*/faketime/{FAKETIME}")), None)
    if not found:
        raise UserError("The clock of the servers is set by libfaketime, which is not installed.", "apt-get install libfaketime", MISSING)
    return str(found)


def _clock_file():
    return Path(tempfile.gettempdir()) / f"flexcoop-clock-{os.getpid()}"


def _set_clock(offset):
    fresh = _clock_file().with_suffix(".new")
    fresh.write_text(offset + "\n")
    fresh.replace(_clock_file())


def run(settings, rounds, seed=None, what="kills"):
    """Kills processes of a running instance; ``rounds`` times each, or with 0 all of them once in one round. Returns the exit code.

    With ``what`` = ``clock`` the clock jumps an hour ahead and back instead, with ``disk`` the disk above the data folder is full for a while.
    """
    seed = random.SystemRandom().getrandbits(32) if seed is None else seed
    source = random.Random(seed)
    if what == "kills":
        kills = plan(source, PROCESSES, rounds) if rounds else [together(source, PROCESSES)]
    else:
        kills = {"clock": clock_jumps, "disk": full_disks}[what](source, rounds)
    say(f"  seed {seed}, {len(kills)} rounds")
    with tempfile.TemporaryDirectory(prefix="flexcoop-boxes-") as folder:
        failed = _rounds(settings, FaultLoad(settings, enrolled(settings, Path(folder))), kills)
    say(paint(f"  {failed} of {len(kills)} rounds failed (seed {seed})", "red") if failed
        else paint(f"  {len(kills)} rounds: nothing acknowledged was lost, nothing is there twice", "green"))
    return FAILED if failed else OK


def _rounds(settings, load, kills):
    """How many rounds failed."""
    failed = 0
    for number, round_kills in enumerate(kills, 1):
        label = f"{number}/{len(kills)}"
        try:
            say(f"  {label:<12} " + paint(_round(settings, load, round_kills, label), "green"))
        except UserError as error:
            failed += 1
            say(f"  {label:<12} " + paint(f"FAILED {_names(round_kills)}: {error}", "red"))
            if not lifecycle.is_running(settings):
                break
    return failed


def enrolled(settings, parent):
    """Boxes with a folder of their own each, which have their certificates."""
    plans = []
    for number in range(1, BOXES + 1):
        folder = parent / f"box-{number}"
        folder.mkdir(parents=True, exist_ok=True)
        each = BoxPlan(name=f"box-{number}", account=str(uuid.uuid4()), aggregator=f"{NAME}.flexcoop.invalid", house=f"House{number}",
                       data=folder / "readings.csv", folder=folder)
        fault_load.write_readings(each, fault_load.STARTS[number - 1], 0)
        boxes.enrol(settings, each)
        plans.append(each)
    return plans


def _round(settings, load, kills, label):
    """One round; a sentence about it, or UserError with what is wrong."""
    middleware = Middleware(settings, load.token())
    load.extend()
    before = {kill.process: pid_of(settings, kill.process) for kill in kills if kill.process not in INCIDENTS}
    tasks = Tasks(middleware)
    with Progress(label) as progress, load.sending() as senders:
        began = time.monotonic()
        for kill in kills:
            while time.monotonic() < began + kill.after:
                tasks.submit_one()
                progress.update(f"{load.acknowledged()} of {load.total()} readings acknowledged, {len(tasks)} tasks, then {kill.process}")
            _kill(settings, kill.process)
        killed_at = time.monotonic()
        _wait(lambda: _recovered(settings, before), lambda: f"{_names(kills)} killed at {load.acknowledged()} readings; recovering", progress,
              f"{_names(kills)} did not come back", settings)
        recovered = time.monotonic() - killed_at
        _wait(senders.ended, lambda: f"{load.acknowledged()} of {load.total()} readings acknowledged", progress, "the boxes did not get rid of all readings",
              settings)
        senders.check()
        problem = wait_for_agreement(lambda: load.difference(middleware), progress, "readings")
        problem = problem or wait_for_agreement(lambda: tasks.difference(middleware, len([k for k in kills if k.process == "container"])), progress, "tasks")
    if problem:
        raise UserError(problem + lifecycle.excerpt(settings))
    moments = ", ".join(f"{kill.process} after {kill.after:.1f} s" for kill in kills)
    return f"{moments}: back in {recovered:.0f} s; {load.total()} readings in {load.documents()} documents and as many rows, {len(tasks)} tasks"


def _names(kills):
    return ", ".join(kill.process for kill in kills)


def pid_of(settings, process):
    """Of the container or a server; None while there is none."""
    return lifecycle.container_pid(settings) if process == "container" else lifecycle.server_pid(settings, process)


def _kill(settings, process):
    """SIGKILL, or an incident; a server that is just being started is waited for."""
    if process in INCIDENTS:
        INCIDENTS[process](settings)
        return
    deadline = time.monotonic() + RECOVERY_SECONDS
    while True:
        pid = pid_of(settings, process)
        try:
            if pid is not None:
                os.kill(pid, signal.SIGKILL)
                return
        except ProcessLookupError:
            pass
        if time.monotonic() > deadline:
            raise UserError(f"There is no process of {process} to kill.")
        time.sleep(0.1)


def _recovered(settings, before):
    """Whether each process is another one than before and all checks of health are good."""
    for process, pid in before.items():
        now = pid_of(settings, process)
        if now is None or now == pid:
            return False
    try:
        answer = rest.ask(f"{settings.http_url}/health", timeout=10)
        return answer.status == 200 and bool(answer.document and answer.document.get("checks"))
    except OSError:
        return False


def _wait(condition, text, progress, otherwise, settings):
    deadline = time.monotonic() + RECOVERY_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise UserError(f"{otherwise} within {RECOVERY_SECONDS} s" + lifecycle.excerpt(settings))
        progress.update(text())
        time.sleep(0.3)


def wait_for_agreement(difference, progress, what, seconds=RECOVERY_SECONDS):
    """The empty string once there is no difference, or the difference that stays."""
    deadline = time.monotonic() + seconds
    while True:
        found = difference()
        if not found or time.monotonic() > deadline:
            return found
        progress.update(f"{what}: {found}")
        time.sleep(1)
