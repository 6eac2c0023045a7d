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

from . import rest, shell
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
ACCOUNT, AGGREGATOR = "00000000-0000-4000-8000-00000000f022", "fuzz.flexcoop.invalid"
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
    listeners = _listeners(settings, findings)
    tokens = [shell.token(settings, "service", subject="fuzz"), shell.token(settings, "admin", subject="fuzz"),
              shell.token(settings, "aggregator", aggregator=AGGREGATOR), shell.token(settings, "prosumer", subject=ACCOUNT, aggregator=AGGREGATOR)]
    watch, pid = Watch(findings), container_pid(settings)
    threads = [threading.Thread(target=_shoot, args=(Requests(corpus(folder / "corpus"), tokens, random.Random(seed + i)), listeners, watch), daemon=True)
               for i in range(THREADS)]
    targets = 6
    code = subprocess.Popen([java(), "-jar", str(program), str(folder / "corpus"), str(max(5, int(minutes * 60 / targets)))],
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        heap = _observe(watch, threads, pid, minutes)
        out, _ = code.communicate(timeout=minutes * 60 + 300 * targets)
    finally:
        watch.stop()
        code.terminate()  # so that it ends its own process, too
        code.wait(HANG_SECONDS)
    say(out.rstrip())
    say("  answers      " + ", ".join(f"{status}: {count}" for status, count in sorted(watch.statuses.items(), key=str)))
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


class Watch:
    """Counts answers and keeps what must not be; for several threads."""

    def __init__(self, folder):
        self._folder, self._lock, self._stopped = folder, threading.Lock(), threading.Event()
        self.statuses, self.findings = Counter(), []

    def stopped(self):
        return self._stopped.is_set()

    def stop(self):
        self._stopped.set()

    def answered(self, status, shot, answer):
        with self._lock:
            self.statuses[status] += 1
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


def _observe(watch, threads, pid, minutes):
    """Lets the threads work; returns the used heap in MB after the warm-up and at the end."""
    began = time.monotonic()
    for thread in threads:
        thread.start()
    first = None
    with Progress("fuzz") as progress:
        while not watch.stopped() and time.monotonic() - began < minutes * 60:
            time.sleep(1)
            if first is None and time.monotonic() - began > minutes * 60 * WARM_UP:
                first = used_heap(pid)
            progress.update(f"{sum(watch.statuses.values())} requests, {len(watch.findings)} findings")
        watch.stop()
        for thread in threads:
            thread.join(2 * HANG_SECONDS)
        progress.done(f"{sum(watch.statuses.values())} requests in {(time.monotonic() - began) / 60:.1f} min")
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


def _listeners(settings, folder):
    """How bytes get to each listener: ``data -> (status, answer)``."""
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    ven = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    ven.check_hostname, ven.verify_mode = False, ssl.CERT_NONE
    key, certificate = _certificate(settings, folder)
    ven.load_cert_chain(certificate, key)
    return {"http": lambda data: exchange(settings.http_port, None, data),
            "https": lambda data: exchange(settings.https_port, trusting, data),
            "vtn": lambda data: exchange(settings.vtn_port, ven, data)}


def _certificate(settings, folder):
    """Enrols a VEN with openssl."""
    key, request, certificate = folder / "ven.key", folder / "ven.csr", folder / "ven.pem"
    _openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key)
    _openssl("req", "-new", "-key", key, "-subj", f"/CN={ACCOUNT}/O={AGGREGATOR}", "-outform", "DER", "-out", request)
    token = shell.token(settings, "prosumer", subject=ACCOUNT, aggregator=AGGREGATOR)
    encoded = subprocess.run(["openssl", "base64", "-in", str(request)], capture_output=True, check=True).stdout
    data = (b"POST /.well-known/est/simpleenroll HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/pkcs10\r\n"
            b"Authorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s" % (token.encode(), len(encoded), encoded))
    status, answer = exchange(settings.http_port, None, data)
    if status != 200:
        raise UserError(f"The VEN of the fuzzer was not enrolled: {status}")
    body = answer.split(b"\r\n\r\n", 1)[1]
    der = subprocess.run(["openssl", "base64", "-d"], input=_unchunked(answer, body), capture_output=True, check=True).stdout
    pem = subprocess.run(["openssl", "pkcs7", "-inform", "DER", "-print_certs"], input=der, capture_output=True, check=True).stdout
    certificate.write_bytes(pem)
    return key, certificate


def _unchunked(answer, body):
    if b"transfer-encoding: chunked" not in answer.split(b"\r\n\r\n", 1)[0].lower():
        return body
    whole = b""
    while body:
        size, body = body.split(b"\r\n", 1)
        length = int(size, 16)
        whole, body = whole + body[:length], body[length + 2:]
        if length == 0:
            break
    return whole


def _openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


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
