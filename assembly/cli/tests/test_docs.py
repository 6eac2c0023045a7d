"""What the documentation names is there."""

import re
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def _tests():
    return {file.stem for folder in ("bundles", "camel-routes", "itests", "assembly") for file in (ROOT / folder).rglob("src/test/java/**/*.java")}


class ThreatModelTest(unittest.TestCase):
    def test_the_tests_that_it_names_exist(self):
        named = set(re.findall(r"`(\w+(?:Test|IT))`", (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")))
        self.assertGreater(len(named), 15)
        self.assertEqual(set(), named - _tests())

    def test_each_fault_of_the_audit_has_tests_that_exist(self):
        text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
        section = text.split("## Faults of the first audit\n")[1].split("\n## ")[0]
        rows = [line for line in section.splitlines() if re.match(r"\| [A-Z]\d?: ", line)]
        self.assertEqual(["C1", "C2", "H1", "H2", "H3", "H4", "H5", "M1", "M2", "M3", "M4", "M5", "M6", "M7", "M8", "L"],
                         [row[2:].split(":")[0] for row in rows])
        there = _tests() | {file.name for file in Path(__file__).parent.glob("test_*.py")}
        for row in [*rows, section.split("\n\n")[-1]]:
            named = set(re.findall(r"`(\w+(?:Test|IT)|test_\w+\.py)`", row))
            with self.subTest(row[:40]):
                self.assertTrue(named)
                self.assertEqual(set(), named - there)

    def test_links_lead_to_files(self):
        for file in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]:
            for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", file.read_text(encoding="utf-8")):
                with self.subTest(f"{file.name}: {target}"):
                    self.assertTrue((file.parent / target).exists())


if __name__ == "__main__":
    unittest.main()
