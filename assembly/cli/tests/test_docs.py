"""What the documentation names is there."""

import re
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


class ThreatModelTest(unittest.TestCase):
    def test_the_tests_that_it_names_exist(self):
        named = set(re.findall(r"`(\w+(?:Test|IT))`", (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")))
        self.assertGreater(len(named), 15)
        there = {file.stem for folder in ("bundles", "camel-routes", "itests") for file in (ROOT / folder).rglob("src/test/java/**/*.java")}
        self.assertEqual(set(), named - there)

    def test_links_lead_to_files(self):
        for file in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]:
            for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", file.read_text(encoding="utf-8")):
                with self.subTest(f"{file.name}: {target}"):
                    self.assertTrue((file.parent / target).exists())


if __name__ == "__main__":
    unittest.main()
