"""Simulated boxes: the Java program of ``assembly/tools/box``, run for the demo and for ``replay``."""

import json
import os
import subprocess
import uuid
from dataclasses import dataclass
from pathlib import Path

from . import build, shell
from .errors import UserError
from .instance import java

COOPERATIVE = "demo.flexcoop.coop"
_NAMESPACE = uuid.UUID("6f1d3c1e-52a4-4b7e-9d3c-0f3f6c1b7a10")


@dataclass(frozen=True)
class BoxPlan:
    """A box that is wanted: who owns it, what it is called, what it sends and where its folder is."""

    name: str
    account: str
    aggregator: str
    house: str
    data: Path
    folder: Path

    def state(self):
        """What the box has written about itself; an empty document before it ran."""
        try:
            return json.loads((self.folder / "state.json").read_text())
        except (OSError, ValueError):
            return {}


def account_of(name):
    """An account that is always the same for the same name."""
    return str(uuid.uuid5(_NAMESPACE, name))


def enrol(settings, plan):
    """Gets the box its client certificate, with a token of its owner. What is enrolled stays enrolled."""
    token = shell.token(settings, "prosumer", subject=plan.account, account=plan.account, aggregator=plan.aggregator, hours=1)
    plan.folder.mkdir(parents=True, exist_ok=True)
    secret = plan.folder / "token"
    with open(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(token)
    try:
        return _program(settings, "enrol", "--folder", str(plan.folder), "--name", plan.name, "--account", plan.account,
                        "--aggregator", plan.aggregator, "--house", plan.house, "--data", str(plan.data),
                        "--vtn", f"https://127.0.0.1:{settings.vtn_port}", "--est", settings.http_url,
                        "--token-file", str(secret))
    finally:
        secret.unlink()


def _program(settings, *arguments):
    done = subprocess.run([*command(settings), *arguments], capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        raise UserError(f"Box {arguments[0]} failed: {(done.stderr or done.stdout).strip()}",
                        "Look at: ./flexcoop status, ./flexcoop logs")
    return done.stdout.strip()


def command(settings):
    """How the program is run."""
    return [java(), "-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", str(build.box_marker(settings))]


def unit(settings, folder):
    """How the watchdog runs all boxes below a folder."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("KARAF_", "PYTHON"))}
    return {"name": "boxes", "argv": [*command(settings), "run", "--folder", str(folder)], "env": environment,
            "cwd": str(folder), "log": str(folder.parent / "boxes.log"), "grace": 5}


def is_done(state):
    """Whether everything that the box has to send is acknowledged."""
    return 0 < state.get("total", 0) <= state.get("acknowledged", 0)
