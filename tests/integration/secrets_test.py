#!/usr/bin/env python3
"""What a thief of a disk or of a core finds of a centre's secrets, by real programs at their most
talkative: in no store, log, socket, backup or answer any key, password or recovery word; in the
memory of a running praxisd no key that it has no need of, and those it needs in locked pages alone;
and no core, whatever is allowed.

usage: secrets_test.py PRAXIS PRAXISD
"""
import ctypes
import json
import os
import pathlib
import resource
import signal
import stat
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "deploy" / "network"))
from browser import Browser  # noqa: E402  (after the path)
from searching import found_in, memory_of, no_secret_in, stretches_of  # noqa: E402

PRAXIS, PRAXISD = map(os.path.abspath, sys.argv[1:3])
PASSWORD, BACKUP_PASSWORD = "four marked otters sleep", "nine marked herons stand"
KEYS_PASSWORD = "six marked badgers run"
UNOPENED = ("board", "administrator", "person", "recovery")  # by a node that runs
NEEDED = ("device", "device-dh")
CORE_BYTES = 1 << 30
NOT_LOCKED = "keys cannot be kept out of swap"


def lock_no_memory():
    """From here on this process may not, whoever it is."""
    drop_from_bounds, lock_memory = 24, 14  # PR_CAPBSET_DROP, CAP_IPC_LOCK
    resource.setrlimit(resource.RLIMIT_MEMLOCK, (0, 0))
    ctypes.CDLL(None).prctl(drop_from_bounds, lock_memory, 0, 0, 0)


def allow_cores():
    resource.setrlimit(resource.RLIMIT_CORE, (CORE_BYTES, CORE_BYTES))


class Centre:
    """A centre with all its keys, in a folder that holds everything it ever says."""

    def __init__(self, root):
        self.root, self.folder = root, root / "centre"
        self.env = dict(os.environ, XDG_STATE_HOME=str(root / "state"))
        self.process = None

    def praxis(self, *words, told=None, first=None):
        """What a command says, kept for the search; it must succeed."""
        ran = subprocess.run([PRAXIS, "-C", str(self.folder), *words, "--json"], env=self.env,
                             input=told, capture_output=True, text=True, timeout=120,
                             preexec_fn=first)
        assert ran.returncode == 0, f"{words}: exit {ran.returncode}: {ran.stderr}"
        with open(self.root / "said", "a", encoding="utf-8") as said:
            said.write(ran.stderr)
        return json.loads(ran.stdout.splitlines()[0]), ran.stdout

    def said(self, name):
        return (self.root / name).read_text(encoding="utf-8")

    def start(self, first=allow_cores):
        (self.root / "crash").mkdir(exist_ok=True)
        with open(self.root / "log", "ab") as log:
            self.process = subprocess.Popen(
                [PRAXISD, "-C", str(self.folder), "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0",
                 "--log", "debug"], env=self.env, cwd=self.root / "crash", stdout=subprocess.PIPE,
                stderr=log, text=True, preexec_fn=first)
        return json.loads(self.process.stdout.readline())

    def key(self, name):
        return bytes.fromhex((self.folder / "keys" / name).read_text(encoding="ascii").strip())


def is_for_its_owner_alone(path):
    return stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def locked_bytes(process):
    status = pathlib.Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return 1024 * int(next(line for line in status.splitlines() if line.startswith("VmLck")).split()[1])


def is_locked(flags):
    return "lo" in flags


def check_memory(process, keys):
    """What a core would hold, and swap; also whether the search would find a key there."""
    unopened = {name: key for name, key in keys.items() if name in UNOPENED}
    needed = {name: key for name, key in keys.items() if name in NEEDED}
    assert len(unopened) == len(UNOPENED) and len(needed) == len(NEEDED), sorted(keys)
    locked = locked_bytes(process)
    assert 0 < locked <= 1 << 16, f"{locked} bytes are locked"
    seen = set()
    try:
        for stretch in memory_of(process, lambda flags: not is_locked(flags)):
            found = found_in(stretch, keys)
            assert not found, f"the memory of praxisd that may be swapped holds {', '.join(found)}"
        for stretch in memory_of(process, is_locked):
            found = found_in(stretch, unopened)
            assert not found, f"the memory of praxisd holds {', '.join(found)}"
            seen.update(found_in(stretch, needed))
        assert all("dd" in flags for *_, flags in stretches_of(process) if is_locked(flags))
    except PermissionError:
        return f"{locked} bytes of it locked, which this user may not look into"
    assert seen == set(NEEDED), "the search of memory finds nothing at all"
    return f"{locked} bytes of it locked, which hold no key but the device's, and nothing else holds any"


def check_where_nothing_may_be_locked(centre):
    """It works, and says so."""
    assert NOT_LOCKED not in centre.said("log") + centre.said("said")
    centre.start(first=lock_no_memory)
    assert locked_bytes(centre.process.pid) == 0
    assert f"praxisd: {NOT_LOCKED}" in centre.said("log")
    assert centre.said("log").count(NOT_LOCKED) == 1
    centre.praxis("status", first=lock_no_memory)
    assert f"praxis: {NOT_LOCKED}" in centre.said("said")


def check_no_core(centre):
    """Limits, the flag that the kernel shows by whose /proc/PID is, and a crash."""
    pid = centre.process.pid
    limits = pathlib.Path(f"/proc/{pid}/limits").read_text(encoding="ascii")
    core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
    assert core.split()[4:6] == ["0", "0"], core
    if os.getuid() != 0:  # of root everything is root's
        assert pathlib.Path(f"/proc/{pid}/mem").stat().st_uid == 0, "praxisd may be dumped"
    os.kill(pid, signal.SIGQUIT)
    _, status = os.waitpid(pid, 0)
    centre.process.stdout.close()
    centre.process.returncode, centre.process = -signal.SIGQUIT, None
    assert os.WIFSIGNALED(status) and not os.WCOREDUMP(status), f"a core was left: {status:#x}"
    assert not list((centre.root / "crash").iterdir()), "a file was left by the crash"


def work(centre):
    """Uses every secret once; the recovery words."""
    passwords = pathlib.Path(tempfile.mkdtemp(dir=centre.root.parent))
    for name, words in (("account", PASSWORD), ("backup", BACKUP_PASSWORD)):
        (passwords / name).write_text(words + "\n", encoding="utf-8")
    space, _ = centre.praxis("space", "new", "--name", "Open")
    centre.praxis("account", "add", "amina", "--password-file", str(passwords / "account"))
    ready = centre.start()
    browser = Browser(ready["http"])
    browser.send(browser.open("/sign-in"), "Sign in", Name="amina", Password=PASSWORD)
    browser.send(browser.open(f"/s/{space['id']}/thread/new"), "Save", Title="Questions")
    centre.praxis("case", "new", "--space", space["id"], "--title", "Kiosk")
    centre.praxis("invite", "--role", "office")
    centre.praxis("backup", str(centre.root / "backup"), "--password-file", str(passwords / "backup"))
    words, _ = centre.praxis("person", "words")
    return words["words"]


def main():
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder, "looked-at")
        root.mkdir()
        centre = Centre(root)
        try:
            centre.praxis("init", "--network", "N", "--node", "Centre", "--role", "centre")
            words = work(centre)
            keys = {path.name: centre.key(path.name)
                    for path in (centre.folder / "keys").iterdir() if path.name != "inviter"}
            memory = check_memory(centre.process.pid, keys)
            check_no_core(centre)
            check_where_nothing_may_be_locked(centre)
        finally:
            if centre.process:
                centre.process.kill()
                centre.process.wait()
        first = words.split()
        secrets = dict(keys, password=PASSWORD, backup_password=BACKUP_PASSWORD,
                       recovery_words=" ".join(first[:4]), last_words=" ".join(first[-4:]))
        looked = no_secret_in(root, secrets)
        assert looked >= 8, looked
        password = pathlib.Path(folder, "keys-password")
        password.write_text(KEYS_PASSWORD + "\n", encoding="utf-8")
        centre.praxis("key", "seal", "--password-file", str(password))
        sealed = {name: secret for name, secret in secrets.items() if name not in NEEDED}
        no_secret_in(root, dict(sealed, keys_password=KEYS_PASSWORD), but=())
        assert {path.name for path in (centre.folder / "keys").iterdir() if path.name != "inviter"} == {
            *NEEDED, *(f"{name}.sealed" for name in UNOPENED)}
        for path in (centre.folder / "keys").iterdir():
            assert is_for_its_owner_alone(path), f"{path} can be read by others"
        for path in (centre.folder / "accounts").iterdir():
            assert is_for_its_owner_alone(path), f"{path} can be read by others"
        assert len(keys) >= 6 and (root / "backup").is_dir()
    print(f"{len(secrets)} secrets in none of {looked} files; no core; the memory of praxisd, {memory}")


main()
