"""Random histories of documents, each in many orders of arrival, against a slow and obvious oracle.

Each seed is a history of up to six replicas over all types of fields, delivered 20 times: in other causal
orders, some of it twice, with verdicts, persons and contents that change and come to be absent on the way
(tests/support/history_trial.hpp). The oracle includes no header of crdt/. Two processes share the seeds.
Documents are not saved and loaded on the way: there is no file of them yet.
"""
import json
import subprocess
import threading
import time

from programs import build

PROCESSES = 2
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


def shares(first, count):
    """(first seed, how many) of each process."""
    whole, more = divmod(count, PROCESSES)
    out = []
    for process in range(PROCESSES):
        part = whole + (1 if process < more else 0)
        if part:
            out.append((first, part))
        first += part
    return out


def result_of(command, say):
    """What the program says last, or None when it ended in another way."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        for number, line in enumerate(process.stderr, 1):
            if number % 5 == 0 or not line.startswith("{"):
                say(line.rstrip())
        said = process.stdout.read()
    if process.returncode in (0, 1) and said:
        return json.loads(said.splitlines()[-1])
    say(f"{' '.join(command)} ended with {process.returncode}")
    return None


def run(given, report):
    expect(report, given)
    program = build(report, given.preset, "crdt_histories") / "tests/property/crdt_histories"
    begin = time.monotonic()
    results = []

    def work(first, count):
        results.append(result_of([str(program), "--first-seed", str(first), "--histories", str(count),
                                  "--deliveries", str(given.deliveries)], report.say))

    threads = [threading.Thread(target=work, args=share)
               for share in shares(given.first_seed, given.histories)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    minutes = round((time.monotonic() - begin) / 60, 2)
    for result in results:
        for one in (result or {}).get("differing", []):
            report.say(f"seed {one['seed']} differs: {', '.join(one['names'])}")
    if len(results) < len(threads) or None in results:
        return  # a process that ended early says nothing of its seeds
    report.figure("differences", sum(result["differences"] for result in results))
    report.figure("histories", sum(result["histories"] for result in results))
    report.figure("deliveries", sum(result["deliveries"] for result in results))
    report.figure("minutes", minutes)
