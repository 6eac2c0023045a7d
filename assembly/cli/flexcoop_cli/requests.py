"""Requests of a fuzzer to each listener of a running instance, made of a corpus."""

import base64
import json
from dataclasses import dataclass
from pathlib import Path

from .mutations import mutated

OPENADR = "/OpenADR2/Simple/2.0b/"
SERVICES = {b"oadrPoll": "OadrPoll", b"Registration": "EiRegisterParty", b"Report": "EiReport", b"Opt": "EiOpt", b"Event": "EiEvent"}
# the resource of the fuzzer, with a field of each type; the others are those of the platform
OWN = "everything"
RESOURCES = ("meter", "contracts", "user_settings", "comfortProfiles", "dr_events", "devices", "price", "virtual_end_node", "btp_request",
             "dr_campaign", "buildingParametersRequest", "measurement", "opt", "task", "quality", "nothing")
PARAMETERS = ("where", "sort", "projection", "page", "max_results", "embedded", "aggregate", "after", "count", "version", "timezone")
TYPES = ("application/json", "application/x-ndjson", "text/csv", "multipart/form-data; boundary=b", "application/x-www-form-urlencoded",
         "application/merge-patch+json", "application/json-patch+json", "text/xml", "")
PATCHES = ("application/json-patch+json", "application/merge-patch+json", "application/json")
UNCHANGED = 0.1
_UNRESERVED = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"


@dataclass(frozen=True)
class Shot:
    """Bytes for one listener, ``http``, ``https`` or ``vtn``; ``kind`` is what they try."""

    listener: str
    data: bytes
    kind: str = "other"


def corpus(folder):
    """Name of each target -> its inputs."""
    return {each.name: [file.read_bytes() for file in sorted(each.iterdir())] for each in sorted(Path(folder).iterdir()) if each.is_dir()}


class Requests:
    """Makes requests; ``tokens`` are good ones of several roles, ``names`` what stands for placeholders of the corpus at the moment of a request."""

    def __init__(self, inputs, tokens, random, names=None):
        self._inputs, self._tokens, self._random = inputs, tokens, random
        self._names = {} if names is None else names
        self._kinds = {"openadr": self._openadr, "query": self._query, "body": self._body, "import": self._import, "form": self._form,
                       "patch": self._patch, "command": self._command, "enrolment": self._enrolment, "ocsp": self._ocsp,
                       "token": self._token, "head": self._head}

    @property
    def kinds(self):
        return tuple(self._kinds)

    def next(self):
        kind = self._random.choice(self.kinds)
        listener, data = self._kinds[kind]()
        return Shot(listener, data, kind)

    def _input(self, target, only=lambda data: True):
        """An input of the corpus, mostly with changes."""
        inputs = [self._named(data) for data in self._inputs[target] if only(data)]
        chosen = self._random.choice(inputs)
        return chosen if self._random.random() < UNCHANGED else mutated(chosen, self._random, inputs)

    def _named(self, data):
        for placeholder, name in dict(self._names).items():
            data = data.replace(placeholder, name)
        return data

    def _api(self):
        return self._random.choice(("http", "http", "https"))

    def _openadr(self):
        message = self._input(self._random.choice(("openadr", "openadr", "openadr", "signature")))
        right = next((service for word, service in SERVICES.items() if word in message), "EiRegisterParty")
        service = right if self._random.random() < 0.9 else self._random.choice(tuple(SERVICES.values()))
        return self._random.choice(("vtn", "vtn", "http")), request("POST", OPENADR + service, {"Content-Type": "application/xml"}, message)

    def _resource(self):
        return self._random.choice((OWN, OWN, self._random.choice(RESOURCES)))

    def _query(self):
        pairs = [self._random.choice(PARAMETERS).encode() + b"=" + escaped(self._input("query")) for _ in range(self._random.randint(1, 3))]
        place = self._random.choice(("", "", "", "/_changes", "/" + self._item()))
        prefix = "aggregate/" if self._random.random() < 0.1 else ""
        path = f"/1/{prefix}{self._resource()}{place}".encode() + b"?" + b"&".join(pairs)
        # an answer to a subscription does not end by itself
        method = "OPTIONS" if place == "/_changes" else "GET"
        return self._api(), request(method, path[:7000], self._authorized())

    def _item(self):
        return self._random.choice(("5f5f5f5f5f5f5f5f5f5f5f5f", self._names.get(b"ITEM", b"x").decode()))

    def _body(self):
        method = self._random.choice(("POST", "POST", "POST", "PATCH", "PUT", "DELETE"))
        path = f"/1/{self._resource()}"
        if method != "POST":
            path += "/" + self._item()
        elif self._random.random() < 0.2:
            path += "?upsert"
        headers = dict(self._authorized(), **{"Content-Type": self._random.choice(("application/json", "application/json", *TYPES))})
        if self._random.random() < 0.2:
            headers["If-Match"] = self._random.choice(("*", '"x"', "W/\"\x7f\"", ""))
        return self._api(), request(method, path, headers, self._input("body"))

    def _upload(self, *types):
        """Content type and body of an input whose first line names the type."""
        line, _, body = self._input("upload", lambda data: data.startswith(types)).partition(b"\n")
        return bytes(byte for byte in line if 32 <= byte < 127), body

    def _import(self):
        kind, body = self._upload(b"text/csv", b"application/x-ndjson")
        path = f"/1/{self._resource()}" + self._random.choice(("", "", "?upsert", "?upsert=name"))
        return self._api(), request("POST", path, dict(self._authorized(), **{"Content-Type": kind}), body)

    def _form(self):
        kind, body = self._upload(b"multipart/form-data", b"application/x-www-form-urlencoded")
        return self._api(), request("POST", f"/1/{self._resource()}", dict(self._authorized(), **{"Content-Type": kind}), body)

    def _patch(self):
        kind, body = self._upload(*(each.encode() for each in PATCHES))
        headers = dict(self._authorized(), **{"Content-Type": kind, "If-Match": "*"})
        return self._api(), request("PATCH", f"/1/{OWN}/{self._item()}", headers, body)

    def _command(self):
        """What starts something: events, runs of modules."""
        line, _, body = self._input("command").partition(b"\n")
        path = b"".join(bytes([byte]) for byte in line if 32 < byte < 127)
        return self._api(), request("POST", b"/1/" + path, dict(self._authorized(), **{"Content-Type": "application/json"}), body)

    def _enrolment(self):
        renewal, as_json = self._random.random() < 0.5, self._random.random() < 0.5
        csr = self._input("csr")
        if as_json:
            path, kind = ("/certificates/renewal" if renewal else "/certificates"), "application/json"
            pem = b"-----BEGIN CERTIFICATE REQUEST-----\n" + base64.encodebytes(csr) + b"-----END CERTIFICATE REQUEST-----\n"
            csr = json.dumps({"csr": pem.decode()}).encode()
            csr = mutated(csr, self._random) if self._random.random() < 0.5 else csr
        else:
            path, kind = "/.well-known/est/" + ("simplereenroll" if renewal else "simpleenroll"), "application/pkcs10"
            csr = base64.encodebytes(csr) if self._random.random() < 0.8 else csr
        headers = {"Content-Type": kind, "Content-Transfer-Encoding": "base64"}
        return ("vtn", request("POST", path, headers, csr)) if renewal else (
            self._api(), request("POST", path, dict(self._authorized(), **headers), csr))

    def _ocsp(self):
        asked = self._input("ocsp")
        if self._random.random() < 0.5:
            return self._api(), request("GET", b"/ocsp/" + escaped(base64.b64encode(asked))[:7000], {})
        return self._api(), request("POST", "/ocsp", {"Content-Type": "application/ocsp-request"}, asked)

    def _token(self):
        token = mutated(self._random.choice([each.encode() for each in self._tokens] + self._inputs["token"]), self._random)
        token = bytes(byte for byte in token if 32 < byte < 127)
        return self._api(), request("GET", "/1/meter", {"Authorization": b"Bearer " + token[:7000]})

    def _head(self):
        """Whole requests with changes anywhere, also in what delimits them."""
        _, whole = self._random.choice((self._query, self._body, self._openadr, self._form))()
        return "http", mutated(whole, self._random)

    def _authorized(self):
        return {"Authorization": f"Bearer {self._random.choice(self._tokens)}"}


def request(method, path, headers, body=b""):
    """A request of HTTP/1.1 after which the server closes."""
    path = path if isinstance(path, bytes) else path.encode()
    lines = [method.encode() + b" " + path + b" HTTP/1.1", b"Host: localhost", b"Connection: close"]
    for name, value in headers.items():
        lines.append(name.encode() + b": " + (value if isinstance(value, bytes) else value.encode()))
    if method not in ("GET", "DELETE", "OPTIONS"):
        lines.append(b"Content-Length: %d" % len(body))
    else:
        body = b""
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def escaped(data):
    return b"".join(bytes([byte]) if byte in _UNRESERVED else b"%%%02X" % byte for byte in data)
