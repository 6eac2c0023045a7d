"""The verbs ``start``, ``stop`` and ``status``."""

import json
import os
import time

from . import build, checks, instance, watchdog, mongod, processes, readiness, rest
from .errors import FAILED, NOT_RUNNING, OK, UserError
from .processes import PidFile
from .terminal import Progress, heading, paint, say, warn

# a server that is started again meanwhile shows up as starting
FAILED_TIMEOUT = 10
START_TIMEOUT = int(os.environ.get("FLEXCOOP_START_TIMEOUT") or 240)


def container_pid(settings):
    return PidFile(settings.run / "container.pid").pid()


def is_running(settings):
    return container_pid(settings) is not None or PidFile(settings.run / "watchdog.pid").pid() is not None


def require_running(settings):
    """The settings with which the instance runs; an error if it does not."""
    if not is_running(settings):
        raise UserError(f"The middleware is not running (data folder {settings.data}).", "Start it: ./flexcoop start", NOT_RUNNING)
    return settings.as_started()


def start(settings, may_build=True):
    """Starts the instance unless it runs, and waits until it is ready. Returns the settings with which it runs."""
    if is_running(settings):
        running = settings.as_started()
        watchdog.ensure(running)
        say(f"The middleware is already running (data folder {settings.data}).")
        wait_until_ready(running)
        return running
    checks.platform_is_linux()
    checks.can_be_written(settings.data, "FLEXCOOP_DATA")
    checks.can_be_written(settings.cache, "FLEXCOOP_CACHE")
    if may_build:
        build.build_if_needed(settings)
    program = mongod.resolve(settings)
    checks.before_start(settings)
    instance.prepare(settings)
    _forget_last_run(settings)
    settings.save()
    watchdog.put_unit(settings.run, instance.container_unit(settings, program))
    watchdog.ensure(settings)
    wait_until_ready(settings)
    return settings


def start_command(settings, may_build=True):
    settings = start(settings, may_build)
    show_addresses(settings)
    return OK


def show_addresses(settings):
    say()
    heading("The FLEXCoop Middleware is ready")
    for name, address in addresses(settings):
        say(f"  {name:<10} {address}")
    say(f"  {'data':<10} {settings.data}")
    say(f"  {'stop':<10} ./flexcoop stop")


def addresses(settings):
    lines = [
        ("REST", f"{settings.http_url}/1/  (token: ./flexcoop token --role service)"),
        ("health", f"{settings.http_url}/health"),
        ("metrics", f"{settings.http_url}/metrics"),
        ("HTTPS", f"https://127.0.0.1:{settings.https_port}/1/"),
        ("VTN", f"https://127.0.0.1:{settings.vtn_port}/OpenADR2/Simple/2.0b  (client certificate)"),
        ("shell", f"./flexcoop shell  (SSH on port {settings.shell_port})"),
    ]
    if settings.vtn_http:
        lines.insert(5, ("VTN, plain", f"{settings.http_url}/OpenADR2/Simple/2.0b  (development only)"))
    return lines


def wait_until_ready(settings):
    """Shows one line per server and one for the middleware until all are ready, or says why they are not."""
    deadline = time.monotonic() + START_TIMEOUT
    lines, failed_since = {}, {}
    while True:
        states = look(settings)
        for state in states:
            _show(state, lines)
        if readiness.is_ready(states) and states[-1].name == "middleware":
            return
        _fail_if_permanent(settings, states, failed_since)
        if time.monotonic() > deadline:
            raise UserError(f"Not ready after {START_TIMEOUT} s: " + "; ".join(f"{s.name}: {s.text}" for s in states
                                                                        if s.state != readiness.READY)
                            + _disk(settings) + excerpt(settings),
                            "It goes on trying: ./flexcoop status shows it, ./flexcoop logs -f follows it.")
        time.sleep(0.3)


def look(settings):
    """What the servers and the middleware say about themselves now; the middleware is last."""
    document = _servers_document(settings)
    found = readiness.without_dead(readiness.servers(document), _server_pids(document),
                                   lambda pid: processes.start_ticks(pid) is not None, container_pid(settings) is not None)
    try:
        answer = rest.ask(f"{settings.http_url}/health", timeout=5)
        return [*found, readiness.middleware(answer.status, answer.document)]
    except OSError:
        return [*found, readiness.middleware(None, None)]


def _show(state, lines):
    progress, last = lines.get(state.name, (None, None))
    if last == readiness.READY:
        return
    if progress is None:
        progress = Progress(state.name)
    if state.state == readiness.READY:
        progress.done(state.text)
    else:
        progress.update(state.text)
    lines[state.name] = (progress, state.state)


def _fail_if_permanent(settings, states, failed_since):
    """Ends the waiting when the container gave up, cannot boot, or a server is still failed after several tries."""
    gave_up = settings.run / "container.failed"
    if gave_up.exists():
        raise UserError("The container does not stay up: " + gave_up.read_text().strip() + excerpt(settings),
                        f"Logs: {settings.karaf_log}")
    if PidFile(settings.run / "watchdog.pid").pid() is None:
        watchdog.ensure(settings)
    for state in states:
        if state.state != readiness.FAILED:
            failed_since.pop(state.name, None)
        elif time.monotonic() - failed_since.setdefault(state.name, time.monotonic()) > FAILED_TIMEOUT:
            raise UserError(f"{state.name} does not come up: {state.text}" + _disk(settings) + server_excerpt(settings, state.name),
                            f"It is tried again and again until ./flexcoop stop. Logs: ./flexcoop logs {state.name}")
    blocked = boot_error(settings)
    if blocked:
        raise UserError("The container cannot install its features:\n  " + blocked, f"Logs: {settings.karaf_log}")


def boot_error(settings):
    """Why Karaf cannot install its boot features, if it says so in the log of this run."""
    lines = _tail(settings.karaf_log / "karaf.log", 400)
    for index, line in enumerate(lines):
        # the reason is the next line, which may not be written yet
        if "Error installing boot features" in line and index + 2 < len(lines):
            return readiness.unresolved(" ".join(lines[index:index + 2])) or line.strip()[:600]
    return None


def excerpt(settings, limit=8):
    """The last lines of the logs that tell of errors, as an attachment to a message."""
    lines = [line for line in _tail(settings.karaf_log / "karaf.log", 400) if "| ERROR |" in line or '"level":"ERROR"' in line]
    lines = lines or [line for line in _tail(settings.karaf_log / "console.log", limit) if line.strip()]
    return "".join("\n  " + line.rstrip()[:300] for line in lines[-limit:])


def server_excerpt(settings, server, limit=6):
    """The last lines that a server wrote, as an attachment to a message."""
    return "".join("\n  " + line.rstrip()[:300] for line in _tail(settings.data / "logs" / f"{server}.log", limit))


def _tail(path, count):
    try:
        with open(path, "rb") as log:
            log.seek(0, os.SEEK_END)
            log.seek(max(0, log.tell() - 200_000))
            return log.read().decode(errors="replace").splitlines()[-count:]
    except OSError:
        return []


def _forget_last_run(settings):
    for name in ("servers.json", "container.failed", "boxes.failed"):
        (settings.run / name).unlink(missing_ok=True)
    for unit in (settings.run / "units").glob("*.json"):
        unit.unlink()
    for name in ("karaf.log", "console.log"):
        log = settings.karaf_log / name
        if log.exists():
            log.replace(log.with_suffix(".log.last"))


def stop_command(settings):
    """Ends what this data folder runs, in reverse order, and checks that nothing is left."""
    if not is_running(settings):
        for pid, command in leftovers(settings).items():
            warn(f"Still running from an earlier time: {command[:120]} (pid {pid})")
        say(f"The middleware is not running (data folder {settings.data}).")
        return OK
    with Progress("stopping") as progress:
        progress.update("waiting for the processes to end")
        watchdog_pid = PidFile(settings.run / "watchdog.pid").pid()
        if watchdog_pid is not None:
            processes.end(watchdog_pid, 90)
        for name in ("boxes", "container"):
            pid = PidFile(settings.run / f"{name}.pid").pid()
            if pid is not None:
                processes.end(pid, 60)
            PidFile(settings.run / f"{name}.pid").remove()
            watchdog.remove_unit(settings.run, name)
        remaining = _wait_for_children(settings)
        if remaining:
            progress.failed("something is left")
            raise UserError("These processes did not end: " + ", ".join(f"{pid} {command[:80]}" for pid, command in remaining.items()),
                            "End them by kill, and please report this.")
        progress.done("stopped")
    return OK


def restart_command(settings, may_build=True):
    """Builds first, so that what does not compile leaves the running instance alone and the pause is short."""
    settings = settings.as_started()
    if may_build:
        build.build_if_needed(settings)
    if is_running(settings):
        stop_command(settings)
    return start_command(settings, may_build=False)


def leftovers(settings):
    """Processes that work in the data folder: servers and containers, but not this command or an editor."""
    return {pid: command for pid, command in processes.mentioning(settings.data).items()
            if "flexcoop_cli" not in command and ("java" in command or "mongod" in command)}


def _wait_for_children(settings):
    """The servers end with the container that started them; the last of them a moment later."""
    deadline = time.monotonic() + 20
    while leftovers(settings) and time.monotonic() < deadline:
        time.sleep(0.2)
    return leftovers(settings)


def _unwell(settings):
    """The health checks that fail; none while nothing answers."""
    try:
        answer = rest.ask(f"{settings.http_url}/health", timeout=5)
    except OSError:
        return []
    return [check for check in readiness.checks(answer.document) if check.state != readiness.READY]


def status_command(settings):
    if not is_running(settings):
        say(f"The middleware is not running (data folder {settings.data}).")
        return NOT_RUNNING
    settings = settings.as_started()
    states = look(settings)
    say(f"{'WHAT':<12} {'STATE':<10} {'PID':>7} {'MB':>6}  DETAIL")
    for name in ("watchdog", "container", "boxes"):
        pid = PidFile(settings.run / f"{name}.pid").pid()
        if pid is not None:
            say(_row(name, readiness.READY, pid, ""))
        elif name != "boxes":
            say(_row(name, "gone", None, _failure(settings, name)))
    pids = _server_pids(_servers_document(settings))
    for state in states:
        pid = pids.get(state.name) if state.state == readiness.READY else None
        say(_row(state.name, state.state, pid, state.text))
    full = checks.disk_complaint(settings.data, checks.needed_bytes())
    if full:
        say(_row("disk", readiness.FAILED, None, full))
    unwell = _unwell(settings)
    for check in unwell:
        say(_row(check.name, check.state, None, check.text))
    for name, address in addresses(settings):
        say(f"  {name:<10} {address}")
    return OK if readiness.is_ready(states) and not full and not unwell else FAILED


def _row(name, state, pid, text):
    colour = {"ready": "green", "failed": "red", "gone": "red"}.get(state, "yellow")
    memory = f"{processes.resident_megabytes(pid):.0f}" if pid else ""
    return f"{name:<12} {paint(f'{state:<10}', colour)} {pid or '':>7} {memory:>6}  {text}".rstrip()


def _servers_document(settings):
    """What the container wrote last about its servers, None if there is nothing one can read."""
    try:
        return json.loads((settings.run / "servers.json").read_text())
    except (OSError, ValueError):
        return None


def _server_pids(document):
    entries = document.get("servers") if isinstance(document, dict) else None
    return {entry.get("server"): entry.get("pid") for entry in entries or [] if isinstance(entry, dict)}


def server_pid(settings, server):
    """The process of a server that the container runs, if it says that there is one."""
    return _server_pids(_servers_document(settings)).get(server)


def _disk(settings):
    """An addition to a message about a server that does not run, when the disk may be the cause."""
    complaint = checks.disk_complaint(settings.data, checks.BROKER_BYTES)
    return f"\n  {complaint} Below that the AMQP broker does not run." if complaint else ""


def _failure(settings, name):
    try:
        return (settings.run / f"{name}.failed").read_text().strip()
    except OSError:
        return "not running; ./flexcoop start starts it again" if name == "watchdog" else "will be started again by the watchdog"
