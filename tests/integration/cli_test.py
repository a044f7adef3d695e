#!/usr/bin/env python3
"""The real `praxis` and `praxisd`: what a command did is there for the next process, whether a node
runs or not, and two commands at once both succeed.

usage: cli_test.py PRAXIS PRAXISD
"""
import contextlib
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

PRAXIS, PRAXISD = sys.argv[1:3]


class Desk:
    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.env = dict(os.environ, XDG_STATE_HOME=str(self.root / "state"))

    def typed(self, node, *words):
        return [PRAXIS, "-C", str(self.root / node), *words, "--json"]

    def run(self, node, *words):
        return subprocess.run(self.typed(node, *words), env=self.env, capture_output=True,
                              text=True, timeout=60)

    def lines(self, node, *words):
        ran = self.run(node, *words)
        assert ran.returncode == 0, f"{words}: exit {ran.returncode}: {ran.stderr}"
        return [json.loads(line) for line in ran.stdout.splitlines()]

    def one(self, node, *words):
        lines = self.lines(node, *words)
        assert len(lines) == 1, f"{words}: {lines}"
        return lines[0]

    def fails(self, code, node, *words):
        ran = self.run(node, *words)
        assert ran.returncode == code, f"{words}: exit {ran.returncode}, not {code}: {ran.stderr}"
        assert ran.stdout == "", f"{words}: {ran.stdout}"
        assert ran.stderr.startswith("praxis: "), f"{words}: {ran.stderr}"
        return ran.stderr


class Daemon:
    def __init__(self, desk, node):
        self.process = subprocess.Popen(
            [PRAXISD, "-C", str(desk.root / node), "--listen", "127.0.0.1:0"], env=desk.env,
            stdout=subprocess.PIPE, text=True)
        self.ready = json.loads(self.process.stdout.readline())
        assert self.ready["ready"] is True

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=10)
        self.process.stdout.close()
        assert code == 0, f"praxisd: exit {code}"


def check_without_a_running_node(desk):
    begun = desk.one("a", "init", "--network", "N", "--node", "A", "--role", "centre")
    assert set(begun) >= {"network", "node", "person"}
    for key in (desk.root / "a" / "keys").iterdir():
        assert key.stat().st_mode & 0o777 == 0o600, key
    space = desk.one("a", "space", "new", "--name", "S")["id"]
    made = desk.one("a", "case", "new", "--space", space, "--title", "T", "--set", "problem=One two.")
    shown = desk.one("a", "case", "show", made["id"])
    assert shown["version"] == made["version"]
    assert shown["fields"]["problem"]["value"] == "One two."
    desk.fails(1, "a", "init", "--network", "N", "--node", "A", "--role", "centre")
    desk.fails(1, "a", "case", "show", "0" * 64)
    desk.fails(1, "nowhere", "state")
    assert "did you mean" in desk.fails(2, "a", "sapce", "new")
    assert desk.one("a", "verify")["bad"] == []
    return space, made["id"]


def check_two_commands_at_once(desk, space):
    typed = [desk.typed("a", "thread", "new", "--space", space, "--title", f"T{i}")
             for i in range(4)]
    running = [subprocess.Popen(each, env=desk.env, stdout=subprocess.PIPE, text=True)
               for each in typed]
    ids = {json.loads(each.communicate(timeout=60)[0])["id"] for each in running}
    assert len(ids) == 4
    exported = {line["id"] for line in desk.lines("a", "export")}
    assert ids <= exported


def check_with_a_running_node(desk, space, case):
    before = desk.run("a", "export").stdout
    daemon = Daemon(desk, "a")
    try:
        assert (desk.root / "a" / "praxis.sock").exists()
        assert desk.run("a", "export").stdout == before
        base = desk.one("a", "case", "show", case)["version"]
        desk.one("a", "case", "edit", case, "--set", "problem=One, two.", "--base", *base)
        edited = desk.one("a", "case", "edit", case, "--set", "problem=One two three.", "--base", *base)
        assert len(edited["version"]) == 2
        field = desk.one("a", "case", "show", case)["fields"]["problem"]["value"]
        assert field == "One, two three.", field
        invite = desk.one("a", "invite", "--role", "office", "--address", daemon.ready["listen"])
        desk.one("b", "join", invite["invite"], "--node", "B")
        assert desk.one("b", "verify")["bad"] == []
        desk.fails(1, "a", "case", "show", "0" * 64)
        after = desk.run("a", "export").stdout
    finally:
        daemon.stop()
    assert desk.run("a", "export").stdout == after


def check_an_invitation_used_twice(desk):
    """By the records alone, and at once: both say why, nobody waits for an answer."""
    daemon = Daemon(desk, "a")
    try:
        text = desk.one("a", "invite", "--role", "office", "--address", daemon.ready["listen"])
        for node in ("first", "second"):
            desk.one(node, "join", text["invite"], "--node", node)
        desk.one("first", "sync")
        for node in ("second", "first"):
            began = time.monotonic()
            words = desk.fails(1, node, "sync")
            assert time.monotonic() - began < 20, words
            assert "its invitation was used twice" in words, words
            assert "praxis -C NEWDIR join" in words, words
            assert desk.one(node, "status")["member"] == "no"
            assert desk.one(node, "verify")["bad"] == []
        assert "used twice" in desk.fails(1, "first", "invite", "--role", "replica")
        text = desk.one("a", "invite", "--role", "office", "--address", daemon.ready["listen"])
        desk.one("third", "join", text["invite"], "--node", "third")
        desk.one("third", "sync", "--until-equal", "30")
        assert desk.run("third", "export").stdout == desk.run("a", "export").stdout
    finally:
        daemon.stop()


def check_a_form_sent_at_once_with_other_words(desk, space):
    """Windows of one form: the last that comes stands, and no word is there twice."""
    words = "beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu".split()
    texts = [" ".join(["alpha", *words[:count]]) for count in range(1, len(words) + 1)]
    daemon = Daemon(desk, "a")
    try:
        for _ in range(10):
            send_at_once(desk, space, texts)
    finally:
        daemon.stop()


def send_at_once(desk, space, texts):
    made = desk.one("a", "case", "new", "--space", space, "--title", "T", "--set", "problem=alpha")
    with contextlib.ExitStack() as stack:
        doors = [stack.enter_context(socket.socket(socket.AF_UNIX)) for _ in texts]
        for door, text in zip(doors, texts):
            door.settimeout(60)
            door.connect(str(desk.root / "a" / "praxis.sock"))
            door.sendall(json.dumps({
                "do": "document.edit", "id": made["id"], "base": made["version"],
                "token": "form-2", "set": [["problem", text]]}).encode() + b"\n")
        for door in doors:
            answer = json.loads(door.makefile().readline())
            assert "version" in answer, answer
    shown = desk.one("a", "case", "show", made["id"])["fields"]["problem"]["value"]
    assert shown in texts, shown


def check_a_peer_that_is_not_at_an_address(desk):
    """An address alone means who is known there: nobody is taken for somebody else."""
    daemon = Daemon(desk, "a")
    try:
        text = desk.one("a", "invite", "--role", "office", "--address", daemon.ready["listen"])
        desk.one("d", "join", text["invite"], "--node", "D")
        office = Daemon(desk, "d")
        try:
            desk.one("d", "sync", "--peer", daemon.ready["listen"], "--until-equal", "30")
            desk.one("d", "sync", "--peer", daemon.ready["listen"], "--until-equal", "30")
            words = desk.fails(1, "d", "sync", "--peer", "127.0.0.1:9")
            assert "nothing was tried" in words and "NODE@127.0.0.1:9" in words, words
        finally:
            office.stop()
    finally:
        daemon.stop()


def check_a_sync_asks_the_other_side(desk, space):
    """Over a session that runs already: what was written a moment ago is here, and silence is told."""
    centre = Daemon(desk, "a")
    try:
        text = desk.one("a", "invite", "--role", "office", "--address", centre.ready["listen"])
        desk.one("e", "join", text["invite"], "--node", "E")
        office = Daemon(desk, "e")
        try:
            desk.one("e", "sync", "--until-equal", "30")
            for count in range(20):
                made = desk.one("a", "case", "new", "--space", space, "--title", f"Moment {count}")
                desk.one("e", "sync")
                desk.one("e", "case", "show", made["id"])
            centre.process.send_signal(signal.SIGSTOP)
            try:
                words = desk.fails(1, "e", "sync", "--until-equal", "3")
                assert "did not answer" in words and "Sync again" in words, words
            finally:
                centre.process.send_signal(signal.SIGCONT)
            desk.one("e", "sync", "--until-equal", "30")
        finally:
            office.stop()
    finally:
        centre.stop()


class ThinLine:
    """A line to an address that carries so many bytes a second each way."""

    def __init__(self, to, rate):
        self.to, self.rate = to.rsplit(":", 1), rate
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.door.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.door.accept()
                far = socket.create_connection((self.to[0], int(self.to[1])))
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self.carry, args=(one, other), daemon=True).start()

    def carry(self, one, other):
        with contextlib.suppress(OSError):
            while data := one.recv(256):
                time.sleep(len(data) / self.rate)
                other.sendall(data)
        one.close()
        other.close()


def check_a_slow_line_is_not_called_silent(desk, space):
    centre = Daemon(desk, "a")
    line = ThinLine(centre.ready["listen"], 2000)
    try:
        text = desk.one("a", "invite", "--role", "office", "--address", line.address)
        desk.one("f", "join", text["invite"], "--node", "F")
        office = Daemon(desk, "f")
        try:
            desk.one("f", "sync", "--until-equal", "60")
            for count in range(4):
                desk.one("a", "case", "new", "--space", space, "--title", f"Long {count}",
                         "--set", "problem=" + "".join(random.choices("abcdefgh ", k=6000)))
            words = desk.fails(1, "f", "sync", "--until-equal", "2")
            assert "both do not hold the same yet" in words, words
            desk.one("f", "sync", "--until-equal", "60")
            assert desk.run("f", "export").stdout == desk.run("a", "export").stdout
        finally:
            office.stop()
    finally:
        centre.stop()


def check_a_person_added_before_the_first_sync(desk, space):
    """The office's records in root come before its certificate is known at the centre."""
    centre = Daemon(desk, "a")
    text = desk.one("a", "invite", "--role", "office", "--address", centre.ready["listen"])["invite"]
    desk.one("c", "join", text, "--node", "C")
    office = Daemon(desk, "c")
    try:
        password = desk.root / "password"
        password.write_text("a long enough pass phrase\n", encoding="utf-8")
        person = desk.one(
            "c", "account", "add", "amina", "--password-file", str(password))["person"]
        desk.one("c", "sync", "--until-equal", "30")
        assert person in {line["id"] for line in desk.lines("a", "log")}
        later = desk.one(
            "c", "account", "add", "salif", "--password-file", str(password))["person"]
        desk.one("c", "thread", "new", "--space", space, "--title", "From the office")
        desk.one("c", "sync", "--until-equal", "30")
        assert later in {line["id"] for line in desk.lines("a", "log")}
        assert desk.run("c", "export").stdout == desk.run("a", "export").stdout
    finally:
        office.stop()
        centre.stop()


def check_a_lost_key_file(desk):
    for name in ("device", "device-dh"):
        key = desk.root / "a" / "keys" / name
        kept = key.rename(desk.root / name)
        words = desk.fails(1, "a", "state")
        assert str(key) in words and "backup" in words, words
        kept.rename(key)
    store = (desk.root / "a" / "store").rename(desk.root / "store")
    words = desk.fails(1, "a", "state")
    assert str(desk.root / "a" / "store") in words and "backup" in words, words
    assert not (desk.root / "a" / "store").exists()
    store.rename(desk.root / "a" / "store")
    desk.one("a", "state")
    assert "no node in" in desk.fails(1, "nowhere", "state")


def asked(desk, node, request):
    """One request past the commands, as pages make them: with a form's token."""
    with socket.socket(socket.AF_UNIX) as door:
        door.settimeout(60)
        door.connect(str(desk.root / node / "praxis.sock"))
        door.sendall(json.dumps(request).encode() + b"\n")
        return json.loads(door.makefile().readline())


def check_a_form_sent_again_after_kill_9(desk, space):
    form = {"do": "document.new", "kind": "thread", "space": space, "token": "form-1",
            "set": [["title", "Sent twice"]]}
    daemon = Daemon(desk, "a")
    first = asked(desk, "a", form)
    assert "id" in first, first
    daemon.process.kill()
    daemon.process.wait(timeout=10)
    daemon.process.stdout.close()
    daemon = Daemon(desk, "a")
    try:
        assert asked(desk, "a", form) == first
        changed = asked(desk, "a", dict(form, set=[["title", "Other words"]]))
        assert changed["id"] != first["id"], "other words are another act"
    finally:
        daemon.stop()
    titles = [line["fields"]["title"]["value"] for line in desk.lines("a", "export")
              if line["kind"] == "thread"]
    assert titles.count("Sent twice") == 1, titles


def main():
    with tempfile.TemporaryDirectory() as root:
        desk = Desk(root)
        space, case = check_without_a_running_node(desk)
        check_two_commands_at_once(desk, space)
        check_with_a_running_node(desk, space, case)
        check_an_invitation_used_twice(desk)
        check_a_person_added_before_the_first_sync(desk, space)
        check_a_peer_that_is_not_at_an_address(desk)
        check_a_sync_asks_the_other_side(desk, space)
        check_a_slow_line_is_not_called_silent(desk, space)
        check_a_form_sent_at_once_with_other_words(desk, space)
        check_a_lost_key_file(desk)
        check_a_form_sent_again_after_kill_9(desk, space)
    print("cli_test: all well")


main()
