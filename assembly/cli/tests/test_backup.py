import contextlib
import io
import os
import stat
import subprocess
import sys
import tarfile
import tempfile
import time
import unittest
from dataclasses import replace
from pathlib import Path
from unittest import mock

from flexcoop_cli import archive, backup, freeze, lifecycle, restore, settings
from flexcoop_cli.errors import UserError

WRITER = """
import os, sys
with open(sys.argv[1], "ab", buffering=0) as log:
    number = 0
    while True:
        log.write(b"%d\\n" % number)
        number += 1
        print(number, flush=True)
"""


class BackupTest(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        output = contextlib.redirect_stdout(io.StringIO())
        output.__enter__()
        self.addCleanup(output.__exit__, None, None, None)
        self.root = Path(self._folder.name)
        self.data = self.root / "data"
        for name, text in {"karaf/etc/a.cfg": "a = 1\n", "karaf/deploy/x.resource.json": "{}", "karaf/data/log/audit.log": "{}\n",
                           "karaf/data/log/karaf.log": "noise", "karaf/data/cache/bundle": "noise", "security/authority.p12": "key",
                           "mongodb/WiredTiger.wt": "documents" * 1000, "mongodb/mongod.lock": "17", "mongodb-access/keyfile": "secret",
                           "amqp/password": "secret", "hbase/store/data/default/samples/r1/v/f1": "cells", "hbase/store/MasterData/WALs/w": "log",
                           "hbase/store/hbase.id": "id", "hbase/zookeeper/z": "z", "run/servers.json": "{}", "shell.key": "key"}.items():
            (self.data / name).parent.mkdir(parents=True, exist_ok=True)
            (self.data / name).write_text(text)
        (self.data / "hbase/store/data/default/samples/r2").mkdir()
        self.settings = replace(settings.from_environment({"HOME": str(self.root)}), data=self.data, root=self.root, cache=self.root)
        self.file = self.root / "backup.tar.gz"
        environment = dict(os.environ)
        os.environ["FLEXCOOP_MONGODB_URI"] = "mongodb://none"
        self.addCleanup(lambda: (os.environ.clear(), os.environ.update(environment)))
        # the version is not asked for, as no server is needed here
        self._version, backup.mongodb_version = backup.mongodb_version, lambda _: "6.0"
        self.addCleanup(lambda: setattr(backup, "mongodb_version", self._version))

    def _restored(self, name="copy"):
        copy = replace(self.settings, data=self.root / name)
        restore.restore_command(copy, self.file)
        return copy.data

    def test_a_restored_folder_holds_the_data_and_none_of_what_belongs_to_the_original_alone(self):
        backup.backup_command(self.settings, self.file)

        copy = self._restored()

        there = {path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file()}
        self.assertEqual(there, {"karaf/etc/a.cfg", "karaf/deploy/x.resource.json", "karaf/data/log/audit.log", "security/authority.p12",
                                 "mongodb/WiredTiger.wt", "hbase/store/data/default/samples/r1/v/f1", "hbase/store/MasterData/WALs/w", "shell.key"})
        self.assertEqual((copy / "mongodb/WiredTiger.wt").read_text(), "documents" * 1000)
        self.assertTrue((copy / "hbase/store/data/default/samples/r2").is_dir())
        self.assertEqual(stat.S_IMODE(self.file.stat().st_mode), 0o600)
        self.assertEqual(list((self.data / "run").glob("backup-*")), [])

    def test_no_name_inside_is_absolute(self):
        backup.backup_command(self.settings, self.file)

        with tarfile.open(self.file) as tar:
            names = tar.getnames()

        self.assertEqual([name for name in names if name.startswith("/") or ".." in name], [])
        self.assertEqual((names[0], names[-1]), (archive.HEADER, archive.CHECKSUMS))

    def test_an_archive_that_was_cut_off_anywhere_restores_nothing(self):
        backup.backup_command(self.settings, self.file)
        whole = self.file.read_bytes()
        for length in (0, 1, 10, len(whole) // 3, len(whole) // 2, len(whole) - 20, len(whole) - 9):
            with self.subTest(length=length):
                self.file.write_bytes(whole[:length])
                with self.assertRaises(UserError):
                    self._restored()
                self.assertEqual([path.name for path in self.root.iterdir() if path.name.startswith("copy")], [])

    def test_an_archive_with_a_changed_byte_restores_nothing(self):
        backup.backup_command(self.settings, self.file)
        whole = bytearray(self.file.read_bytes())
        for at in (len(whole) // 4, len(whole) // 2, len(whole) * 3 // 4):
            with self.subTest(at=at):
                changed = bytearray(whole)
                changed[at] ^= 0xFF
                self.file.write_bytes(changed)
                with self.assertRaises(UserError):
                    self._restored()
                self.assertFalse((self.root / "copy").exists())

    def test_a_folder_that_is_not_empty_is_left_alone(self):
        backup.backup_command(self.settings, self.file)
        (self.root / "copy").mkdir()
        (self.root / "copy" / "precious").write_text("x")

        with self.assertRaisesRegex(UserError, "not empty"):
            self._restored()

        self.assertEqual([path.name for path in (self.root / "copy").iterdir()], ["precious"])

    def test_an_empty_folder_is_taken(self):
        backup.backup_command(self.settings, self.file)
        (self.root / "copy").mkdir()

        self.assertTrue((self._restored() / "shell.key").exists())

    def test_what_is_no_backup_or_of_another_format_is_refused_with_its_reason(self):
        with self.assertRaisesRegex(UserError, "no file"):
            self._restored()
        self.file.write_text("not an archive")
        with self.assertRaisesRegex(UserError, "damaged"):
            self._restored()
        with tarfile.open(self.file, "w:gz") as tar:
            tar.add(self.data / "shell.key", "shell.key")
        with self.assertRaisesRegex(UserError, "not a backup"):
            self._restored()
        self.file.unlink()
        original, archive.FORMAT = archive.FORMAT, 99
        try:
            backup.backup_command(self.settings, self.file)
        finally:
            archive.FORMAT = original
        with self.assertRaisesRegex(UserError, "format 99"):
            self._restored()

    def test_members_outside_of_the_folder_and_links_are_refused(self):
        for name, link in (("../evil", None), ("/tmp/evil", None), ("evil", "/etc/passwd")):
            with self.subTest(name=name):
                with tarfile.open(self.file, "w:gz") as tar:
                    archive._add_text(tar, archive.HEADER, {"format": archive.FORMAT})
                    info = tarfile.TarInfo(name)
                    if link:
                        info.type, info.linkname = tarfile.SYMTYPE, link
                    tar.addfile(info)
                with self.assertRaisesRegex(UserError, "holds"):
                    self._restored()

    def test_the_servers_must_be_able_to_read_the_files(self):
        header = {"mongodb": "6.0", "hbase": "2.5"}
        for mongodb, hbase, good in (("6.0", "2.5", True), ("7.0", "2.6", True), ("unknown", "unknown", True), ("5.0", "2.5", False),
                                     ("8.0", "2.5", False), ("6.0", "2.4", False)):
            with self.subTest(mongodb=mongodb, hbase=hbase):
                if good:
                    restore.check(header, mongodb, hbase)
                else:
                    self.assertRaises(UserError, restore.check, header, mongodb, hbase)

    def test_a_file_that_exists_or_a_folder_without_an_instance_is_refused(self):
        self.file.write_text("precious")
        with self.assertRaisesRegex(UserError, "exists already"):
            backup.backup_command(self.settings, self.file)
        self.assertEqual(self.file.read_text(), "precious")
        with self.assertRaisesRegex(UserError, "no instance"):
            backup.backup_command(replace(self.settings, data=self.root / "nothing"), self.root / "other")

    def test_servers_that_this_instance_does_not_run_are_not_backed_up(self):
        with mock.patch.object(lifecycle, "container_pid", return_value=os.getpid()), \
                mock.patch.object(lifecycle, "server_pid", side_effect=lambda _, name: 17 if name == "hbase" else None), \
                self.assertRaisesRegex(UserError, "mongodb of this instance: no process on this machine"):
            backup.backup_command(self.settings, self.file)
        self.assertFalse(self.file.exists())

    def test_servers_of_the_operators_own_are_named(self):
        (self.data / "hbase").rename(self.root / "elsewhere")
        with self.assertRaisesRegex(UserError, "hbase of this instance are servers of your own"):
            backup.backup_command(self.settings, self.file)

    def test_only_blocks_that_differ_are_written_and_the_length_follows(self):
        source, copy = self.root / "source", self.root / "source-copy"
        source.write_bytes(os.urandom(5000))
        copy.write_bytes(source.read_bytes()[:3000] + b"\0" * 4000)

        backup.update(source, copy, block=512)

        self.assertEqual(copy.read_bytes(), source.read_bytes())


class FreezeTest(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        self.file = Path(self._folder.name) / "log"
        self.writer = subprocess.Popen([sys.executable, "-c", WRITER, str(self.file)], stdout=subprocess.PIPE)
        self.addCleanup(self._end)
        self.writer.stdout.readline()

    def _end(self):
        self.writer.kill()
        self.writer.wait()
        self.writer.stdout.close()

    def _await_progress(self, size):
        deadline = time.monotonic() + 30
        while self.file.stat().st_size <= size:
            os.read(self.writer.stdout.fileno(), 1 << 16)
            self.assertLess(time.monotonic(), deadline, "the process does not go on")

    def test_a_frozen_process_writes_nothing_and_goes_on_afterwards(self):
        with freeze.frozen([self.writer.pid]):
            first = self.file.read_bytes()
            time.sleep(0.2)
            self.assertEqual(self.file.read_bytes(), first)
        self._await_progress(len(first))

    def test_a_process_can_be_released_earlier(self):
        with freeze.frozen([self.writer.pid]) as release:
            size = self.file.stat().st_size
            release([self.writer.pid])
            self._await_progress(size)

    def test_frozen_processes_go_on_when_the_program_that_froze_them_is_killed(self):
        code = "import sys, time; from flexcoop_cli import freeze\nwith freeze.frozen([int(sys.argv[1])]):\n print('frozen', flush=True)\n time.sleep(600)"
        holder = subprocess.Popen([sys.executable, "-c", code, str(self.writer.pid)], stdout=subprocess.PIPE, cwd=Path(__file__).parents[1])
        self.addCleanup(lambda: (holder.kill(), holder.communicate()))
        self.assertEqual(holder.stdout.readline(), b"frozen\n")
        size = self.file.stat().st_size

        holder.kill()
        holder.wait()

        self._await_progress(size)

    def test_what_is_not_there_is_not_waited_for(self):
        self._end()
        with freeze.frozen([self.writer.pid]):
            pass

    def test_descendants_are_found_over_several_generations(self):
        parent = subprocess.Popen(["sh", "-c", "sh -c 'sleep 60 & wait' & wait"], start_new_session=True)
        self.addCleanup(lambda: (os.killpg(parent.pid, 9), parent.wait()))
        deadline = time.monotonic() + 30
        while len(freeze.descendants(parent.pid)) < 2:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)
        self.assertNotIn(parent.pid, freeze.descendants(parent.pid))
