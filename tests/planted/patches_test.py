#!/usr/bin/env python3
"""Every planted bug still fits the tree and says what it breaks and who must find it: a patch that
drifted away from the code would be missed only when somebody runs the campaign.

usage: patches_test.py [ROOT]
"""
import pathlib
import re
import sys
import unittest

from patches import FINDERS, UNIT_TESTS, all_patches

ROOT = pathlib.Path(__file__).resolve().parents[2]
# What each set must at least be held against, one patch each.
SETS = {"first": 12, "crdt": 10, "governance": 15, "rules": 3}
# Each wrong rule of who may do what that must be found, in words, and its patches.
RULES = {
    "equals may revoke": ("equals_revoke",),
    "cut ignored": ("cut_not_looked_at",),
    "unnamed chain accepted": ("chain_that_no_cut_names_is_kept",),
    "clock decides": ("clock_decides", "date_ends_a_role"),
    "last arrival wins": ("last_arrival_wins", "last_branch_to_arrive_counts", "last_quota_to_arrive_counts"),
    "void act counted as authority": ("void_grant_gives_right", "void_ratification_counts"),
    "subtree ignored": ("subtree_ignored",),
    "restore beats hide": ("restore_beats_hide",),
    "quota rejects instead of delays": ("quota_refuses",),
    "fork proof dropped": ("fork_proof_dropped", "early_fork_proof_dropped"),
}


def is_a_test(name):
    """Whether a test with this full name stands somewhere under tests/unit."""
    suite, _, test = name.partition(".")
    begin = re.compile(rf"^TEST(_F)?\({re.escape(suite)}, {re.escape(test)}\)", re.MULTILINE)
    return any(begin.search(path.read_text(encoding="utf-8"))
               for path in (ROOT / "tests" / "unit").rglob("*_test.cpp"))


class PatchesTest(unittest.TestCase):
    def test_each_patch_applies_to_the_tree(self):
        for patch in all_patches():
            with self.subTest(patch.name):
                self.assertIsNone(patch.apply(ROOT, "--check"))

    def test_each_patch_says_what_is_broken_and_what_must_find_it(self):
        for patch in all_patches():
            with self.subTest(patch.name):
                self.assertGreater(len(patch.words), 60)
                self.assertTrue(patch.finders)
                self.assertLessEqual(set(patch.finders), set(FINDERS))
                self.assertTrue(patch.checks)
                self.assertTrue(patch.difference)

    def test_each_unit_test_that_must_find_one_is_there(self):
        for patch in all_patches():
            for finder in set(patch.finders) & set(UNIT_TESTS):
                with self.subTest(patch.name):
                    self.assertEqual(patch.finders, [finder], "its checks are tests of one program")
                    self.assertTrue(all(map(is_a_test, patch.checks)), patch.checks)

    def test_each_bug_of_a_set_has_a_patch(self):
        sets = [name for patch in all_patches() for name in patch.sets]
        self.assertLessEqual(set(sets), set(SETS))
        for name, least in SETS.items():
            self.assertGreaterEqual(sets.count(name), least, name)

    def test_each_wrong_rule_of_governance_has_its_patches(self):
        there = {patch.name for patch in all_patches() if "governance" in patch.sets}
        for words, names in RULES.items():
            self.assertLessEqual(set(names), there, words)

    def test_a_patch_that_drifted_is_told(self):
        drifted = all_patches()[0]
        self.assertIn("No such file", drifted.apply(ROOT / "tests" / "planted", "--check") or "")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        ROOT = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()
