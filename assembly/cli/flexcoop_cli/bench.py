"""The verb ``bench``: runs the benchmark program of ``assembly/tools/bench`` against an instance of its own, or the running one."""

import os
import subprocess
import time
from contextlib import nullcontext

from . import build, faults, fuzz, lifecycle, mongod, scenarios, shell, small_disk, temporary, verify
from .errors import FAILED, MISSING, OK, UserError
from .instance import java
from .terminal import say

# everything that the bench stores belongs to them
ACCOUNT = "00000000-0000-4000-8000-0000000be2c4"
AGGREGATOR = "bench.flexcoop.invalid"


def bench_command(settings, options):
    chosen = scenarios.chosen(options.scenario, options.here)
    if options.here:
        return _measure(lifecycle.require_running(settings), _program(settings), options, chosen, {}, settings.data / "bench.json")
    settings.cache.mkdir(parents=True, exist_ok=True)
    program = _program(settings)
    # downloads are no part of a start time
    mongod.resolve(settings)
    names = {each.name for each in chosen}
    if names & {"peer", "vtn"}:
        verify.clients(settings)
    if "push" in names:
        # the VENs of that scenario listen on the loopback; the container, also one of a second node, inherits it
        os.environ.update(FLEXCOOP_VTN_PUSH_NETWORKS="127.0.0.0/8", FLEXCOOP_VTN_PUSH_HTTP="true")
    if "idle-tls" in names:
        os.environ.setdefault("FLEXCOOP_HEAP", "2g")
    small = small_disk.mounted() if options.incident == "disk" else nullcontext()
    with small as disk, temporary.instance(settings, vtn_http=bool(names & {"vtn", "telemetry", "large-reports", fuzz.NAME}), parent=disk) as own:
        measured = [each for each in chosen if each.name not in (fuzz.NAME, faults.NAME)]
        with faults.environment(options.incident == "clock") if faults.NAME in names else nullcontext():
            starts = _starts(own) if measured else {}
            if not measured:
                lifecycle.start(own, may_build=False)
        settings.data.mkdir(parents=True, exist_ok=True)
        code = _measure(own.as_started(), program, options, measured, starts, settings.data / "bench.json") if measured else OK
        if fuzz.NAME in names:
            code = max(code, fuzz.run(own.as_started(), options.minutes, settings.data / "fuzz"))
        if faults.NAME in names:
            code = max(code, faults.run(own.as_started(), options.rounds, options.seed, options.incident))
        return code


def _starts(settings):
    """Seconds until everything is ready: with an empty data folder, and once more with that of the first time."""
    times = {}
    for name in ("cold", "warm"):
        if name == "warm":
            lifecycle.stop_command(settings)
        began = time.monotonic()
        lifecycle.start(settings, may_build=False)
        times[f"{name} start until all is ready"] = time.monotonic() - began
    return times


def _program(settings):
    """The class path of the benchmark program, built if need be."""
    target = settings.root / "assembly" / "tools" / "bench" / "target"
    if not (settings.root / "assembly" / "tools" / "bench" / "pom.xml").exists():
        raise UserError("The benchmarks are not part of this source tree (assembly/tools/bench).", code=MISSING)
    build.build_if_needed(settings)
    jar = target / "middleware-bench.jar"
    if not jar.exists():
        build.build(settings)
    if not jar.exists():
        raise UserError(f"The benchmarks are not built: there is no {jar}.", "Build: ./flexcoop build --force", MISSING)
    return jar


def _measure(settings, jar, options, chosen, starts, figures):
    arguments = [
        "--http", settings.http_url, "--vtn", f"https://127.0.0.1:{settings.vtn_port}", "--data", settings.data,
        "--account", ACCOUNT, "--aggregator", AGGREGATOR, "--boxes", options.boxes, "--seconds", options.seconds,
        "--rows", options.rows, "--fill-seconds", options.fill_seconds, "--vens", options.vens, "--polling", options.polling,
        "--devices", options.devices, "--backlog", options.backlog, "--minutes", options.minutes, "--idle", options.idle,
        "--tls-boxes", options.tls_boxes, "--fleet", options.fleet, "--commit", _commit(settings.root), "--json", figures]
    if options.scenario:
        arguments += ["--only", ",".join(each.name for each in chosen)]
    if starts:
        arguments += ["--given", ",".join(f"{name}={seconds:.1f}" for name, seconds in starts.items())]
    if options.write_docs:
        arguments += ["--page", settings.root / "docs" / "benchmarks.md"]
    if options.restheart:
        arguments += ["--restheart", os.path.abspath(options.restheart), "--restheart-java", options.restheart_java]
    if not options.here:
        arguments += ["--temporary", "true", "--flexcoop", settings.root / "flexcoop", "--peer-python", verify.python_of_clients(settings)]
    # tokens are not among the arguments, which everybody on the machine can read
    environment = dict(os.environ, **settings.environment(),
                       FLEXCOOP_BENCH_TOKEN=shell.token(settings, "service", subject="bench"),
                       FLEXCOOP_BENCH_BOX_TOKEN=shell.token(settings, "prosumer", subject=ACCOUNT, aggregator=AGGREGATOR))
    limit = 60 * (scenarios.limit_minutes(chosen) + options.minutes) + (2 * options.fill_seconds if any(each.name == "list" for each in chosen) else 0)
    say()
    try:
        return subprocess.run([java(), "-jar", str(jar), *map(str, arguments)], env=environment, timeout=limit).returncode
    except subprocess.TimeoutExpired:
        raise UserError(f"The benchmarks did not end within {limit // 60:.0f} minutes.", "Look at: ./flexcoop logs", FAILED) from None


def _commit(root):
    done = subprocess.run(["git", "-C", str(root), "describe", "--always", "--dirty"], capture_output=True, text=True)
    return done.stdout.strip() or "unknown"
