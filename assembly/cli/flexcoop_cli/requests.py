"""Requests of a fuzzer to each listener of a running instance, made of a corpus."""

from dataclasses import dataclass
from pathlib import Path

from .mutations import mutated

OPENADR = "/OpenADR2/Simple/2.0b/"
SERVICES = ("EiRegisterParty", "EiReport", "EiEvent", "EiOpt", "OadrPoll")
RESOURCES = ("meter", "contracts", "user_settings", "comfortProfiles", "dr_events", "devices", "price", "virtual_end_node", "btp_request",
             "dr_campaign", "buildingParametersRequest", "measurement", "opt", "task", "quality", "nothing")
PARAMETERS = ("where", "sort", "projection", "page", "max_results", "embedded", "aggregate", "after", "count", "version", "timezone")
TYPES = ("application/json", "application/x-ndjson", "text/csv", "multipart/form-data; boundary=b", "application/x-www-form-urlencoded",
         "application/merge-patch+json", "application/json-patch+json", "text/xml", "")
_UNRESERVED = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"


@dataclass(frozen=True)
class Shot:
    """Bytes for one listener: ``http``, ``https`` or ``vtn``."""

    listener: str
    data: bytes


def corpus(folder):
    """Name of each target -> its inputs."""
    return {each.name: [file.read_bytes() for file in sorted(each.iterdir())] for each in sorted(Path(folder).iterdir()) if each.is_dir()}


class Requests:
    """Makes requests; ``tokens`` are good ones of several roles."""

    def __init__(self, inputs, tokens, random):
        self._inputs, self._tokens, self._random = inputs, tokens, random
        self._kinds = (self._openadr, self._openadr, self._query, self._query, self._body, self._body, self._enrolment, self._token, self._head)

    def next(self):
        return self._random.choice(self._kinds)()

    def _input(self, target):
        inputs = self._inputs[target]
        return mutated(self._random.choice(inputs), self._random, inputs)

    def _api(self):
        return self._random.choice(("http", "http", "https"))

    def _openadr(self):
        path = OPENADR + self._random.choice(SERVICES)
        return Shot(self._random.choice(("vtn", "vtn", "http")), request("POST", path, {"Content-Type": "application/xml"}, self._input("openadr")))

    def _query(self):
        pairs = [self._random.choice(PARAMETERS).encode() + b"=" + escaped(self._input("query")) for _ in range(self._random.randint(1, 3))]
        path = f"/1/{self._random.choice(RESOURCES)}".encode() + b"?" + b"&".join(pairs)
        return Shot(self._api(), request("GET", path[:7000], self._authorized()))

    def _body(self):
        method = self._random.choice(("POST", "POST", "PATCH", "PUT", "DELETE"))
        path = f"/1/{self._random.choice(RESOURCES)}"
        if method != "POST":
            path += "/5f5f5f5f5f5f5f5f5f5f5f5f"
        headers = dict(self._authorized(), **{"Content-Type": self._random.choice(TYPES)})
        if self._random.random() < 0.2:
            headers["If-Match"] = self._random.choice(("*", '"x"', "W/\"\x7f\"", ""))
        return Shot(self._api(), request(method, path, headers, self._input("body")))

    def _enrolment(self):
        kind = self._random.choice(("simpleenroll", "simplereenroll"))
        headers = dict(self._authorized(), **{"Content-Type": "application/pkcs10", "Content-Transfer-Encoding": "base64"})
        listener = "vtn" if kind == "simplereenroll" else self._api()
        return Shot(listener, request("POST", f"/.well-known/est/{kind}", headers, self._input("csr")))

    def _token(self):
        token = mutated(self._random.choice([each.encode() for each in self._tokens] + self._inputs["token"]), self._random)
        token = bytes(byte for byte in token if 32 < byte < 127)
        return Shot(self._api(), request("GET", "/1/meter", {"Authorization": b"Bearer " + token[:7000]}))

    def _head(self):
        """Whole requests with changes anywhere, also in what delimits them."""
        whole = self._random.choice((self._query, self._body, self._openadr))().data
        return Shot("http", mutated(whole, self._random))

    def _authorized(self):
        return {"Authorization": f"Bearer {self._random.choice(self._tokens)}"}


def request(method, path, headers, body=b""):
    """A request of HTTP/1.1 after which the server closes."""
    path = path if isinstance(path, bytes) else path.encode()
    lines = [method.encode() + b" " + path + b" HTTP/1.1", b"Host: localhost", b"Connection: close"]
    for name, value in headers.items():
        lines.append(name.encode() + b": " + (value if isinstance(value, bytes) else value.encode()))
    if method not in ("GET", "DELETE"):
        lines.append(b"Content-Length: %d" % len(body))
    else:
        body = b""
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def escaped(data):
    return b"".join(bytes([byte]) if byte in _UNRESERVED else b"%%%02X" % byte for byte in data)
