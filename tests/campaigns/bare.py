"""Both commands of the README, from a fresh clone, in a Debian 12 that holds nothing else.

Makes a root with mmdebstrap, clones the committed tree into it, and runs ./tests/run and ./deploy/demo
there, in namespaces of their own. Needs root and Debian's mmdebstrap; the way to the package registries
is this machine's (its apt sources, npm settings and certificate authorities).
"""
import os
import pathlib
import re
import selectors
import shutil
import signal
import subprocess
import time
import urllib.request

from programs import run as command
from report import ROOT

# Mounts what programs expect, in a mount namespace that dies with them; then changes the root, which
# is a mount of its own as on every machine: tests that mount a disk rely on it.
ENTER = """set -e
mount --make-rprivate /
mount --bind "$1" "$1"
mount -t proc proc "$1/proc"
mount --rbind /sys "$1/sys"
mount --rbind /dev "$1/dev"
mount -t tmpfs tmpfs "$1/tmp"
root=$1; shift
exec chroot "$root" "$@"
"""
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
# The suite: 35 minutes are promised, and a machine that is late should say by how much.
RUN_MINUTES_MAX = 80
DEMO_MINUTES_MAX = 40


def options(parser):
    parser.add_argument("--only", choices=["run", "demo"], help="one of the two commands")
    parser.add_argument("--folder", default=str(ROOT / "build" / "bare"),
                        help="where the root is made (default %(default)s); must not exist")
    parser.add_argument("--keep", action="store_true", help="leave the root there, to look at it")


def run(given, report):
    wanted = [given.only] if given.only else ["run", "demo"]
    if "run" in wanted:
        report.expect("run_failed", "exit code of ./tests/run", "lower", 0)
        report.expect("run_tests", "tests passed", "higher", 1)
        report.expect("run_minutes", "minutes", "lower", 35)
    if "demo" in wanted:
        report.expect("demo_pages", "of its nodes' addresses answer", "higher", 3)
        report.expect("demo_failed", "exit code of ./deploy/demo after Ctrl-C", "lower", 0)
        report.expect("demo_minutes", "minutes until it is ready", "lower", 35)
    if os.geteuid() != 0:
        raise RuntimeError("only root may make a root: run this with sudo")
    command([ROOT / "deploy/install-packages", pathlib.Path(__file__).parent / "packages"])
    folder = pathlib.Path(given.folder)
    if folder.exists():
        raise RuntimeError(f"{folder} exists: remove it, or name another with --folder")
    try:
        make_root(folder, report)
        if "run" in wanted:
            run_suite(folder, report)
        if "demo" in wanted:
            run_demo(folder, report)
    finally:
        if not given.keep:
            shutil.rmtree(folder, ignore_errors=True)


def sources():
    """This machine's apt sources."""
    found = [pathlib.Path("/etc/apt/sources.list"),
             *pathlib.Path("/etc/apt/sources.list.d").glob("*.sources"),
             *pathlib.Path("/etc/apt/sources.list.d").glob("*.list")]
    # Other projects' archives are no part of Debian 12.
    return [path for path in found if path.exists() and "debian" in path.read_text().lower()]


def make_root(folder, report):
    report.say(f"making a Debian 12 in {folder}")
    folder.parent.mkdir(parents=True, exist_ok=True)
    command(["mmdebstrap", "--variant=minbase", "--quiet", "bookworm", folder, *sources()])
    installed = command(["chroot", folder, "dpkg-query", "-W"]).splitlines()
    report.say(f"{len(installed)} packages in it")
    command(["git", "clone", "--quiet", "--no-local", ROOT, folder / "praxis"])
    settings = folder / "registries"
    settings.mkdir()
    if pathlib.Path(CERTIFICATES).exists():
        shutil.copy(CERTIFICATES, settings / "certificates.crt")
    npmrc = pathlib.Path.home() / ".npmrc"
    if npmrc.exists():
        shutil.copy(npmrc, settings / "npmrc")
    shutil.copy("/etc/resolv.conf", folder / "etc/resolv.conf")
    shutil.copy("/etc/hosts", folder / "etc/hosts")


def start(folder, words, log):
    """A command in the root, its output into a file; the leader of a group of its own."""
    environment = {
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8", "TERM": "dumb",
        "NODE_EXTRA_CA_CERTS": "/registries/certificates.crt",
        "NPM_CONFIG_CAFILE": "/registries/certificates.crt",
        "NPM_CONFIG_USERCONFIG": "/registries/npmrc",
    }
    for name, value in os.environ.items():  # how this machine reaches its registries
        if name.lower() in ("http_proxy", "https_proxy", "no_proxy", "npm_config_registry"):
            environment[name] = value
    return subprocess.Popen(
        ["unshare", "--mount", "--pid", "--fork", "--kill-child", "bash", "-c", ENTER, "enter", folder,
         "bash", "-c", f"cd /praxis && exec {words}"],
        env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
        start_new_session=True)


def log_of(folder, name):
    return folder.parent / f"bare-{name}.log"


def run_suite(folder, report):
    path = log_of(folder, "run")
    report.say(f"./tests/run; what it prints goes to {path}")
    begin = time.monotonic()
    with open(path, "wb") as log:
        process = start(folder, "./tests/run", log)
        try:
            code = process.wait(RUN_MINUTES_MAX * 60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            report.say(f"killed after {RUN_MINUTES_MAX} minutes")
            return
    minutes = (time.monotonic() - begin) / 60
    text = path.read_text(errors="replace")
    report.figure("run_failed", code)
    summary = re.search(r"(\d+)% tests passed, (\d+) tests failed out of (\d+)", text)
    if summary:
        report.figure("run_tests", int(summary[3]) - int(summary[2]))
    report.figure("run_minutes", round(minutes, 1))
    if code != 0:
        report.say("its last lines:\n" + "\n".join(text.splitlines()[-40:]))


def run_demo(folder, report):
    path = log_of(folder, "demo")
    report.say(f"./deploy/demo; what it prints goes to {path}")
    begin = time.monotonic()
    with open(path, "wb") as log:
        process = start(folder, "./deploy/demo", subprocess.PIPE)
        try:
            text = read_until(process, log, "Ctrl-C stops everything", DEMO_MINUTES_MAX * 60)
            if text is None:
                report.say("it ended, or was not ready in time; its last lines:\n"
                           + "\n".join(path.read_text(errors="replace").splitlines()[-40:]))
                return
            minutes = (time.monotonic() - begin) / 60
            addresses = set(re.findall(r"http://[\w.]+:\d+/", text))
            answers = 0
            for address in sorted(addresses):
                with urllib.request.urlopen(address, timeout=20) as answer:
                    # Not the network's name: the office has not heard of it yet.
                    answers += answer.status == 200 and b"Made by node" in answer.read()
            report.figure("demo_pages", answers)
            report.figure("demo_minutes", round(minutes, 1))
            interrupt(process)
            report.figure("demo_failed", process.wait(60))
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def interrupt(process):
    """Ctrl-C, for the program that stands behind `unshare` and nothing else."""
    child = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[0]
    os.kill(int(child), signal.SIGINT)


def read_until(process, log, words, seconds):
    """Copies the output until it holds `words`; all of it, or None when it ended or took too long."""
    text = b""
    deadline = time.monotonic() + seconds
    with selectors.DefaultSelector() as ready:
        ready.register(process.stdout, selectors.EVENT_READ)
        while time.monotonic() < deadline:
            if not ready.select(timeout=1):
                continue
            some = os.read(process.stdout.fileno(), 65536)
            log.write(some)
            log.flush()
            text += some
            if words.encode() in text:
                return text.decode(errors="replace")
            if not some:
                return None
    return None
