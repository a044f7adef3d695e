#!/usr/bin/env python3
"""./deploy/demo --check keeps every promise, and finds the fault that is built into a test binary.

usage: demo_test.py ROOT [drop|forge|lose-edit|stale-status]
"""
import re
import subprocess
import sys

# The promise that each fault breaks, as the proof words it.
BROKEN_BY = {
    "drop": "Country office has all [0-9]+ updates that were acknowledged; [0-9]+ are missing",
    "forge": "Bratislava has all [0-9]+ updates that were acknowledged; [0-9]+ are missing",
    "lose-edit": 'Country office shows "Citizens travel twice ',
    "stale-status": "each of [0-9]+ times that `where` or a page said .*; Country office says ",
}


def main():
    root, plant = sys.argv[1], sys.argv[2:]
    command = ["./deploy/demo", "--check"] + (["--plant", *plant] if plant else [])
    done = subprocess.run(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors="replace", check=False)
    print(done.stdout)
    if not plant:
        return done.returncode
    # Exit 1 is the answer we want, and for that promise.
    if done.returncode != 1 or not re.search(f"BROKEN: {BROKEN_BY[plant[0]]}", done.stdout):
        print(f"the planted fault was not found: exit {done.returncode}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
