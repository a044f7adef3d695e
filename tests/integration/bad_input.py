#!/usr/bin/env python3
"""Bad input where programs, sockets and disks are meant, on the real praxis and praxisd. Each row:
the words and the exit code, that nothing changed, and that the next update of the same peer arrives.

usage: bad_input.py PRAXIS PRAXISD
"""
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time

PRAXIS, PRAXISD = sys.argv[1:3]
ROOT = pathlib.Path(__file__).resolve().parents[2]
SENTENCE = "Nobody guesses this sentence, which a disk will spoil."


class Node:
    """A node's folder, and its praxisd while one runs."""

    def __init__(self, root, name):
        self.name = name
        self.folder = root / name
        self.log = root / f"{name}.log"
        self.env = dict(os.environ, XDG_STATE_HOME=str(root / "state"))
        self.process = None
        self.ready = None
        self.id = None

    def run(self, *words):
        return subprocess.run([PRAXIS, "-C", str(self.folder), *words, "--json"], env=self.env,
                              capture_output=True, text=True, timeout=120)

    def lines(self, *words):
        ran = self.run(*words)
        assert ran.returncode == 0, f"{self.name}: {words}: exit {ran.returncode}: {ran.stderr}"
        return [json.loads(line) for line in ran.stdout.splitlines()]

    def one(self, *words):
        lines = self.lines(*words)
        assert len(lines) == 1, (words, lines)
        return lines[0]

    def says(self, code, expected, *words):
        """A command that fails: its exit code, and what it says in one line."""
        ran = self.run(*words)
        assert ran.returncode == code, f"{words}: exit {ran.returncode}, not {code}: {ran.stderr}"
        assert ran.stdout == "", ran.stdout
        said = ran.stderr.splitlines()[0]
        assert said == f"praxis: {expected}", f"{words}:\n  {said}\nnot\n  praxis: {expected}"

    def daemon(self, *options):
        return [PRAXISD, "-C", str(self.folder), *options]

    def refuses(self, code, expected, *command):
        """A praxisd that does not start."""
        ran = subprocess.run(command, env=self.env, capture_output=True, text=True, timeout=60)
        assert ran.returncode == code, f"{command}: exit {ran.returncode}: {ran.stderr}"
        assert ran.stdout == "", ran.stdout
        assert ran.stderr == f"praxisd: {expected}\n", f"\n  {ran.stderr}not\n  praxisd: {expected}"

    def start(self, *options, command=None):
        with open(self.log, "a", encoding="utf-8") as log:
            self.process = subprocess.Popen(command or self.daemon(*options), env=self.env,
                                            stdout=subprocess.PIPE, stderr=log, text=True)
        line = self.process.stdout.readline()
        assert line, f"{self.name} did not start: {self.log.read_text()}"
        self.ready = json.loads(line)
        return self.ready

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=20)
        self.process.stdout.close()
        self.process = None
        assert code == 0, f"{self.name}: praxisd: exit {code}"

    def what_it_holds(self):
        """State and log, as commands print them."""
        return self.run("state").stdout, self.run("log").stdout


def until(what, condition):
    for _ in range(600):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError(f"did not come: {what}")


class Table:
    """Two nodes of a network and one of another; what each row is held against."""

    def __init__(self, root):
        self.root = root
        self.centre = Node(root, "centre")
        self.office = Node(root, "office")
        self.foreign = Node(root, "foreign")
        self.centre.id = self.centre.one("init", "--network", "N", "--node", "Centre", "--role",
                                         "centre")["node"]
        self.foreign.id = self.foreign.one("init", "--network", "Other", "--node", "Foreign",
                                           "--role", "centre")["node"]
        self.space = self.centre.one("space", "new", "--name", "S")["id"]
        listen = self.centre.start("--listen", "127.0.0.1:0", "--http", "127.0.0.1:0")["listen"]
        self.address = f"{self.centre.id}@{listen}"
        self.listen = listen
        invite = self.centre.one("invite", "--role", "office", "--address", listen)["invite"]
        self.office.id = self.office.one("join", invite, "--node", "Office")["node"]
        self.office.one("sync", "--until-equal", "60")
        self.written = 0

    def next_arrives(self):
        """The next update of the office, at the centre."""
        self.written += 1
        made = self.office.one("thread", "new", "--space", self.space, "--title",
                               f"T{self.written}")["id"]
        self.office.one("sync", "--peer", self.address, "--until-equal", "60")
        self.centre.one("thread", "show", made)

    def row(self, name, node, act):
        before = node.what_it_holds()
        act()
        assert node.what_it_holds() == before, f"{name}: something changed"
        self.next_arrives()
        print(f"bad_input: {name}", flush=True)


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def check_doors(table):
    centre, office = table.centre, table.office
    table.row("a second praxisd on the same store", centre, lambda: centre.refuses(
        1, f"{centre.folder}: another process has this node open; end that praxisd, or wait for "
        "that command", *centre.daemon("--listen", "127.0.0.1:0")))
    taken = table.listen
    for option in ("--listen", "--http"):
        table.row(f"{option} at a port in use", office, lambda option=option: office.refuses(
            1, f"{taken}: Address already in use; give another port, or end the program that "
            "listens there", *office.daemon(option, taken)))
    nobody = f"127.0.0.1:{free_port()}"
    table.row("a peer's port where nobody listens", office, lambda: office.says(
        1, f"nobody listens at {nobody}; start praxisd there with --listen, or mend the address",
        "sync", "--peer", f"{table.centre.id}@{nobody}"))


def check_other_nodes(table):
    centre, office, foreign = table.centre, table.office, table.foreign
    there = foreign.start("--listen", "127.0.0.1:0")["listen"]

    def answers(address, node):
        return (f"somebody answers at {address}, but not as node {node[:10]} of this network: "
                "mend the address, or NODE before it; if both are right, the link broke, or that "
                "node turns this one away")

    before = foreign.what_it_holds()
    table.row("a node of another network", office, lambda: office.says(
        1, answers(there, centre.id), "sync", "--peer", f"{centre.id}@{there}"))
    assert foreign.what_it_holds() == before
    foreign.stop()
    table.row("another node's key", centre, lambda: office.says(
        1, "no certificate of node " + "a" * 64 + " is here yet; sync first with a node that knows it",
        "sync", "--peer", "a" * 64 + "@" + table.listen))
    second = Node(table.root, "second")
    invite = centre.one("invite", "--role", "office", "--address", table.listen)["invite"]
    second.id = second.one("join", invite, "--node", "Second")["node"]
    second.one("sync", "--until-equal", "60")
    office.one("sync", "--peer", table.address, "--until-equal", "60")
    table.row("another node of this network", centre, lambda: office.says(
        1, answers(table.listen, second.id), "sync", "--peer", f"{second.id}@{table.listen}"))


def check_settings(table):
    office = table.office
    settings = table.root / "office.toml"

    def wrong(text, place, words):
        settings.write_text(text, encoding="utf-8")
        table.row(f"a configuration file with {text.splitlines()[-1]}", office,
                  lambda: office.refuses(2, f"{settings}:{place}: {words}", PRAXISD, "--config",
                                         str(settings)))

    wrong('folder = "office"\nlisten = "7400"', "2:10",
          'listen is HOST:PORT, the port 0 to 65535, not "7400"; for example "0.0.0.0:7400"')
    wrong('folder = "office"\nsign = false', "2:1",
          'no setting "sign"; there are: behind-proxy dial folder http kinds listen log tls web')
    missing = table.root / "none.toml"
    office.refuses(2, f"{missing}: cannot be read; is it there, and may this user read it?",
                   PRAXISD, "--config", str(missing))
    office.refuses(2, 'which node? Give -C DIR, or folder = "DIR" in the configuration file',
                   PRAXISD)

    settings.write_text(f'folder = "office"\nlisten = "127.0.0.1:0"\ndial = ["{table.listen}"]\n',
                        encoding="utf-8")
    ready = office.start(command=[PRAXISD, "--config", str(settings)])
    assert ready["node"] == office.id and ready["listen"] and ready["http"] is None, ready
    table.next_arrives()
    office.stop()
    example = ROOT / "deploy" / "praxisd.toml"
    ready = office.start(command=[PRAXISD, "--config", str(example), "-C", str(office.folder),
                                  "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0"])
    assert ready["node"] == office.id and ready["http"], ready
    table.next_arrives()
    office.stop()


def peers_of(node):
    return {(line["node"], line["address"]): line for line in node.lines("peer", "list")}


def check_kept_addresses(table):
    centre, office = table.centre, table.office
    key = (centre.id, table.listen)
    assert peers_of(office)[key]["kept"] is False  # known by the invitation
    added = office.one("peer", "add", table.address)
    assert (added["node"], added["address"], added["state"]) == (*key, "offline"), added
    assert office.one("peer", "add", table.listen)["kept"] is True  # once more; the inviting node
    assert len([line for line in office.lines("peer", "list") if line["kept"]]) == 1

    office.start()
    until("a kept address is dialled", lambda: peers_of(office)[key]["state"] == "connected")
    gone = (centre.id, f"127.0.0.1:{free_port()}")
    office.one("peer", "add", f"{gone[0]}@{gone[1]}")
    assert peers_of(office)[gone]["state"] == "connected"  # with the node, if not there
    removed = office.lines("peer", "remove", table.address)
    assert removed == [{"node": centre.id, "address": table.listen}], removed
    until("what is no longer kept is hung up", lambda: peers_of(office)[gone]["state"] == "dialling")
    until("why", lambda: peers_of(office)[gone]["why"] ==
          f"nobody listens at {gone[1]}; start praxisd there with --listen, or mend the address")
    office.one("peer", "add", table.address)
    until("an address is dialled at once", lambda: peers_of(office)[key]["state"] == "connected")
    table.next_arrives()
    unknown = "b" * 64
    office.one("peer", "add", f"{unknown}@127.0.0.1:9")
    line = peers_of(office)[(unknown, "127.0.0.1:9")]
    assert line["state"] == "unknown" and "no certificate of this node is here" in line["why"], line
    office.says(1, "that is this node itself; name another one", "peer", "add",
                f"{office.id}@127.0.0.1:9")
    office.says(1, "no such address is kept; praxis peer list shows those that are", "peer",
                "remove", "127.0.0.1:10")
    centre.says(1, "nobody invited this node, so say which one is there: NODE@127.0.0.1:9",
                "peer", "add", "127.0.0.1:9")
    office.stop()
    assert peers_of(office)[key]["state"] == "offline"
    for address in (table.listen, gone[1], "127.0.0.1:9"):
        office.lines("peer", "remove", address)
    assert not [line for line in office.lines("peer", "list") if line["kept"]]
    print("bad_input: addresses that are kept", flush=True)


def check_a_damaged_record(table):
    centre, office = table.centre, table.office
    made = centre.one("thread", "new", "--space", table.space, "--title", SENTENCE)["id"]
    centre.stop()
    found = 0
    for file in (centre.folder / "store").iterdir():
        content = file.read_bytes()
        if SENTENCE.encode() in content:
            found += 1
            file.write_bytes(content.replace(SENTENCE.encode(), SENTENCE[::-1].encode()))
    assert found == 1, "the sentence is in one file"
    ran = centre.run("verify")
    assert ran.returncode == 1, ran
    bad = json.loads(ran.stdout)["bad"]
    assert len(bad) == 1 and made in bad[0], bad
    assert ran.stderr == ("praxis: records are damaged; make the node anew of a backup: praxis restore\n"), ran
    assert SENTENCE[::-1] not in centre.run("export").stdout, "a spoiled text is shown"
    lines = [line for line in centre.lines("log") if line["reason"]]
    assert len(lines) == 1 and "damaged on this disk" in lines[0]["reason"], lines
    assert lines[0]["id"] in bad[0] and lines[0]["content"] == "absent", lines
    after = centre.one("thread", "new", "--space", table.space, "--title", "after it")["id"]
    centre.start("--listen", table.listen)
    office.run("sync", "--peer", table.address)
    assert "after it" in office.run("thread", "show", after).stdout, "what came after it"
    assert SENTENCE[::-1] not in office.run("export").stdout, "a spoiled text went to a peer"
    table.next_arrives()
    print("bad_input: a damaged record", flush=True)


def main():
    with tempfile.TemporaryDirectory() as folder:
        table = Table(pathlib.Path(folder))
        try:
            check_doors(table)
            check_other_nodes(table)
            check_settings(table)
            check_kept_addresses(table)
            check_a_damaged_record(table)
        finally:
            for node in (table.centre, table.office, table.foreign):
                if node.process:
                    node.process.kill()
                    node.process.wait()
                    node.process.stdout.close()
    print("bad_input: all well")


if __name__ == "__main__":
    main()
