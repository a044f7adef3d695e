#!/usr/bin/env python3
"""A second device of a person, by real `praxisd` processes: it is begun and added by text alone, waits
without its certificate and is told so, gets everything by sync, and writes as the same person; the
node writes its own name by itself. No log, no line and no other file than the key's own holds the
person's key or its recovery words.

usage: devices_test.py PRAXIS PRAXISD
"""
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

from searching import no_secret_in

PRAXIS, PRAXISD = sys.argv[1:3]


class Node:
    """A folder, commands in it, and a running `praxisd` between `start` and `stop`."""

    def __init__(self, root, name):
        self.name = name
        self.folder = root / name
        self.log = root / (name + ".log")
        self.said = root / (name + ".said")
        self.env = dict(os.environ, XDG_STATE_HOME=str(root / "state"))
        self.process = None

    def run(self, *words, told=None):
        ran = subprocess.run([PRAXIS, "-C", str(self.folder), *words, "--json"], env=self.env,
                             input=told, capture_output=True, text=True, timeout=120)
        with open(self.said, "a") as said:
            said.write(ran.stderr)
        return ran

    def lines(self, *words, **more):
        ran = self.run(*words, **more)
        assert ran.returncode == 0, f"{self.name} {words}: exit {ran.returncode}: {ran.stderr}"
        return [json.loads(line) for line in ran.stdout.splitlines()]

    def one(self, *words, **more):
        lines = self.lines(*words, **more)
        return lines[0] if lines else {}

    def start(self):
        with open(self.log, "a") as log:
            self.process = subprocess.Popen(
                [PRAXISD, "-C", str(self.folder), "--listen", "127.0.0.1:0", "--log", "debug"],
                env=self.env, stdout=subprocess.PIPE, stderr=log, text=True)
        self.address = json.loads(self.process.stdout.readline())["listen"]

    def stop(self):
        if not self.process:
            return
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=20)
        self.process.stdout.close()
        self.process = None
        assert code == 0, f"{self.name}: exit {code}"

    def names(self, kind):
        field = {"node": "name", "person": "display_name"}[kind]
        return sorted(line["fields"][field]["value"] for line in self.lines("export")
                      if line["kind"] == kind)


def until(seconds, what, words):
    begin = time.monotonic()
    while not what():
        assert time.monotonic() - begin < seconds, words
        time.sleep(0.1)


def main():
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        desk, laptop, again = (Node(root, name) for name in ("desk", "laptop", "again"))
        try:
            desk.one("init", "--network", "N", "--node", "Desk", "--role", "centre")
            space = desk.one("space", "new", "--name", "Open")["id"]
            for number in range(20):
                desk.one("case", "new", "--space", space, "--title", f"Before {number}")
            desk.start()
            line = desk.one("device", "invite", "--address", desk.address)["line"]
            begun = laptop.one("device", "begin", line, "--node", "Laptop")
            laptop.start()
            status = laptop.one("status")
            assert status["member"] == "waiting" and "device begin" in status["why"], status
            asked = laptop.run("sync", "--until-equal", "3")
            assert asked.returncode == 1 and "waits for its certificate" in asked.stderr, asked
            laptop.one("peer", "add", desk.address)  # from now on the node dials it, all along
            early = laptop.run("case", "new", "--space", space, "--title", "Too early")
            assert early.returncode == 1, early

            desk.one("device", "add", begun["line"], "--words", begun["words"])
            # Nobody asks for a sync.
            until(60, lambda: laptop.one("status")["member"] == "yes", "the certificate does not come")
            until(60, lambda: laptop.names("node") == ["Desk", "Laptop"], "it does not say its name")
            until(60, lambda: desk.names("node") == ["Desk", "Laptop"], "the centre does not hear it")
            written = laptop.one("case", "new", "--space", space, "--title", "On the way")["id"]
            laptop.one("sync", "--until-equal", "60")
            shown = desk.one("case", "show", written)
            assert shown["signed"]["person"] == begun["person"], shown["signed"]
            assert desk.names("person") == ["Desk"], "one person, one name"
            assert desk.one("state")["state"] == laptop.one("state")["state"]

            words = desk.one("person", "words")["words"]
            recovered = again.one("device", "recover", line, "--words", "@-", "--node", "Again",
                                  told=words)
            assert recovered["person"] == begun["person"], recovered
            again.one("sync", "--until-equal", "60")
            assert "Again" in desk.names("node")
            wrong = again.run("device", "recover", line, "--words", "@-", "--node", "Wrong",
                              told=words.replace(words.split()[3], "xylophone"))
            assert wrong.returncode == 2 and "xylophone" in wrong.stderr, wrong
        finally:
            for node in (desk, laptop, again):
                node.stop()
        seed = (desk.folder / "keys" / "person").read_text().strip()
        looked = no_secret_in(root, {"the key": bytes.fromhex(seed),
                                     "the first words": " ".join(words.split()[:3])})
        assert looked > 8, looked
        assert seed not in line and seed not in begun["line"]
    print("a second device and a recovered one: both the same person; the key in no other file")


main()
