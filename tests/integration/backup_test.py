#!/usr/bin/env python3
"""Backups of real nodes: taken while people write, restored after the disk was lost, on a live network.

usage: backup_test.py PRAXIS PRAXISD

Two nodes; a backup of one while it is written to; it goes on, and the other gets all of it; its
folder is deleted and restored from the backup. Then it must get back what it wrote since, write on,
and no chain of anybody may have two updates of one number.
"""
import base64
import contextlib
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "deploy" / "network"))
from browser import Browser  # noqa: E402  (after the path)

PRAXIS, PRAXISD = sys.argv[1:3]
PASSWORD = "a long enough pass phrase"
SYNC_SECONDS = "60"


class Machine:
    """What one machine keeps: nodes' folders, and the leases beside them."""

    def __init__(self, root, name):
        self.root = pathlib.Path(root) / name
        self.root.mkdir()
        self.env = dict(os.environ, XDG_STATE_HOME=str(self.root / "state"))

    def folder(self, node):
        return self.root / node

    def ran(self, node, *words, json_lines=True):
        command = [PRAXIS] + (["-C", str(self.folder(node))] if node else []) + list(words)
        return subprocess.run(command + (["--json"] if json_lines else []), env=self.env,
                              capture_output=True, text=True, timeout=120)

    def lines(self, node, *words):
        ran = self.ran(node, *words)
        assert ran.returncode == 0, f"{words}: exit {ran.returncode}: {ran.stderr}"
        return [json.loads(line) for line in ran.stdout.splitlines()]

    def one(self, node, *words):
        lines = self.lines(node, *words)
        assert len(lines) == 1, f"{words}: {lines}"
        return lines[0]

    def fails(self, code, node, *words):
        ran = self.ran(node, *words)
        assert ran.returncode == code, f"{words}: exit {ran.returncode}, not {code}: {ran.stderr}"
        assert ran.stdout == "", f"{words}: {ran.stdout}"
        return ran.stderr

    def export(self, node):
        ran = self.ran(node, "export")
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    def asked(self, node, request):
        """One request past the commands, as pages make them; the node runs."""
        with socket.socket(socket.AF_UNIX) as door:
            door.settimeout(60)
            door.connect(str(self.folder(node) / "praxis.sock"))
            door.sendall(json.dumps(request).encode() + b"\n")
            return json.loads(door.makefile().readline())

    def incarnation(self, node):
        """Of the node's own chains from now on."""
        return self.asked(node, {"do": "root.position", "key": "1" * 64})["incarnation"]


class Daemon:
    def __init__(self, machine, node, *options):
        self.process = subprocess.Popen(
            [PRAXISD, "-C", str(machine.folder(node)), "--listen", "127.0.0.1:0", *options],
            env=machine.env, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        assert line, f"praxisd on {machine.folder(node)} did not start"
        self.ready = json.loads(line)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=30)
        self.process.stdout.close()
        assert code == 0, f"praxisd: exit {code}"


def write(machine, node, space, title):
    return machine.one(node, "thread", "new", "--space", space, "--title", title)["id"]


@contextlib.contextmanager
def people_writing(machine, node, space, written):
    """Somebody writes as fast as the node answers."""
    stop = threading.Event()

    def go_on():
        while not stop.is_set():
            written.append(write(machine, node, space, f"Meanwhile {len(written)}"))
    writer = threading.Thread(target=go_on)
    writer.start()
    try:
        yield
    finally:
        stop.set()
        writer.join()


def no_fork(machine, node):
    """Nobody's chain has two updates of one number, and nothing is bad."""
    places = {}
    for line in machine.lines(node, "log"):
        place = (line["device"], line["space"], line["incarnation"], line["seq"])
        assert place not in places, f"a fork at {place}: {places[place]} and {line['id']}"
        places[place] = line["id"]
    assert machine.one(node, "verify")["bad"] == []
    return places


def ids(machine, node):
    return {line["id"] for line in machine.lines(node, "log")}


def until_equal(a, b, peer):
    """Both hold the same: a is the node that asks."""
    a[0].one(a[1], "sync", "--peer", peer, "--until-equal", SYNC_SECONDS)
    here, there = a[0].one(a[1], "state"), b[0].one(b[1], "state")
    assert here["words"] == there["words"], f"{here} and {there}"
    return here["words"]


def secrets_of(folder):
    """What must be nowhere: each key, raw, in hexadecimal and in base64, and the password."""
    yield "password", PASSWORD.encode()
    for key in (folder / "keys").iterdir():
        digits = key.read_text().strip()
        raw = bytes.fromhex(digits)
        yield key.name, raw
        yield key.name, digits.encode()
        yield key.name, digits.upper().encode()
        for shift in range(3):  # base64 of it at any place of a longer text, but for the ends
            for encode in (base64.standard_b64encode, base64.urlsafe_b64encode):
                yield key.name, encode(b"\0" * shift + raw)[4 if shift else 0:40]


def no_secret_in(backup, folder):
    secrets = list(secrets_of(folder))
    assert {name for name, _ in secrets} == {
        "password", "board", "administrator", "person", "device", "device-dh", "recovery"}
    files = [path for path in backup.rglob("*") if path.is_file()]
    for path in files:
        content = path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0, f"{path} can be read by others"
        for name, secret in secrets:
            assert secret not in content, f"the key {name} stands in {path}"
    return files


def sign_in(pages):
    """The person whose account came back, by their password; fails when the pages refuse it."""
    browser = Browser(pages)
    browser.send(browser.open("/sign-in"), "Sign in", Name="amina", Password=PASSWORD)


def check_a_lost_disk(root, sealed):
    """The journey at the top of this file. `sealed`: keys in the backup, else kept apart."""
    a, b = Machine(root, "a"), Machine(root, "b")
    password = a.root / "password"
    password.write_text(PASSWORD + "\n", encoding="utf-8")
    a.one("node", "init", "--network", "N", "--node", "A", "--role", "centre")
    space = a.one("node", "space", "new", "--name", "S")["id"]
    a.one("node", "account", "add", "amina", "--password-file", str(password))
    kept = a.root / "kept"
    shutil.copytree(a.folder("node") / "keys", kept / "keys")
    backup = a.root / "backup"
    seal = ["--password-file", str(password)] if sealed else []
    unseal = seal if sealed else ["--keys", str(kept)]

    with Daemon(a, "node") as centre:
        address = centre.ready["listen"]
        text = a.one("node", "invite", "--role", "office", "--address", address)["invite"]
        b.one("node", "join", text, "--node", "B")
        b.one("node", "sync", "--until-equal", SYNC_SECONDS)
        with Daemon(b, "node") as office:
            peer = office.ready["listen"]
            a.one("node", "sync", "--peer", f"{office.ready['node']}@{peer}", "--until-equal",
                  SYNC_SECONDS)
            form = {"do": "document.new", "kind": "thread", "space": space, "token": "form-1",
                    "set": [["title", "Sent before, and again"]]}
            answer = a.asked("node", form)
            assert "id" in answer, answer
            written = []
            with people_writing(a, "node", space, written):
                while len(written) < 3:
                    time.sleep(0.01)
                taken = a.one("node", "backup", str(backup), *seal)
                more = len(written) + 3
                while len(written) < more:
                    time.sleep(0.01)
            assert taken["keys"] is sealed
            assert taken["accounts"] == 1
            a.one("node", "invite", "--role", "replica")  # the board's and administrator's chains go on
            write(b, "node", space, "From the office")
            until_equal((a, "node"), (b, "node"), f"{office.ready['node']}@{peer}")
            before = ids(a, "node")
            old = a.incarnation("node")
            words = b.one("node", "state")["words"]
    assert len(before) > taken["updates"], "something was written after the backup"
    no_secret_in(backup, a.folder("node"))
    assert a.one(None, "restore", str(backup), "--verify")["state"] == taken["state"]
    own_key = (a.folder("node") / "keys" / "device").read_text()

    shutil.rmtree(a.folder("node"))
    restored = a.one("node", "restore", str(backup), *unseal)
    assert restored["updates"] == taken["updates"]
    assert restored["words"] == taken["words"]
    assert restored["forks"] == 0
    assert (a.folder("node") / "keys" / "device").read_text() == own_key
    for key in (a.folder("node") / "keys").iterdir():
        assert key.stat().st_mode & 0o777 == 0o600, key
    assert not (a.folder("node") / "restoring").exists()

    with Daemon(b, "node") as office, Daemon(a, "node", "--http", "127.0.0.1:0") as centre:
        sign_in(centre.ready["http"])
        new = a.incarnation("node")
        assert new != old, "the restored store goes on with chains that others have longer"
        peer = f"{office.ready['node']}@{office.ready['listen']}"
        assert a.asked("node", form) == answer, "a form sent again is dealt with once"
        early = write(a, "node", space, "Before it got anything back")
        a.one("node", "invite", "--role", "replica")
        until_equal((a, "node"), (b, "node"), peer)
        assert before <= ids(a, "node"), "A got back all it had written"
        late = write(a, "node", space, "After the restore")
        until_equal((a, "node"), (b, "node"), peer)
        assert {early, late} <= ids(b, "node")
        assert a.export("node") == b.export("node")
        places = no_fork(a, "node")
        assert places == no_fork(b, "node")
        chains = {place[:3] for place in places}
        own = {chain for chain in chains if chain[0] == centre.ready["node"]}
        assert {chain[2] for chain in own} >= {old, new}
        assert all(line["verdict"] == "standing" for line in a.lines("node", "log"))
        assert b.one("node", "status")["member"] == "yes"
    assert words != b.one("node", "state")["words"]
    return a, b, backup, unseal, space, new


def check_another_place(a, backup, unseal, b, space, first):
    """The same backup on another machine: yet another incarnation, and no fork with the first."""
    c = Machine(b.root.parent, f"c-{b.root.parent.name}")
    c.one("elsewhere", "restore", str(backup), *unseal)
    with Daemon(b, "node") as office, Daemon(c, "elsewhere"):
        assert c.incarnation("elsewhere") != first
        write(c, "elsewhere", space, "From another place")
        until_equal((c, "elsewhere"), (b, "node"), f"{office.ready['node']}@{office.ready['listen']}")
        assert no_fork(c, "elsewhere") == no_fork(b, "node")


def check_copied_folders(a, space):
    """cp -a of a stopped node: under another machine's leases a new incarnation; beside the original
    only one of the two keeps its own."""
    with Daemon(a, "node"):
        kept = a.incarnation("node")
    d = Machine(a.root.parent, f"d-{a.root.parent.name}")
    subprocess.run(["cp", "-a", str(a.folder("node")), str(d.folder("copy"))], check=True)
    subprocess.run(["cp", "-a", str(a.folder("node")), str(a.folder("copy"))], check=True)
    with Daemon(d, "copy"):
        assert d.incarnation("copy") != kept
    with Daemon(a, "node"):
        assert a.incarnation("node") == kept
    with Daemon(a, "copy"):
        assert a.incarnation("copy") != kept
    write(a, "copy", space, "From the copy")
    shutil.rmtree(a.folder("copy"))


def check_words(a, backup):
    """What cannot be is told, and nothing is made of it."""
    assert "not empty" in a.fails(1, "node", "backup", str(backup))
    assert "holds no backup" in a.fails(1, "new", "restore", str(a.root / "kept"))
    assert "-C NEWDIR" in a.fails(2, None, "restore", str(backup))
    assert "is not empty" in a.fails(1, "node", "restore", str(backup), "--keys", str(a.root / "kept"))
    words = a.fails(1, "new", "restore", str(backup))
    assert "--keys DIR" in words, words
    assert "no node in" in a.fails(1, "new", "backup", str(a.root / "nothing"))
    assert not (a.root / "nothing").exists()
    a.one("stranger", "init", "--network", "M", "--node", "X", "--role", "centre")
    words = a.fails(1, "new", "restore", str(backup), "--keys", str(a.folder("stranger")))
    assert "another node" in words, words
    assert not a.folder("new").exists()
    people = a.ran(None, "restore", str(backup), "--verify", json_lines=False)
    assert people.returncode == 0 and "0 bad" in people.stdout, people


def check_a_killed_backup(a):
    """Half a backup is told apart, and is no backup."""
    half = a.root / "half"
    taking = subprocess.Popen([PRAXIS, "-C", str(a.folder("node")), "backup", str(half)],
                              env=a.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not (half / "records").exists() and taking.poll() is None:
        pass
    taking.kill()
    taking.wait()
    (half / "manifest").unlink(missing_ok=True)  # when the kill came too late
    assert "not finished" in a.fails(1, None, "restore", str(half), "--verify")
    assert "not finished" in a.fails(1, "node", "backup", str(half))


def check_damage(a, backup, unseal):
    """One bit anywhere, a file cut or gone: told, and nothing is restored."""
    files = [path for path in backup.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"manifest", "records"}
    for path in files:
        whole = path.read_bytes()
        places = sorted({0, 1, len(whole) // 3, len(whole) // 2, len(whole) - 1})
        broken = [whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1:] for at in places]
        broken += [whole[:len(whole) // 2], whole[:-1], whole + b"\0", b""]
        for content in [*broken, None]:
            path.unlink() if content is None else path.write_bytes(content)
            words = a.fails(1, "new", "restore", str(backup), *unseal)
            assert "backup" in words, words
            assert not a.folder("new").exists()
            path.write_bytes(whole)
    a.one(None, "restore", str(backup), "--verify", *unseal)


def main():
    with tempfile.TemporaryDirectory() as root:
        for sealed in (True, False):
            place = pathlib.Path(root) / f"sealed-{sealed}"
            place.mkdir()
            a, b, backup, unseal, space, new = check_a_lost_disk(place, sealed)
            check_another_place(a, backup, unseal, b, space, new)
        check_copied_folders(a, space)
        check_words(a, backup)
        check_a_killed_backup(a)
        a = Machine(pathlib.Path(root) / "sealed-True", "damage")
        check_damage(a, pathlib.Path(root) / "sealed-True" / "a" / "backup",
                     ["--password-file", str(pathlib.Path(root) / "sealed-True" / "a" / "password")])
    print("backup_test: all well")


main()
