"""The other builds: clang 14, g++ with sanitizers, ThreadSanitizer, fuzz targets; and what only they can show.

`clang_errors`, `gcc_errors`, `tsan_errors`, `fuzz_errors`: 1 when the preset does not build. `gcc_failed`: tests of one
process that fail with the sanitizers of g++, whose coroutines are not those of the suite's build by clang.
`tsan_failed`: tests with real threads (label `threads`) that fail or report a race. `corpus_failed`: corpora that break a
promise, replayed by the fuzz build. `trace_differences`: seeds whose simulated world runs another way
in the clang build than in the g++ release build.
"""
import json
import os
import re
import subprocess

from fuzz_targets import TARGETS
from programs import CORES, build
from report import ROOT

TRACE_SEEDS = 10
SIM_RUN = "tests/sim/scenarios/sim_run"


def options(parser):
    parser.add_argument("--seeds", type=int, default=TRACE_SEEDS, help="worlds whose traces are compared")


def built(report, figure, preset, *targets):
    """The folder of a preset that builds, else None; says which in `figure`."""
    try:
        folder = build(report, preset, *targets)
    except RuntimeError as problem:
        report.say(problem)
        report.figure(figure, 1)
        return None
    report.figure(figure, 0)
    return folder


def failed_tests(report, preset):
    done = subprocess.run(["ctest", "--preset", preset], cwd=ROOT, capture_output=True, text=True)
    summary = re.search(r"tests passed, (\d+) tests failed out of (\d+)", done.stdout)
    if summary is None or int(summary[2]) == 0:
        raise RuntimeError(f"ctest ran nothing:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    if done.returncode != 0:
        report.say(done.stdout[-4000:])
    return int(summary[1])


def broken_corpora(report, folder):
    broken = 0
    for target in TARGETS:
        done = subprocess.run([folder / target.program, "-runs=0", target.corpus],
                              capture_output=True, text=True, errors="replace",
                              env={**os.environ, "LLVM_PROFILE_FILE": os.devnull})
        if done.returncode != 0:
            report.say(f"{target.name}:\n{done.stderr[-2000:]}")
            broken += 1
    return broken


def traces(folder, seeds):
    """Seed: its trace."""
    done = subprocess.run([folder / SIM_RUN, "--first-seed", "1", "--seeds", str(seeds)],
                          capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {line["seed"]: line["trace"] for line in lines if "seed" in line}


def different_traces(report, seeds, clang_folder):
    release = traces(build(report, "release", "sim_run"), seeds)
    clang = traces(clang_folder, seeds)
    if len(release) != seeds or release.keys() != clang.keys():
        raise RuntimeError(f"{len(release)} and {len(clang)} traces of {seeds} seeds")
    different = [seed for seed in release if release[seed] != clang[seed]]
    if different:
        report.say(f"other traces in the clang build: seeds {different}")
    return len(different)


def run(given, report):
    for figure, unit in (("clang_errors", "builds"), ("gcc_errors", "builds"), ("tsan_errors", "builds"),
                         ("fuzz_errors", "builds"), ("gcc_failed", "tests"), ("tsan_failed", "tests"),
                         ("corpus_failed", "targets"), ("trace_differences", "seeds")):
        report.expect(figure, unit, "lower", 0)
    report.say(f"{CORES} cores")
    clang_folder = built(report, "clang_errors", "clang")
    if clang_folder:
        report.figure("trace_differences", different_traces(report, given.seeds, clang_folder))
    if built(report, "tsan_errors", "tsan"):
        report.figure("tsan_failed", failed_tests(report, "tsan"))
    if built(report, "gcc_errors", "gcc"):
        report.figure("gcc_failed", failed_tests(report, "gcc"))
    fuzz_folder = built(report, "fuzz_errors", "fuzz", "fuzz_targets")
    if fuzz_folder:
        report.figure("corpus_failed", broken_corpora(report, fuzz_folder))
