#!/usr/bin/env python3
"""When the campaign `governance` may hold: histories are as large as promised, every act is among them, and nothing
void is seen on any page, of which some were read with a session."""
import argparse
import io
import json
import unittest

import governance
from report import Report


def given(histories=governance.ALL_SORTS):
    return argparse.Namespace(histories=histories, orders=1, storms=2)


def result(persons, branches, **others):
    """What a process says of its histories."""
    acts = {sort: 1 for sort in governance.SORTS}
    return {"persons": persons, "standing_persons": {"5": 1}, "branches": branches, "acts": acts,
            **{figure: 1 for figure in governance.COUNTS}, **others}


def line(seed, violation=None, **others):
    return {"seed": seed, "violation": violation, "void": 3, "pages": 10, "pages_signed_in": 20, "void_visible": 0,
            **others}


class GovernanceTest(unittest.TestCase):
    def told(self, say, histories=governance.ALL_SORTS):
        """Figures by name, as `say` gives them to a report."""
        out = io.StringIO()
        report = Report("governance", True, out, io.StringIO())
        governance.expect(report, given(histories))
        say(report)
        report.close()
        return {told["figure"]: told for told in map(json.loads, out.getvalue().splitlines()) if "figure" in told}

    def shape(self, *found, histories=governance.ALL_SORTS):
        return self.told(lambda report: governance.shape(report, found), histories)

    def sight(self, *lines):
        return self.told(lambda report: governance.sight(report, lines))

    def test_smallest_and_median_are_of_the_histories_of_all_processes(self):
        told = self.shape(result({"12": 2, "13": 1}, {"6": 3}), result({"14": 4}, {"9": 4}))
        self.assertEqual((told["persons_min"]["value"], told["persons_median"]["value"]), (12, 14))
        self.assertEqual((told["branches_min"]["value"], told["branches_median"]["value"]), (6, 9))
        self.assertEqual(told["acts_revoke"]["value"], 2)
        for figure in ("persons_min", "persons_median", "branches_min", "branches_median", "acts_revoke", "forks"):
            self.assertTrue(told[figure]["holds"], figure)

    def test_one_small_history_breaks_it(self):
        told = self.shape(result({"11": 1, "12": 9}, {"5": 1, "6": 9}))
        self.assertFalse(told["persons_min"]["holds"])
        self.assertFalse(told["branches_min"]["holds"])

    def test_an_act_that_never_stood_breaks_it_where_there_are_many_histories(self):
        for missing in governance.SORTS:
            found = result({"12": 1}, {"6": 1})
            found["acts"][missing] = 0
            self.assertFalse(self.shape(found)[f"acts_{missing}"]["holds"], missing)
            self.assertTrue(self.shape(found, histories=1)[f"acts_{missing}"]["holds"], missing)
        for missing in governance.COUNTS:
            self.assertFalse(self.shape(result({"12": 1}, {"6": 1}, **{missing: 0}))[missing]["holds"], missing)

    def test_pages_with_a_session_are_figures_of_their_own(self):
        told = self.sight(line(1), line(2, pages=0, pages_signed_in=0))
        self.assertEqual((told["pages"]["value"], told["pages_signed_in"]["value"]), (10, 20))
        self.assertTrue(told["pages_signed_in"]["holds"])
        self.assertFalse(self.sight(line(1, pages_signed_in=0))["pages_signed_in"]["holds"])

    def test_what_is_seen_counts_by_its_pages_and_elsewhere_once(self):
        told = self.sight(line(1, "I5: shown", void_visible=7), line(2, "I5: exported"), line(3, "I7: late"))
        self.assertEqual(told["void_visible"]["value"], 8)
        self.assertFalse(told["void_visible"]["holds"])
        self.assertFalse(told["storms"]["holds"])
        self.assertTrue(self.sight(line(1))["void_visible"]["holds"])


if __name__ == "__main__":
    unittest.main()
