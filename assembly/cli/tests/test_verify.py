"""What ``verify`` counts as left over."""

import os
import subprocess
import sys
import unittest
import uuid

from flexcoop_cli import verify

WAITS = "import sys; print('up', flush=True); sys.stdin.read()"


class ProcessesOfARun(unittest.TestCase):
    def _start(self, run_id):
        process = subprocess.Popen([sys.executable, "-c", WAITS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                   env=dict(os.environ, **{verify.RUN_ID: run_id}))
        self.addCleanup(process.communicate)
        self.assertEqual("up\n", process.stdout.readline())
        return process

    def test_only_processes_of_the_run_are_found(self):
        run_id = str(uuid.uuid4())
        ours, other = self._start(run_id), self._start(str(uuid.uuid4()))

        found = verify.processes_of(run_id)

        self.assertEqual([ours.pid], list(found))
        self.assertNotIn(other.pid, found)
        self.assertIn("sys.stdin.read", found[ours.pid])

    def test_a_process_that_has_ended_is_not_left_over(self):
        run_id = str(uuid.uuid4())
        process = self._start(run_id)
        process.communicate()

        self.assertEqual({}, verify.processes_of(run_id))
