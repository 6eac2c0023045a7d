"""Which scenarios of the benchmark a run has."""

import unittest

from flexcoop_cli import scenarios
from flexcoop_cli.errors import UserError
from flexcoop_cli.scenarios import Scenario

KNOWN = [Scenario("polls", True, 0.5, "polls"), Scenario("peer", False, 5, "a peer"), Scenario("push", False, 5, "pushes"), Scenario("list", False, 25, "rows")]


class ScenariosTest(unittest.TestCase):
    def names(self, *words, here=False):
        return [each.name for each in scenarios.chosen(list(words), here, KNOWN)]

    def test_without_names_the_usual_ones_are_run(self):
        self.assertEqual(["polls"], self.names())

    def test_named_ones_are_run_in_their_own_order(self):
        self.assertEqual(["polls", "list"], self.names("list", "polls"))
        self.assertEqual(["polls", "peer", "push", "list"], self.names("all"))

    def test_a_name_that_there_is_not_is_refused(self):
        with self.assertRaisesRegex(UserError, "no scenario 'pols'"):
            self.names("pols")

    def test_the_running_instance_is_not_restarted(self):
        with self.assertRaisesRegex(UserError, "'peer'"):
            self.names("peer", here=True)

    def test_the_running_instance_may_not_push_to_the_loopback(self):
        with self.assertRaisesRegex(UserError, "'push'"):
            self.names("push", here=True)

    def test_the_list_of_the_program_is_read(self):
        known = scenarios.read()
        self.assertIn("event", [each.name for each in known])
        self.assertTrue(all(each.minutes > 0 and each.text for each in known))
        self.assertIn("event", scenarios.epilog())
        self.assertGreater(scenarios.limit_minutes(known), 60)
