#!/usr/bin/env python3
"""./deploy/demo --check keeps every promise, and finds the fault that is built into a test binary;
without --check it runs until it is stopped, and leaves no process behind.

usage: demo_test.py ROOT [stop|drop|forge|lose-edit|stale-status]
"""
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

# The promise that each fault breaks, as the proof words it.
BROKEN_BY = {
    "drop": "Country office has all [0-9]+ updates that were acknowledged; [0-9]+ are missing",
    "forge": "Bratislava has all [0-9]+ updates that were acknowledged; [0-9]+ are missing",
    "lose-edit": 'Country office shows "Citizens travel twice ',
    "stale-status": "each of [0-9]+ times that `where` or a page said .*; Country office says ",
}


# A status that says too much is only to be seen while something is on its way: on a busy machine one run may
# look too seldom, and then it is run again.
TRIES = {"stale-status": 3}

COMMAND_SECONDS = 20


def all_processes():
    return [name for name in os.listdir("/proc") if name.isdigit()]


def running(folder, pids):
    """The processes whose command line names the folder, and those of the numbers."""
    out = [pid for pid in pids if pathlib.Path("/proc", pid).exists()]
    for pid in all_processes():
        try:
            words = pathlib.Path("/proc", pid, "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue  # it ended meanwhile
        if any(f"{folder}/".encode() in word for word in words):
            out.append(b" ".join(words).decode())
    return out


def stop_while_starting(root):
    """Told to stop at moments of its start: nothing it began is left, however early."""
    folder = pathlib.Path(root).resolve() / "build" / "demo"
    for children in range(1, 6):  # three nodes and two links, as they come up
        demo = subprocess.Popen(["./deploy/demo"], cwd=root, stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)
        seen = set()
        while demo.poll() is None and len(seen) < children:
            seen |= children_of(demo.pid)
        demo.send_signal(signal.SIGINT)
        assert demo.wait(60) == 0, demo.returncode
        left = [pid for pid in seen if pathlib.Path("/proc", pid).exists()]
        # A command that was on its way ends by itself when its node is gone.
        deadline = time.monotonic() + COMMAND_SECONDS
        while running(folder, []) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert left == [] and running(folder, []) == [], (children, left, running(folder, []))


def children_of(parent):
    """Its nodes and links: no compiler, no command."""
    out = set()
    for pid in all_processes():
        try:
            rest = pathlib.Path("/proc", pid, "stat").read_text().rsplit(")", 1)
        except OSError:
            continue  # it ended meanwhile
        if int(rest[1].split()[1]) == parent and re.search("[(](praxisd|link)$", rest[0]):
            out.add(pid)
    return out


def stop(root):
    """Impatient people press Ctrl-C again."""
    folder = pathlib.Path(root).resolve() / "build" / "demo"
    demo = subprocess.Popen(["./deploy/demo"], cwd=root, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True)
    links = []
    for line in demo.stdout:
        print(line, end="")
        if "kill -USR1" in line:
            links = re.findall("[0-9]+", line.split("-USR1")[1])
        if "Ctrl-C stops everything" in line:
            break
    there = running(folder, links)
    assert links and len(there) >= len(links) + 3, there
    while demo.poll() is None:
        demo.send_signal(signal.SIGINT)
        demo.send_signal(signal.SIGTERM)
        time.sleep(0.02)
    words = demo.stdout.read()
    print(words)
    assert demo.returncode == 0 and words.strip() == "stopped", demo.returncode
    assert running(folder, links) == [], running(folder, links)


def main():
    root, plant = sys.argv[1], sys.argv[2:]
    if plant == ["stop"]:
        stop(root)
        stop_while_starting(root)
        return 0
    command = ["./deploy/demo", "--check"] + (["--plant", *plant] if plant else [])
    for _ in range(TRIES.get(plant[0], 1) if plant else 1):
        done = subprocess.run(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, errors="replace", check=False)
        print(done.stdout)
        if not plant:
            return done.returncode
        # Exit 1 is the answer we want, and for that promise.
        if done.returncode == 1 and re.search(f"BROKEN: {BROKEN_BY[plant[0]]}", done.stdout):
            return 0
        print(f"the planted fault was not found: exit {done.returncode}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
