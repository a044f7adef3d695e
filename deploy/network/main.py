#!/usr/bin/env python3
"""What ./deploy/demo runs once everything is built."""
import argparse
import sys
import time

import stopping
from check import Check
from network import Network
from processes import BUILD, ROOT, DemoError, program, stop_all
from samples import import_into

USAGE_OR_START = 2
PLANTS = ["drop", "forge", "lose-edit", "stale-status"]


def stamped():
    """Prints a line with the seconds since the start in front."""
    begin = time.monotonic()

    def say(words):
        print(f"{time.monotonic() - begin:6.1f}  {words}", flush=True)
    return say


def check(plant):
    daemon = f"praxisd_{plant.replace('-', '_')}" if plant else "praxisd"
    # A missing program must not look like a broken promise.
    for name in ("praxis", "praxisd", "link", daemon):
        program(name)
    say = stamped()
    begin = time.monotonic()
    folder = BUILD.parent / ("demo-check" + (f"-{plant}" if plant else ""))
    with Network(folder, say, daemon) as network:
        broken = Check(network, say).run()
    print(f"\n{time.monotonic() - begin:.0f} seconds; "
          + (f"{len(broken)} promises broken" if broken else "every promise held"))
    for promise in broken:
        print(f"  {promise}")
    if broken:
        print(f"The folders and logs of the three nodes are in {folder}.")
    return 1 if broken else 0


def page_address(node, network):
    """A browser keeps one sign-in a host, whatever the port: Bangkok gets another name."""
    port = node.http.rsplit(":", 1)[1]
    return f"http://{'localhost' if node is network.bangkok else '127.0.0.1'}:{port}/"


def show(network, space, logins):
    """What the person who started the demo sees and may try."""
    here = program("praxis").removeprefix(f"{ROOT}/")
    print("\nThree nodes are running:\n")
    for node in network.nodes:
        folder = str(node.folder).removeprefix(f"{ROOT}/")
        print(f"  {node.name:16} {page_address(node, network):26} praxis -C {folder}")
    print("\nEverybody may read; to write, sign in:\n")
    for node, name, password in logins:
        print(f"  {node.name:16} {name:26} {password}")
    pids = " ".join(str(link.process.process.pid) for link in network.links)
    office = str(network.office.folder).removeprefix(f"{ROOT}/")
    centre = str(network.bratislava.folder).removeprefix(f"{ROOT}/")
    print(f"""
What to try: sign in at Bratislava and at Bangkok, open the form of the same section on both, and
save both: the text has both edits. The foot of each page says where its document is by now. The
desk officer at Bratislava moderates: flag a post at Bangkok, and find it there in the queue.
In a second terminal, in {ROOT}:

  {here} -C {office} export            what the office holds by now
  {here} -C {centre} thread new --space {space} --title "Hello"
  {here} -C {office} where ID          who holds it, by the id that was printed
  kill -USR1 {pids}                    the office's links go down
  kill -USR2 {pids}                    and up again
  {here} -C {centre} state             the same words on every node that holds the same

Ctrl-C stops everything.""", flush=True)


def demo():
    say = stamped()
    with Network(BUILD.parent / "demo", say) as network:
        network.start_centres()
        spaces, _ = import_into(network.bratislava, network.commons, say)
        network.start_office(spaces["cop"])
        # The space is open: whoever has an account is a member.
        logins = []
        for node, name in ((network.bratislava, "Desk officer"),
                           (network.bangkok, "Programme officer")):
            password, person = network.add_account(node, name)
            logins.append((node, name, password))
            if node is network.bratislava:
                node.praxis("role", "add", "--space", spaces["cop"], "--person", person,
                            "--as", "moderator", "--reason", "Keeps the threads in order.")
        show(network, spaces["cop"], logins)
        while all(node.process.process.poll() is None for node in network.nodes):
            time.sleep(1)
        raise DemoError(f"a node has stopped by itself; see the logs in {network.folder}")


def main():
    parser = argparse.ArgumentParser(prog="./deploy/demo", description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--plant", choices=PLANTS)
    options = parser.parse_args()
    stopping.listen()
    try:
        return run(options)
    except KeyboardInterrupt:  # also while something else was being stopped
        stop_all()
        stopping.hear_no_more()
        print("\nstopped" + (" before the proof was over" if options.check else ""))
        return USAGE_OR_START if options.check else 0


def run(options):
    try:
        if options.check:
            return check(options.plant)
        demo()
    except DemoError as error:
        print(f"demo: {error}", file=sys.stderr)
    return USAGE_OR_START


if __name__ == "__main__":
    sys.exit(main())
