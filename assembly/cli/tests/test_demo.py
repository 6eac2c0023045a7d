"""The comparison of results with the input."""

import unittest
from datetime import datetime, timedelta, timezone

from flexcoop_cli import demo
from flexcoop_cli.household import HalfHour

START = datetime(2011, 8, 1, 23, 0, tzinfo=timezone.utc)
WEEK = [HalfHour(START + timedelta(minutes=30 * i), datetime(2011, 8, 2), 0.5, 0.0) for i in range(4)]
DEVICES = {"House 1": {"load": "a", "pv": "b"}}
ROWS = [{"device_id": device, "date": f"{day}T00:00:00.000000Z", "kwh": kwh}
        for device, kwh in (("a", 1.0), ("b", 0.0)) for day in ("2011-08-01", "2011-08-02")]


class CompareTest(unittest.TestCase):
    def test_equal_energies_agree(self):
        self.assertEqual((0.0, 4), demo.compare(ROWS, DEVICES, {"House 1": WEEK}))

    def test_the_largest_difference_counts(self):
        rows = [dict(ROWS[0], kwh=1.25), *ROWS[1:]]
        self.assertEqual(0.25, demo.compare(rows, DEVICES, {"House 1": WEEK})[0])

    def test_a_missing_day_is_no_agreement_even_if_it_was_zero(self):
        self.assertEqual(1.0, demo.compare(ROWS[:-1], DEVICES, {"House 1": WEEK})[0])


if __name__ == "__main__":
    unittest.main()
