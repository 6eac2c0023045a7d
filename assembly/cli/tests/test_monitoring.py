"""The rules for Prometheus and the dashboard for Grafana in docs/monitoring."""

import json
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
MONITORING = ROOT / "docs" / "monitoring"
SHELL = ROOT / "bundles/ops/shell/src/main/java/eu/flexcoop/middleware/ops/shell/internal"


def metrics(text):
    """Names of our own metrics, without the endings that Prometheus adds to histograms."""
    return {re.sub(r"_(bucket|sum|count)$", "", name) for name in re.findall(r"\bflexcoop_\w+", text)}


@unittest.skipUnless(shutil.which("promtool"), "promtool is not installed (package prometheus); ./flexcoop verify installs it")
class RulesTest(unittest.TestCase):
    def _promtool(self, *arguments):
        done = subprocess.run(["promtool", *arguments], cwd=MONITORING, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def test_prometheus_accepts_the_rules(self):
        self._promtool("check", "rules", "alerts.yml")

    def test_alerts_fire_when_they_should_and_only_then(self):
        self._promtool("test", "rules", "alerts_test.yml")

    def test_prometheus_accepts_the_queries_of_the_dashboard(self):
        queries = [target["expr"] for panel in _dashboard()["panels"] for target in panel.get("targets", [])]
        self.assertGreater(len(queries), 20)
        rules = {"groups": [{"name": "dashboard", "rules": [{"record": f"q:{n}", "expr": query} for n, query in enumerate(queries)]}]}
        with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
            file.write(json.dumps(rules))  # JSON is YAML
            file.flush()
            self.assertIn(f"{len(queries)} rules found", self._promtool("check", "rules", file.name))


class DocumentationTest(unittest.TestCase):
    def test_every_metric_in_use_is_described(self):
        used = metrics((MONITORING / "alerts.yml").read_text()) | metrics((MONITORING / "dashboard.json").read_text())
        page = (MONITORING / "README.md").read_text()
        # the page writes names that begin alike as …ending
        described = {name for name in used if f"`{name}`" in page or any(f"`…{ending}`" in page for ending in _endings(name))}
        self.assertEqual(used - described, set())

    def test_every_command_that_an_alert_names_exists(self):
        scopes = {(scope, name) for file in SHELL.glob("*Command.java")
                  for scope, name in re.findall(r'@Command\(\s*scope = "(\w+)",\s*name = "([\w-]+)"', file.read_text())}
        named = set(re.findall(r"\b(\w+):([\w-]+) (?:shows|takes)", (MONITORING / "alerts.yml").read_text()))
        self.assertGreater(len(named), 4)
        self.assertEqual(named - scopes, set())


def _endings(name):
    words = name.split("_")
    return ["_".join(words[n:]) for n in range(2, len(words))]


def _dashboard():
    return json.loads((MONITORING / "dashboard.json").read_text())


if __name__ == "__main__":
    unittest.main()
