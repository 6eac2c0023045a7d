"""What the fuzzer sends, and what it takes for a finding."""

import random
import socket
import tempfile
import threading
import unittest
from pathlib import Path
from unittest import mock

from flexcoop_cli import fuzz
from flexcoop_cli.mutations import mutated
from flexcoop_cli.requests import Requests, Shot, corpus, escaped, request

CORPUS = Path(__file__).resolve().parents[2] / "tools/fuzz/corpus"


class MutationsTest(unittest.TestCase):
    def test_the_same_seed_makes_the_same_changes(self):
        self.assertEqual(mutated(b"some input", random.Random(7), [b"other"]), mutated(b"some input", random.Random(7), [b"other"]))

    def test_inputs_are_changed_in_many_ways_and_never_fail(self):
        seeded = random.Random(1)
        results = {mutated(b"some input", seeded, [b"other"]) for _ in range(500)}
        self.assertGreater(len(results), 400)
        for size in (0, 1):
            for _ in range(200):
                mutated(b"x" * size, seeded)


class RequestsTest(unittest.TestCase):
    def test_the_corpus_has_inputs_for_every_kind_of_request(self):
        inputs = corpus(CORPUS)
        self.assertEqual({"openadr", "signature", "query", "body", "upload", "command", "definition", "token", "csr"}, set(inputs))
        inputs["ocsp"] = [b"made by the instance"]
        requests = Requests(inputs, ["good.to.ken"], random.Random(3))
        shots = [requests.next() for _ in range(1000)]
        self.assertEqual({"http", "https", "vtn"}, {shot.listener for shot in shots})
        self.assertEqual(set(requests.kinds), {shot.kind for shot in shots})
        self.assertGreater(len({shot.data for shot in shots}), 900)

    def test_placeholders_stand_for_what_the_instance_has_given(self):
        names = {}
        requests = Requests({"openadr": [b"<x>ven-1</x>"]}, ["t"], random.Random(3), names)
        names[b"ven-1"] = b"the-real-one"
        sent = [requests._input("openadr") for _ in range(100)]
        self.assertIn(b"<x>the-real-one</x>", sent)
        self.assertFalse([each for each in sent if b"ven-1" in each])

    def test_what_the_length_says_is_what_comes(self):
        whole = request("POST", "/1/x", {"A": "b"}, b"body")
        self.assertIn(b"Content-Length: 4\r\n", whole)
        self.assertTrue(whole.endswith(b"\r\n\r\nbody"))
        self.assertTrue(request("GET", "/1/x", {}, b"body").endswith(b"\r\n\r\n"))

    def test_queries_are_escaped_byte_by_byte(self):
        self.assertEqual(b"a%20%C3%A4%26", escaped("a ä&".encode()))


class FindingsTest(unittest.TestCase):
    def watch(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return fuzz.Watch(Path(folder.name)), Path(folder.name)

    def test_refusals_are_counted_and_server_errors_are_kept(self):
        watch, folder = self.watch()
        for status in (200, 400, 401, 413, 505, "closed"):
            watch.answered(status, Shot("http", b"fine"), b"")
        self.assertEqual([], watch.findings)
        watch.answered(500, Shot("vtn", b"the input"), b"HTTP/1.1 500 oh")
        watch.answered("hang", Shot("http", b"slow"), b"")
        self.assertEqual(2, len(watch.findings))
        self.assertIn(b"the input", (folder / "finding-1.txt").read_bytes())
        self.assertEqual(8, watch.sent)

    def test_how_far_a_request_came_is_told(self):
        for status, answer, expected in ((201, b"", "accepted"), (422, b"", "refused"), (401, b"", "no access"), (429, b"", "unread"),
                                         (200, b"<ei:responseCode>200<", "accepted"), (200, b"<ei:responseCode>454<", "refused"),
                                         (200, b"<ei:responseCode>463<", "no access"), ("closed", b"", "closed"), ("hang", b"", "hang")):
            self.assertEqual(expected, fuzz.outcome(status, answer))

    def test_a_run_that_limits_keep_outside_has_tested_nothing(self):
        watch, _ = self.watch()
        for status in [400] * 97 + [429] * 3:
            watch.answered(status, Shot("http", b"", "query"), b"")
        watch.require_depth()
        self.assertEqual(["3 of 100 requests of the kind query were refused by a limit and not read"], watch.findings)

    def test_nor_has_one_of_which_nothing_was_accepted(self):
        watch, _ = self.watch()
        for kind in ("body", "head"):
            for _ in range(fuzz.ENOUGH):
                watch.answered(400, Shot("http", b"", kind), b"")
        watch.require_depth()
        self.assertEqual(1, len(watch.findings))
        self.assertIn("kind body was accepted", watch.findings[0])

    def test_many_findings_end_the_run(self):
        watch, _ = self.watch()
        for _ in range(fuzz.MOST_FINDINGS):
            watch.answered(500, Shot("http", b""), b"")
        self.assertTrue(watch.stopped())


class ExchangeTest(unittest.TestCase):
    def serve(self, answer):
        """A server that reads once and answers; None holds the connection."""
        server = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(server.close)
        held = []

        def run():
            connection, _ = server.accept()
            held.append(connection)
            connection.recv(1 << 16)
            if answer is not None:
                connection.sendall(answer)
                connection.close()

        threading.Thread(target=run, daemon=True).start()
        self.addCleanup(lambda: [each.close() for each in held])
        return server.getsockname()[1]

    def test_the_status_is_read(self):
        self.assertEqual(503, fuzz.exchange(self.serve(b"HTTP/1.1 503 no\r\n\r\n"), None, b"GET / HTTP/1.1\r\n\r\n")[0])

    def test_a_server_that_closes_is_no_finding(self):
        self.assertEqual("closed", fuzz.exchange(self.serve(b""), None, b"\x00")[0])

    def test_a_server_that_does_not_answer_hangs(self):
        with mock.patch.object(fuzz, "HANG_SECONDS", 0.3):
            self.assertEqual("hang", fuzz.exchange(self.serve(None), None, b"GET / HTTP/1.1\r\n\r\n")[0])

    def test_the_heap_is_read_from_jcmd(self):
        printed = " garbage-first heap   total 262144K, used 81920K [0x0, 0x1)\n  region size 1024K\n Metaspace       used 99999K"
        with mock.patch.object(fuzz, "_jcmd", return_value=printed):
            self.assertEqual(80, fuzz.used_heap(1))


if __name__ == "__main__":
    unittest.main()
