#!/usr/bin/env python3
"""A VEN that somebody else wrote: openleadr registers at our VTN, reports, gets events and answers optIn, and opts out for an hour.

Prints one JSON object per line for each thing that happened, as it happens. Exit codes: 0 everything happened and nothing
went wrong, 1 something is missing after the time limit or went wrong, 2 wrong usage.
"""

import argparse
import asyncio
import json
import logging
import re
import sys
from datetime import datetime, timedelta, timezone

from openleadr import OpenADRClient
from openleadr.objects import SamplingRate, Target, Vavailability, VavailabilityComponent
from openleadr.utils import certificate_fingerprint

QUARTER_HOUR = timedelta(minutes=15)
KWH_AT_START = 1000.0
KILOWATTS = 1.0
HERTZ = 50.0
ROOT = re.compile(r"<(?:\w+:)?(oadr(?!Payload|SignedObject)\w+)")
SCHEDULE_TIMEOUT_SECONDS = 6


def tell(what, **details):
    """One line of JSON."""
    print(json.dumps({"what": what, **details}, default=str), flush=True)


class OurVen(OpenADRClient):
    """openleadr's client, with a look at each exchange, and polling often because the test waits for it."""

    def __init__(self, outcome, *arguments, sign, **options):
        super().__init__(*arguments, disable_signature=not sign, **options)
        self._outcome = outcome
        self._sign = sign

    async def create_party_registration(self, **options):
        answer = await super().create_party_registration(xml_signature=self._sign, **options)
        if self.registration_id:
            asked = self.poll_frequency
            self.poll_frequency = min(asked, timedelta(seconds=1))
            self._outcome.registered(ven_id=self.ven_id, registration_id=self.registration_id,
                                     poll_frequency_seconds=asked.total_seconds())
        return answer

    async def _perform_request(self, service, message):
        sent = ROOT.search(message).group(1)
        answer = await super()._perform_request(service, message)
        received, content = answer if answer else ("nothing", {})
        self._outcome.exchanged(sent, received, content)
        # openleadr unpacks a pair everywhere, also where the VTN may answer with an empty body
        return answer or (None, {})


class Meter:
    """An energy register, a power and a frequency meter in a house that takes one kilowatt, always."""

    def __init__(self, now):
        self._first = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0) - 4 * QUARTER_HOUR
        self._reported = {}

    def kwh(self, date_from, date_to, sampling_interval):
        """At first the last hour's readings, each a quarter of an hour apart; later the reading of now."""
        return self._new_readings("kwh", lambda at: KWH_AT_START + KILOWATTS * (at - self._first).total_seconds() / 3600)

    def kilowatts(self, date_from, date_to, sampling_interval):
        return self._new_readings("kilowatts", lambda at: KILOWATTS)

    def hertz(self, date_from, date_to, sampling_interval):
        return self._new_readings("hertz", lambda at: HERTZ)

    def _new_readings(self, name, value):
        now = datetime.now(timezone.utc).replace(microsecond=0)
        times = [now] if name in self._reported else [self._first + i * QUARTER_HOUR for i in range(5)]
        self._reported[name] = times[-1]
        return [(at, value(at)) for at in times]


class Outcome:
    """What has happened so far and what is still missing."""

    def __init__(self, updates, events, opts):
        self.missing = {"registration": 1, "report registration": 1, "report request": 1, "report update": updates,
                        "event": events, "event answer": events, "opt": opts, "opt cancellation": opts}
        self.problems = 0
        self.complete = asyncio.Event()
        self._check()

    def happened(self, what, line=None, **details):
        tell(line or what.replace(" ", "_"), **details)
        self.missing[what] = max(0, self.missing[what] - 1)
        self._check()

    def _check(self):
        if not any(self.missing.values()):
            self.complete.set()

    def problem(self, text, **details):
        self.problems += 1
        tell("problem", text=text, **details)

    def registered(self, **details):
        self.happened("registration", "registered", **details)

    def exchanged(self, sent, received, content):
        """One request and its answer; an answer that openleadr found invalid has no type."""
        code = _code(content)
        if received is None:
            self.problem(f"no valid answer to {sent}")
        elif code not in (None, 200):
            self.problem(f"{sent} was answered with code {code}", description=content["response"].get("response_description"))
        elif sent == "oadrRegisterReport" and received == "oadrRegisteredReport":
            self.happened("report registration", "report_registered")
        elif sent == "oadrCreatedReport":
            self.happened("report request", "report_request_accepted")
        elif sent == "oadrUpdateReport" and received == "oadrUpdatedReport":
            self.happened("report update", "update_acknowledged")
        elif sent == "oadrCreatedEvent":
            self.happened("event answer", "event_answer_acknowledged")
        elif sent == "oadrCreateOpt" and received == "oadrCreatedOpt":
            self.happened("opt", "opt_acknowledged", opt_id=content["opt_id"])
        elif sent == "oadrCancelOpt" and received == "oadrCanceledOpt":
            self.happened("opt cancellation", "opt_cancellation_acknowledged", opt_id=content["opt_id"])
        elif sent == "oadrPoll" and received != "oadrResponse":
            tell("polled", message=received)

    def event(self, event):
        descriptor = event["event_descriptor"]
        self.happened("event", "event", event_id=descriptor["event_id"],
                      modification_number=descriptor["modification_number"], status=descriptor["event_status"],
                      start=event["active_period"]["dtstart"], duration_seconds=event["active_period"]["duration"].total_seconds(),
                      signals=[{"name": signal["signal_name"], "type": signal["signal_type"],
                                "values": [interval["signal_payload"] for interval in signal["intervals"]]}
                               for signal in event["event_signals"]])


def _code(content):
    try:
        return int(content["response"]["response_code"])
    except (KeyError, TypeError, ValueError):
        return None


class LogLines(logging.Handler):
    """What openleadr complains about belongs to the outcome; the rest is of no interest."""

    def emit(self, record):
        tell("openleadr_says", level=record.levelname, text=record.getMessage()[:1000])


def options(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vtn", required=True, help="for example https://127.0.0.1:8444/OpenADR2/Simple/2.0b")
    parser.add_argument("--cert", help="client certificate, PEM")
    parser.add_argument("--key", help="its private key, PEM")
    parser.add_argument("--ca", help="certificates to trust, PEM")
    parser.add_argument("--name", default="openleadr", help="name of the VEN")
    parser.add_argument("--house", default="Openleadr", help="resourceID of the house; openleadr makes up the rIDs")
    parser.add_argument("--updates", type=int, default=2, help="reports that must be acknowledged")
    parser.add_argument("--events", type=int, default=1, help="events that must come")
    parser.add_argument("--opts", type=int, default=0, help="schedules of EiOpt to create, and to cancel at once")
    parser.add_argument("--time-limit", type=float, default=60, help="seconds for all of it")
    parser.add_argument("--sign", action="store_true", help="sign messages with the key, and register for signed ones")
    parser.add_argument("--vtn-cert", help="certificate, PEM, that must have signed each answer")
    parser.add_argument("--leave", action="store_true", help="cancel the registration at the end")
    parsed = parser.parse_args(arguments)
    if parsed.vtn.startswith("https:") and not (parsed.cert and parsed.key and parsed.ca):
        parser.error("https needs --cert, --key and --ca")
    return parsed


def fingerprint(file):
    """Of a certificate, as openleadr wants it; None without a file."""
    if not file:
        return None
    with open(file, encoding="ascii") as pem:
        return certificate_fingerprint(pem.read())


def make_ven(wanted, outcome):
    secure = {"cert": wanted.cert, "key": wanted.key, "ca_file": wanted.ca} if wanted.cert else {}
    ven = OurVen(outcome, ven_name=wanted.name, vtn_url=wanted.vtn, show_fingerprint=False,
                 sign=wanted.sign, vtn_fingerprint=fingerprint(wanted.vtn_cert), **secure)
    meter = Meter(datetime.now(timezone.utc))
    sampling = SamplingRate(min_period=timedelta(seconds=2), max_period=timedelta(hours=1), on_change=False)
    shared = {"resource_id": wanted.house, "data_collection_mode": "full", "report_duration": timedelta(days=1),
              "sampling_rate": sampling}
    ven.add_report(callback=meter.kwh, measurement="REAL_ENERGY", scale="k", reading_type="Direct Read", report_type="usage",
                   **shared)
    ven.add_report(callback=meter.kilowatts, measurement="REAL_POWER", scale="k", reading_type="Net", report_type="usage",
                   **shared)
    ven.add_report(callback=meter.hertz, measurement="FREQUENCY", reading_type="Direct Read", report_type="reading", **shared)

    async def on_event(event):
        outcome.event(event)
        return "optIn"

    ven.add_handler("on_event", on_event)
    ven.add_handler("on_update_event", on_event)
    return ven


async def hurry(ven, outcome):
    """Sends reports at once where the VTN asked for them less often than the test has time for."""
    while outcome.missing["report request"]:
        await asyncio.sleep(0.2)
    await asyncio.sleep(SCHEDULE_TIMEOUT_SECONDS)
    while outcome.missing["report update"]:
        for request in list(ven.report_requests):
            await ven.update_report(request["report_request_id"])
        await asyncio.sleep(1)


async def opt_out(ven, outcome):
    """Creates schedules for the next days and cancels them."""
    while outcome.missing["registration"]:
        await asyncio.sleep(0.2)
    while outcome.missing["opt"]:
        start = datetime.now(timezone.utc) + timedelta(days=outcome.missing["opt"])
        opt_id = await ven.create_opt(opt_type="optOut", opt_reason="notParticipating", targets=[Target(ven_id=ven.ven_id)],
                                      vavailability=Vavailability([VavailabilityComponent(start, timedelta(hours=1))]))
        await ven.cancel_opt(opt_id)


async def take_part(wanted):
    outcome = Outcome(wanted.updates, wanted.events, wanted.opts)
    ven = make_ven(wanted, outcome)
    helper = asyncio.ensure_future(asyncio.gather(hurry(ven, outcome), opt_out(ven, outcome)))
    try:
        await asyncio.wait_for(_run(ven, outcome), wanted.time_limit)
        if wanted.leave:
            await ven.cancel_party_registration()
            tell("left")
    except asyncio.TimeoutError:
        pass
    finally:
        helper.cancel()
        if ven.client_session and not ven.client_session.closed:
            await ven.stop()
    still_missing = [name for name, count in outcome.missing.items() if count]
    if still_missing:
        tell("missing", missing=still_missing)
    if still_missing or outcome.problems:
        return 1
    tell("done")
    return 0


async def _run(ven, outcome):
    await ven.run()
    if ven.registration_id:
        await outcome.complete.wait()


def main(arguments=None):
    wanted = options(arguments)
    logger = logging.getLogger("openleadr")
    logger.handlers, logger.propagate = [LogLines(level=logging.WARNING)], False
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    return asyncio.run(take_part(wanted))


if __name__ == "__main__":
    sys.exit(main())
