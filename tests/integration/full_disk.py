#!/usr/bin/env python3
"""A real praxisd on a real disk of a few megabytes that fills while people write. Each is told that
nothing can be written; what was acknowledged is read and served all along; when there is room
again, writing goes on. Also when the node is killed, and started again, on the full disk.

The disk is a tmpfs of its own, in a mount namespace of its own.

usage: full_disk.py PRAXIS PRAXISD
"""
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.request

PRAXIS, PRAXISD = sys.argv[1:3]
INSIDE = "PRAXIS_FULL_DISK_INSIDE"
DISK_BYTES = 12 << 20
FULL = "the disk is full; nothing can be written, reading goes on"
FAILED = "praxisd: the store failed"
WRITES_IN_RESERVE_MAX = 500


def enter():
    """Begins again as the owner of a mount namespace, where a disk may be made."""
    if INSIDE in os.environ:
        return
    become_root = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    os.environ[INSIDE] = "1"
    os.execvp("unshare", ["unshare", *become_root, "--mount", sys.executable, "-B", *sys.argv])


class Node:
    """A folder on the small disk; its daemon, while one runs."""

    def __init__(self, disk):
        self.disk = disk
        self.folder = disk / "node"
        self.env = dict(os.environ, XDG_STATE_HOME=str(disk / "state"))
        self.process = None

    def command(self, *words):
        ran = subprocess.run([PRAXIS, "-C", str(self.folder), *words, "--json"], env=self.env,
                             capture_output=True, text=True, timeout=60)
        assert ran.returncode == 0, f"{words}: exit {ran.returncode}: {ran.stderr}"
        return [json.loads(line) for line in ran.stdout.splitlines()]

    def start(self):
        self.process = subprocess.Popen(
            [PRAXISD, "-C", str(self.folder), "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0"],
            env=self.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        assert line, f"praxisd did not start: {self.process.stderr.read()}"
        self.pages = "http://" + json.loads(line)["http"] + "/"

    def ended(self):
        """Waits for its end; exit code and words."""
        _, words = self.process.communicate(timeout=30)
        code, self.process = self.process.returncode, None
        return code, words

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        code, words = self.ended()
        assert code == 0, f"praxisd: exit {code}: {words}"

    def kill(self):
        self.process.kill()
        self.ended()

    def ask(self, request):
        """The lines of an answer; nothing when the daemon ended before its end."""
        lines = []
        try:
            with socket.socket(socket.AF_UNIX) as door:
                door.settimeout(60)
                door.connect(str(self.folder / "praxis.sock"))
                door.sendall(json.dumps(request).encode() + b"\n")
                for line in door.makefile():
                    lines.append(json.loads(line))
                    if "end" in lines[-1] or "error" in lines[-1]:
                        return lines
        except OSError:
            pass
        return []

    def write(self, space, text):
        """The id of a new case; None and the words when it was refused, or none were given."""
        lines = self.ask({"do": "document.new", "kind": "case_study", "space": space,
                          "set": [["title", "T"], ["problem", text]]})
        if not lines:
            return None, ""
        if "error" in lines[-1]:
            return None, json.dumps(lines[-1])
        return lines[0]["id"], ""

    def exported(self):
        return {line["id"] for line in self.ask({"do": "export"}) if "id" in line}


def words_of_any_length(rng):
    return " ".join(rng.choice(["queue", "form", "office", "tax"]) for _ in range(rng.randrange(1, 2500)))


def people_write(node, space, told, seed):
    """Four people at once, each until they are refused; what the refused were told."""
    refusals = []

    def one(number):
        rng = random.Random(seed * 10 + number)
        while True:
            made, words = node.write(space, words_of_any_length(rng))
            if made is None:
                refusals.append(words)
                return
            told.add(made)

    people = [threading.Thread(target=one, args=(number,)) for number in range(4)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return refusals


def check_everything_told_is_there(node, told):
    missing = told - node.exported()
    assert not missing, f"acknowledged and lost: {len(missing)} of {len(told)}"


def check_served(node):
    with urllib.request.urlopen(node.pages, timeout=30) as page:
        assert page.status == 200, page.status


def check_refused(node, space, told, refusals):
    """Whether the node still runs: one write that the disk cut in its middle ends it, with words."""
    if node.process.poll() is not None or "" in refusals:
        code, words = node.ended()
        assert code == 1 and FAILED in words, f"exit {code}: {words}"
        return False
    for words in refusals:
        assert FULL in words, words
    for _ in range(WRITES_IN_RESERVE_MAX):  # what the store has taken ahead is written first
        made, words = node.write(space, "word " * 3000)
        if made is None:
            assert FULL in words, words
            return True
        told.add(made)
    raise AssertionError("the disk is full, and writing goes on and on")


def fill(path):
    """Takes all that is left of the disk."""
    with open(path, "wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass


def check_round(node, space, told, seed):
    """The disk fills, and is emptied again. True when the node ran all the time."""
    ballast = node.disk / "ballast"
    rest = node.disk / "rest"
    ballast.write_bytes(bytes(shutil.disk_usage(node.disk).free // 2))  # what is emptied again
    before = len(told)
    refusals = people_write(node, space, told, seed)
    assert len(told) > before, "nothing could be written at all"
    fill(rest)
    ran = check_refused(node, space, told, refusals)
    if not ran:
        node.start()
    check_everything_told_is_there(node, told)
    check_served(node)

    node.kill()
    node.start()
    check_everything_told_is_there(node, told)
    check_served(node)

    ballast.unlink()
    rest.unlink()
    made, words = node.write(space, "There is room again.")
    assert made, words
    told.add(made)
    check_everything_told_is_there(node, told)
    return ran


def main():
    enter()
    with tempfile.TemporaryDirectory() as root:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES},mode=700", "tmpfs", root],
                       check=True)
        try:
            node = Node(pathlib.Path(root))
            node.command("init", "--network", "N", "--node", "A", "--role", "centre")
            space = node.command("space", "new", "--name", "S")[0]["id"]
            told = set()
            rounds = 3
            node.start()
            ran = [check_round(node, space, told, seed) for seed in range(rounds)]
            node.stop()
            assert node.command("verify")[0]["bad"] == []
            assert told <= {line["id"] for line in node.command("export")}
        finally:
            if node.process:
                node.process.kill()
                node.process.wait()
            subprocess.run(["umount", root], check=True)
    print(f"full_disk: {len(told)} acknowledged, 0 lost; ran on in {sum(ran)} of {rounds} rounds")


main()
