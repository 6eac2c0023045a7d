"""The file that ``backup`` writes and ``restore`` reads: a tar archive compressed with gzip.

Its first member says what it is (``flexcoop-backup.json``), its last one has the size and SHA-256 of every file between them
(``checksums.json``), so an archive that broke off anywhere is told from a whole one. All names are relative to the data folder.
"""

import gzip
import hashlib
import io
import json
import os
import tarfile
import zlib
from pathlib import Path, PurePosixPath

from .errors import UserError

FORMAT = 1
HEADER, CHECKSUMS = "flexcoop-backup.json", "checksums.json"
_CHUNK = 1 << 20
_LEVEL = 1  # what is large is compressed already, except for preallocated journals


def write(target, header, sources, on_bytes=lambda count: None):
    """Writes an archive with mode 0600; ``target`` appears when it is complete. Returns the number of files.

    ``sources`` are pairs of a folder and the relative paths below it that go into the archive.
    """
    partial = target.with_name(target.name + ".partial")
    checksums = {}
    try:
        with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            os.fchmod(out.fileno(), 0o600)
            with tarfile.open(fileobj=out, mode="w:gz", compresslevel=_LEVEL, format=tarfile.PAX_FORMAT) as tar:
                _add_text(tar, HEADER, dict(header, format=FORMAT))
                for folder, paths in sources:
                    for path in paths:
                        checksum = _add(tar, Path(folder), path, on_bytes)
                        if checksum:
                            checksums[path] = checksum
                _add_text(tar, CHECKSUMS, checksums)
            out.flush()
            os.fsync(out.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return len(checksums)


def _add(tar, folder, path, on_bytes):
    """Adds a folder or a file; the size and checksum of a file."""
    status = os.stat(folder / path)
    info = tarfile.TarInfo(path)
    info.mode, info.mtime = status.st_mode & 0o700, int(status.st_mtime)
    if not (folder / path).is_file():
        info.type = tarfile.DIRTYPE
        tar.addfile(info)
        return None
    with open(folder / path, "rb") as file:
        # of a log that grows, what was there when it was opened
        info.size = os.fstat(file.fileno()).st_size
        reading = _Hashed(file, on_bytes)
        tar.addfile(info, reading)
    return [info.size, reading.digest()]


def _add_text(tar, name, document):
    data = json.dumps(document, indent=1).encode()
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o600
    tar.addfile(info, io.BytesIO(data))


class _Hashed:
    """A file whose bytes are hashed and counted as they are read."""

    def __init__(self, file, on_bytes):
        self._file, self._on_bytes, self._hash = file, on_bytes, hashlib.sha256()

    def read(self, size):
        data = self._file.read(size)
        self._hash.update(data)
        self._on_bytes(len(data))
        return data

    def digest(self):
        return self._hash.hexdigest()


def read(source, folder, check_header, on_bytes=lambda count: None):
    """Unpacks an archive into a folder and returns its header; UserError if it is not a whole archive of ours.

    ``check_header`` gets the header before anything is written, and raises where this archive cannot be used.
    """
    try:
        with gzip.open(source) as plain:
            with tarfile.open(fileobj=plain, mode="r|") as tar:
                header = _unpack(tar, source, Path(folder), check_header, on_bytes)
            while plain.read(_CHUNK):  # up to the checksum of gzip
                pass
            return header
    except (tarfile.TarError, EOFError, zlib.error, OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise UserError(f"{source} is damaged or was cut off: {error}.", "Use another backup; nothing was restored.") from error


def _unpack(tar, source, folder, check_header, on_bytes):
    members = iter(tar)
    first = next(members, None)
    if first is None or first.name != HEADER:
        raise UserError(f"{source} is not a backup of the FLEXCoop Middleware.", "Name a file that ./flexcoop backup wrote.")
    header = json.loads(tar.extractfile(first).read())
    if header.get("format") != FORMAT:
        raise UserError(f"{source} has format {header.get('format')} of backups, and this version reads format {FORMAT}.",
                        "Restore it with the version of the middleware that wrote it.")
    check_header(header)
    found, promised = {}, None
    for member in members:
        if member.name == CHECKSUMS:
            promised = json.loads(tar.extractfile(member).read())
            break
        path = folder / _safe(member.name, source)
        if member.isdir():
            path.mkdir(parents=True, exist_ok=True)
        elif member.isfile():
            found[member.name] = _extract(tar.extractfile(member), path, member.mode, on_bytes)
        else:
            raise UserError(f"{source} holds {member.name}, which is neither a file nor a folder.", "It was not written by ./flexcoop backup.")
    if promised is None:
        raise UserError(f"{source} was cut off: its end is missing.", "Use another backup; nothing was restored.")
    for name, expected in promised.items():
        if found.get(name) != expected:
            raise UserError(f"{source} is damaged: {name} is not what was backed up.", "Use another backup; nothing was restored.")
    return header


def _safe(name, source):
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise UserError(f"{source} holds {name}, which is outside of the data folder.", "It was not written by ./flexcoop backup.")
    return path


def _extract(file, path, mode, on_bytes):
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while data := file.read(_CHUNK):
            out.write(data)
            digest.update(data)
            size += len(data)
            on_bytes(len(data))
    path.chmod(mode & 0o700 | 0o600)
    return [size, digest.hexdigest()]
