"""The scenario ``fuzz`` of the verb ``bench``: mutations of a corpus go to every listener of an instance, while Jazzer fuzzes the code
that reads them. An answer 5xx, none within ten seconds, a dead container, or a growing heap makes it fail."""

import random
import re
import socket
import ssl
import subprocess
import threading
import time
from collections import Counter

from . import fuzzed, rest, shell
from .errors import FAILED, MISSING, OK, UserError
from .instance import java
from .lifecycle import container_pid
from .requests import Requests, corpus
from .terminal import Progress, paint, say

NAME = "fuzz"
HANG_SECONDS = 10
THREADS = 3
# what may remain: the second measurement is after a full collection, as the first
HEAP_GROWTH = 1.25
HEAP_SLACK_MB = 48
WARM_UP = 0.15
MOST_FINDINGS = 20
# RFC 9110, 15.6.6: the right answer to a first line that names no version of HTTP/1
BAD_VERSION = 505
# the fuzzer may cancel the registration of its VEN, which is then made anew
REFRESH_SECONDS = 5
ACCEPTED, REFUSED, NO_ACCESS, UNREAD = "accepted", "refused", "no access", "unread"
OUTCOMES = (ACCEPTED, REFUSED, NO_ACCESS, UNREAD, "closed", "hang")
# above this part a run says little, from so many requests on
MOST_UNREAD, ENOUGH = 0.01, 500
# changes anywhere in tokens and heads are mostly refused, which is what they try
RARELY_ACCEPTED = ("token", "head")
_USED = re.compile(r"(\d+)K used|used (\d+)K")


def run(settings, minutes, findings):
    """Fuzzes the running instance; returns the exit code. Inputs of findings are kept in the folder ``findings``."""
    folder = settings.root / "assembly" / "tools" / "fuzz"
    program = folder / "target" / "middleware-fuzz.jar"
    if not program.exists():
        raise UserError("The fuzzer is not built.", "Build: ./flexcoop build --force", MISSING)
    findings.mkdir(parents=True, exist_ok=True)
    seed = random.SystemRandom().getrandbits(32)
    say(f"  seed {seed}, {minutes:g} min, findings in {findings}")
    tokens = [shell.token(settings, "service", subject="fuzz"), shell.token(settings, "admin", subject="fuzz"),
              shell.token(settings, "aggregator", aggregator=fuzzed.AGGREGATOR),
              shell.token(settings, "prosumer", subject=fuzzed.ACCOUNT, aggregator=fuzzed.AGGREGATOR)]
    fuzzed.publish(settings, tokens[0])
    inputs = corpus(folder / "corpus")
    listeners = _listeners(settings, findings, inputs)
    names = fuzzed.Names(settings, inputs, tokens[0], listeners["vtn"])
    names.refresh()
    watch, pid = Watch(findings), container_pid(settings)
    threads = [threading.Thread(target=_shoot, args=(Requests(inputs, tokens, random.Random(seed + i), names.now), listeners, watch), daemon=True)
               for i in range(THREADS)]
    seconds = max(5, int(minutes * 60 / len(_targets(folder))))
    code = subprocess.Popen([java(), "-jar", str(program), str(folder / "corpus"), str(seconds)],
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        heap = _observe(watch, threads, pid, minutes, names.refresh)
        out, _ = code.communicate(timeout=minutes * 60 + 300 * len(_targets(folder)))
    finally:
        watch.stop()
        code.terminate()  # so that it ends its own process, too
        code.wait(HANG_SECONDS)
    say(out.rstrip())
    for line in watch.table():
        say(line)
    watch.require_depth()
    say(f"  heap         {heap[0]:.0f} MB after the warm-up, {heap[1]:.0f} MB at the end, both after a collection")
    if heap[1] > heap[0] * HEAP_GROWTH and heap[1] - heap[0] > HEAP_SLACK_MB:
        watch.found("the heap grew", b"")
    if container_pid(settings) != pid:
        watch.found("the container has ended and was started again", b"")
    health = rest.ask(f"{settings.http_url}/health/live", timeout=HANG_SECONDS)
    if health.status != 200:
        watch.found(f"/health/live is {health.status}", b"")
    for text in watch.findings:
        say(paint(f"  FINDING      {text}", "red"))
    clean = not watch.findings and code.returncode == 0
    say(paint("  no finding", "green") if clean else paint("  FAILED", "red"))
    return OK if clean else FAILED


def _targets(folder):
    """Constants of the program's list of targets, which share the time."""
    source = (folder / "src" / "main" / "java" / "eu" / "flexcoop" / "middleware" / "fuzz" / "Target.java").read_text()
    return re.findall(r"^    ([A-Z]+)\(\w+\.class", source, re.MULTILINE)


class Watch:
    """Counts answers and keeps what must not be; for several threads."""

    def __init__(self, folder):
        self._folder, self._lock, self._stopped = folder, threading.Lock(), threading.Event()
        self.outcomes, self.findings = Counter(), []

    @property
    def sent(self):
        return sum(self.outcomes.values())

    def stopped(self):
        return self._stopped.is_set()

    def stop(self):
        self._stopped.set()

    def answered(self, status, shot, answer):
        with self._lock:
            self.outcomes[shot.kind, outcome(status, answer)] += 1
        if isinstance(status, int) and status >= 500 and status != BAD_VERSION:
            self.found(f"{shot.listener} answered {status}: {answer[-200:]!r}", shot.data)
        elif status == "hang":
            self.found(f"{shot.listener} did not answer within {HANG_SECONDS} s", shot.data)

    def found(self, text, data):
        with self._lock:
            self.findings.append(text)
            (self._folder / f"finding-{len(self.findings)}.txt").write_bytes(text.encode() + b"\n\n" + data)
            if len(self.findings) >= MOST_FINDINGS:
                self.stop()

    def table(self):
        """Per kind of request how far it came."""
        yield "  " + "".join(f"{title:>12}" for title in ("", *OUTCOMES))
        for kind in sorted({kind for kind, _ in self.outcomes}):
            yield f"  {kind:<12}" + "".join(f"{self.outcomes[kind, each]:>12}" for each in OUTCOMES)

    def require_depth(self):
        """A run in which a kind of request was refused before it was read, or never accepted, has tested little."""
        for kind in sorted({kind for kind, _ in self.outcomes}):
            sent = sum(self.outcomes[kind, each] for each in OUTCOMES)
            if self.outcomes[kind, UNREAD] > sent * MOST_UNREAD:
                self.found(f"{self.outcomes[kind, UNREAD]} of {sent} requests of the kind {kind} were refused by a limit and not read", b"")
            if kind not in RARELY_ACCEPTED and sent >= ENOUGH and self.outcomes[kind, ACCEPTED] == 0:
                self.found(f"none of {sent} requests of the kind {kind} was accepted: only refusals were tested", b"")


def outcome(status, answer):
    """How far a request came."""
    code = re.search(rb"responseCode>(\d+)<", answer)
    if status in (429, 503):
        return UNREAD
    if status in (401, 403) or code and code[1] in (b"451", b"452", b"463"):
        return NO_ACCESS
    if isinstance(status, int) and status < 300:
        return REFUSED if code and code[1] != b"200" else ACCEPTED
    return REFUSED if isinstance(status, int) else str(status)


def _observe(watch, threads, pid, minutes, refresh):
    """Lets the threads work; returns the used heap in MB after the warm-up and at the end."""
    began = last_refresh = time.monotonic()
    for thread in threads:
        thread.start()
    first = None
    with Progress("fuzz") as progress:
        while not watch.stopped() and time.monotonic() - began < minutes * 60:
            time.sleep(1)
            if time.monotonic() - last_refresh > REFRESH_SECONDS:
                refresh()
                last_refresh = time.monotonic()
            if first is None and time.monotonic() - began > minutes * 60 * WARM_UP:
                first = used_heap(pid)
            progress.update(f"{watch.sent} requests, {len(watch.findings)} findings")
        watch.stop()
        for thread in threads:
            thread.join(2 * HANG_SECONDS)
        progress.done(f"{watch.sent} requests in {(time.monotonic() - began) / 60:.1f} min")
    last = used_heap(pid)
    return (first if first is not None else last), last


def used_heap(pid):
    """MB after a full collection."""
    _jcmd(pid, "GC.run")
    used = _USED.findall(_jcmd(pid, "GC.heap_info").split("Metaspace")[0])
    return sum(int(a or b) for a, b in used) / 1024


def _jcmd(pid, command):
    program = java().removesuffix("java") + "jcmd"
    return subprocess.run([program, str(pid), command], capture_output=True, text=True, timeout=60, check=True).stdout


def _shoot(requests, listeners, watch):
    while not watch.stopped():
        shot = requests.next()
        status, answer = listeners[shot.listener](shot.data)
        watch.answered(status, shot, answer)


def _listeners(settings, folder, inputs):
    """How bytes get to each listener: ``data -> (status, answer)``. Adds the inputs that only a running instance can make."""
    def plain(data):
        return exchange(settings.http_port, None, data)

    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    ven = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    ven.check_hostname, ven.verify_mode = False, ssl.CERT_NONE
    key, certificate = fuzzed.certificate(settings, folder, plain)
    ven.load_cert_chain(certificate, key)
    inputs["ocsp"] = fuzzed.ocsp_requests(folder, certificate, plain)
    return {"http": plain,
            "https": lambda data: exchange(settings.https_port, trusting, data),
            "vtn": lambda data: exchange(settings.vtn_port, ven, data)}


def exchange(port, tls, data):
    """Sends bytes on a new connection and reads until the server closes: the status and what was read.

    The status is a number, ``closed`` where the server closed without an answer, as it may do with what is not HTTP, or ``hang``.
    """
    answer = b""
    deadline = time.monotonic() + HANG_SECONDS
    try:
        with socket.create_connection(("127.0.0.1", port), HANG_SECONDS) as plain:
            connection = tls.wrap_socket(plain) if tls else plain
            with connection:
                try:
                    connection.sendall(data)
                    if not tls:
                        # a changed head may announce more than comes
                        connection.shutdown(socket.SHUT_WR)
                except OSError:
                    pass  # refused before it was read; the answer says why
                while len(answer) < 1 << 20 and time.monotonic() < deadline:
                    part = connection.recv(1 << 16)
                    if not part:
                        break
                    answer += part
    except TimeoutError:
        return ("hang" if not answer else status_of(answer)), answer
    except OSError:
        pass
    return status_of(answer), answer


def status_of(answer):
    match = re.match(rb"HTTP/1\.[01] (\d{3})", answer)
    return int(match[1]) if match else "closed"
