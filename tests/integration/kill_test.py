#!/usr/bin/env python3
"""Ten kills of the campaign `kill` on the programs of a build. Its times are the campaign's business.

usage: kill_test.py BUILD
"""
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
KILLS = "10"


def main():
    done = subprocess.run([ROOT / "tests" / "campaign", "kill", "--times", KILLS, "--json",
                           "--build", sys.argv[1]], stdout=subprocess.PIPE, text=True, check=False)
    print(done.stdout, end="")
    *figures, last = [json.loads(line) for line in done.stdout.splitlines()]
    wrong = [line["figure"] for line in figures
             if not line["holds"] and not line["figure"].startswith("restart_seconds")]
    wrong += [line["figure"] for line in figures if line["value"] is None]
    print(f"kill_test: {', '.join(wrong) or 'all well'}")
    return 1 if wrong or last["figures"] != len(figures) else 0


if __name__ == "__main__":
    sys.exit(main())
