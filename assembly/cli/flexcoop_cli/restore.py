"""The verb ``restore``: a backup becomes the data of a new instance.

The new instance has ports and passwords of its own, so it is safe beside the one that the backup comes from.
"""

import shutil
import tempfile
import time
from pathlib import Path

from . import archive, backup, lifecycle
from .errors import OK, UserError
from .terminal import Progress, say, size


def restore_command(settings, source):
    if not source.is_file():
        raise UserError(f"There is no file {source}.")
    if lifecycle.is_running(settings) or settings.data.exists() and any(settings.data.iterdir()):
        raise UserError(f"{settings.data} is not empty.", "Restore into an empty folder: FLEXCOOP_DATA=/empty/folder ./flexcoop restore FILE")
    began = time.monotonic()
    settings.data.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=settings.data.name + ".restoring-", dir=settings.data.parent))
    try:
        with Progress("restore") as progress:
            unpacked = [0]

            def show(count):
                unpacked[0] += count
                progress.update(f"{size(unpacked[0])} unpacked")

            header = archive.read(source, fresh, lambda found: check(found, backup.mongodb_version(settings), backup.hbase_version(settings)), show)
            progress.done(f"{size(unpacked[0])} as of {header['created']}")
        if settings.data.exists():
            settings.data.rmdir()
        fresh.rename(settings.data)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    say(f"  {'restored':<12} {settings.data} in {time.monotonic() - began:.0f} s; every file is as it was backed up")
    say(f"  Start it: FLEXCOOP_DATA={settings.data} ./flexcoop start    (beside another instance give it other ports, see ./flexcoop --help)")
    return OK


def check(header, mongodb, hbase):
    """UserError where the servers here cannot read the files of the backup."""
    theirs, ours = _numbers(header.get("mongodb")), _numbers(mongodb)
    if theirs and ours and not (theirs <= ours and ours[0] <= theirs[0] + 1):
        raise UserError(f"The backup has files of MongoDB {header['mongodb']}, and MongoDB {mongodb} is used here.",
                        f"Set FLEXCOOP_MONGOD to a mongod {header['mongodb']}.")
    theirs, ours = _numbers(header.get("hbase")), _numbers(hbase)
    if theirs and ours and theirs > ours:
        raise UserError(f"The backup has files of HBase {header['hbase']}, and HBase {hbase} is used here.", "Use a build of the middleware that is not older.")


def _numbers(version):
    """(major, minor), or nothing where it is not known."""
    parts = str(version).split(".")
    return tuple(map(int, parts)) if all(part.isdigit() for part in parts) else ()
