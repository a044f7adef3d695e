#!/usr/bin/env python3
"""Who is let in, by real `praxisd` processes and counted bytes: a private space goes only to nodes of
people with a role in it; a revoked device is out of an open session within five seconds, costs at most
100 bytes when it calls, and what it writes after that shows nowhere, whoever carries it.

usage: revoked_test.py PRAXIS PRAXISD LINK
"""
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

PRAXIS, PRAXISD, LINK = sys.argv[1:4]
BYTES_BAR = 100
SECONDS_BAR = 5


class Node:
    """A folder, commands in it, and a running `praxisd` between `start` and `stop`."""

    def __init__(self, root, name):
        self.name = name
        self.folder = root / name
        self.env = dict(os.environ, XDG_STATE_HOME=str(root / "state"))
        self.process = None

    def run(self, *words):
        return subprocess.run([PRAXIS, "-C", str(self.folder), *words, "--json"], env=self.env,
                              capture_output=True, text=True, timeout=120)

    def lines(self, *words):
        ran = self.run(*words)
        assert ran.returncode == 0, f"{self.name} {words}: exit {ran.returncode}: {ran.stderr}"
        return [json.loads(line) for line in ran.stdout.splitlines()]

    def one(self, *words):
        lines = self.lines(*words)
        assert len(lines) == 1, f"{self.name} {words}: {lines}"
        return lines[0]

    def fails(self, *words):
        ran = self.run(*words)
        assert ran.returncode == 1, f"{self.name} {words}: exit {ran.returncode}: {ran.stderr}"
        return ran.stderr

    def start(self):
        self.process = subprocess.Popen(
            [PRAXISD, "-C", str(self.folder), "--listen", "127.0.0.1:0"], env=self.env,
            stdout=subprocess.PIPE, text=True)
        self.address = json.loads(self.process.stdout.readline())["listen"]

    def stop(self):
        if not self.process:
            return
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=20)
        self.process.stdout.close()
        self.process = None
        assert code == 0, f"{self.name}: exit {code}"

    def id(self):
        return self.one("status")["node"]

    def exports(self):
        return {line["id"]: line for line in self.lines("export")}

    def holds(self):
        return {line["id"]: line for line in self.lines("log")}

    def connected_to(self, other):
        return any(line["node"] == other and line["state"] == "connected"
                   for line in self.lines("peer", "list"))


class Link:
    """A line that counts."""

    def __init__(self, to):
        self.process = subprocess.Popen(
            [LINK, "--listen", "127.0.0.1:0", "--to", to, "--rate", "10000000", "--delay", "0",
             "--cut-every", "0", "--seed", "1"], stdout=subprocess.PIPE, text=True)
        self.address = json.loads(self.process.stdout.readline())["listen"]

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        said = self.process.stdout.read().splitlines()[-1]
        self.process.wait(timeout=5)
        self.process.stdout.close()
        return json.loads(said)


def until(seconds, what, words):
    """Waits for a condition; how long it took."""
    begin = time.monotonic()
    while not what():
        assert time.monotonic() - begin < seconds, words
        time.sleep(0.05)
    return time.monotonic() - begin


def joined(centre, node, address):
    text = centre.one("invite", "--role", "office", "--address", address)["invite"]
    node.one("join", text, "--node", node.name)
    node.start()
    node.one("sync", "--until-equal", "60")


def device_of(centre, node):
    return next(line for line in centre.lines("device", "list") if line["device"] == node.id())


def check_a_private_space(centre, office, private):
    made = centre.one("case", "new", "--space", private, "--title", "For members")["id"]
    office.one("sync")
    assert not any(line["space"] == private for line in office.holds().values()), \
        "a private space was given to a node without a role in it"
    person = device_of(centre, office)["person"]
    centre.one("role", "add", "--space", private, "--person", person, "--as", "reader")
    until(30, lambda: made in office.exports(), "the role is given, and the space does not come")
    centre.lines("role", "revoke", "--space", private, "--person", person, "--as", "reader")
    office.one("sync")
    later = centre.one("case", "new", "--space", private, "--title", "After the role ended")["id"]
    open_case = centre.one("case", "new", "--space", centre.open, "--title", "For all")["id"]
    until(30, lambda: open_case in office.exports(), "the open space does not come")
    assert made in office.holds(), "what was given once stays"
    assert later not in office.holds(), "the role ended, and the space goes on coming"


def check_an_open_session_ends(centre, office):
    device = device_of(centre, office)
    assert device["in_force"] and device["node"] == "office", device
    assert centre.connected_to(office.id())
    revocation = centre.one("device", "revoke", "--device", device["device"], "--reason",
                            "lost on a journey")["update"]
    took = until(SECONDS_BAR, lambda: not centre.connected_to(office.id()),
                 "the session with a revoked device goes on")
    assert revocation in office.holds(), "the line allowed it, and the record is not there"
    assert "was revoked (update " + revocation[:10] in office.fails("sync")
    device = device_of(centre, office)
    assert not device["in_force"] and device["revoked_by"] == revocation, device
    assert "revoked already" in centre.fails("device", "revoke", "--device", device["device"])
    return took


def check_what_a_call_costs(centre, office):
    """One that was away and does not know it yet."""
    device = device_of(centre, office)["device"]
    office.stop()
    centre.one("device", "revoke", "--device", device)
    for number in range(50):
        centre.one("thread", "new", "--space", centre.open, "--title", f"Meanwhile {number}")
    centre.stop()
    centre.start()  # elsewhere, so that nobody finds it but over the line
    link = Link(centre.address)
    office.start()
    peer = f"{centre.id()}@{link.address}"
    for _ in range(5):
        words = office.fails("sync", "--peer", peer)
    assert "says that this node's certificate" in words and "was revoked" in words, words
    counted = link.end()
    assert 0 < counted["down_bytes"] <= BYTES_BAR, counted
    return counted["down_bytes"]


def check_what_it_writes_after_that(centre, revoked, carrier):
    """It knows nothing of its revocation, nor does who carries its words to the centre."""
    forged = revoked.one("case", "new", "--space", centre.open, "--title", "Backdated")["id"]
    carrier.one("sync", "--peer", f"{revoked.id()}@{revoked.address}")
    assert forged in carrier.exports(), "before it knows of the revocation the carrier shows it"
    carrier.one("sync", "--peer", f"{centre.id()}@{centre.address}", "--until-equal", "60")
    for node in (centre, carrier):
        held = node.holds()[forged]
        assert held["verdict"] == "void" and "revoked" in held["reason"], held
        assert forged not in node.exports(), f"{node.name} shows what a revoked device wrote"
    words = [node.one("state")["space_words"][centre.open] for node in (centre, carrier)]
    assert words[0] == words[1], words


def main():
    with tempfile.TemporaryDirectory() as folder:
        nodes = {name: Node(pathlib.Path(folder), name)
                 for name in ("centre", "office", "away", "carrier")}
        centre, office, away, carrier = nodes.values()
        try:
            centre.one("init", "--network", "N", "--node", "Centre", "--role", "centre")
            centre.open = centre.one("space", "new", "--name", "Open")["id"]
            private = centre.one("space", "new", "--name", "Private", "--join", "invite")["id"]
            centre.start()
            for node in (office, away, carrier):
                joined(centre, node, centre.address)
            check_a_private_space(centre, office, private)
            carrier.one("sync", "--peer", f"{away.id()}@{away.address}")
            carrier.stop()  # it will not hear of what comes now
            seconds = check_an_open_session_ends(centre, office)
            cost = check_what_a_call_costs(centre, away)
            carrier.start()
            check_what_it_writes_after_that(centre, away, carrier)
        finally:
            for node in nodes.values():
                node.stop()
    print(json.dumps({"session_ended_seconds": round(seconds, 2), "bytes_to_a_revoked_caller": cost}))


main()
