"""The folders of one installation: the distribution as it was when it was started last (hard links where possible), its own
``etc``, a deploy folder, the bundle cache and the logs.

So any number of instances run from one build, and the next build does not disturb them.
"""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

from .errors import UserError
from .terminal import warn

PRISTINE = ".distributed.json"
# ours from the first start on: who may enter the shell
SHELL_USERS = "keys.properties"
SHELL_USER = "flexcoop"
# what a key in one of them may do; "manager" is Karaf's name for an operator
SHELL_GROUPS = {"viewergroup": "viewer,ssh", "operatorgroup": "viewer,manager,ssh",
                "admingroup": "admin,manager,viewer,systembundles,ssh"}


def prepare(settings):
    """Creates or refreshes the folders of an instance that is not running."""
    for folder in (settings.data, settings.run):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
    for folder in ("etc", "deploy", "data/tmp", "data/log", "instances"):
        (settings.karaf_base / folder).mkdir(parents=True, exist_ok=True)
    if not (settings.assembly / "bin" / "karaf").exists():
        raise UserError(f"There is no distribution in {settings.assembly}.", "Build it: ./flexcoop build")
    _refresh_home(settings)
    _refresh_etc(settings.home / "etc", settings.karaf_etc)
    _admit_to_shell(settings)


def _refresh_etc(source, target):
    """Copies what the distribution brings, except for files that the operator has changed."""
    record = target / PRISTINE
    try:
        distributed = json.loads(record.read_text())
    except (OSError, ValueError):
        distributed = {}
    for file in sorted(path for path in source.rglob("*") if path.is_file()):
        name = str(file.relative_to(source))
        if name == SHELL_USERS:
            continue
        ours, theirs = target / name, _digest(file)
        if ours.exists() and _digest(ours) not in (distributed.get(name), theirs):
            if distributed.get(name) != theirs:
                warn(f"{ours} was changed by hand and is kept; the new one is {file}")
        elif not ours.exists() or _digest(ours) != theirs:
            ours.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, ours)
        distributed[name] = theirs
    record.write_text(json.dumps(distributed, indent=1, sort_keys=True))


def shell_key(settings):
    """The private key with which this script enters the shell."""
    return settings.data / "shell.key"


def _admit_to_shell(settings):
    """Makes a key for this installation and gives it every right in the shell; there are no passwords."""
    users = settings.karaf_etc / SHELL_USERS
    known = users.read_text() if users.exists() else ""
    if shell_key(settings).exists() and f"{SHELL_USER}=" in known:
        return
    source = Path(__file__).resolve().parents[1] / "NewShellKey.java"
    done = subprocess.run([java(), str(source), str(shell_key(settings))], capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        raise UserError(f"No key for the shell could be made: {done.stderr.strip()}", "It needs a JDK 17: see JAVA_HOME.")
    own_groups = tuple(_group(name) for name in SHELL_GROUPS)
    others = [line for line in known.splitlines() if not line.replace(" ", "").startswith((f"{SHELL_USER}=", *own_groups))]
    lines = [*others, f"{SHELL_USER}={done.stdout.strip()},_g_:admingroup",
             *(f"{_group(name)} = group,{roles}" for name, roles in SHELL_GROUPS.items())]
    users.write_text("\n".join(lines) + "\n")
    users.chmod(0o600)


def _group(name):
    return f"_g_\\:{name}"


def java():
    """The java program that the script ``flexcoop`` found."""
    return os.path.join(os.environ["JAVA_HOME"], "bin", "java") if os.environ.get("JAVA_HOME") else "java"


def _refresh_home(settings):
    """Takes over a new build. It has other bundles: a cache of the old ones would win over them, so that goes too."""
    stamp = settings.home / "assembly.stamp"
    present = _fingerprint(settings.assembly)
    if stamp.exists() and stamp.read_text() == present:
        return
    fresh = settings.home.with_name("home.new")
    for folder in (fresh, settings.home, settings.karaf_base / "data" / "cache", settings.karaf_base / "data" / "generated-bundles"):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(settings.assembly, fresh, copy_function=_link, ignore=shutil.ignore_patterns("data", "instances", "deploy"))
    (fresh / "assembly.stamp").write_text(present)
    fresh.rename(settings.home)


def _link(source, target):
    """A hard link for what only a build writes (it writes new files), a copy for scripts, settings and across disks."""
    if source.endswith(".jar"):
        try:
            os.link(source, target)
            return
        except OSError:
            pass
    shutil.copy2(source, target)


def _fingerprint(assembly):
    digest = hashlib.sha256(str(assembly).encode())
    for file in sorted(assembly.rglob("*")):
        if file.is_file() and file.relative_to(assembly).parts[0] not in ("data", "instances", "deploy"):
            digest.update(f"{file.relative_to(assembly)} {file.stat().st_size} {file.stat().st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _digest(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()


def container_environment(settings):
    """What configuration files may name as ``${env:NAME}``."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("KARAF_", "PYTHON"))}
    environment.update(settings.environment())
    return environment


def container_unit(settings, mongod):
    """How the watchdog runs the container: Karaf's own script, which becomes the JVM (so the pid is the JVM's)."""
    script = settings.home / "bin" / "karaf"
    environment = container_environment(settings)
    environment.update({
        "KARAF_BASE": str(settings.karaf_base),
        "KARAF_DATA": str(settings.karaf_base / "data"),
        "KARAF_ETC": str(settings.karaf_etc),
        "KARAF_LOG": str(settings.karaf_log),
        # without room to work it is better started again by the watchdog
        "KARAF_OPTS": f"-Xmx{os.environ.get('FLEXCOOP_HEAP') or '768m'} -XX:+ExitOnOutOfMemoryError "
                      f"-Dkaraf.instances={settings.karaf_base / 'instances'}",
        "CHECK_ROOT_INSTANCE_RUNNING": "false",
    })
    if mongod:
        environment["FLEXCOOP_MONGOD"] = str(mongod)
    return {"name": "container", "argv": [str(script), "daemon"], "env": environment,
            "cwd": str(settings.karaf_base), "log": str(settings.karaf_log / "console.log"), "grace": 60}
