"""Random histories of documents, each in many orders of arrival, against a slow and obvious oracle.

Each seed is a history of up to six replicas over all types of fields, delivered 20 times: in other causal
orders, some of it twice, with verdicts, persons and contents that change and come to be absent on the way
(tests/support/history_trial.hpp). The oracle includes no header of crdt/. Two processes share the seeds.
Documents are not saved and loaded on the way: there is no file of them yet.
"""
import time

from histories import results
from programs import build

MINUTES_BAR = 30


def options(parser):
    parser.add_argument("--histories", type=int, default=100_000, metavar="N", help="how many (100000)")
    parser.add_argument("--first-seed", type=int, default=1, metavar="S", help="the first of them (1)")
    parser.add_argument("--deliveries", type=int, default=20, metavar="N", help="of each history (20)")
    parser.add_argument("--preset", default="release", help="which build (release)")


def expect(report, given):
    report.expect("differences", "deliveries", "lower", 0)
    report.expect("histories", "histories", "higher", given.histories)
    report.expect("deliveries", "deliveries", "higher", given.histories * given.deliveries)
    report.expect("minutes", "minutes", "lower", MINUTES_BAR)


def run(given, report):
    expect(report, given)
    program = build(report, given.preset, "crdt_histories") / "tests/property/crdt_histories"
    begin = time.monotonic()
    found = results(program, given, ["--deliveries", str(given.deliveries)], report.say)
    minutes = round((time.monotonic() - begin) / 60, 2)
    if found is None:
        return
    report.figure("differences", sum(result["differences"] for result in found))
    report.figure("histories", sum(result["histories"] for result in found))
    report.figure("deliveries", sum(result["deliveries"] for result in found))
    report.figure("minutes", minutes)
