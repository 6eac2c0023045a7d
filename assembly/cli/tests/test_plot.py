"""The pictures of a day."""

import unittest
import xml.etree.ElementTree as xml

from flexcoop_cli import plot
from flexcoop_cli.plot import Day

DAY = Day("House 1, 2011-10-17", tuple(1.0 for _ in range(48)), tuple(3.0 if 20 <= i < 30 else 0.0 for i in range(48)),
          (14.5, 15.5), "event <now>")


class PlotTest(unittest.TestCase):
    def test_the_text_fits_a_terminal(self):
        for unicode in (True, False):
            lines = plot.text(DAY, unicode=unicode)
            self.assertTrue(all(len(line) <= 80 for line in lines))
            self.assertEqual(12 + 5, len(lines))

    def test_without_unicode_there_is_ascii_only(self):
        self.assertTrue("\n".join(plot.text(DAY, unicode=False)).isascii())

    def test_load_stands_in_every_column_once(self):
        rows = [line[7:] for line in plot.text(DAY, unicode=False)[1:13]]
        for column in range(48):
            self.assertEqual(1, sum(row[column:column + 1] == "o" for row in rows))

    def test_the_event_stands_under_its_hours(self):
        mark = plot.text(DAY, unicode=False)[-2]
        self.assertEqual((7 + 29, 7 + 31), (mark.index("="), mark.rindex("=") + 1))

    def test_the_event_may_be_short_or_absent(self):
        short = Day("d", DAY.load, DAY.pv, (23.9, 24.0), "e")
        self.assertEqual(1, plot.text(short, unicode=False)[-2].count("="))
        self.assertNotIn("=", "".join(plot.text(Day("d", DAY.load, DAY.pv), unicode=False)))

    def test_the_picture_is_xml_and_escapes_its_texts(self):
        root = xml.fromstring(plot.svg(DAY))
        texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
        self.assertIn("event <now>", texts)
        self.assertIn("House 1, 2011-10-17", texts)

    def test_the_scale_is_round_and_above_everything(self):
        self.assertEqual([0.5, 1.0, 3.0, 50.0, 200.0], [plot.scale_top((value,)) for value in (0, 0.6, 2.1, 31, 200)])


if __name__ == "__main__":
    unittest.main()
