#!/usr/bin/env python3
"""When the campaign `sim` may hold: every strategy of the hostile node was tried, and nothing was violated."""
import io
import json
import unittest

import sim
from report import Report


def line(seed, tried, violation=None, done=sim.ACTS):
    return {"seed": seed, "violation": violation, "nodes": 3, "hours": 3.5, "node_hours": 10.5, "seconds": 1.0,
            "trace": "0", "acknowledged": 20, "refused": 0, "crashes": 1, "void": 0, "merged": 0,
            **{act: int(act in done) for act in sim.ACTS},
            "strategies": {name: tried.get(name, 0) for name in sim.STRATEGIES}}


class SimTest(unittest.TestCase):
    def closed(self, lines):
        """Whether the campaign holds, and its figures by name."""
        out = io.StringIO()
        report = Report("sim", True, out, io.StringIO())
        sim.expect(report)
        report.figure("trace_differences", 0)
        sim.figures(report, lines)
        held = report.close()
        return held, {told["figure"]: told for told in map(json.loads, out.getvalue().splitlines()) if "figure" in told}

    def test_each_strategy_is_a_figure_summed_over_all_seeds(self):
        tried = {name: 1 for name in sim.STRATEGIES}
        held, told = self.closed([line(1, tried), line(2, dict(tried, replay=6))])
        self.assertTrue(held)
        self.assertEqual(len(sim.STRATEGIES), 10)
        self.assertEqual(told["replay"]["value"], 7)
        for name in sim.STRATEGIES:
            self.assertTrue(told[sim.figure_of(name)]["holds"], name)

    def test_a_strategy_that_was_never_tried_breaks_it(self):
        for missing in sim.STRATEGIES:
            held, told = self.closed([line(1, {name: 1 for name in sim.STRATEGIES if name != missing})])
            self.assertFalse(held, missing)
            self.assertFalse(told[sim.figure_of(missing)]["holds"])

    def test_an_act_of_governance_that_no_seed_saw_breaks_it(self):
        tried = {name: 1 for name in sim.STRATEGIES}
        for missing in sim.ACTS:
            done = [act for act in sim.ACTS if act != missing]
            held, told = self.closed([line(1, tried, None, done)])
            self.assertFalse(held, missing)
            self.assertFalse(told[missing]["holds"])

    def test_a_violation_breaks_it_though_all_were_tried(self):
        tried = {name: 1 for name in sim.STRATEGIES}
        self.assertFalse(self.closed([line(1, tried), line(2, tried, "I5: shown")])[0])

    def test_seeds_that_all_ended_the_process_say_nothing_of_any_strategy(self):
        held, told = self.closed([{"seed": 1, "violation": "I22: the process ended with 6"}])
        self.assertFalse(held)
        self.assertIsNone(told["two_face"]["holds"])


if __name__ == "__main__":
    unittest.main()
