#!/usr/bin/env python3
"""What a reconnect with nothing new costs on the wire, with many updates held on both sides.

Two nodes of the real programs. One is written to through the local socket of its praxisd, the other
syncs, is stopped and started again. A proxy of this script between them counts the payload of that
second session both ways; the node's own count must be the same.

usage: reconnect.py [--build DIR] [--updates N]

Prints one JSON line with the figure and the seconds of each phase. Exit 0: the promise holds.
"""
import argparse
import json
import pathlib
import signal
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "deploy" / "network"))
import processes  # noqa: E402
from door import Door  # noqa: E402
from processes import DemoError, Node, until  # noqa: E402
from recorder import Recorder  # noqa: E402

BAR_BYTES = 1000
WRITERS = 48  # connections at once, so that one group commit takes many acts
EDIT_EVERY = 4  # three posts in a thread, then one edit of a case study
SYNC_SECONDS = 300
QUIET_SECONDS = 1.5
START_SECONDS = 120


class Writers:
    """Threads that write `updates` acts between them, each in a case study and a thread of its own."""

    def __init__(self, folder, space, updates):
        self.folder = folder
        self.space = space
        self.left = updates
        self.lock = threading.Lock()
        self.failed = []

    def run(self):
        threads = [threading.Thread(target=self._write, args=(n,)) for n in range(WRITERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self.failed:
            raise self.failed[0]

    def _write(self, number):
        try:
            with Door(self.folder) as door:
                made = {}
                turn = 0
                while self._take():
                    answer = door.ask(self._act(number, turn, made))
                    if turn < 2:
                        made["case" if turn == 0 else "thread"] = answer["id"]
                    turn += 1
        except (OSError, ValueError, DemoError) as error:
            self.failed.append(error)

    def _take(self):
        with self.lock:
            if self.left == 0 or self.failed:
                return False
            self.left -= 1
            return True

    def _act(self, number, turn, made):
        if turn == 0:
            return {"do": "document.new", "kind": "case_study", "space": self.space, "set": [
                ["title", f"Case {number}"], ["problem", "Every office asks for the same papers."]]}
        if turn == 1:
            return {"do": "document.new", "kind": "thread", "space": self.space,
                    "set": [["title", f"Questions on case {number}"]]}
        if turn % EDIT_EVERY == 0:
            return {"do": "document.edit", "id": made["case"],
                    "set": [["problem", f"Every office asks {turn} times for the same papers."]]}
        return {"do": "thread.reply", "id": made["thread"],
                "text": f"Answer {turn} of desk {number}: ask once, and keep what was given."}


def memory(node):
    """MiB of resident memory of a node's process."""
    status = pathlib.Path(f"/proc/{node.process.process.pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return round(int(line.split()[1]) / 1024, 1)


class Run:
    """The two nodes, the proxy between them, and what was measured on the way."""

    def __init__(self, folder):
        environment = {"XDG_STATE_HOME": str(folder / "state"), "PATH": "/usr/bin:/bin"}
        self.centre = Node("Centre", folder / "centre", environment)
        self.office = Node("Office", folder / "office", environment)
        self.recorder = None
        self.seconds = {}

    def timed(self, name, work):
        began = time.monotonic()
        answer = work()
        self.seconds[name] = round(time.monotonic() - began, 3)
        return answer

    def found(self):
        founded = self.centre.praxis(
            "init", "--network", "Reconnect", "--node", "Centre", "--role", "centre")
        self.centre.id = founded["node"]
        spaces = self.centre.praxis("state")["spaces"]
        self.centre.start()
        invite = self.centre.praxis("invite", "--role", "office")["invite"]
        self.office.praxis("join", invite, "--node", "Office", "--role", "office")
        self.recorder = Recorder(self.centre.listen)
        return next(space for space in spaces if space != founded["network"])

    def start_office(self):
        self.office.start(f"{self.centre.id}@{self.recorder.address}")

    def equal(self):
        return self.office.praxis("state") == self.centre.praxis("state")

    def first_sync(self):
        self.start_office()
        until(self.equal, SYNC_SECONDS, "both hold the same", 0.2)

    def wire_bytes(self, first_stream):
        return sum(len(stream) for stream in self.recorder.streams[first_stream:])

    def settle(self, first_stream):
        """The bytes of the streams from `first_stream` on, when no more have come for a while."""
        last, since = self.wire_bytes(first_stream), time.monotonic()
        while time.monotonic() - since < QUIET_SECONDS:
            time.sleep(0.05)
            if (now := self.wire_bytes(first_stream)) != last:
                last, since = now, time.monotonic()
        return last

    def reconnect(self):
        """What the proxy and the node itself count of one session with nothing new."""
        first = len(self.recorder.streams)
        self.timed("start", self.start_office)
        peer = f"{self.centre.id}@{self.recorder.address}"
        self.timed("reconnect", lambda: self.office.praxis(
            "sync", "--peer", peer, "--until-equal", "60"))
        wire = self.settle(first)
        if len(self.recorder.streams) != first + 2:
            raise DemoError("the office did not connect exactly once")
        return wire, self.office.praxis("status")["bytes"]

    def stop(self):
        for node in (self.office, self.centre):
            node.stop()
        if self.recorder:
            self.recorder.close()


def measure(run, updates):
    space = run.found()
    run.timed("write", Writers(run.centre.folder, space, updates).run)
    run.timed("first_sync", run.first_sync)
    first = run.settle(0)
    run.timed("state", lambda: run.centre.praxis("state"))
    megabytes = {"centre": memory(run.centre), "office": memory(run.office)}
    code = run.office.stop()
    if code != 0:
        raise DemoError(f"the office ended with {code}")
    wire, own = run.reconnect()
    state = run.office.praxis("state")
    held = state["updates"]
    equal = state == run.centre.praxis("state")
    return {
        "campaign": "reconnect", "figure": "bytes", "value": wire, "unit": "B",
        "better": "lower", "bar": BAR_BYTES,
        "holds": wire <= BAR_BYTES and sum(own.values()) == wire and equal and held >= updates,
        "updates": held, "equal": equal, "own_count": own, "first_sync_bytes": first,
        "seconds": run.seconds, "memory_mib": megabytes,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default=str(ROOT / "build" / "release"))
    parser.add_argument("--updates", type=int, default=10_000)
    options = parser.parse_args()
    processes.BUILD = pathlib.Path(options.build).resolve()
    processes.READY_SECONDS = START_SECONDS
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory() as folder:
        try:
            run = Run(pathlib.Path(folder))
            try:
                figure = measure(run, options.updates)
            finally:
                run.stop()
        except (OSError, DemoError) as error:
            print(f"reconnect: {error}", file=sys.stderr)
            for log in sorted(pathlib.Path(folder).glob("*.log")):
                print(log.read_text(errors="replace"), end="", file=sys.stderr)
            return 1
    print(json.dumps(figure))
    return 0 if figure["holds"] else 1


if __name__ == "__main__":
    sys.exit(main())
