#!/usr/bin/env python3
"""A VEN that an energy cooperative wrote: pyOADR-VEN registers at our VTN, reports the power of a house, and answers events.

Prints one JSON object per line for each thing that happened, as it happens. Exit codes: 0 everything happened, 1 something is
missing after the time limit or went wrong, 2 wrong usage.
"""

import argparse
import json
import logging
import os
import re
import sys
import tempfile
import time
from datetime import datetime, timedelta

from pyoadr_ven import OpenADRVenAgent

REPORT = "house_usage"
QUARTER_HOUR = timedelta(minutes=15)
WATTS = 1000.0
POLL_SECONDS = 5  # the shortest that it takes
ROOT = re.compile(rb"<(?:\w+:)?(oadr(?!Payload|SignedObject)\w+)")
CODE = re.compile(rb"responseCode>\s*(\d+)")
REPORTS = {
    REPORT: {
        "report_name_metadata": "METADATA_TELEMETRY_USAGE",
        "report_interval_secs_default": 10,
        "telemetry_parameters": {
            "power": {"r_id": "house power", "units": "powerReal", "min_frequency": 10, "max_frequency": 60, "report_type": "usage",
                      "reading_type": "Direct Read", "method_name": "power"},
            "state": {"r_id": "evse state", "units": "NA", "min_frequency": 30, "max_frequency": 30, "report_type": "",
                      "reading_type": "", "method_name": "state"},
        },
    }
}


def tell(what, **details):
    """One line of JSON."""
    print(json.dumps({"what": what, **details}, default=str), flush=True)


class OurVen(OpenADRVenAgent):
    """pyOADR-VEN's agent, with a look at each exchange."""

    def __init__(self, **options):
        super().__init__(**options)
        self.missing = {"report registration", "report update"}
        self.problems = 0
        self.answered = set()
        self._known = set()
        self._sent = None
        self._answering = None

    def send_vtn_request(self, service, request_name, request_object):
        before, self._sent = self._sent, request_name
        try:
            return super().send_vtn_request(service, request_name, request_object)
        finally:
            self._sent = before

    def service_vtn_request(self, request):
        received = ROOT.search(request).group(1).decode()
        code = CODE.search(request)
        refused = code and code.group(1) != b"200"
        if refused and self._sent != "oadrCreatedEvent":
            self.problems += 1
        if refused:
            tell("refused", sent=self._sent, answer=request.decode())
        elif received == "oadrRegisteredReport":
            self._done("report registration")
        elif received == "oadrUpdatedReport":
            self._done("report update")
        elif self._sent == "oadrCreatedEvent" and self._answering not in self.answered:
            self.answered.add(self._answering)
            tell("event_answer_acknowledged", modification_number=self._answering[1])
        return super().service_vtn_request(request)

    def _done(self, what):
        self.missing.discard(what)
        tell(what.replace(" ", "_"))

    def send_oadr_created_event(self, event, **error):
        self._answering = (event.event_id, event.modification_number)
        super().send_oadr_created_event(event, **error)

    def handle_oadr_event(self, request_id, oadr_event):
        descriptor = oadr_event.eiEvent.eventDescriptor
        version = (descriptor.eventID, descriptor.modificationNumber)
        if version not in self._known:
            self._known.add(version)
            tell("event", event_id=version[0], modification_number=version[1], status=descriptor.eventStatus)
        return super().handle_oadr_event(request_id, oadr_event)


def options(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vtn", required=True, help="for example https://localhost:8444")
    parser.add_argument("--cert", required=True, help="client certificate, PEM")
    parser.add_argument("--key", required=True, help="its private key, PEM")
    parser.add_argument("--ca", required=True, help="certificates to trust, PEM")
    parser.add_argument("--name", default="pyoadr", help="name of the VEN")
    parser.add_argument("--events", type=int, default=3, help="answers to events that must be acknowledged")
    parser.add_argument("--time-limit", type=float, default=60, help="seconds for all of it")
    return parser.parse_args(arguments)


def bundle(wanted, folder):
    """The key and the certificate in one file, as this VEN wants them."""
    path = os.path.join(folder, "bundle.pem")
    with open(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "w", encoding="ascii") as out:
        for part in (wanted.key, wanted.cert):
            with open(part, encoding="ascii") as pem:
                out.write(pem.read())
    return path


def take_part(wanted, folder):
    ven = OurVen(ven_id=None, vtn_id=None, vtn_address=wanted.vtn, client_pem_bundle=bundle(wanted, folder), vtn_ca_cert=wanted.ca,
                 db_filepath=os.path.join(folder, "ven.sqlite"), poll_interval_secs=POLL_SECONDS, report_parameters=REPORTS,
                 opt_timeout_secs=0)
    registration = ven.register(wanted.name)
    tell("registered", ven_id=registration["ven_id"])
    ven.poll_interval_secs = POLL_SECONDS  # what it took from the VTN is no number
    _measure_the_last_hour(ven)
    end = time.monotonic() + wanted.time_limit
    while time.monotonic() < end and (ven.missing or len(ven.answered) < wanted.events):
        ven.tick()
        time.sleep(1)
        if ven.active_or_pending_events:
            ven.request_events()  # its first answer to an event has no optType: it decides in the next tick
    if ven.missing or len(ven.answered) < wanted.events:
        tell("missing", missing=sorted(ven.missing), answered=len(ven.answered))
        return 1
    return 1 if ven.problems else 0


def _measure_the_last_hour(ven):
    now = datetime.utcnow()  # without a zone, as this VEN wants it
    first = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0) - 4 * QUARTER_HOUR
    for start in (first + i * QUARTER_HOUR for i in range(4)):
        ven.add_telemetry_json(REPORT, {"power": WATTS, "state": 1.0}, start_time=start, end_time=start + QUARTER_HOUR)


def main(arguments=None):
    wanted = options(arguments)
    os.environ["REQUESTS_CA_BUNDLE"] = os.path.abspath(wanted.ca)
    logging.basicConfig(level=logging.ERROR, stream=sys.stdout)
    with tempfile.TemporaryDirectory() as folder:
        return take_part(wanted, folder)


if __name__ == "__main__":
    sys.exit(main())
