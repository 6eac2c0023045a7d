"""What servers.json and /health mean."""

import unittest

from flexcoop_cli import readiness
from flexcoop_cli.readiness import FAILED, READY, STARTING, State


class ReadinessTest(unittest.TestCase):
    def test_servers_are_read_with_their_states(self):
        document = {"servers": [
            {"server": "mongodb", "state": "READY", "detail": ""},
            {"server": "hbase", "state": "STARTING", "detail": "waiting for the region server"},
            {"server": "amqp", "state": "FAILED", "detail": "no program"}]}
        self.assertEqual([READY, STARTING, FAILED], [state.state for state in readiness.servers(document)])
        self.assertEqual("no program", readiness.servers(document)[2].text)

    def test_half_a_document_is_no_states(self):
        for document in (None, [], "x", {}, {"servers": None}, {"servers": ["x", {"state": "READY"}]}):
            self.assertEqual([], readiness.servers(document))

    def test_no_answer_means_booting(self):
        self.assertEqual(State("middleware", STARTING, "booting"), readiness.middleware(None, None))

    def test_200_means_ready_whatever_the_body_says(self):
        self.assertEqual(READY, readiness.middleware(200, {"status": "OK", "checks": []}).state)

    def test_an_answer_without_a_document_is_none(self):
        self.assertEqual(STARTING, readiness.middleware(200, None).state)

    def test_503_shows_the_first_check_that_is_not_well(self):
        document = {"status": "CRITICAL", "checks": [
            {"name": "container", "status": "OK", "message": "fine"},
            {"name": "mongo", "status": "TEMPORARILY_UNAVAILABLE", "message": "no primary"}]}
        found = readiness.middleware(503, document)
        self.assertEqual((STARTING, "mongo: no primary"), (found.state, found.text))

    def test_a_bad_configuration_does_not_keep_it_from_being_ready(self):
        bad = {"name": "configuration", "status": "CRITICAL", "message": "http.cfg: httpPort = x; the file is not in force"}
        found = readiness.middleware(503, {"status": "CRITICAL", "checks": [bad]})
        self.assertEqual((READY, "ready; http.cfg: httpPort = x; the file is not in force"), (found.state, found.text))
        mongo = {"name": "mongo", "status": "CRITICAL", "message": "no primary"}
        self.assertEqual(STARTING, readiness.middleware(503, {"status": "CRITICAL", "checks": [bad, mongo]}).state)

    def test_of_many_components_that_wait_only_what_they_wait_for_is_told(self):
        waits = ["A waits for mongo.", "B waits for mongo.", "C waits for register.", "D waits for mongo.", "E waits for a.", "F waits for b."]
        check = {"name": "container", "status": "CRITICAL", "message": " ".join(waits)}
        self.assertEqual("container: 6 components wait, most of them for mongo (3), register (1), a (1)",
                         readiness.middleware(503, {"status": "CRITICAL", "checks": [check]}).text)
        check["message"] = waits[0]
        self.assertEqual("container: A waits for mongo.", readiness.middleware(503, {"status": "CRITICAL", "checks": [check]}).text)

    def test_a_warning_is_ready(self):
        self.assertEqual([READY], [c.state for c in readiness.checks({"checks": [{"name": "a", "status": "WARN", "message": ""}]})])

    def test_a_server_whose_process_ended_is_not_ready(self):
        states = [State("mongodb", READY, ""), State("hbase", READY, ""), State("amqp", FAILED, "no program")]
        found = readiness.without_dead(states, {"mongodb": 1, "hbase": 2}, lambda pid: pid == 1, True)
        self.assertEqual([READY, STARTING, FAILED], [state.state for state in found])
        self.assertIn("pid 2", found[1].text)
        self.assertEqual("no program", found[2].text)

    def test_without_a_container_no_server_is_ready(self):
        found = readiness.without_dead([State("mongodb", READY, "")], {"mongodb": 1}, lambda pid: True, False)
        self.assertEqual([STARTING], [state.state for state in found])
        self.assertIn("not running", found[0].text)

    def test_ready_is_all_or_nothing(self):
        self.assertFalse(readiness.is_ready([]))
        self.assertFalse(readiness.is_ready([State("a", READY, ""), State("b", STARTING, "")]))
        self.assertTrue(readiness.is_ready([State("a", READY, "")]))

    def test_of_a_chain_of_causes_the_innermost_is_told(self):
        reason = ("ReasonException: Unable to resolve root: missing requirement [root] osgi.identity; osgi.identity=flexcoop "
                  "[caused by: Unable to resolve a.b/0.1.0: missing requirement [a.b/0.1.0] osgi.wiring.package; "
                  "filter:=\"(&(osgi.wiring.package=org.apache.hadoop.conf)(version>=0.0.0))\"]]]]")
        self.assertEqual("a.b/0.1.0 misses org.apache.hadoop.conf", readiness.unresolved(reason))
        self.assertEqual("", readiness.unresolved("all is well"))


if __name__ == "__main__":
    unittest.main()
