"""Builds the distribution when a source is newer than it."""

import fcntl
import hashlib
import os
import re
import subprocess
from contextlib import contextmanager

from .errors import UserError
from .terminal import Progress, say

SOURCES = ("pom.xml", "bundles", "camel-routes", "etc", "features", "resource-defs", "assembly")
SKIPPED = {"target", "cli", "__pycache__", "docs", ".git"}
_MODULE = re.compile(r"Building (?P<name>.+?) \S+ +\[(?P<number>\d+)/(?P<total>\d+)]")


def build_command(settings, force):
    """The verb ``build``."""
    if force or is_needed(settings):
        build(settings)
    else:
        say("The distribution is newer than every source: nothing to build (--force builds all the same).")


def build_if_needed(settings):
    if is_needed(settings):
        build(settings)


def is_needed(settings):
    """Whether any source is newer than the distribution or the box."""
    results = (settings.assembly / "etc" / "startup.properties", box_marker(settings))
    if not all(path.exists() for path in results):
        return True
    built = min(path.stat().st_mtime for path in results)
    marker = _marker(settings)
    if marker.exists():
        built = max(built, marker.stat().st_mtime)
    return newest_source(settings.root) > built


def box_marker(settings):
    """The jar of the simulated box."""
    return settings.root / "assembly" / "tools" / "box" / "target" / "middleware-box.jar"


def newest_source(root):
    """Time of the latest change to any file that goes into the distribution."""
    newest = 0.0
    for name in SOURCES:
        start = root / name
        if start.is_file():
            newest = max(newest, start.stat().st_mtime)
        for folder, folders, files in os.walk(start):
            folders[:] = [f for f in folders if f not in SKIPPED]
            for file in files:
                newest = max(newest, os.stat(os.path.join(folder, file)).st_mtime)
    return newest


def build(settings):
    """Builds everything without tests; the whole output is in a log file, the user sees one line."""
    log = settings.cache / "build.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    began = newest_source(settings.root)
    command = ["./mvnw", "-B", "-ntp", "install", "-DskipTests"]
    with _one_build_at_a_time(settings), Progress("Build") as progress:
        code = run_maven(settings, command, log, lambda line: _show_module(line, progress))
        if code != 0:
            progress.failed("failed")
            raise UserError("The build failed:\n" + complaints(log), f"The whole output: {log}")
        progress.done("built")
    marker = _marker(settings)
    marker.touch()
    # a source that was edited meanwhile is to be built by the next call
    os.utime(marker, (began, began))


def run_maven(settings, command, log, on_line):
    """Runs Maven in the repository, writes its output to the log, gives each line to ``on_line``; returns its exit code."""
    with open(log, "w", encoding="utf-8") as out, subprocess.Popen(
            command, cwd=settings.root, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace") as maven:
        try:
            for line in maven.stdout:
                out.write(line)
                on_line(line)
        except BaseException:
            maven.terminate()
            raise
    return maven.returncode


def module_of(line):
    """``(name, number, total)`` of a line with which Maven begins a module, else None."""
    match = _MODULE.search(line)
    return (match["name"], int(match["number"]), int(match["total"])) if match else None


def complaints(log, limit=12):
    """The lines of a Maven log that say what went wrong."""
    errors = [line.rstrip() for line in open(log, encoding="utf-8") if line.startswith("[ERROR]") and len(line) > 9]
    return "\n".join(errors[:limit])


def _show_module(line, progress):
    module = module_of(line)
    if module:
        name, number, total = module
        progress.update(f"{number}/{total} {name}")


def _marker(settings):
    return settings.root / "assembly" / "standalone" / "target" / "built-by-flexcoop"


@contextmanager
def _one_build_at_a_time(settings):
    name = hashlib.sha256(str(settings.root).encode()).hexdigest()[:12]
    with open(settings.cache / f"build-{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
