"""A stage of ``verify``: an instance is backed up while boxes send, and the backup is restored and started beside it."""

import json
import shutil
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from . import backup, faults, lifecycle, restore, temporary
from .errors import FAILED, OK, UserError
from .fault_load import FaultLoad
from .middleware import Middleware
from .terminal import Progress, paint, say

SECONDS = 300


def run(settings):
    """Backs up a running instance and tries the backup; returns the exit code."""
    with tempfile.TemporaryDirectory(prefix="flexcoop-restore-") as folder:
        try:
            _check(settings, Path(folder))
        except UserError as error:
            say(paint(f"  FAILED {error}", "red"))
            return FAILED
    return OK


def _check(settings, folder):
    (folder / "boxes").mkdir()
    load = FaultLoad(settings, faults.enrolled(settings, folder / "boxes"))
    load.token()
    load.extend()
    file = folder / "backup.tar.gz"
    with load.sending() as senders:
        _wait("the boxes to send", lambda: load.acknowledged() > 0)
        before = load.acknowledged_each()
        backup.backup_command(settings, file)
        after = load.acknowledged_each()
        shutil.copytree(folder / "boxes", folder / "copies")
        _wait("the boxes to end", senders.ended)
        senders.check()
    original = Middleware(settings, load.token())
    _agree("the original goes on", lambda: load.difference(original))
    with temporary.instance(settings) as beside:
        restore.restore_command(beside, file)
        # mongod's own record of its starts (local.startup_log) names the folder, and so may HBase's log of the master's region; that the
        # original is left alone is seen below
        named = [path for path in mentions(beside.data, str(settings.data)) if not path.startswith(("mongodb/", "hbase/store/MasterData/WALs/"))]
        if named:
            raise UserError(f"These restored files name the folder of the original: {', '.join(named[:5])}")
        lifecycle.start(beside, may_build=False)
        copy = FaultLoad(beside, _pointed_at(beside, load, folder / "copies", before))
        restored = Middleware(beside, copy.token())
        _agree("documents and HBase are of one instant", lambda: copy.difference_between(restored, before, after))
        copy.extend(2)
        with copy.sending() as senders:
            _wait("the boxes of the restored instance", senders.ended)
            senders.check()
        _agree("the restored instance goes on", lambda: copy.difference(restored))
        _agree("the original is left alone", lambda: load.difference(original))
    say(paint(f"  restored while the original ran: {copy.documents()} documents and as many rows agree with the readings", "green"))


def mentions(folder, text):
    """Relative paths of the files that hold a text."""
    needle, found = text.encode(), []
    for file in folder.rglob("*"):
        if file.is_file() and needle in file.read_bytes():
            found.append(str(file.relative_to(folder)))
    return found


def _pointed_at(settings, load, folder, acknowledged):
    """The boxes, which now talk to another instance, and know that so many readings are acknowledged there; nothing else in their folders changes."""
    plans = []
    for plan, count in zip(load.plans, acknowledged):
        own = folder / plan.folder.name
        each = replace(plan, folder=own, data=own / plan.data.name)
        description = json.loads((own / "box.json").read_text())
        description["vtn"], description["data"] = f"https://127.0.0.1:{settings.vtn_port}", str(each.data)
        (own / "box.json").write_text(json.dumps(description))
        (own / "state.json").write_text(json.dumps(dict(json.loads((own / "state.json").read_text()), acknowledged=count)))
        plans.append(each)
    return plans


def _agree(what, difference):
    with Progress("restore") as progress:
        found = faults.wait_for_agreement(difference, progress, what, SECONDS)
        if found:
            raise UserError(f"{what}: {found}")
        progress.done(what)


def _wait(what, condition):
    deadline = time.monotonic() + SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise UserError(f"Waited {SECONDS} s in vain for {what}.")
        time.sleep(0.2)
