"""A disk of a few gigabytes in a sparse file, that can be filled to the last byte: as root, for tests."""

import errno
import os
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from .errors import MISSING, UserError

# a start needs 6.4 GB
SIZE = 7 * 1000**3
_FILLER = "filler"


@contextmanager
def mounted():
    """The folder where it is mounted."""
    if os.geteuid() != 0:
        raise UserError("A small disk can be mounted by root only.", "Repeat the command as root.", MISSING)
    with tempfile.TemporaryDirectory(prefix="flexcoop-disk-") as folder:
        image, mount = Path(folder) / "image", Path(folder) / "disk"
        mount.mkdir()
        with open(image, "wb") as file:
            file.truncate(SIZE)
        _run("mkfs.ext4", "-q", "-m", "0", str(image))
        _run("mount", "-o", "loop", str(image), str(mount))
        try:
            yield mount
        finally:
            _run("umount", str(mount))


def _run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise UserError(f"{' '.join(command)} failed: {done.stderr.strip()}", "The machine must allow loop devices.", MISSING)


def fill(mount):
    """Takes all room: reserved in large pieces, which costs no room of the machine, and the rest written."""
    piece = 1 << 30
    with open(mount / _FILLER, "ab") as file:
        while piece:
            size = file.seek(0, os.SEEK_END)
            try:
                os.posix_fallocate(file.fileno(), size, piece)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
                piece >>= 1


def free(mount):
    """Gives the room back."""
    (mount / _FILLER).unlink()
