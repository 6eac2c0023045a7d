"""What is printed: progress without a terminal, the shell's plain text, Maven's results, MongoDB's version."""

import io
import unittest

from flexcoop_cli import build, mongod, shell, verify
from flexcoop_cli.errors import UserError
from flexcoop_cli.terminal import Progress


class OutputTest(unittest.TestCase):
    def test_without_a_terminal_there_is_no_carriage_return_and_no_colour(self):
        out = io.StringIO()
        with Progress("mongodb", out) as progress:
            progress.update("starting")
            progress.update("still starting")
            progress.done("ready")
        self.assertEqual(["  mongodb      starting", "  mongodb      ready"], out.getvalue().splitlines())

    def test_a_failure_inside_is_shown(self):
        out = io.StringIO()
        with self.assertRaises(ValueError), Progress("x", out):
            raise ValueError()
        self.assertIn("failed", out.getvalue())

    def test_the_shell_answers_in_plain_text(self):
        self.assertEqual("Command not found: a\n", shell.plain("\x1b[31mCommand not found: \x1b[0m\x1b[31;1ma\x1b[0m\r\n\n"))

    def test_values_for_the_shell_are_one_word(self):
        self.assertEqual("a-b@c.d", shell.quoted("a-b@c.d"))
        self.assertEqual("'a; b'", shell.quoted("a; b"))
        with self.assertRaises(UserError):
            shell.quoted("a'b")

    def test_maven_lines_are_understood(self):
        self.assertEqual(("FLEXCoop OpenADR codec", 12, 40),
                         build.module_of("[INFO] Building FLEXCoop OpenADR codec 0.1.0-SNAPSHOT                      [12/40]"))
        self.assertEqual((15, 1, 2, "a.B"), verify.test_result(
            "[ERROR] Tests run: 15, Failures: 1, Errors: 0, Skipped: 2, Time elapsed: 1.3 s <<< FAILURE! -- in a.B"))
        self.assertEqual((3, 0, 0, "a.B"), verify.test_result(
            "[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.1 s -- in a.B"))
        self.assertEqual((3, 0, 0, None), verify.test_result("[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0"))
        self.assertIsNone(verify.test_result("[INFO] ---"))

    def test_the_version_of_mongod_is_read(self):
        self.assertEqual((6, 0), mongod.parse_version("db version v6.0.5\nBuild Info: {}"))
        self.assertIsNone(mongod.parse_version("something else"))


if __name__ == "__main__":
    unittest.main()
