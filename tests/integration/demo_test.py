#!/usr/bin/env python3
"""./deploy/demo --check keeps every promise, and finds the fault that is built into a test binary.

usage: demo_test.py ROOT [drop|forge]
"""
import subprocess
import sys


def main():
    root, plant = sys.argv[1], sys.argv[2:]
    command = ["./deploy/demo", "--check"] + (["--plant", *plant] if plant else [])
    done = subprocess.run(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors="replace", check=False)
    print(done.stdout)
    if not plant:
        return done.returncode
    # Exit 1 is the answer we want, and for a promise: the network itself must have come up.
    if done.returncode != 1 or "first sync" not in done.stdout or "BROKEN" not in done.stdout:
        print(f"the planted fault was not found: exit {done.returncode}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
