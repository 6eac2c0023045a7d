"""What has to be right before anything starts: ports, disk, platform."""

import os
import platform
import shutil
import socket
import tempfile
from pathlib import Path

from .errors import MISSING, UserError
from .settings import PORTS

# The store of our AMQP broker stops writing below 5 GiB free (je.freeDisk of Berkeley DB JE); 1 GB of that is to work with.
BROKER_BYTES = 5 * 1024**3
NEEDED_BYTES = BROKER_BYTES + 1000**3
# without a broker of ours
NEEDED_BYTES_WITHOUT_BROKER = 2 * 1000**3


def before_start(settings):
    platform_is_linux()
    ports_are_free(settings)
    disk_has_room(settings.data)


def can_be_written(folder, variable):
    """Fails when no file can be made in a folder, which is created where it is missing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise UserError(f"Nothing can be written to {folder}: {error.strerror}.",
                        f"Make it writable, make room, or choose another folder: {variable}=/another/folder ./flexcoop start") from error


def platform_is_linux():
    if platform.system() != "Linux":
        raise UserError(f"The one-machine install runs on Linux, this is {platform.system()}.",
                        "Use a Linux machine or container (Debian 12, Ubuntu 22.04 or newer).", MISSING)


def ports_are_free(settings):
    """Fails on the first port that something else listens on, naming it and the variable that moves ours."""
    for name, variable, _ in PORTS:
        port = settings.port(name)
        if not is_free(port):
            owner = listener(port)
            raise UserError(f"Port {port} ({name.upper()}) is taken" + (f" by {owner}." if owner else "."),
                            f"Stop that, or choose another: {variable}={next_free(port + 1)} ./flexcoop start")


def is_free(port):
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            return True
        except OSError:
            return False


def next_free(port):
    while port < 65535 and not is_free(port):
        port += 1
    return port


def listener(port):
    """``name (pid n)`` of the process that listens on a port, where the system lets us see it."""
    inode = _listening_inode(port)
    if inode is None:
        return None
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            if any(os.readlink(link) == f"socket:[{inode}]" for link in (folder / "fd").iterdir()):
                return f"{(folder / 'comm').read_text().strip()} (pid {folder.name})"
        except OSError:
            continue
    return None


def _listening_inode(port):
    listening = "0A"
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            lines = Path(table).read_text().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = line.split()
            if fields[3] == listening and int(fields[1].rsplit(":", 1)[1], 16) == port:
                return fields[9]
    return None


def disk_has_room(folder, environment=os.environ):
    """Fails when the disk of a folder has less room than the servers need to stay up."""
    complaint = disk_complaint(folder, needed_bytes(environment))
    if complaint:
        raise UserError(complaint, "Make room, or move the data: FLEXCOOP_DATA=/another/disk/flexcoop ./flexcoop start")


def needed_bytes(environment=os.environ):
    """What has to be free for a start."""
    return NEEDED_BYTES_WITHOUT_BROKER if environment.get("FLEXCOOP_AMQP_URI") else NEEDED_BYTES


def disk_complaint(folder, needed):
    """One sentence when less than ``needed`` bytes are free, else the empty string."""
    existing = folder
    while not existing.exists():
        existing = existing.parent
    free = shutil.disk_usage(existing).free
    if free >= needed:
        return ""
    return f"The disk of {existing} has {free / 1000**3:.1f} GB free, and {needed / 1000**3:.1f} GB are needed."
