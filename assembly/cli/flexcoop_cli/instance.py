"""The writable half of one installation: its own copy of ``etc``, a deploy folder, the bundle cache and the logs.

The distribution itself stays as it was built, so that any number of instances can run from it.
"""

import hashlib
import json
import os
import shutil

from .errors import UserError
from .terminal import warn

PRISTINE = ".distributed.json"


def prepare(settings):
    """Creates or refreshes the folders of an instance that is not running."""
    for folder in (settings.data, settings.run):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
    for folder in ("etc", "deploy", "data/tmp", "data/log", "instances"):
        (settings.karaf_base / folder).mkdir(parents=True, exist_ok=True)
    _refresh_etc(settings.assembly / "etc", settings.karaf_etc)
    _forget_old_bundles(settings)


def _refresh_etc(source, target):
    """Copies what the distribution brings, except for files that the operator has changed."""
    record = target / PRISTINE
    try:
        distributed = json.loads(record.read_text())
    except (OSError, ValueError):
        distributed = {}
    for file in sorted(path for path in source.rglob("*") if path.is_file()):
        name = str(file.relative_to(source))
        ours, theirs = target / name, _digest(file)
        if ours.exists() and _digest(ours) not in (distributed.get(name), theirs):
            if distributed.get(name) != theirs:
                warn(f"{ours} was changed by hand and is kept; the new one is {file}")
        elif not ours.exists() or _digest(ours) != theirs:
            ours.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, ours)
        distributed[name] = theirs
    record.write_text(json.dumps(distributed, indent=1, sort_keys=True))


def _forget_old_bundles(settings):
    """Another build means other bundles: the cache of the old ones would win over them."""
    stamp = settings.karaf_base / "data" / "assembly.stamp"
    present = _fingerprint(settings.assembly)
    if not stamp.exists() or stamp.read_text() != present:
        for name in ("cache", "generated-bundles"):
            shutil.rmtree(settings.karaf_base / "data" / name, ignore_errors=True)
        stamp.write_text(present)


def _fingerprint(assembly):
    digest = hashlib.sha256(str(assembly).encode())
    for file in sorted((assembly / "system").rglob("*")):
        if file.is_file():
            digest.update(f"{file.relative_to(assembly)} {file.stat().st_size} {file.stat().st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _digest(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()


def container_unit(settings, mongod):
    """How the keeper runs the container: Karaf's own script, which becomes the JVM (so the pid is the JVM's)."""
    script = settings.assembly / "bin" / "karaf"
    if not script.exists():
        raise UserError(f"There is no distribution in {settings.assembly}.", "Build it: ./flexcoop build")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("KARAF_", "PYTHON"))}
    environment.update(settings.environment())
    environment.update({
        "KARAF_BASE": str(settings.karaf_base),
        "KARAF_DATA": str(settings.karaf_base / "data"),
        "KARAF_ETC": str(settings.karaf_etc),
        "KARAF_LOG": str(settings.karaf_log),
        # without room to work it is better started again by the keeper
        "KARAF_OPTS": f"-Xmx{os.environ.get('FLEXCOOP_HEAP') or '768m'} -XX:+ExitOnOutOfMemoryError "
                      f"-Dkaraf.instances={settings.karaf_base / 'instances'}",
        "CHECK_ROOT_INSTANCE_RUNNING": "false",
    })
    if mongod:
        environment["FLEXCOOP_MONGOD"] = str(mongod)
    return {"name": "container", "argv": [str(script), "daemon"], "env": environment,
            "cwd": str(settings.karaf_base), "log": str(settings.karaf_log / "console.log"), "grace": 60}
