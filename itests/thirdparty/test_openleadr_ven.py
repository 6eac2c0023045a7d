"""Tries the VEN of this folder against openleadr's own VTN: python -m unittest discover -s itests/thirdparty"""

import asyncio
import json
import socket
import subprocess
import sys
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path

from openleadr import OpenADRServer

SCRIPT = Path(__file__).with_name("openleadr_ven.py")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class OpenleadrVen(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.port = free_port()
        self.values, self.answers = [], []
        self.server = OpenADRServer(vtn_id="VTN-1", http_host="127.0.0.1", http_port=self.port,
                                    requested_poll_freq=timedelta(seconds=1))
        self.server.add_handler("on_create_party_registration", self.registered)
        self.server.add_handler("on_register_report", self.report_offered)
        await self.server.run()

    async def asyncTearDown(self):
        await self.server.stop()

    async def registered(self, info):
        return "ven-1", "registration-1"

    async def report_offered(self, ven_id, resource_id, measurement, unit, scale, min_sampling_interval, max_sampling_interval):
        return self.values_came, timedelta(seconds=2)

    def values_came(self, data):
        self.values += data

    async def answered(self, ven_id, event_id, opt_type):
        self.answers.append(opt_type)

    def add_event(self):
        self.server.add_event(ven_id="ven-1", signal_name="LOAD_DISPATCH", signal_type="setpoint", callback=self.answered,
                              intervals=[{"dtstart": datetime.now(timezone.utc) + timedelta(minutes=5),
                                          "duration": timedelta(minutes=10), "signal_payload": -500.0}])

    async def run_ven(self, *more):
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(SCRIPT), "--vtn", f"http://127.0.0.1:{self.port}/OpenADR2/Simple/2.0b", *more,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, err = await asyncio.wait_for(process.communicate(), 60)
        lines = [json.loads(line) for line in out.decode().splitlines()]
        return process.returncode, lines, out.decode() + err.decode()

    async def test_registers_reports_and_opts_in(self):
        self.add_event()
        code, lines, text = await self.run_ven("--time-limit", "40")
        self.assertEqual(code, 0, text)
        happened = [line["what"] for line in lines]
        for what in ("registered", "report_registered", "update_acknowledged", "event", "event_answer_acknowledged", "done"):
            self.assertIn(what, happened)
        self.assertEqual(self.answers[0], "optIn")
        kwh = sorted(value for at, value in self.values if 1000.0 < value < 1100)
        self.assertEqual(kwh[:3], [1000.25, 1000.5, 1000.75])

    async def test_an_event_that_does_not_come_is_missing(self):
        code, lines, text = await self.run_ven("--time-limit", "12")
        self.assertEqual(code, 1, text)
        self.assertEqual(lines[-1], {"what": "missing", "missing": ["event", "event answer"]})


if __name__ == "__main__":
    unittest.main()
