"""Bugs planted on purpose are found: by the simulator within so many seeds, by `kill` within so many kills,
by the test of the disk within so many power cuts, by random histories of documents, of governance or of moderation
within so many of them, or by a unit test that each names.

Each patch of tests/planted is applied to a copy of the committed tree and built there; then its
finder runs from seed 1 on. First the copy without any patch must be clean on the same seeds, and pass the
same tests. A bug counts as found when the finder names one of the checks that the patch names. A patch that does not
apply, does not build, or is not found has no value. Needs what ./tests/run installs.
"""
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import threading

import programs
from report import ROOT

sys.path.insert(0, str(ROOT / "tests" / "planted"))
from patches import UNIT_TESTS, all_patches  # noqa: E402  (after the path)

FOLDER = ROOT / "build" / "planted"
PROGRAMS = {  # what a finder runs: its targets, and where it is in the build folder
    "sim_run": (["sim_run"], "tests/sim/scenarios/sim_run"),
    "kill": (["praxisd", "praxis"], "node/praxisd"),
    "disk_test": (["disk_test"], "tests/sim/disk/disk_test"),
    "crdt_histories": (["crdt_histories"], "tests/property/crdt_histories"),
    "governance_histories": (["governance_histories"], "tests/property/governance_histories"),
    "moderation_property": (["moderation_property"], "tests/property/moderation_property"),
    "cli_test": (["cli_test"], "tests/unit/cli/cli_test"),
    "governance_test": (["governance_test"], "tests/unit/governance/governance_test"),
    "peers_test": (["peers_test"], "tests/unit/peers/peers_test"),
    "web_guard_test": (["web_guard_test"], "tests/unit/web/web_guard_test"),
}
UNITS = {"sim_run": "seeds", "kill": "kills", "disk_test": "cuts", "crdt_histories": "histories",
         "governance_histories": "histories", "moderation_property": "histories",
         **dict.fromkeys(UNIT_TESTS, "tests")}
DISK_TEST = "StorePowerCut.NothingAcknowledgedIsLostWhenThePowerGoesAgainAndAgain"
SEEDS_BAR = 200
HISTORIES_BAR = 2000
TESTS_BAR = 1  # the test that a patch names first
SEED_SECONDS_MAX = 120  # one seed; longer is a hang, which is no finding
HISTORIES_SECONDS_MAX = 600  # all of them: they take seconds, on a busy machine a minute
CLEAN = "clean"
CLEAN_TESTS = "clean_tests"
BY_HISTORIES = ("crdt_histories", "governance_histories", "moderation_property")
CLEAN_HISTORIES = {"crdt_histories": "clean_histories", "governance_histories": "clean_governance"}


def options(parser):
    parser.add_argument("--set", default="all", choices=("all", "first", "crdt", "governance", "rules"),
                        help="first: the bugs of the first road alone; crdt: those of documents; governance: wrong "
                             "rules of who may do what; rules: those that unit tests find")
    parser.add_argument("--only", action="append", metavar="BUG", help="this one; can be repeated")
    parser.add_argument("--seeds", type=int, default=SEEDS_BAR)
    parser.add_argument("--histories", type=int, default=HISTORIES_BAR)
    parser.add_argument("--preset", default="release", help="how it is built")


def chosen(given):
    patches = [patch for patch in all_patches()
               if given.set in ("all", *patch.sets)
               and (not given.only or patch.name in given.only)]
    missing = set(given.only or ()) - {patch.name for patch in patches}
    if missing:
        raise RuntimeError(f"no such bug: {', '.join(sorted(missing))}")
    return patches


class Copy:
    """The committed tree in a folder of its own, with a build folder that is kept between bugs and
    runs, so that only what a patch touches is compiled."""

    def __init__(self, folder, preset):
        self.folder = folder
        self.preset = preset
        self.build_folder = folder / "build" / preset
        # With the compiler cache: what was compiled in another folder is not compiled again.
        self.environment = dict(os.environ, CCACHE_BASEDIR=str(folder), CCACHE_NOHASHDIR="1")

    def refresh(self):
        """Makes the files those of the last commit; what is equal already keeps its time."""
        archive = subprocess.run(["git", "-C", ROOT, "archive", "HEAD"], check=True,
                                 capture_output=True).stdout
        wanted = set()
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            for entry in files:
                path = self.folder / entry.name
                if entry.isdir():
                    continue
                wanted.add(path)
                if entry.issym():
                    path.unlink(missing_ok=True)
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.symlink_to(entry.linkname)
                    continue
                content = files.extractfile(entry).read()
                if not path.is_file() or path.read_bytes() != content:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(content)
                path.chmod(entry.mode)
        for path in self.folder.rglob("*"):
            inside = path.relative_to(self.folder).parts[0]
            if inside != "build" and path.is_file() and path not in wanted:
                path.unlink()

    def build(self, *finders):
        """Builds the programs of these finders; their paths."""
        if not (self.build_folder / "build.ninja").is_file():
            programs.run(["cmake", "--preset", self.preset], cwd=self.folder, env=self.environment)
        targets = [target for finder in finders for target in PROGRAMS[finder][0]]
        programs.run(["cmake", "--build", self.build_folder, "--target", *targets],
                     cwd=self.folder, env=self.environment)
        return [self.build_folder / PROGRAMS[finder][1] for finder in finders]


def seeds_until_violation(program, first, count):
    """(seed, words) of the first violation, or None when all of them pass."""
    command = [program, "--first-seed", str(first), "--seeds", str(count), "--stop"]
    with tempfile.TemporaryFile("w+", errors="replace") as errors, \
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as process:
        seed = first
        while line := next_line(process):
            told = json.loads(line)
            if told.get("violation"):
                return told["seed"], told["violation"]
            seed = told.get("seed", seed - 1) + 1
        if process.wait() == 0 and seed == first + count:
            return None
        errors.seek(0)
        return seed, f"the process ended without a word about this seed: {errors.read()[-1500:]}"


def next_line(process):
    """What the process prints next; a seed that hangs ends it."""
    watch = threading.Timer(SEED_SECONDS_MAX, process.kill)
    watch.start()
    try:
        return process.stdout.readline()
    finally:
        watch.cancel()


def violations_without_bug(report, program, seeds):
    """Runs all seeds, a share on each core up to its first violation."""
    share = -(-seeds // programs.CORES)
    found = []

    def work(first):
        broken = seeds_until_violation(program, first, min(share, seeds + 1 - first))
        if broken:
            found.append(broken)

    threads = [threading.Thread(target=work, args=(first,)) for first in range(1, seeds + 1, share)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for seed, words in found:
        report.say(f"without any bug, seed {seed}: {words}")
    return len(found)


def find_by_seeds(patch, program, seeds):
    """(seeds needed or None, words)."""
    found = seeds_until_violation(program, 1, seeds)
    if found is None:
        return None, f"not found in {seeds} seeds"
    seed, words = found
    if words.split(":")[0] not in patch.checks:
        return None, f"seed {seed} found another thing than {' or '.join(patch.checks)}: {words}"
    return seed, f"seed {seed}: {words}"


def find_by_kills(patch, program, kills):
    """(kills needed or None, words)."""
    import kill  # it needs the network of deploy/, which simulated bugs do not
    found = kill.kills_until_found(program, kills, patch.checks)
    return found or (None, f"not found in {kills} kills")


def find_by_cuts(patch, program, cuts):
    """(power cuts needed or None, words)."""
    done = subprocess.run([program, f"--gtest_filter={DISK_TEST}"], capture_output=True, text=True,
                          timeout=SEED_SECONDS_MAX, check=False)
    broken = re.search(r"^broken after (\d+) cuts$", done.stdout, re.MULTILINE)
    if broken is None:
        return None, f"not found by the cuts of {DISK_TEST}: {done.stdout[-500:]}"
    words = re.search(r"^I\d+: .+$", done.stdout, re.MULTILINE)
    needed = int(broken[1])
    if words is None or words[0].split(":")[0] not in patch.checks:
        return None, f"{needed} cuts found another thing than {' or '.join(patch.checks)}"
    if needed > cuts:
        return None, f"not found in {cuts} cuts, but in {needed}"
    return needed, f"{needed} cuts: {words[0]}"


def first_difference(program, histories):
    """What the program says last. Raises when it ended in another way than by saying so."""
    done = subprocess.run([program, "--first-seed", "1", "--histories", str(histories), "--stop"],
                          capture_output=True, text=True, timeout=HISTORIES_SECONDS_MAX, check=False)
    lines = done.stdout.splitlines()
    told = json.loads(lines[-1]) if lines and done.returncode in (0, 1) else None
    is_whole = told and (told["differing"] or told["histories"] == histories)
    if not is_whole or bool(told["differing"]) != (done.returncode == 1):
        raise RuntimeError(f"{program.name} ended with {done.returncode}: {done.stderr[-1500:]}")
    return told


def find_by_histories(patch, program, histories):
    """(histories needed or None, words)."""
    told = first_difference(program, histories)
    if not told["differing"]:
        return None, f"not found in {histories} histories"
    seed, names = told["differing"][0]["seed"], told["differing"][0]["names"]
    words = f"seed {seed} differs: {', '.join(names)}"
    if not set(names) <= set(patch.checks):
        return None, f"found another thing than {' or '.join(patch.checks)}: {words}"
    return told["histories"], words


def find_by_property(patch, program, histories):
    """(histories needed or None, words). The test ends at the first history that differs."""
    done = subprocess.run([program], capture_output=True, text=True, timeout=HISTORIES_SECONDS_MAX, check=False)
    broken = re.search(r"PRAXIS_SEED=(\d+)", done.stdout)
    if done.returncode == 0 or broken is None:
        return None, f"not found by {program.name}: {done.stdout[-500:]}"
    needed, names = int(broken[1]), set(re.findall(r"^  state\.(\w+)", done.stdout, re.MULTILINE))
    words = f"seed {needed} differs: {', '.join(sorted(names))}"
    if not names or not names <= set(patch.checks):
        return None, f"found another thing than {' or '.join(patch.checks)}: {words}"
    return (needed if needed <= histories else None), words


def failed_tests(program, names):
    """Those of the named tests that fail, in this order. Raises unless each of them came to its end."""
    done = subprocess.run([program, f"--gtest_filter={':'.join(names)}"], capture_output=True, text=True,
                          timeout=SEED_SECONDS_MAX, check=False)
    end = re.compile(r"^\[ +(OK|FAILED) +\] (\S+) \(\d+ ms\)$", re.MULTILINE)
    ends = {name: word for word, name in end.findall(done.stdout)}
    failed = [name for name in names if ends.get(name) == "FAILED"]
    if set(ends) != set(names) or done.returncode != (1 if failed else 0):
        raise RuntimeError(f"{program.name} ended with {done.returncode} after {sorted(ends)}: {done.stderr[-1500:]}")
    return failed


def find_by_tests(patch, program, _most):
    """(place of the first test that fails among those named or None, words)."""
    failed = failed_tests(program, patch.checks)
    if not failed:
        return None, f"{' and '.join(patch.checks)} passed"
    return patch.checks.index(failed[0]) + 1, f"{' and '.join(failed)} failed"


def failures_without_bug(report, trials, built):
    """How many tests fail, in the tree as it is, of those that are to find the bugs."""
    count = 0
    for finder in sorted({trial.finder for trial in trials} & set(UNIT_TESTS)):
        names = sorted({name for trial in trials if trial.finder == finder for name in trial.patch.checks})
        for name in failed_tests(built[finder], names):
            report.say(f"without any bug, {name} failed")
            count += 1
    return count


FINDS = {"sim_run": find_by_seeds, "kill": find_by_kills, "disk_test": find_by_cuts,
         "crdt_histories": find_by_histories, "governance_histories": find_by_histories,
         "moderation_property": find_by_property, **dict.fromkeys(UNIT_TESTS, find_by_tests)}


class Trial:
    """One bug and one finder of it: a figure."""

    def __init__(self, patch, finder):
        self.patch = patch
        self.finder = finder
        is_first = finder == patch.finders[0]
        self.figure = patch.name if is_first else f"{patch.name}_by_{finder}"
        self.unit = UNITS[finder]

    def run(self, copy, most):
        """(seeds, kills, cuts, histories or tests needed or None, words)."""
        refused = self.patch.apply(copy.folder)
        if refused is not None:
            return None, f"the patch does not apply any more: {refused}"
        try:
            program, = copy.build(self.finder)
            return FINDS[self.finder](self.patch, program, most)
        except Exception as problem:  # whatever it was, the other bugs are still tried
            return None, f"{type(problem).__name__}: {problem}"
        finally:
            self.patch.apply(copy.folder, "--reverse")


def bar_of(finder):
    if finder in UNIT_TESTS:
        return TESTS_BAR
    return HISTORIES_BAR if finder in BY_HISTORIES else SEEDS_BAR


def run(given, report):
    trials = [Trial(patch, finder) for patch in chosen(given) for finder in patch.finders]
    finders = sorted({trial.finder for trial in trials})
    if "sim_run" in finders:
        report.expect(CLEAN, "violations", "lower", 0)
    for finder in CLEAN_HISTORIES.keys() & set(finders):
        report.expect(CLEAN_HISTORIES[finder], "differences", "lower", 0)
    by_tests = bool(set(UNIT_TESTS) & set(finders))
    if by_tests:
        report.expect(CLEAN_TESTS, "failures", "lower", 0)
    for trial in trials:
        report.expect(trial.figure, trial.unit, "lower", bar_of(trial.finder))
    copy = Copy(FOLDER, given.preset)
    copy.refresh()
    report.say(f"building without a bug: {', '.join(finders)}")
    built = dict(zip(finders, copy.build(*finders)))
    if "sim_run" in finders:
        report.figure(CLEAN, violations_without_bug(report, built["sim_run"], given.seeds))
    for finder in sorted(CLEAN_HISTORIES.keys() & set(finders)):
        told = first_difference(built[finder], given.histories)
        report.figure(CLEAN_HISTORIES[finder], told["differences"])
    if by_tests:
        report.figure(CLEAN_TESTS, failures_without_bug(report, trials, built))
    for trial in trials:
        by_histories = trial.finder in BY_HISTORIES
        needed, words = trial.run(copy, given.histories if by_histories else given.seeds)
        report.say(f"{trial.figure}: {words}")
        report.figure(trial.figure, needed)
