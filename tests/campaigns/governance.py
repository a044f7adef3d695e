"""Random histories of governance, each in many orders of arrival, against an oracle that knows only the rules.

Each seed is a network: board, centres, an office, twelve persons or more and devices, some of them hostile, that grant,
found, revoke, ratify, fork, hand over and write; for a while in six branches that have not seen one another. Its updates
are delivered in N causal orders; every verdict, and its reason, must be the same in all of them, and the verdict that of
`tests/support/oracle.py`, which is handed bytes and nothing else, also half way through one order. In two of the orders,
drawn by the seed, each space's state is kept as nodes keep it, by what changed: both must come to the same, and of every
20th seed to what the oracle computes from nothing. Two processes share the seeds, each beside an oracle.

What the histories are made of is counted. `persons` are acts that certify one, of which `standing_persons` stand: somebody's
right may have ended before, so nobody can promise how many. `branches` is the most ends that `root` had at one moment while
it was written, each an act that no other had seen. `acts_...` are acts that stand; with fewer than 1,000 histories
one sort may be missing by chance, and nothing is asked of these figures. `forks` are places of chains with more
than one update, `cuts` those of standing acts which name an update that is there, `erasures` what enough agreed to.

Then what people see: in storms of the simulator, whose hostile and revoked nodes write recognisable words without
a right, nothing void may be in lists, counts, news, `show` or `export` of any honest node, and, in those of every
fifth seed, in no page that a browser gets from one of them: somebody's without a session (`pages`), and a member's
who signed in there, wrote nothing and moderates nowhere (`pages_signed_in`; tests/sim/README.md). `void_visible` counts
both, and what else was seen. There is no search and no feed yet.

Before all that, alone on the machine, how the cost grows: the processor's time for so many acts of `root` by 50 keys that
arrive one at a time, each checked, judged and taken into the state hash, against that for a hundredth of them; the
median of three rounds, each of which measures both.
"""
import collections
import concurrent.futures
import json
import statistics
import time

import sim
from histories import PROCESSES, results, shares
from programs import build, run as output_of

FULL = 100_000    # histories, in at most so many minutes on two cores
MINUTES_BAR = 30
GROWTH_BAR = 150  # a hundred times as many acts
ROUNDS = 3
FEW_AGAIN = 5     # the small ones take a tenth of a second
PERSONS_BAR = 12
BRANCHES_BAR = 6
ALL_SORTS = 1000  # so many histories have acts of every sort
SORTS = ("join_heads", "administrator", "person", "device", "endorse", "space", "role", "revoke", "hand_over", "ratify",
         "agree_erasure", "ask_to_join", "decline", "rotate_board", "vouch", "quarantine", "release", "set_quota")
COUNTS = ("forks", "cuts", "ratifications", "erasures")


def options(parser):
    parser.add_argument("--histories", type=int, default=10_000, metavar="N", help="how many (10000)")
    parser.add_argument("--orders", type=int, default=20, metavar="N", help="of arrival of each history (20)")
    parser.add_argument("--first-seed", type=int, default=1, metavar="S", help="the first of them (1)")
    parser.add_argument("--acts", type=int, default=100_000, metavar="N", help="how many for the growth (100000)")
    parser.add_argument("--storms", type=int, default=200, metavar="N", help="seeds of the simulator, from S on (200)")
    parser.add_argument("--preset", default="release", help="which build (release)")


def expect(report, given):
    report.expect("growth", "times", "lower", GROWTH_BAR)
    report.expect("seconds_few", "s", "lower")
    report.expect("seconds_all", "s", "lower")
    report.expect("differences", "orders", "lower", 0)
    report.expect("histories", "histories", "higher", given.histories)
    report.expect("orders", "orders", "higher", given.histories * given.orders)
    for figure, bar in (("persons", PERSONS_BAR), ("branches", BRANCHES_BAR)):
        report.expect(f"{figure}_min", figure, "higher", bar)
        report.expect(f"{figure}_median", figure, "higher", bar)
    report.expect("standing_persons_median", "persons", "higher")
    least = 1 if given.histories >= ALL_SORTS else None
    for sort in SORTS:
        report.expect(f"acts_{sort}", "acts", "higher", least)
    for figure in COUNTS:
        report.expect(figure, figure, "higher", least)
    report.expect("void_visible", "times", "lower", 0)
    report.expect("storms", "seeds", "higher", given.storms)
    report.expect("void_updates", "updates", "higher", 1)
    report.expect("pages", "pages", "higher", 1)
    report.expect("pages_signed_in", "pages", "higher", 1)
    report.expect("minutes", "min", "lower", MINUTES_BAR if given.histories <= FULL else None)
    report.expect("cpu_seconds", "s", "lower")
    report.expect("oracle_cpu_seconds", "s", "lower")


def growth(program, acts, report):
    """The processor's seconds for a hundredth of the acts and for all of them."""
    def seconds(count):
        said = json.loads(output_of([program, "--acts", count]))
        report.say(f"{count} acts: {said['cpu_seconds']:.3f} s of the processor, {said['standing']} stand, "
                   f"{said['verdicts_told']} verdicts told")
        return said["cpu_seconds"]

    few, everything = [], []
    for _ in range(ROUNDS):
        few.append(statistics.median(seconds(acts // 100) for _ in range(FEW_AGAIN)))
        everything.append(seconds(acts))
    ratio = statistics.median(a / b for a, b in zip(everything, few))
    report.figure("growth", round(ratio, 1))
    report.figure("seconds_few", round(statistics.median(few), 4))
    report.figure("seconds_all", round(statistics.median(everything), 2))


def shape(report, found):
    """What the histories of all processes are made of."""
    def numbers(figure):
        """Of each history, ascending."""
        counts = collections.Counter()
        for result in found:
            counts.update({int(number): histories for number, histories in result[figure].items()})
        return sorted(counts.elements())

    for figure in ("persons", "branches"):
        report.figure(f"{figure}_min", min(numbers(figure)))
        report.figure(f"{figure}_median", statistics.median(numbers(figure)))
    report.figure("standing_persons_median", statistics.median(numbers("standing_persons")))
    for sort in SORTS:
        report.figure(f"acts_{sort}", sum(result["acts"][sort] for result in found))
    for figure in COUNTS:
        report.figure(figure, sum(result[figure] for result in found))


def storms(program, first, count):
    """A line of each seed."""
    with concurrent.futures.ThreadPoolExecutor(PROCESSES) as pool:
        found = list(pool.map(lambda share: sim.run_seeds(program, *share), shares(first, count)))
    return [line for told, _ in found for line in told]


def times_seen(line):
    """How often what is void was seen in a storm: on so many pages, else once elsewhere."""
    if not (line["violation"] or "").startswith("I5"):
        return 0
    return max(1, line.get("void_visible", 0))


def sight(report, lines):
    """Whether what is void is seen. A seed in which anything else is violated was not looked at to its end."""
    for line in lines:
        if line["violation"]:
            report.say(f"seed {line['seed']}: {line['violation']}")
    report.figure("void_visible", sum(map(times_seen, lines)))
    whole = [line for line in lines if not line["violation"]]
    report.figure("storms", len(whole))
    report.figure("void_updates", sum(line["void"] for line in whole))
    for figure in ("pages", "pages_signed_in"):
        report.figure(figure, sum(line[figure] for line in whole))


def run(given, report):
    expect(report, given)
    built = build(report, given.preset, "governance_histories", "governance_growth", "sim_run")
    begun = time.monotonic()
    growth(built / "tests/bench/governance_growth", given.acts, report)
    program = built / "tests/property/governance_histories"
    found = results(program, given, ["--orders", str(given.orders)], report.say)
    if found is None:
        return
    for figure in ("differences", "histories", "orders"):
        report.figure(figure, sum(result[figure] for result in found))
    if all("acts" in result for result in found):  # else one ended in the middle of a history
        shape(report, found)
    for figure in ("cpu_seconds", "oracle_cpu_seconds"):
        if any(result[figure] is None for result in found):
            continue  # one ended in the middle of a history
        report.figure(figure, round(sum(result[figure] for result in found), 1))
    sight(report, storms(built / "tests/sim/scenarios/sim_run", given.first_seed, given.storms))
    report.figure("minutes", round((time.monotonic() - begun) / 60, 1))
