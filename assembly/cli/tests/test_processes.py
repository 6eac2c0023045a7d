"""Ports, pid files, the pauses of the watchdog and the copies of etc: with real sockets, processes and files."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from flexcoop_cli import checks, instance, watchdog, processes, settings
from flexcoop_cli.errors import UserError
from flexcoop_cli.processes import PidFile


class PortTest(unittest.TestCase):
    def test_a_taken_port_is_named_with_its_owner_and_the_variable_that_moves_ours(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            config = settings.from_environment({"HOME": "/h", "FLEXCOOP_HTTP_PORT": str(port)})
            with self.assertRaises(UserError) as caught:
                checks.ports_are_free(config)
            self.assertIn(str(port), str(caught.exception))
            self.assertIn(f"pid {os.getpid()}", str(caught.exception))
            self.assertIn("FLEXCOOP_HTTP_PORT=", caught.exception.advice)

    def test_a_free_port_is_free(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            port = taken.getsockname()[1]
        self.assertTrue(checks.is_free(port))


class PidFileTest(unittest.TestCase):
    def test_a_process_is_known_while_it_lives_and_not_afterwards(self):
        with tempfile.TemporaryDirectory() as folder:
            sleeper = subprocess.Popen(["sleep", "60"])
            file = PidFile(Path(folder) / "a.pid")
            file.write(sleeper.pid)
            self.assertEqual(sleeper.pid, file.pid())
            sleeper.kill()
            sleeper.wait()
            self.assertIsNone(file.pid())

    def test_a_reused_pid_is_not_ours(self):
        with tempfile.TemporaryDirectory() as folder:
            file = PidFile(Path(folder) / "a.pid")
            file.write(os.getpid())
            entry = json.loads(file.path.read_text())
            entry["started"] += 1
            file.path.write_text(json.dumps(entry))
            self.assertIsNone(file.pid())

    def test_a_process_that_ignores_the_request_is_killed(self):
        stubborn = subprocess.Popen([sys.executable, "-c", "import signal,time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"],
                                    stdout=subprocess.PIPE)
        stubborn.stdout.readline()
        self.assertFalse(processes.end(stubborn.pid, 0.3))
        stubborn.wait()
        stubborn.stdout.close()


class DiskTest(unittest.TestCase):
    def test_the_room_that_the_broker_needs_is_asked_for(self):
        self.assertGreater(checks.needed_bytes({}), 5 * 1024**3)
        self.assertLess(checks.needed_bytes({"FLEXCOOP_AMQP_URI": "amqp://elsewhere"}), 5 * 1024**3)

    def test_a_disk_without_room_is_told_in_one_sentence(self):
        with tempfile.TemporaryDirectory() as folder:
            missing = Path(folder) / "not" / "there"
            self.assertEqual("", checks.disk_complaint(missing, 1))
            complaint = checks.disk_complaint(missing, 10**18)
            self.assertIn(folder, complaint)
            self.assertIn("1000000000.0 GB are needed", complaint)

    def test_a_folder_that_cannot_be_written_is_named_with_its_variable(self):
        with tempfile.NamedTemporaryFile() as file:
            for folder in (Path(file.name) / "data", Path("/proc/flexcoop")):
                with self.subTest(folder=folder), self.assertRaises(UserError) as caught:
                    checks.can_be_written(folder, "FLEXCOOP_DATA")
                self.assertIn(str(folder), str(caught.exception))
                self.assertIn("FLEXCOOP_DATA=", caught.exception.advice)

    def test_a_folder_is_made_and_nothing_is_left_in_it(self):
        with tempfile.TemporaryDirectory() as folder:
            checks.can_be_written(Path(folder) / "new", "FLEXCOOP_DATA")
            self.assertEqual([], list((Path(folder) / "new").iterdir()))


class WatchdogTest(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.data = Path(self._folder.name)
        self.run_folder = self.data / "run"
        self.run_folder.mkdir()
        self.watchdogs = []

    def tearDown(self):
        for process in self.watchdogs:
            if process.poll() is None:
                process.terminate()
                process.wait(20)
        self._folder.cleanup()

    def start_watchdog(self):
        self.watchdogs.append(subprocess.Popen([sys.executable, "-m", "flexcoop_cli.watchdog", str(self.data)],
                                             env=dict(os.environ, PYTHONPATH=str(Path(__file__).resolve().parents[1]))))

    def put(self, *argv):
        watchdog.put_unit(self.run_folder, {"name": "container", "argv": list(argv), "env": dict(os.environ),
                                          "cwd": str(self.data), "log": str(self.data / "out.log"), "grace": 5})

    def pid(self, not_this=None):
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            pid = PidFile(self.run_folder / "container.pid").pid()
            if pid and pid != not_this:
                return pid
            time.sleep(0.05)
        self.fail("The unit does not run: " + (self.run_folder / "watchdog.log").read_text())

    def test_a_killed_process_is_started_again(self):
        self.put("sleep", "60")
        self.start_watchdog()
        first = self.pid()
        os.kill(first, signal.SIGKILL)
        self.assertNotEqual(first, self.pid(not_this=first))

    def test_a_killed_watchdog_leaves_its_process_to_the_next_one(self):
        self.put("sleep", "60")
        self.start_watchdog()
        first = self.pid()
        self.watchdogs[0].kill()
        self.watchdogs[0].wait()
        self.assertEqual(first, self.pid())
        self.start_watchdog()
        time.sleep(1)
        self.assertEqual(first, self.pid())
        self.watchdogs[1].terminate()
        self.watchdogs[1].wait(20)
        self.assertIsNone(PidFile(self.run_folder / "container.pid").pid())

    def test_a_unit_that_is_taken_away_is_ended(self):
        self.put("sleep", "60")
        self.start_watchdog()
        pid = self.pid()
        started = processes.start_ticks(pid)
        watchdog.remove_unit(self.run_folder, "container")
        self.assertTrue(processes.wait_until_gone(pid, started, 10))

    def test_pauses_grow_up_to_a_minute(self):
        self.assertEqual([1, 2, 4, 8, 16, 32, 60, 60], [watchdog.pause(n) for n in range(1, 9)])


class EtcTest(unittest.TestCase):
    def test_files_follow_the_distribution_unless_changed_by_hand(self):
        with tempfile.TemporaryDirectory() as folder:
            source, target = Path(folder) / "source", Path(folder) / "target"
            source.mkdir(), target.mkdir()
            (source / "a.cfg").write_text("1")
            (source / "b.cfg").write_text("1")
            instance._refresh_etc(source, target)
            (target / "b.cfg").write_text("by hand")
            (source / "a.cfg").write_text("2")
            instance._refresh_etc(source, target)
            self.assertEqual("2", (target / "a.cfg").read_text())
            self.assertEqual("by hand", (target / "b.cfg").read_text())


class ShellUsersTest(unittest.TestCase):
    def test_the_own_key_is_added_and_the_lines_of_others_stay(self):
        with tempfile.TemporaryDirectory() as folder:
            config = settings.from_environment({"HOME": folder, "FLEXCOOP_DATA": folder})
            config.karaf_etc.mkdir(parents=True)
            users = config.karaf_etc / instance.SHELL_USERS
            users.write_text("vera=AAAA,_g_:nightshift\n_g_\\:nightshift = group,viewer,ssh\n_g_\\:admingroup = group,admin\n")
            instance._admit_to_shell(config)
            lines = users.read_text().splitlines()
            self.assertEqual(["vera=AAAA,_g_:nightshift", "_g_\\:nightshift = group,viewer,ssh"], lines[:2])
            self.assertTrue(lines[2].startswith("flexcoop=AAAA") and lines[2].endswith(",_g_:admingroup"))
            self.assertEqual([f"_g_\\:{name}" for name in ("viewergroup", "operatorgroup", "admingroup")],
                             [line.partition(" =")[0] for line in lines[3:]])
            self.assertEqual(0o600, users.stat().st_mode & 0o777)
            instance._admit_to_shell(config)
            self.assertEqual(lines, users.read_text().splitlines())


if __name__ == "__main__":
    unittest.main()
