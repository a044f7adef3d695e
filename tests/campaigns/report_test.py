#!/usr/bin/env python3
"""A campaign must not be able to hold by forgetting something. Every sentence of report.py."""
import io
import json
import unittest

from report import Report, holds


class ReportTest(unittest.TestCase):
    def setUp(self):
        self.out = io.StringIO()
        self.report = Report("some", True, self.out, io.StringIO())

    def lines(self):
        return [json.loads(line) for line in self.out.getvalue().splitlines()]

    def test_a_figure_holds_by_its_value_and_bar_alone(self):
        self.assertTrue(holds(0, "lower", 0))
        self.assertFalse(holds(1, "lower", 0))
        self.assertTrue(holds(300, "higher", 300))
        self.assertFalse(holds(299.9, "higher", 300))

    def test_what_was_not_measured_is_null_and_does_not_hold(self):
        self.assertIsNone(holds(None, "lower", 5))
        self.report.expect("lost", "updates", "lower", 0)
        self.assertFalse(self.report.close())
        self.assertIsNone(self.lines()[0]["value"])
        self.assertIsNone(self.lines()[0]["holds"])
        self.assertFalse(self.lines()[-1]["holds"])

    def test_one_bad_figure_breaks_the_campaign(self):
        self.report.expect("lost", "updates", "lower", 0)
        self.report.expect("speed", "a second", "higher", 10)
        self.report.figure("lost", 0)
        self.report.figure("speed", 9)
        self.assertFalse(self.report.close())

    def test_a_campaign_without_figures_does_not_hold(self):
        self.assertFalse(self.report.close())

    def test_a_campaign_that_broke_off_does_not_hold(self):
        self.report.expect("lost", "updates", "lower", 0)
        self.report.figure("lost", 0)
        self.report.broken = True
        self.assertFalse(self.report.close())

    def test_the_lines_have_the_fields_of_the_interface(self):
        self.report.expect("lost", "updates", "lower", 0)
        self.report.figure("lost", 0)
        self.assertTrue(self.report.close())
        first, last = self.lines()
        self.assertEqual(first, {"campaign": "some", "figure": "lost", "value": 0, "unit": "updates",
                                 "better": "lower", "bar": 0, "holds": True})
        self.assertEqual(list(last), ["campaign", "figures", "holds", "seconds", "commit"])
        self.assertEqual((last["figures"], last["holds"]), (1, True))


if __name__ == "__main__":
    unittest.main()
