"""Tells from what the container shows (``run/servers.json`` and ``/health``) how far it has come.

Pure functions: bytes and documents in, states out; ``lifecycle`` does the asking.
"""

import re
from collections import Counter
from dataclasses import dataclass

STARTING, READY, FAILED = "starting", "ready", "failed"
MOST_NAMED = 3
CONFIGURATION = "configuration"


@dataclass(frozen=True)
class State:
    """How one server, or the middleware itself, is doing."""

    name: str
    state: str
    text: str


def servers(document):
    """The states in ``servers.json``; empty if there is nothing one can read."""
    if not isinstance(document, dict):
        return []
    entries = document.get("servers")
    if not isinstance(entries, list):
        return []
    return [_state(entry) for entry in entries if isinstance(entry, dict) and entry.get("server")]


def without_dead(states, pids, is_alive, container_runs):
    """The states with the truth about processes that have ended since they were written down.

    ``servers.json`` is the container's: a container that was killed cannot take back what it wrote, and its servers end with it.
    """
    checked = []
    for state in states:
        pid = pids.get(state.name)
        if not container_runs:
            state = State(state.name, STARTING, "not running: it ended with the container, which starts it again")
        elif state.state == READY and pid is not None and not is_alive(pid):
            state = State(state.name, STARTING, f"its process (pid {pid}) has ended; the container starts it again")
        checked.append(state)
    return checked


def _state(entry):
    raw = str(entry.get("state", "")).lower()
    state = {"ready": READY, "failed": FAILED}.get(raw, STARTING)
    text = str(entry.get("detail") or (f"ready at {entry.get('address')}" if state == READY else raw))
    return State(str(entry["server"]), state, text)


def middleware(status, document):
    """The state that an answer of ``/health`` means; ``status`` None stands for no answer."""
    if status is None:
        return State("middleware", STARTING, "booting")
    if status == 200 and document:
        return State("middleware", READY, "ready")
    if status == 404 or not document:  # the web server's own answer
        return State("middleware", STARTING, "web server is up, health is not there yet")
    unwell = [check for check in checks(document) if check.state != READY]
    if unwell and all(check.name == CONFIGURATION for check in unwell):
        # it serves with what the files said before, and waiting corrects none
        return State("middleware", READY, f"ready; {unwell[0].text}")
    return State("middleware", STARTING, complaint(document) or f"health answers {status}")


def complaint(document):
    """The first sentence of a health document that says what is not well."""
    for check in checks(document):
        if check.state != READY:
            return f"{check.name}: {_shortly(check.text)}"
    return ""


def _shortly(text):
    """While a container starts, a hundred components wait for each other; who does is in /health."""
    waiting = Counter(re.findall(r"\w+ waits for (\w+)\.", text))
    if sum(waiting.values()) <= MOST_NAMED:
        return text
    most = ", ".join(f"{name} ({count})" for name, count in waiting.most_common(MOST_NAMED))
    return f"{sum(waiting.values())} components wait, most of them for {most}"


def checks(document):
    """All health checks of a health document."""
    if not isinstance(document, dict):
        return []
    found = []
    for entry in document.get("checks") or document.get("results") or []:
        status = str(entry.get("status", "")).upper()
        messages = entry.get("messages") or entry.get("message") or ""
        if isinstance(messages, list):
            messages = "; ".join(m.get("message", "") if isinstance(m, dict) else str(m) for m in messages)
        found.append(State(str(entry.get("name", "?")), READY if status in ("OK", "UP", "WARN") else FAILED, str(messages)))
    return found


def is_ready(states):
    return bool(states) and all(state.state == READY for state in states)


def unresolved(reason):
    """The innermost cause in Karaf's chain of causes: which bundle or feature misses what."""
    _, found, last = reason.rpartition("Unable to resolve ")
    if not found:
        return ""
    who, _, what = last.partition(": missing requirement ")
    package = re.search(r"osgi\.wiring\.package=([\w.]+)", what) or re.search(r"osgi\.identity=([\w.-]+)", what)
    missing = package[1] if package else what.strip()
    return f"{who} misses {missing}"
