"""Each fuzz target for some minutes under AddressSanitizer and UndefinedBehaviorSanitizer.

Two at a time. What a run finds lies in build/fuzz/found/TARGET; a crash stops its target, and its
input is named. `lines` are lines of the product outside tests/ that the committed corpus reaches, by
clang's source coverage of its replay; `parser_lines_percent` is the part reached of the files that
the target is there for.
"""
import concurrent.futures
import json
import os
import re
import subprocess
import time

from fuzz_targets import NAMES, TARGETS
from programs import build, run as run_program
from report import ROOT

AT_ONCE = 2
HANG_SECONDS = 25
MEMORY_MB = 2048


def options(parser):
    parser.add_argument("--minutes", type=float, default=10, help="of each target")
    parser.add_argument("--only", action="append", choices=NAMES, help="this target; may be repeated")


def run_fuzzer(folder, target, seconds):
    """Crashes, executions and seconds of one run, and the end of what it said."""
    found = folder / "found" / target.name
    found.mkdir(parents=True, exist_ok=True)
    for old in found.parent.glob(f"{target.name}-*"):
        old.unlink()
    begin = time.monotonic()
    done = subprocess.run(
        [folder / target.program, found, target.corpus, f"-max_total_time={seconds}",
         f"-artifact_prefix={found.parent}/{target.name}-", "-print_final_stats=1", "-close_fd_mask=1",
         f"-timeout={HANG_SECONDS}", f"-rss_limit_mb={MEMORY_MB}", *dictionary(target), *target.arguments],
        env={**os.environ, "LLVM_PROFILE_FILE": os.devnull},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace")
    spent = round(time.monotonic() - begin, 1)
    crashes = [path for path in found.parent.glob(f"{target.name}-*")]
    if done.returncode != 0 and not crashes:
        raise RuntimeError(f"{target.name} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    executions = re.search(r"stat::number_of_executed_units:\s*(\d+)", done.stderr)
    # A crash ends a run without statistics: the last line of progress counts then.
    progress = re.findall(r"^#(\d+)\s", done.stderr, re.MULTILINE)
    count = int(executions[1]) if executions else int(progress[-1]) if progress else 0
    return crashes, count, spent, done.stderr[-3000:]


def dictionary(target):
    path = target.corpus.parent.parent / f"{target.name}.dict"
    return [f"-dict={path}"] if path.exists() else []


def covered_lines(folder, target):
    """Lines of the product that the corpus reaches, and percent of the files it is there for."""
    profile = folder / "profiles" / f"{target.name}.profraw"
    profile.parent.mkdir(exist_ok=True)
    program = folder / target.program
    run_program([program, "-runs=0", target.corpus], env={**os.environ, "LLVM_PROFILE_FILE": str(profile)})
    merged = profile.with_suffix(".profdata")
    run_program(["llvm-profdata-14", "merge", "-sparse", profile, "-o", merged])
    export = subprocess.run(["llvm-cov-14", "export", program, f"-instr-profile={merged}", "-summary-only"],
                            capture_output=True, text=True, check=True)
    lines, reached, all_of_them = 0, 0, 0
    for file in json.loads(export.stdout)["data"][0]["files"]:
        path = os.path.relpath(file["filename"], ROOT)
        if path.startswith(("..", "tests/", "build/")):
            continue
        summary = file["summary"]["lines"]
        lines += summary["covered"]
        if path in target.reads:
            reached += summary["covered"]
            all_of_them += summary["count"]
    return lines, round(100 * reached / all_of_them, 1)


def measure(given, report, target, folder):
    crashes, executions, spent, words = run_fuzzer(folder, target, round(given.minutes * 60))
    for path in crashes:
        report.say(f"{target.name} broke with {path}:\n{words}")
    lines, percent = covered_lines(folder, target)
    return target, len(crashes), executions, spent, lines, percent


def run_all(given, report, targets):
    folder = build(report, "fuzz", "fuzz_targets")
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        jobs = [pool.submit(measure, given, report, target, folder) for target in targets]
        for job in concurrent.futures.as_completed(jobs):
            target, crashes, executions, spent, lines, percent = job.result()
            report.figure(f"{target.name}_crashes", crashes)
            report.figure(f"{target.name}_executions", executions)
            report.figure(f"{target.name}_lines", lines)
            report.figure(f"{target.name}_parser_lines_percent", percent)
            report.figure(f"{target.name}_seconds", spent)


def run(given, report):
    targets = [target for target in TARGETS if not given.only or target.name in given.only]
    for target in targets:
        report.expect(f"{target.name}_crashes", "inputs", "lower", 0)
        report.expect(f"{target.name}_executions", "inputs", "higher",
                      round(target.executions_a_minute * given.minutes))
        report.expect(f"{target.name}_lines", "lines", "higher")
        report.expect(f"{target.name}_parser_lines_percent", "percent", "higher")
        report.expect(f"{target.name}_seconds", "s", "higher")
    run_all(given, report, targets)
