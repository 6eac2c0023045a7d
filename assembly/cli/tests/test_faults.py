import random
import tempfile
import unittest
from datetime import timedelta
from pathlib import Path

from flexcoop_cli import fault_load, faults
from flexcoop_cli.boxes import BoxPlan


START = fault_load.STARTS[0]


class PlanTest(unittest.TestCase):
    def test_each_process_dies_so_many_times_alone_and_all_of_them_once_in_one_round(self):
        rounds = faults.plan(random.Random(7), faults.PROCESSES, 10)

        alone = [kills[0].process for kills in rounds if len(kills) == 1]
        self.assertEqual({process: alone.count(process) for process in faults.PROCESSES}, dict.fromkeys(faults.PROCESSES, 10))
        self.assertEqual(sorted(kill.process for kill in rounds[-1]), sorted(faults.PROCESSES))

    def test_the_same_seed_makes_the_same_moments(self):
        self.assertEqual(faults.plan(random.Random(7), faults.PROCESSES, 2), faults.plan(random.Random(7), faults.PROCESSES, 2))
        self.assertNotEqual(faults.plan(random.Random(7), faults.PROCESSES, 2), faults.plan(random.Random(8), faults.PROCESSES, 2))

    def test_kills_of_one_round_are_in_the_order_of_time(self):
        kills = faults.together(random.Random(3), faults.PROCESSES)
        self.assertEqual(kills, sorted(kills, key=lambda kill: kill.after))


class ExpectedDocumentsTest(unittest.TestCase):
    def test_energy_is_what_flowed_between_the_first_and_the_last_reading(self):
        for count in (2, 3, 4, 900):
            with self.subTest(count=count):
                documents = fault_load.expected(START, count)
                total = sum(kwh or 0 for kwh, _ in documents.values())
                self.assertAlmostEqual(total, sum(fault_load.energy_step(index) for index in range(count - 1)), 9)

    def test_the_last_quarter_hour_has_no_energy_while_it_has_one_reading(self):
        at = START + 15 * timedelta(minutes=1)
        self.assertEqual(fault_load.expected(START, 4)[at], (None, fault_load.watts(3)))

    def test_a_missing_doubled_or_changed_row_is_told(self):
        wanted = {START + index * timedelta(minutes=15): float(index) for index in range(4)}
        self.assertEqual(fault_load._compared("rows", dict(wanted), wanted, 4), "")
        self.assertIn("5 rows instead of 4", fault_load._compared("rows", dict(wanted), wanted, 5))
        self.assertIn("3 rows instead of 4", fault_load._compared("rows", dict(list(wanted.items())[:3]), wanted, 3))
        changed = dict(wanted)
        changed[START] = 9.0
        self.assertIn("9.0 instead of 0.0", fault_load._compared("rows", changed, wanted, 4))
        moved = {at + timedelta(minutes=15): value for at, value in wanted.items()}
        self.assertIn("none at", fault_load._compared("rows", moved, wanted, 4))


class ReadingsOfABoxTest(unittest.TestCase):
    def test_a_longer_file_begins_with_the_shorter_one(self):
        with tempfile.TemporaryDirectory() as folder:
            plan = BoxPlan("box", "account", "cooperative", "House", Path(folder) / "readings.csv", Path(folder))
            fault_load.write_readings(plan, START, 5)
            shorter = plan.data.read_text()
            fault_load.write_readings(plan, START, 9)
            self.assertTrue(plan.data.read_text().startswith(shorter))
            self.assertEqual(len(plan.data.read_text().splitlines()), 10)
