"""What has to be right before anything starts: ports, disk, platform."""

import os
import platform
import shutil
import socket
from pathlib import Path

from .errors import MISSING, UserError
from .settings import PORTS

NEEDED_BYTES = 2 * 1000**3


def before_start(settings):
    platform_is_linux()
    ports_are_free(settings)
    disk_has_room(settings.data)


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


def disk_has_room(folder):
    existing = folder
    while not existing.exists():
        existing = existing.parent
    free = shutil.disk_usage(existing).free
    if free < NEEDED_BYTES:
        raise UserError(f"There is {free / 1000**3:.1f} GB free below {existing}, and 2 GB are needed.",
                        "Make room, or move the data: FLEXCOOP_DATA=/another/disk/flexcoop ./flexcoop start")
