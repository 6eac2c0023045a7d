"""The verbs and options, and what the environment may say."""

import contextlib
import io
import unittest
from pathlib import Path

from flexcoop_cli import __main__, arguments, settings
from flexcoop_cli.errors import UserError


class ArgumentsTest(unittest.TestCase):
    def parse(self, *words):
        return arguments.parser().parse_args(words)

    def test_a_shell_command_may_be_one_word_or_many(self):
        self.assertEqual(["ven:list"], self.parse("shell", "ven:list").command)
        self.assertEqual(["ven:list", "x"], self.parse("shell", "ven:list", "x").command)
        self.assertEqual([], self.parse("shell").command)

    def test_a_token_needs_a_role_that_exists(self):
        self.assertEqual("service", self.parse("token", "--role", "service").role)
        for words in (["token"], ["token", "--role", "king"], ["token", "--role", "admin", "--hours", "0"]):
            with self.assertRaises(SystemExit) as end, contextlib.redirect_stderr(io.StringIO()):
                self.parse(*words)
            self.assertEqual(2, end.exception.code)

    def test_every_verb_has_help(self):
        for verb in ("demo", "start", "stop", "restart", "status", "check", "logs", "shell", "token", "replay", "backup", "restore", "verify", "bench", "build"):
            out = io.StringIO()
            with self.assertRaises(SystemExit) as end, contextlib.redirect_stdout(out):
                self.parse(verb, "--help")
            self.assertEqual(0, end.exception.code)
            self.assertIn(verb, out.getvalue())

    def test_an_error_has_its_exit_code_and_its_advice(self):
        err = io.StringIO()
        with contextlib.redirect_stderr(err):
            code = __main__.main(["replay", "/no/such/file"])
        self.assertIn(code, (1, 3))
        self.assertNotIn("Traceback", err.getvalue())


class SettingsTest(unittest.TestCase):
    def test_defaults(self):
        found = settings.from_environment({"HOME": "/home/a"})
        self.assertEqual((8181, 8443, 8444, 8101), (found.http_port, found.https_port, found.vtn_port, found.shell_port))
        self.assertEqual(Path("/home/a/.local/share/flexcoop"), found.data)
        self.assertEqual(Path("/home/a/.cache/flexcoop"), found.cache)
        self.assertTrue(found.dev_issuer)
        self.assertFalse(found.vtn_http)

    def test_the_environment_moves_ports_and_data(self):
        found = settings.from_environment({"HOME": "/h", "FLEXCOOP_HTTP_PORT": "9000", "FLEXCOOP_DATA": "/d/./x", "FLEXCOOP_VTN_HTTP": "true"})
        self.assertEqual((9000, Path("/d/x"), True), (found.http_port, found.data, found.vtn_http))
        self.assertEqual("9000", found.environment()["FLEXCOOP_HTTP_PORT"])

    def test_a_port_that_is_none_is_named(self):
        for value in ("abc", "0", "70000", "-1"):
            with self.assertRaisesRegex(UserError, "FLEXCOOP_VTN_PORT"):
                settings.from_environment({"HOME": "/h", "FLEXCOOP_VTN_PORT": value})

    def test_two_doors_cannot_share_a_port(self):
        with self.assertRaisesRegex(UserError, "the same"):
            settings.from_environment({"HOME": "/h", "FLEXCOOP_VTN_PORT": "8181"})


if __name__ == "__main__":
    unittest.main()
