"""An instance of a test or benchmark: on free ports, with a data folder that is removed afterwards."""

import shutil
import socket
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from . import lifecycle


@contextmanager
def instance(settings, vtn_http=False, parent=None):
    """Settings of an instance on free ports with a temporary data folder; what runs there at the end is stopped."""
    folder = Path(tempfile.mkdtemp(prefix="flexcoop-bench-", dir=parent))
    own = replace(settings, data=folder, vtn_http=vtn_http, dev_issuer=True, **free_ports())
    try:
        yield own
    finally:
        lifecycle.stop_command(own)
        # what could not be ended keeps its folder, so that one can look
        if not lifecycle.leftovers(own):
            shutil.rmtree(folder, ignore_errors=True)


def free_ports():
    """Four ports that nobody listens on now."""
    probes = [socket.socket() for _ in range(4)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        numbers = [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()
    return dict(zip(("http_port", "https_port", "vtn_port", "shell_port"), numbers))
