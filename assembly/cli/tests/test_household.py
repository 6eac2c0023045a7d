"""The household files of the repository."""

import tempfile
import unittest
from pathlib import Path

from flexcoop_cli import household, plot
from flexcoop_cli.errors import UserError

DATA = Path(__file__).resolve().parents[1] / "data"


class HouseholdTest(unittest.TestCase):
    def test_each_week_has_all_its_half_hours_one_after_the_other(self):
        files = sorted(DATA.glob("household-week-*.csv"))
        self.assertEqual(3, len(files))
        for file in files:
            half_hours = household.read(file)
            self.assertEqual(336, len(half_hours))
            steps = {(b.start - a.start).total_seconds() for a, b in zip(half_hours, half_hours[1:])}
            self.assertEqual({1800.0}, steps)

    def test_days_add_up_to_the_week(self):
        half_hours = household.read(DATA / "household-week-2.csv")
        self.assertAlmostEqual(sum(h.load for h in half_hours), sum(household.daily_energy(half_hours, "load").values()), 9)
        self.assertEqual(8, len(household.daily_energy(half_hours, "pv")))
        self.assertEqual(7, len(household.local_days(half_hours)))

    def test_the_sunniest_day_is_complete_and_in_kilowatts(self):
        day = household.sunniest_day(household.read(DATA / "household-week-2.csv"))
        self.assertEqual(48, len(day))
        self.assertAlmostEqual(2 * max(h.pv for h in day), max(plot.power(day, "pv")))

    def test_a_wrong_line_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "x.csv"
            file.write_text("start_utc,start_local,load_kwh,pv_kwh\n2011-08-01T00:00:00Z,2011-08-01T10:00:00,much,0\n")
            with self.assertRaisesRegex(UserError, "line 2"):
                household.read(file)
            file.write_text("a,b\n")
            with self.assertRaisesRegex(UserError, "columns"):
                household.read(file)


if __name__ == "__main__":
    unittest.main()
