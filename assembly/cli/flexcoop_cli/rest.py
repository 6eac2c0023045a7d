"""A small JSON client of the middleware's REST interface."""

import http.client
import json
import time
import urllib.error
import urllib.parse
import urllib.request

from .errors import UserError

# loopback is never reached through a proxy
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Answer:
    """Status and document of an answer; the document is None where the body is no JSON."""

    def __init__(self, status, body):
        self.status = status
        self.text = body.decode("utf-8", errors="replace")
        try:
            self.document = json.loads(self.text)
        except ValueError:
            self.document = None


def ask(url, token=None, body=None, method=None, timeout=10):
    """One request; every HTTP status is an answer. OSError if nobody answers."""
    headers = {"Accept": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None
    if body is not None:
        data = json.dumps(body).encode()
        headers["Content-Type"] = "application/json"
    request = urllib.request.Request(url, data=data, headers=headers, method=method)
    try:
        with _OPENER.open(request, timeout=timeout) as response:
            return Answer(response.status, response.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.read())
    except urllib.error.URLError as error:
        raise OSError(str(error.reason)) from error
    except http.client.HTTPException as error:
        # a server that dies ends its answer in the middle
        raise OSError(f"the answer broke off: {error!r}") from error


def lines(url, token, timeout=120):
    """The documents of an NDJSON answer as they come; UserError if there is another answer or none."""
    request = urllib.request.Request(url, headers={"Accept": "application/x-ndjson", "Authorization": f"Bearer {token}"})
    try:
        with _OPENER.open(request, timeout=timeout) as response:
            for line in response:
                if line.strip():
                    yield json.loads(line)
    except urllib.error.HTTPError as error:
        with error:
            raise UserError(f"GET {url} answered {error.code}: {error.read().decode(errors='replace')[:300]}") from error
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise UserError(f"GET {url} was not answered to its end: {error}", "Look at: ./flexcoop status, ./flexcoop logs") from error


def ask_patiently(url, token=None, seconds=60, **request):
    """Repeats a request that nobody answers or that is answered 503, as after the death of a process."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            answer = ask(url, token, **request)
            if answer.status != 503 or time.monotonic() > deadline:
                return answer
        except OSError as error:
            if time.monotonic() > deadline:
                raise UserError(f"{url} does not answer: {error}", "Look at: ./flexcoop status, ./flexcoop logs") from error
        time.sleep(0.5)


def query(url, **parameters):
    """A URL with parameters; those that are no text go in as JSON."""
    encoded = {name: value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
               for name, value in parameters.items()}
    return f"{url}?{urllib.parse.urlencode(encoded)}"
