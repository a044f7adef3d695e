#!/usr/bin/env python3
"""What a thief of disks, backups, logs, lines or cores finds of the secrets of a network: two centres
and a member's own node, which write and sync at their most talkative while every kind of secret is
typed, told and used.

usage: secrets_test.py PRAXIS PRAXISD

Where a secret may stand:

| Secret | There, and nowhere else |
|---|---|
| keys of a device | its own file in `keys`; locked memory of its praxisd |
| keys of board, administrator, person, recovery | their own file in `keys`, until `key seal`; in no praxisd |
| key of a hosted person | nowhere in clear; locked memory of praxisd while they are signed in |
| passwords, also mistyped ones | nowhere; in memory on their way, as node/README.md says |
| recovery words, invitation, one-time code | standard output of the command that tells them |
| words of a hosted key | the page that shows them |
| token of a session's forms | the pages of that session |
| cookie of a session | the browser |

Looked at are every file of all nodes (stores, logs, backups, leases), what every program printed,
every page, every byte between the nodes, and memory; and there is no core, whatever is allowed.
"""
import base64
import ctypes
import ctypes.util
import json
import os
import pathlib
import re
import resource
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "deploy" / "network"))
from browser import Browser  # noqa: E402  (after the path)
from processes import DemoError  # noqa: E402
from recorder import Recorder  # noqa: E402
from searching import found_in, holders_of, memory_of, stretches_of  # noqa: E402

PRAXIS, PRAXISD = map(os.path.abspath, sys.argv[1:3])
PASSWORDS = {
    "first password": "four marked otters sleep", "mistyped password": "four marked otter sleeps",
    "second password": "five marked lizards climb", "third password": "ten marked falcons dive",
    "password at Bangkok": "three marked geckos sing",
    "backup password": "nine marked herons stand", "keys password": "six marked badgers run",
    "wrong keys password": "six marked badger runs"}
NEEDED = ("device", "device-dh")  # by a node that runs
CORE_BYTES = 1 << 30
NOT_LOCKED = "keys cannot be kept out of swap"
LEVELS = "not debug, info, warning or error"  # what praxisd knows, the most talkative first


def lock_no_memory():
    """From here on this process may not, whoever it is."""
    drop_from_bounds, lock_memory = 24, 14  # PR_CAPBSET_DROP, CAP_IPC_LOCK
    resource.setrlimit(resource.RLIMIT_MEMLOCK, (0, 0))
    ctypes.CDLL(None).prctl(drop_from_bounds, lock_memory, 0, 0, 0)


def allow_cores():
    resource.setrlimit(resource.RLIMIT_CORE, (CORE_BYTES, CORE_BYTES))


class Found:
    """Everything that was secret, by name, and everything that anybody was told on the way."""

    def __init__(self, root, typed):
        self.root = root    # holds all files of all nodes, and nothing of ours
        self.typed = typed  # files that commands read passwords from
        self.secrets = dict(PASSWORDS)
        self.printed = []   # (names of what may be told there, text)
        for name, words in PASSWORDS.items():
            (typed / name).write_text(words + "\n", encoding="utf-8")

    def file_of(self, name):
        return str(self.typed / name)

    def told(self, text, but=()):
        self.printed.append((set(but), text))

    def check_what_was_told(self):
        for may, text in self.printed:
            found = set(found_in(text.encode(), self.secrets)) - may
            assert not found, f"{', '.join(sorted(found))} was told: {text[:200]}"
        assert any(may and found_in(text.encode(), self.secrets) for may, text in self.printed)
        return len(self.printed)


class Watched(Browser):
    """A browser that lays down what it was sent, and finds what of that is secret."""

    def __init__(self, node):
        super().__init__(node.http)
        self.node = node

    def _read(self, answer):
        source = super()._read(answer)
        tokens = re.findall(r'name="csrf" value="([\w-]+)"', source)
        secrets = self.node.found.secrets
        secrets.update((f"form token {token[:4]}", token) for token in tokens)
        self.node.found.told(source, (f"form token {token[:4]}" for token in tokens))
        for handler in self._opener.handlers:
            for cookie in getattr(handler, "cookiejar", ()):
                secrets[f"cookie {cookie.name} {cookie.value[:4]}"] = cookie.value
        return source


class Node:
    """A folder, commands in it, and a running praxisd between `start` and `stop` or a crash."""

    def __init__(self, found, name):
        self.found, self.name = found, name
        self.folder = found.root / name
        self.crash = found.root / f"{name}.crash"
        self.crash.mkdir()
        self.env = dict(os.environ, XDG_STATE_HOME=str(found.root / "state"),
                        TMPDIR=str(found.root / "scratch"))
        self.process = self.listen = self.http = None

    def ran(self, *words, typed=None, first=None, tells=()):
        ran = subprocess.run([PRAXIS, "-C", str(self.folder), *words, "--json"], env=self.env,
                             input=typed, capture_output=True, text=True, timeout=120,
                             preexec_fn=first)
        self.found.told(ran.stdout, tells)
        self.found.told(ran.stderr)
        return ran

    def praxis(self, *words, **more):
        """What a command answers, with the words that it says beside; it must succeed."""
        ran = self.ran(*words, **more)
        assert ran.returncode == 0, f"{words}: exit {ran.returncode}: {ran.stderr}"
        return json.loads(ran.stdout.splitlines()[0]) | {"said": ran.stderr}

    def fails(self, *words, **more):
        ran = self.ran(*words, **more)
        assert ran.returncode in (1, 2), f"{words}: exit {ran.returncode}"
        return ran.stderr

    def log(self):
        return (self.found.root / f"{self.name}.log").read_text(encoding="utf-8")

    def typed(self, *more):
        return [PRAXISD, "-C", str(self.folder), "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0",
                *more]

    def start(self, *more, first=allow_cores):
        with open(self.found.root / f"{self.name}.log", "ab") as log:
            self.process = subprocess.Popen(
                self.typed("--log", "debug", *more), env=self.env, cwd=self.crash,
                stdout=subprocess.PIPE, stderr=log, text=True, preexec_fn=first)
        line = self.process.stdout.readline()
        self.found.told(line)
        ready = json.loads(line)
        self.listen, self.http = ready["listen"], ready["http"]

    def ended(self):
        """Lays down what it printed to its end."""
        with self.process.stdout as out:
            self.found.told(out.read())
        self.process = None

    def end(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.ended()

    def keys(self):
        return {f"{self.name} {path.name}": bytes.fromhex(path.read_text(encoding="ascii").strip())
                for path in (self.folder / "keys").iterdir() if path.name != "inviter"}

    def sync(self, at):
        self.praxis("sync", "--peer", at, "--until-equal", "60")


def sodium():
    library = ctypes.CDLL(ctypes.util.find_library("sodium"))
    assert library.sodium_init() >= 0
    return library


def recovered(node):
    """Both secrets of the person whom a centre hosts, opened by its recovery key."""
    secret = bytes.fromhex((node.folder / "keys" / "recovery").read_text(encoding="ascii").strip())
    public = ctypes.create_string_buffer(32)
    sodium().crypto_scalarmult_base(public, secret)
    out = {}
    for path in (node.folder / "accounts").iterdir():
        record = path.read_bytes()
        if not record:
            continue  # a code that was used
        box_at = 2 + record[1] + 32  # version, name, key
        box = record[box_at + 1:box_at + 1 + record[box_at]]
        opened = ctypes.create_string_buffer(64)
        if record[0] != 2 or sodium().crypto_box_seal_open(
                opened, box, ctypes.c_ulonglong(len(box)), public, secret) != 0:
            continue  # a code of who forgot the password
        out[f"{node.name} hosted key"], out[f"{node.name} hosted dh"] = opened.raw[:32], opened.raw[32:]
    assert len(out) == 2, f"{node.name} hosts one person, and {len(out) // 2} were opened"
    return out


def seed_in(invitation, store):
    """The key that an invitation hands over: cli/README.md, section 2. The store knows its public
    half, by which we know that we read it right."""
    text = invitation.removeprefix("praxis-")
    body = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

    def behind(at):
        """Where bytes end that begin with their length."""
        length, shift = 0, 0
        while True:
            length |= (body[at] & 0x7f) << shift
            shift, at = shift + 7, at + 1
            if body[at - 1] < 0x80:
                return at + length
    role = behind(behind(1) + 64)
    seed = body[role + 33:role + 65]
    public, secret = ctypes.create_string_buffer(32), ctypes.create_string_buffer(64)
    sodium().crypto_sign_seed_keypair(public, secret, seed)
    assert public.raw in store.read_bytes(), "that is no key that anything was granted to"
    return seed


def is_for_its_owner_alone(path):
    return stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def locked_bytes(process):
    status = pathlib.Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return 1024 * int(next(line for line in status.splitlines() if line.startswith("VmLck")).split()[1])


def is_locked(flags):
    return "lo" in flags


def check_memory(node, needed, secrets):
    """What a core would hold, and swap; also whether the search would find a key there."""
    process = node.process.pid
    unopened = {name: secret for name, secret in secrets.items() if name not in needed}
    locked = locked_bytes(process)
    assert 0 < locked <= 1 << 16, f"{locked} bytes are locked"
    seen = set()
    try:
        for stretch in memory_of(process, lambda flags: not is_locked(flags)):
            found = found_in(stretch, secrets)
            assert not found, f"the memory of {node.name} that may be swapped holds {', '.join(found)}"
        for stretch in memory_of(process, is_locked):
            found = found_in(stretch, unopened)
            assert not found, f"the memory of {node.name} holds {', '.join(found)}"
            seen.update(found_in(stretch, {name: secrets[name] for name in needed}))
        assert all("dd" in flags for *_, flags in stretches_of(process) if is_locked(flags))
    except PermissionError:
        return f"{locked} bytes of it locked, which this user may not look into"
    assert seen == set(needed), f"{set(needed) - seen} is not found where it has to be"
    return f"{locked} bytes of it locked, which hold no key but the device's, and nothing else holds any"


def check_where_nothing_may_be_locked(centre):
    """It works, and says so."""
    assert NOT_LOCKED not in centre.log()
    assert not any(NOT_LOCKED in text for _, text in centre.found.printed)
    centre.start(first=lock_no_memory)
    assert locked_bytes(centre.process.pid) == 0
    assert f"praxisd: {NOT_LOCKED}" in centre.log()
    assert centre.log().count(NOT_LOCKED) == 1
    assert f"praxis: {NOT_LOCKED}" in centre.praxis("status", first=lock_no_memory)["said"]


def check_no_core(node):
    """Limits, the flag that the kernel shows by whose /proc/PID is, and a crash."""
    pid = node.process.pid
    limits = pathlib.Path(f"/proc/{pid}/limits").read_text(encoding="ascii")
    core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
    assert core.split()[4:6] == ["0", "0"], core
    if os.getuid() != 0:  # of root everything is root's
        assert pathlib.Path(f"/proc/{pid}/mem").stat().st_uid == 0, "praxisd may be dumped"
    os.kill(pid, signal.SIGQUIT)
    _, status = os.waitpid(pid, 0)
    node.process.returncode = -signal.SIGQUIT
    node.ended()
    assert os.WIFSIGNALED(status) and not os.WCOREDUMP(status), f"a core was left: {status:#x}"
    assert not list(node.crash.iterdir()), "a file was left by the crash"


def check_talkative(node):
    """There is no level below debug, and the log is written at that: a request is refused that has
    something secret in its address and its fields."""
    ran = subprocess.run(node.typed("--log", "trace"), env=node.env, capture_output=True, text=True,
                         timeout=60)
    assert ran.returncode == 2 and LEVELS in ran.stderr, ran.stderr
    typed = urllib.parse.quote_plus(PASSWORDS["mistyped password"])
    cookies = "; ".join(secret for name, secret in node.found.secrets.items() if "cookie" in name)
    host, port = node.http.rsplit(":", 1)
    with socket.create_connection((host, int(port)), timeout=30) as stranger:
        stranger.sendall(f"GET /?password={typed} HTTP/1.1\r\nHost: {node.http}\r\n"
                         f"Host: {node.http}\r\nCookie: {cookies}\r\n\r\n".encode())
        stranger.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: stranger.recv(65536), b""))
    assert b" 400 " in answer[:20], answer[:200]
    node.found.told(answer.decode())
    assert re.search(r"Z debug request refused", node.log()), f"{node.name} was not talkative"


def network_of(found):
    """Two centres that sync over a line that is listened to."""
    centre, other, laptop = (Node(found, name) for name in ("Bratislava", "Bangkok", "Laptop"))
    centre.praxis("init", "--network", "N", "--node", "Bratislava", "--role", "centre")
    centre.space = centre.praxis("space", "new", "--name", "Open")["id"]
    centre.start()
    centre.line = Recorder(centre.listen)
    invitation = centre.praxis("invite", "--role", "centre",
                               tells=("invitation", "its seed"))["invite"]
    seed = seed_in(invitation, centre.folder / "store" / "data.mdb")
    found.secrets.update({"invitation": invitation, "its seed": seed})
    (found.typed / "invitation").write_text(invitation, encoding="utf-8")
    other.praxis("join", f"@{found.file_of('invitation')}", "--node", "Bangkok", "--role", "centre")
    other.start("--dial", centre.line.address)
    other.sync(centre.line.address)
    return centre, other, laptop


def at_pages(centre, other):
    """Passwords and a code, typed wrongly and rightly; browsers that stay signed in."""
    found = centre.found
    centre.praxis("account", "add", "amina", "--password-file", found.file_of("first password"))
    other.praxis("account", "add", "bela", "--password-file", found.file_of("password at Bangkok"))
    browser = Watched(centre)
    for name in ("mistyped password", "first password"):
        try:
            browser.send(browser.open("/sign-in"), "Sign in", Name="amina", Password=PASSWORDS[name])
        except DemoError as refused:
            assert name == "mistyped password", refused
    browser.send(browser.open(f"/s/{centre.space}/thread/new"), "Save", Title="Questions")
    browser.send(browser.open("/me"), "Change the password", **{
        "Password now": PASSWORDS["first password"], "New password": PASSWORDS["second password"],
        "New password again": PASSWORDS["second password"]})
    names = ("one-time code", "one-time code without dashes")
    code = centre.praxis("account", "recover", "amina", tells=names)["code"]
    found.secrets.update(zip(names, (code, code.replace("-", ""))))
    again = Watched(centre)
    page = again.send(again.open("/recover"), "Set the password and sign in", Name="amina", Code=code, **{
        "New password": PASSWORDS["third password"],
        "New password again": PASSWORDS["third password"]})
    assert "amina" in page.text, page.text
    elsewhere = Watched(other)
    elsewhere.send(elsewhere.open("/sign-in"), "Sign in", Name="bela",
                   Password=PASSWORDS["password at Bangkok"])
    elsewhere.send(elsewhere.open(f"/s/{centre.space}/thread/new"), "Save", Title="Answers")
    return again, elsewhere


def laptop_came(laptop, centre, browser):
    """The member's own node, which their password lets in on a page."""
    page = browser.open("/me/devices/add")
    line = re.search(r"praxis-person-[\w-]+", page.text)[0]
    begun = laptop.praxis("device", "begin", line, "--node", "Laptop")
    browser.send(page, "Add this device", **{
        "The line of the new machine": begun["line"], "Its eight words": begun["words"],
        "Your password": PASSWORDS["third password"]})
    laptop.start("--dial", centre.line.address)
    laptop.sync(centre.line.address)
    laptop.praxis("case", "new", "--space", centre.space, "--title", "Kiosk")
    laptop.sync(centre.line.address)


def key_as_words(centre, browser):
    """A hosted person has their key shown as words, with the password each time."""
    page = browser.send(browser.open("/me/key"), "Show the words",
                        **{"Your password": PASSWORDS["third password"]})
    words = re.findall(r"\b[a-z]+\b", page.text.split("once the key is deleted here.")[1])[:34]
    assert len(words) == 34, page.text
    for name, some in (("first", words[:4]), ("last", words[-4:])):
        centre.found.secrets[f"{name} words of a hosted key"] = " ".join(some)


def with_keys(nodes):
    """What commands do with keys and passwords, in vain too; each node has a backup with its keys."""
    centre, *_ = nodes
    found = centre.found
    for node in nodes:
        node.praxis("backup", str(found.root / f"{node.name}.backup"),
                    "--password-file", found.file_of("backup password"))
    centre.praxis("backup", str(found.root / "without-keys"))
    backup = str(found.root / "Bratislava.backup")
    centre.praxis("restore", backup, "--verify", "--password-file", found.file_of("backup password"))
    centre.fails("restore", backup, "--verify", "--password-file", found.file_of("keys password"))
    centre.fails("account", "add", "carla", "--password-file", os.devnull)
    names = ("first recovery words", "last recovery words")
    words = centre.praxis("person", "words", tells=names)["words"].split()
    found.secrets.update(zip(names, (" ".join(words[:4]), " ".join(words[-4:]))))


def sealed(node):
    """Its keys are, and a command opened one, after it was asked with a wrong password."""
    found = node.found
    node.praxis("key", "seal", "--password-file", found.file_of("keys password"))
    found_words = node.fails("key", "unseal", "--password-file", found.file_of("wrong keys password"))
    assert "password" in found_words, found_words
    node.praxis("space", "new", "--name", f"Founded by {node.name}",
                "--key-password-file", found.file_of("keys password"))


def check_files(found, nodes, keys):
    """Which files hold which of all secrets: each key its own file, and nothing anything else. How
    many there are."""
    files = holders_of(found.root, found.secrets)
    own = {f"{node.name}/keys/{name.split()[1]}": [name] for node in nodes for name in keys
           if name.split()[0] == node.name}
    wrong = {path: names for path, names in files.items() if names != own.get(path, [])}
    assert not wrong and own.keys() <= files.keys(), f"secrets stand where none may: {wrong}"
    for node in nodes:
        for part in (".log", "/store/data.mdb", ".backup/manifest"):
            assert node.name + part in files, f"{node.name}{part} is not among {sorted(files)}"
    return len(files)


def check_the_line(centre):
    streams = b"".join(centre.line.streams)
    found = found_in(streams, centre.found.secrets)
    assert not found, f"{', '.join(found)} went over the line"
    assert len(streams) > 10_000, "nothing went over the line"


def main():
    with tempfile.TemporaryDirectory() as folder:
        root, typed = pathlib.Path(folder, "looked-at"), pathlib.Path(folder, "typed")
        (root / "scratch").mkdir(parents=True)
        typed.mkdir()
        found = Found(root, typed)
        nodes = ()
        try:
            nodes = centre, other, laptop = network_of(found)
            browser, elsewhere = at_pages(centre, other)
            laptop_came(laptop, centre, browser)
            key_as_words(centre, browser)
            with_keys(nodes)
            keys = {name: key for node in nodes for name, key in node.keys().items()}
            hosted = recovered(centre) | recovered(other)
            found.secrets.update(keys | hosted)
            needed = {node: [f"{node.name} {name}" for name in NEEDED] for node in nodes}
            for node in (centre, other):  # amina and bela are signed in
                check_memory(node, needed[node] + [f"{node.name} hosted key"], keys | hosted)
            browser.send(browser.open("/"), "Sign out")
            elsewhere.send(elsewhere.open("/"), "Sign out")
            memory = [check_memory(node, needed[node], keys | hosted) for node in nodes][0]
            for node in nodes:
                check_talkative(node)
                check_no_core(node)
            check_where_nothing_may_be_locked(centre)
        finally:
            for node in nodes:
                node.end()
        looked = check_files(found, nodes, keys)
        for node in (centre, other):
            sealed(node)
        check_files(found, nodes, [name for name in keys if name.split()[1] in NEEDED])
        texts = found.check_what_was_told()
        check_the_line(centre)
        for node in nodes:
            for path in [*node.folder.glob("keys/*"), *node.folder.glob("accounts/*")]:
                assert is_for_its_owner_alone(path), f"{path} can be read by others"
        assert len(keys) == 13, sorted(keys)
    print(f"{len(found.secrets)} secrets in none of {looked} files but keys in their own, and in none of "
          f"{texts} texts that do not tell them; no core; the memory of praxisd, {memory}")


main()
