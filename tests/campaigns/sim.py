"""Storms in the simulator, by seed: do all invariants hold, and how fast do hours pass.

Each seed is a network of at least three whole nodes, whose links, machines, disks and clocks fail for two
simulated hours as a swarm drawn from the seed says (tests/sim/README.md). Seeds are shared out to the cores.
Every twentieth seed runs in a second process as well, which must see the same trace. In about half of them one
node is hostile; each of its strategies must have been tried, or nothing is said of it.
"""
import concurrent.futures
import json
import subprocess

from programs import CORES, build

CHUNK = 10  # seeds of one process
AGAIN_EVERY = 20
STRATEGIES = ("bad signature", "altered field", "two-face", "backdate", "replay", "self-promotion", "forged revoke",
              "stale membership", "quota burst", "duplicate sequence")
# In how many seeds the board was replaced, somebody was in quarantine, a quota delayed something.
ACTS = ("boards", "quarantines", "delayed")


def options(parser):
    parser.add_argument("--seeds", type=int, default=200, metavar="N", help="how many (200)")
    parser.add_argument("--first-seed", type=int, default=1, metavar="S", help="the first of them (1)")
    parser.add_argument("--preset", default="release", help="which build (release)")


def expect(report):
    report.expect("violations", "seeds", "lower", 0)
    report.expect("trace_differences", "seeds", "lower", 0)
    report.expect("seeds", "seeds", "higher")
    report.expect("nodes_min", "nodes a seed", "higher", 3)
    report.expect("sim_hours_per_seed", "hours", "higher", 2)
    report.expect("node_hours", "node-hours", "higher")
    report.expect("node_hours_per_minute", "node-hours a minute of one core", "higher", 300)
    report.expect("acknowledged", "updates", "higher")
    report.expect("crashes", "processes", "higher")
    for act in ACTS:
        report.expect(act, "seeds", "higher", 1)
    for strategy in STRATEGIES:
        report.expect(figure_of(strategy), "times tried", "higher", 1)


def figure_of(strategy):
    return strategy.replace(" ", "_").replace("-", "_")


def run_seeds(program, first, count):
    """The lines of `count` seeds, and what was said of those that failed."""
    done = subprocess.run([str(program), "--first-seed", str(first), "--seeds", str(count)],
                          capture_output=True, text=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    if len(lines) < count:  # a seed that ended the process; those after it run anew
        dead = first + len(lines) - 1
        if not lines or not lines[-1]["violation"]:
            dead += 1
            lines.append({"seed": dead, "violation": f"I22: the process ended with {done.returncode}"})
        if dead + 1 < first + count:
            more, said = run_seeds(program, dead + 1, first + count - dead - 1)
            return lines + more, done.stderr + said
    return lines, done.stderr


def run(given, report):
    expect(report)
    program = build(report, given.preset, "sim_run") / "tests/sim/scenarios/sim_run"
    last = given.first_seed + given.seeds
    chunks = [(first, min(CHUNK, last - first)) for first in range(given.first_seed, last, CHUNK)]
    again = [(seed, 1) for seed in range(given.first_seed, last, AGAIN_EVERY)]
    seen = {}
    differences = 0
    with concurrent.futures.ThreadPoolExecutor(CORES) as pool:
        for lines, said in pool.map(lambda chunk: run_seeds(program, *chunk), chunks):
            seen.update((line["seed"], line) for line in lines)
            for line in lines:
                if line["violation"]:
                    report.say(f"seed {line['seed']}: {line['violation']}\n{said}")
            if len(seen) % 100 < CHUNK:
                report.say(f"{len(seen)} of {given.seeds} seeds")
        for lines, _ in pool.map(lambda chunk: run_seeds(program, *chunk), again):
            for line in lines:
                if line.get("trace") != seen[line["seed"]].get("trace"):
                    differences += 1
                    report.say(f"seed {line['seed']}: another trace in another process")
    report.figure("trace_differences", differences)
    figures(report, seen.values())


def figures(report, lines):
    """What the lines of all seeds come to."""
    whole = [line for line in lines if "trace" in line]
    report.figure("violations", sum(1 for line in lines if line["violation"]))
    report.figure("seeds", len(lines))
    if not whole:
        return
    report.figure("nodes_min", min(line["nodes"] for line in whole))
    report.figure("sim_hours_per_seed", round(min(line["hours"] for line in whole), 2))
    hours = sum(line["node_hours"] for line in whole)
    report.figure("node_hours", round(hours))
    report.figure("node_hours_per_minute", round(60 * hours / sum(line["seconds"] for line in whole)))
    report.figure("acknowledged", sum(line["acknowledged"] for line in whole))
    report.figure("crashes", sum(line["crashes"] for line in whole))
    for act in ACTS:
        report.figure(act, sum(1 for line in whole if line[act]))
    for strategy in STRATEGIES:
        report.figure(figure_of(strategy), sum(line["strategies"].get(strategy, 0) for line in whole))
