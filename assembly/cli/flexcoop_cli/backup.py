"""The verb ``backup``: all data of an instance in one file, while it runs.

The container and its servers are stopped for the moment in which their files are copied or linked, so the archive holds what a crash of all
processes at that instant leaves behind; whatever was acknowledged is in it (docs/adr/0059-backup.md).
"""

import os
import shutil
import tempfile
import time
from contextlib import nullcontext
from datetime import datetime, timezone
from pathlib import Path

from . import archive, freeze, lifecycle, mongod
from .errors import OK, UserError
from .terminal import Progress, say, size

# Left out: what only this instance is (processes, ports, passwords of its servers), what every start makes anew, simulated boxes, and the broker,
# whose messages are sent again from MongoDB
LEFT_OUT = ("run", "logs", "karaf/home", "karaf/home.new", "karaf/instances", "mongodb-access", "amqp", "hbase/zookeeper", "hbase/tmp", "hbase/conf",
            "hbase/store/hbase.id", "hbase/store/oldWALs", "mongodb/mongod.lock", "mongodb/diagnostic.data", "demo", "replay", "fuzz", "faults", "bench.json")
# of karaf/data: the rest is a cache
AUDIT = "karaf/data/log/audit"
# files that processes write to for long; all others of HBase are written once and are linked
GROWING = ("WALs", "recovered.edits")
OWN_SERVERS = ("mongodb", "hbase")


def backup_command(settings, target):
    settings = settings.as_started()
    target = target.resolve()
    _check(settings, target)
    began = time.monotonic()
    run = settings.run
    run.mkdir(parents=True, exist_ok=True)
    for left in run.glob("backup-*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="backup-", dir=run) as folder:
        stage = Path(folder)
        created, pause = _image(settings, stage)
        with Progress("archive") as progress:
            copied = [0]

            def show(count):
                copied[0] += count
                progress.update(f"{size(copied[0])} of {size(total)}")

            paths = _below(stage)
            total = sum(os.path.getsize(stage / path) for path in paths)
            files = archive.write(target, _header(settings, created), [(stage, paths)], show)
            progress.done(f"{files} files, {size(total)}")
    say(f"  {'backup':<12} {target}, {size(target.stat().st_size)} as of {created:%Y-%m-%d %H:%M:%S} UTC, in {time.monotonic() - began:.0f} s"
        + (f"; requests waited for {pause:.1f} s" if pause else ""))
    say("  It holds keys and members' data: keep it private. Restore: FLEXCOOP_DATA=/empty/folder ./flexcoop restore FILE")
    return OK


def _check(settings, target):
    if not (settings.data / "karaf").is_dir():
        raise UserError(f"There is no instance in {settings.data}.", "Name its data folder: FLEXCOOP_DATA=/folder ./flexcoop backup FILE")
    if target.exists():
        raise UserError(f"{target} exists already.", "Choose another name.")
    if not target.parent.is_dir():
        raise UserError(f"There is no folder {target.parent}.", "Make it first.")
    foreign = [name for name in OWN_SERVERS if not (settings.data / name).is_dir()]
    if foreign:
        raise UserError(f"{' and '.join(foreign)} of this instance are servers of your own, which ./flexcoop cannot back up.",
                        "Use their own tools, and copy karaf/etc, karaf/deploy and security (docs/operations.md#backup-and-restore).")
    # what an instance that was given servers of its own later has in these folders is old
    idle = [name for name in OWN_SERVERS if lifecycle.container_pid(settings) and lifecycle.server_pid(settings, name) is None]
    if idle:
        raise UserError(f"{' and '.join(idle)} of this instance: no process on this machine.",
                        "Wait until ./flexcoop status shows them as ready. Servers of your own have tools of their own (docs/operations.md#backup-and-restore).")
    needed = sum(file.stat().st_size for file in _files(settings.data / "mongodb")) * 11 // 10
    free = shutil.disk_usage(settings.data).free
    if free < needed:
        raise UserError(f"The copy of MongoDB's files needs {size(needed)} in {settings.run}, and {size(free)} are free.", "Make room on that disk.")


def _image(settings, stage):
    """Copies everything as it is at one instant; the instant, and for how many seconds the processes were stopped."""
    container = lifecycle.container_pid(settings)
    below = freeze.descendants(container) if container else []
    mongodb = lifecycle.server_pid(settings, "mongodb")
    with Progress("copy") as progress:
        seen = _copy_first(settings.data / "mongodb", stage / "mongodb", progress) if container else {}
        progress.update("stopping the processes for a moment")
        with freeze.frozen([container, *below]) if container else nullcontext(lambda pids: None) as release:
            began, created = time.monotonic(), datetime.now(timezone.utc)
            _copy_all(settings.data, stage)
            release([pid for pid in below if pid != mongodb])
            _copy_changes(settings.data / "mongodb", stage / "mongodb", seen)
        pause = time.monotonic() - began if container else 0.0
        progress.done(f"as of {created:%Y-%m-%d %H:%M:%S} UTC")
    return created, pause


def _copy_all(data, stage):
    """All but MongoDB's files, which may be large; hard links where nobody writes to the file any more."""
    for folder, folders, files in os.walk(data):
        here = Path(folder).relative_to(data)
        folders[:] = [name for name in folders if _is_wanted(here / name)]
        (stage / here).mkdir(parents=True, exist_ok=True)
        for name in files:
            if _is_wanted(here / name):
                _take(data / here / name, stage / here / name, here)


def _is_wanted(path):
    text = str(path)
    if text in LEFT_OUT or text == "mongodb" or path.name == ".tmp":
        return False
    parts = path.parts
    if parts[:2] == ("karaf", "data") and len(parts) > 2:
        return text == "karaf/data/log" or text.startswith(AUDIT)
    return True


def _take(source, copy, folder):
    try:
        if folder.parts[:2] == ("hbase", "store") and not set(folder.parts) & set(GROWING):
            os.link(source, copy)
        else:
            shutil.copy2(source, copy)
    except FileNotFoundError:
        pass  # removed meanwhile by somebody who is not stopped, such as the rotation of a log


def _copy_first(source, copy, progress):
    """Copies files while they change, so that less is left for the moment of standstill: path -> size and time of what was copied."""
    seen = {}
    for file in _files(source):
        path = file.relative_to(source)
        if _is_wanted(Path("mongodb") / path):
            try:
                status = file.stat()
                (copy / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, copy / path)
                seen[path] = (status.st_size, status.st_mtime_ns)
                progress.update(f"MongoDB, {len(seen)} files")
            except FileNotFoundError:
                continue
    return seen


def _copy_changes(source, copy, seen):
    """Makes the copy what the files are now: only blocks that differ are written."""
    present = {file.relative_to(source) for file in _files(source)}
    for path in set(seen) - present:
        (copy / path).unlink()
    for path in sorted(present):
        if not _is_wanted(Path("mongodb") / path):
            continue
        status = (source / path).stat()
        if seen.get(path) != (status.st_size, status.st_mtime_ns):
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            update(source / path, copy / path)


def update(source, copy, block=1 << 20):
    """Makes a copy equal to its source."""
    with open(source, "rb") as now, open(os.open(copy, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as before:
        at = 0
        while data := now.read(block):
            before.seek(at)
            if before.read(len(data)) != data:
                before.seek(at)
                before.write(data)
            at += len(data)
        before.truncate(at)


def _files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def _below(folder):
    """Relative paths of all folders and files, folders before what is in them."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def _header(settings, created):
    return {"product": "FLEXCoop Middleware", "created": f"{created:%Y-%m-%dT%H:%M:%SZ}", "mongodb": mongodb_version(settings), "hbase": hbase_version(settings)}


def mongodb_version(settings):
    """major.minor of the server program that this instance uses."""
    version = mongod.version_of(mongod.resolve(settings))
    return f"{version[0]}.{version[1]}" if version else "unknown"


def hbase_version(settings):
    """major.minor of the HBase that comes with this build."""
    jar = next(iter(sorted((settings.servers / "hbase" / "lib").glob("hbase-server-*.jar"))), None)
    return ".".join(jar.name.removeprefix("hbase-server-").split(".")[:2]) if jar else "unknown"
