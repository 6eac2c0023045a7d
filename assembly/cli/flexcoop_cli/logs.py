"""The verb ``logs``."""

import time

from .errors import OK, UserError
from .terminal import say

LINES = 50


def logs_command(settings, server, follow):
    """Prints the end of a log, and what is added to it until interrupted."""
    files = log_files(settings)
    name = server or "middleware"
    if name not in files:
        raise UserError(f"There is no log '{name}'.", "There are: " + ", ".join(sorted(files)))
    path = files[name]
    with open(path, encoding="utf-8", errors="replace") as log:
        lines = log.readlines()
        for line in lines[-LINES:]:
            say(line.rstrip("\n"))
        while follow:
            line = log.readline()
            if line:
                say(line.rstrip("\n"))
            elif path.exists() and path.stat().st_size < log.tell():
                log.seek(0)
            else:
                time.sleep(0.2)
    return OK


def log_files(settings):
    """Name -> file of every log that this instance has written."""
    candidates = {
        "middleware": settings.karaf_log / "karaf.log",
        "console": settings.karaf_log / "console.log",
        "watchdog": settings.run / "watchdog.log",
        "boxes": settings.data / "demo" / "boxes.log",
    }
    for path in sorted((settings.data / "logs").glob("*.log")):
        candidates[path.stem] = path
    return {name: path for name, path in candidates.items() if path.is_file()}
