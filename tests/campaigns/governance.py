"""Random histories of governance, each in many orders of arrival, against an oracle that knows only the rules.

Each seed is a network: board, centres, an office, persons and devices, some of them hostile, that grant, found,
revoke, ratify, fork, hand over and write. Its updates are delivered in N causal orders; every verdict, and its
reason, must be the same in all of them, and the verdict that of `tests/support/oracle.py`, which is handed bytes
and nothing else, also half way through one order. Two processes share the seeds, each beside an oracle.
"""
from histories import results
from programs import build


def options(parser):
    parser.add_argument("--histories", type=int, default=10_000, metavar="N", help="how many (10000)")
    parser.add_argument("--orders", type=int, default=20, metavar="N", help="of arrival of each history (20)")
    parser.add_argument("--first-seed", type=int, default=1, metavar="S", help="the first of them (1)")
    parser.add_argument("--preset", default="release", help="which build (release)")


def expect(report, given):
    report.expect("differences", "orders", "lower", 0)
    report.expect("histories", "histories", "higher", given.histories)
    report.expect("orders", "orders", "higher", given.histories * given.orders)
    report.expect("cpu_seconds", "s", "lower")
    report.expect("oracle_cpu_seconds", "s", "lower")


def run(given, report):
    expect(report, given)
    program = build(report, given.preset, "governance_histories") / "tests/property/governance_histories"
    found = results(program, given, ["--orders", str(given.orders)], report.say)
    if found is None:
        return
    for figure in ("differences", "histories", "orders"):
        report.figure(figure, sum(result[figure] for result in found))
    for figure in ("cpu_seconds", "oracle_cpu_seconds"):
        report.figure(figure, round(sum(result[figure] for result in found), 1))
