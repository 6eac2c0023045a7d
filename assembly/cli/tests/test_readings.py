"""Any CSV file as readings of a box."""

import gzip
import tempfile
import unittest
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

from flexcoop_cli import readings, replay
from flexcoop_cli.errors import UserError

START = datetime(2026, 1, 1, tzinfo=timezone.utc)


class ReadingsTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def table(self, text, **options):
        file = Path(self.folder.name) / "data.csv"
        file.write_text(text)
        return readings.read(file, **options)

    def only(self, table, **options):
        columns = readings.guess(table, **options)
        self.assertEqual(1, len(columns))
        return columns[0], readings.convert(table, columns[0])

    def test_mean_power_becomes_a_register(self):
        table = self.table(",GC,GG\n2011-07-01 00:00:00,0.392,0.0\n2011-07-01 00:30:00,0.578,0.2\n2011-07-01 01:00:00,0.1,0\n")
        columns = readings.guess(table)
        self.assertEqual(["prosumerDeviceMetering", "pvDevice"], [column.device_class for column in columns])
        self.assertEqual(["kW", "kW"], [column.unit for column in columns])
        sent = readings.convert(table, columns[0])
        self.assertEqual(Decimal("0.535"), sent.total)
        self.assertEqual([Decimal(0), Decimal("0.196"), Decimal("0.485"), Decimal("0.535")], list(sent.readings.values()))

    def test_energy_with_a_gap_counts_nothing_in_the_gap(self):
        table = self.table("start,value\n2026-01-01 00:00:00+00:00,1\n2026-01-01 01:00:00+00:00,2\n2026-01-01 05:00:00+00:00,4\n")
        column, sent = self.only(table, metric="meter_kwh")
        self.assertEqual("kWh", column.unit)
        self.assertEqual({0: 0, 1: 1, 2: 3, 5: 3, 6: 7}, {int((at - START).total_seconds() / 3600): value for at, value in sent.readings.items()})

    def test_a_register_is_told_by_its_rising(self):
        rows = "".join(f"2026-01-01T{hour:02d}:{minute:02d}:00Z,{1000 + 10 * (4 * hour + minute // 15)}\n" for hour in range(8) for minute in (0, 15, 30, 45))
        column, sent = self.only(self.table("t,reading_wh\n" + rows))
        self.assertTrue(column.register)
        self.assertEqual("Wh", column.unit)
        self.assertEqual(Decimal("0.31"), sent.total)

    def test_other_quantities_are_sent_as_they_are(self):
        table = self.table(",dt,tempC\n0,2020-04-01 01:00:00,5.5\n1,2020-04-01 01:10:00,6.5\n2,2020-04-01 01:20:00,\n3,2020-04-01 01:30:00,-1\n")
        column, sent = self.only(table)
        self.assertEqual("ambient_temperature", column.metric)
        self.assertEqual(3, len(sent.readings))
        self.assertEqual(Decimal("5"), sent.total)  # (5.5 + 6.5) / 2 - 1

    def test_an_hour_that_comes_twice_is_told_by_the_order(self):
        table = self.table("t;v\n2025-10-26 02:30;1\n2025-10-26 02:45;1\n2025-10-26 02:00;1\n2025-10-26 03:00;1\n", zone="Europe/Madrid")
        self.assertEqual(["00:30", "00:45", "01:00", "02:00"], [f"{at:%H:%M}" for at in table.times])

    def test_compressed_files_and_columns_of_the_same_kind(self):
        file = Path(self.folder.name) / "x.csv.gz"
        file.write_bytes(gzip.compress(b"time,a_kwh,b_kwh\n2026-01-01T00:00Z,1,2\n2026-01-01T00:15Z,1,2\n"))
        table = readings.read(file)
        columns = readings.guess(table)
        self.assertEqual(2, len({column.rid("H") for column in columns}))
        target = Path(self.folder.name) / "readings.csv"
        self.assertEqual(3, readings.write(target, columns, "H", [readings.convert(table, column) for column in columns]))
        lines = target.read_text().splitlines()
        self.assertEqual("at,smartClamp_1_H_Main_prosumerDeviceMetering_1_meterKwh kWh Direct Read,"
                         "smartClamp_2_H_Main_prosumerDeviceMetering_1_meterKwh kWh Direct Read", lines[0])
        self.assertEqual("2026-01-01T00:30:00Z,2,4", lines[3])

    def test_bad_files_say_what_to_do(self):
        for text, message in (("a\n1\n", "two columns"), ("a,b\n", "nothing else"), ("a,b\nx,1\n", "No column .* time"),
                              ("t,v\n2026-01-01,1\n2026-01-01,2\n", "line 3.*not later"), ("t,v\n2026-01-01,1\n2026-01-02,much\n", "line 3"),
                              ("t,v\n2026-01-01,x\n", "No column .* number"), ("t,v\n2026-01-01,1\n2026-01-02,Infinity\n", "line 3")):
            with self.subTest(text), self.assertRaisesRegex(UserError, message):
                self.table(text)
        with self.assertRaisesRegex(UserError, "time zone"):
            self.table("t,v\n2026-01-01,1\n", zone="Mars")
        with self.assertRaisesRegex(UserError, "backwards"):
            self.only(self.table("t,v\n2026-01-01,-1\n2026-01-02,1\n"))
        binary = Path(self.folder.name) / "b.csv"
        binary.write_bytes(b"\x1f\x8bnonsense")
        with self.assertRaisesRegex(UserError, "UTF-8"):
            readings.read(binary)


class VerdictTest(unittest.TestCase):
    def test_energies_that_differ_are_no_agreement(self):
        column = readings.Column("v", "meter_kwh", "kWh", False, "prosumerDeviceMetering")
        series = replay.Series(column, readings.Sent({}, Decimal("1.5")), "rid")
        self.assertTrue(replay.verdict(series, 1.5, 1.5 + 1e-9)[1])
        self.assertFalse(replay.verdict(series, 1.5, 1.50001)[1])
        self.assertFalse(replay.verdict(series, 1.4, 1.5)[1])


if __name__ == "__main__":
    unittest.main()
