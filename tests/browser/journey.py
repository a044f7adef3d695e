#!/usr/bin/env python3
"""The journey of journey.mjs through the pages of two centres, with a link between them that it
switches. Needs tests/browser/install and the programs of build/release.

usage: journey.py [--build DIR] [--no-screenshots]     screenshots go to DIR/browser; exit 0: everything held
"""
import argparse
import json
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "deploy" / "network"))

from network import Network  # noqa: E402  (after the path)
from processes import DemoError, Node  # noqa: E402

LINK_RATE_BITS = 1_000_000
LINK_DELAY_MS = 20
SPACE = "e-Governance community of practice"
WAYS = 4  # of using the pages; each has spaces of its own to be taken into
NEWCOMER = "Permits officer"
SECOND = "Second steward"
THREAD = "One window for permits: questions"


def closed_spaces(node, number, officer, second, reader):
    """One that takes requests, with two stewards and a member, and one by invitation, with a
    moderator and a reader."""
    out = {}
    for name, policy, roles in (
            ("ask", "approve", ((officer, "steward"), (second, "steward"), (reader, "member"))),
            ("closed", "invite", ((officer, "moderator"), (reader, "reader")))):
        out[name] = node.praxis("space", "new", "--name", f"{policy.capitalize()} {number}",
                                "--join", policy)["id"]
        for person, role in roles:
            node.praxis("role", "add", "--space", out[name], "--person", person, "--as", role)
    return out


def prepare(network, folder, shoots):
    """Starts the centres with what the journey needs; what it has to know of them."""
    network.start_centres(LINK_RATE_BITS, LINK_DELAY_MS)
    bratislava, bangkok = network.bratislava, network.bangkok
    space = bratislava.praxis("space", "new", "--name", SPACE, "--join", "open")["id"]
    thread = bratislava.praxis("thread", "new", "--space", space, "--title", THREAD,
                               "--set", "topic=Illustrative. What did it change for you?")["id"]
    bratislava.praxis("thread", "reply", thread, "--text", "We closed four counters.")
    accounts = {}
    for node, name in ((bratislava, "Desk officer"), (bangkok, "Programme officer")):
        password, person = network.add_account(node, name)
        accounts[node.folder.name] = {"name": name, "password": password}
        if node is bratislava:
            node.praxis("role", "add", "--space", space, "--person", person, "--as", "moderator")
            officer = person
        else:
            reader = person
    bangkok.praxis("sync", "--until-equal", "30")
    accounts["second"] = {"name": SECOND}
    accounts["second"]["password"], second = network.add_account(bratislava, SECOND)
    spaces = [closed_spaces(bratislava, number + 1, officer, second, reader)
              for number in range(WAYS)]
    password, _ = network.add_account(bratislava, NEWCOMER)
    accounts["newcomer"] = {"name": NEWCOMER, "password": password}
    bangkok.praxis("sync", "--until-equal", "30")
    return {
        "nodes": {node.folder.name: f"http://{node.http}" for node in (bratislava, bangkok)},
        "accounts": accounts,
        "space": {"id": space, "name": SPACE},
        "spaces": spaces,
        "thread": {"id": thread, "title": THREAD},
        "screenshots": str(folder / "screenshots"),
        "shoots": shoots,
    }


def do(network, asked):
    """What commands do while people are at pages: a code for who forgot the password, or a new
    machine of somebody's that begins with their line."""
    if "recover" in asked:
        return network.bratislava.praxis("account", "recover", asked["recover"])
    name = asked["as"]
    folder = network.folder / name.replace(" ", "-").replace(",", "")
    machine = Node(name, folder, network.bratislava.environment)
    return machine.praxis("device", "begin", asked["begin"].strip(), "--node", name)


def travel(network, setup):
    """Runs the journey and does what it asks for; its exit code."""
    with subprocess.Popen(["node", str(HERE / "journey.mjs")], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True, cwd=HERE) as journey:
        def answer(line):
            journey.stdin.write(json.dumps(line) + "\n")
            journey.stdin.flush()

        answer(setup)
        for line in journey.stdout:
            if line.startswith('{"ask"'):
                answer(do(network, json.loads(line)["ask"]))
                continue
            if not line.startswith('{"link"'):
                print(line, end="", flush=True)
                continue
            if json.loads(line)["link"] == "down":
                network.links_down()
            else:
                network.links_up()
            answer({})
        return journey.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build" / "release")
    parser.add_argument("--no-screenshots", action="store_true", help="all else is looked at")
    options = parser.parse_args()
    folder = options.build.resolve() / "browser"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        with Network(folder / "network", print) as network:
            return travel(network, prepare(network, folder, not options.no_screenshots))
    except DemoError as error:
        print(f"journey: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
