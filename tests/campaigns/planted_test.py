#!/usr/bin/env python3
"""When the campaign `planted` may call a bug found: programs that pretend to be its finder."""
import json
import pathlib
import sys
import tempfile
import unittest

from planted import PROGRAMS, UNITS, Trial, find_by_histories, find_by_seeds, find_by_tests, seeds_until_violation
from patches import FINDERS  # its folder is in the path since planted is


class Pretended:
    """A patch as the campaign knows it."""
    name = "some_bug"
    finders = ["sim_run"]
    checks = ["I3"]

    def __init__(self, refused=None):
        self.refused = refused

    def apply(self, _folder, *_options):
        return self.refused


class PlantedTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.program = pathlib.Path(folder.name) / "sim_run"

    def finder(self, lines, code):
        return self.program_that_prints("".join(json.dumps(line) + "\n" for line in lines), code)

    def program_that_prints(self, told, code):
        self.program.write_text(f"#!{sys.executable}\nimport sys\nsys.stdout.write({told!r})\n"
                                f"sys.exit({code})\n", encoding="utf-8")
        self.program.chmod(0o755)
        return self.program

    def test_seeds_that_all_pass_find_nothing(self):
        program = self.finder([{"seed": n, "violation": None} for n in (1, 2, 3)], 0)
        self.assertIsNone(seeds_until_violation(program, 1, 3))
        self.assertEqual(find_by_seeds(Pretended(), program, 3)[0], None)

    def test_the_first_violation_counts_by_its_seed(self):
        program = self.finder([{"seed": 1, "violation": None},
                               {"seed": 2, "violation": "I3: lost"}], 1)
        self.assertEqual(find_by_seeds(Pretended(), program, 9)[0], 2)

    def test_what_another_check_found_does_not_count(self):
        program = self.finder([{"seed": 1, "violation": "I22: the process aborted"}], 1)
        needed, words = find_by_seeds(Pretended(), program, 9)
        self.assertIsNone(needed)
        self.assertIn("another thing", words)

    def test_a_process_that_ends_without_a_word_finds_nothing(self):
        for lines, code in (([{"seed": 1, "violation": None}], 139), ([], 1), ([], 0)):
            program = self.finder(lines, code)
            self.assertIn("without a word", seeds_until_violation(program, 1, 9)[1])
            self.assertIsNone(find_by_seeds(Pretended(), program, 9)[0])

    def test_histories_count_when_nothing_but_what_the_patch_names_differs(self):
        def told(*names):
            differing = [{"seed": 7, "names": list(names)}] if names else []
            return {"histories": 7, "differences": len(names), "differing": differing}
        patch = Pretended()
        patch.checks = ["list", "set"]
        for lines, code, wanted in (([told("list")], 1, 7), ([told("list", "set")], 1, 7),
                                    ([told("list", "text")], 1, None), ([told()], 0, None)):
            self.assertEqual(find_by_histories(patch, self.finder(lines, code), 7)[0], wanted)

    def test_histories_that_end_without_a_word_find_nothing(self):
        whole = {"histories": 7, "differences": 0, "differing": []}
        found = {"histories": 7, "differences": 1, "differing": [{"seed": 7, "names": ["I3"]}]}
        for lines, code in (([], 134), ([], 1), ([], 0), ([whole], 1), ([found], 0), ([found], 134),
                            ([dict(whole, histories=6)], 0)):
            with self.assertRaises(RuntimeError):
                find_by_histories(Pretended(), self.finder(lines, code), 7)

    def test_a_unit_test_finds_when_it_was_named_and_failed(self):
        patch = Pretended()
        patch.checks = ["Forks.AreProved", "Forks.AreTold"]

        def told(*ends):
            return "".join(f"[ RUN      ] {name}\n[{word}] {name} ({n} ms)\n"
                           for n, (name, word) in enumerate(ends)) + "[  FAILED  ] 9 tests, listed below:\n"
        passed, failed = "       OK ", "  FAILED  "
        one, two = patch.checks
        for ends, code, wanted in ((((one, failed), (two, passed)), 1, 1),
                                   (((one, failed), (two, failed)), 1, 1),
                                   (((one, passed), (two, failed)), 1, 2),
                                   (((one, passed), (two, passed)), 0, None)):
            self.assertEqual(find_by_tests(patch, self.program_that_prints(told(*ends), code), 1)[0], wanted)
        for ends, code in (((), 0), ((), 1), (((one, failed),), 1), (((one, failed), (two, passed)), 134),
                           (((one, failed), (two, passed)), 0), (((one, passed), (two, passed)), 1),
                           (((one, failed), (two, passed), ("Forks.Other", passed)), 1)):
            with self.assertRaises(RuntimeError):
                find_by_tests(patch, self.program_that_prints(told(*ends), code), 1)

    def test_each_finder_has_its_program_and_unit(self):
        for finder in FINDERS:
            self.assertIn(finder, PROGRAMS)
            self.assertIn(finder, UNITS)

    def test_a_patch_that_does_not_apply_has_no_value(self):
        class Copy:
            folder = "nowhere"
        needed, words = Trial(Pretended("error: no such file"), "sim_run").run(Copy, 9)
        self.assertIsNone(needed)
        self.assertIn("does not apply", words)

    def test_a_build_that_fails_has_no_value(self):
        class Copy:
            folder = "nowhere"

            @staticmethod
            def build(_finder):
                raise RuntimeError("cmake ended with 1")
        self.assertEqual(Trial(Pretended(), "sim_run").run(Copy, 9)[0], None)


if __name__ == "__main__":
    unittest.main()
