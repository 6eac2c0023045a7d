"""What an instance needs for requests of the fuzzer to be more than refused: a VEN that is enrolled and registered, a resource with a field of each type."""

import re
import shutil
import subprocess
import time
from datetime import datetime, timedelta, timezone

from . import rest, shell
from .errors import UserError
from .requests import OPENADR, OWN, request

ACCOUNT, AGGREGATOR = "00000000-0000-4000-8000-00000000f022", "fuzz.flexcoop.invalid"
PUBLISHED_SECONDS = 60
ATTEMPTS = 5
# what the patches of the corpus fit
ITEM = {"name": "item", "count": 1, "tags": ["a", "b"], "box": {"width": 1.5, "parts": [{"id": 1}]}, "free": {"k": "v"}}


def certificate(settings, folder, exchange):
    """Enrols a VEN with openssl; ``exchange`` sends bytes to the plain listener. Returns the files of its key and its certificate."""
    key, csr, pem = folder / "ven.key", folder / "ven.csr", folder / "ven.pem"
    _openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key)
    _openssl("req", "-new", "-key", key, "-subj", f"/CN={ACCOUNT}/O={AGGREGATOR}", "-outform", "DER", "-out", csr)
    token = shell.token(settings, "prosumer", subject=ACCOUNT, aggregator=AGGREGATOR)
    body = _openssl("base64", "-in", csr)
    status, answer = exchange(request("POST", "/.well-known/est/simpleenroll",
                                      {"Content-Type": "application/pkcs10", "Authorization": f"Bearer {token}"}, body))
    if status != 200:
        raise UserError(f"The VEN of the fuzzer was not enrolled: {status}")
    pem.write_bytes(_certificates(answer))
    return key, pem


def ocsp_requests(folder, pem, exchange):
    """OCSP requests about the certificate, without and with a nonce."""
    status, answer = exchange(request("GET", "/.well-known/est/cacerts", {}))
    if status != 200:
        raise UserError(f"The authority's certificate is not there: {status}")
    authority, der = folder / "ca.pem", folder / "ocsp.der"
    authority.write_bytes(_certificates(answer))
    found = []
    for nonce in ("-no_nonce", "-nonce"):
        _openssl("ocsp", "-issuer", authority, "-cert", pem, nonce, "-reqout", der)
        found.append(der.read_bytes())
    return found


def publish(settings, token):
    """Drops the fuzzer's definition into the instance and waits until it is served."""
    definition = settings.root / "assembly" / "tools" / "fuzz" / "src" / "main" / "resources" / "everything.json"
    shutil.copyfile(definition, settings.karaf_base / "deploy" / f"{OWN}.resource.json")
    deadline = time.monotonic() + PUBLISHED_SECONDS
    while rest.ask(f"{settings.http_url}/1/{OWN}", token).status != 200:
        if time.monotonic() > deadline:
            raise UserError(f"The fuzzer's resource was not published within {PUBLISHED_SECONDS} s.", "Look at: ./flexcoop logs")
        time.sleep(0.5)


class Names:
    """What stands for the placeholders of the corpus: ids that the instance has given, times from now on. For one thread."""

    def __init__(self, settings, inputs, token, send):
        """``send`` sends bytes to the listener for VENs."""
        self._settings, self._token, self._send = settings, token, send
        self._register = next(data for data in inputs["openadr"] if b"oadrCreatePartyRegistration" in data)
        self._report = next(data for data in inputs["openadr"] if b"oadrRegisterReport>" in data)
        self.now = {}

    def refresh(self):
        """Registers the VEN, which the fuzzer may have cancelled, and makes an item of the fuzzer's resource, which it may have deleted."""
        for attempt in range(ATTEMPTS):
            try:
                self._refresh()
                return
            except UserError:
                # the fuzzer has cancelled the registration again, between the messages of this one
                if attempt == ATTEMPTS - 1:
                    raise

    def _refresh(self):
        names = dict(self.now)
        first = re.sub(rb"<ei:(registrationID|venID)>[^<]*</ei:\1>", b"", self._register)
        answer = self._openadr("EiRegisterParty", first)
        names[b"ven-1"] = _element(b"venID", answer)
        names[b"reg-1"] = _element(b"registrationID", answer)
        answer = self._openadr("EiReport", self._report.replace(b"ven-1", names[b"ven-1"]))
        requested = re.search(rb"reportRequestID>([^<]+)<", answer)
        if requested:
            names[b"REPORT"] = requested[1]
        names[b"SOON"] = f"{datetime.now(timezone.utc) + timedelta(minutes=1):%Y-%m-%dT%H:%M:%SZ}".encode()
        item = rest.ask(f"{self._settings.http_url}/1/{OWN}", self._token, body=ITEM, method="POST")
        if item.status == 201:
            names[b"ITEM"] = item.document["_id"].encode()
        self.now.update(names)

    def _openadr(self, service, message):
        status, answer = self._send(request("POST", OPENADR + service, {"Content-Type": "application/xml"}, message))
        if status != 200 or b"responseCode>200<" not in answer:
            raise UserError(f"The VEN of the fuzzer cannot send to {service}: {status} {answer[-400:]!r}")
        return answer


def _element(name, answer):
    found = re.search(name + rb">([^<]+)<", answer)
    if not found:
        raise UserError(f"The VEN of the fuzzer got no {name.decode()}: {answer[-400:]!r}")
    return found[1]


def _certificates(answer):
    """The certificates of an answer with base64 of PKCS#7, in PEM."""
    body = unchunked(answer)
    der = subprocess.run(["openssl", "base64", "-d"], input=body, capture_output=True, check=True).stdout
    return subprocess.run(["openssl", "pkcs7", "-inform", "DER", "-print_certs"], input=der, capture_output=True, check=True).stdout


def unchunked(answer):
    """The body of an answer."""
    head, _, body = answer.partition(b"\r\n\r\n")
    if b"transfer-encoding: chunked" not in head.lower():
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
    return subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True).stdout
