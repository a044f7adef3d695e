"""A praxisd killed under load, at any moment and while it recovers, loses nothing and writes nothing twice.

Two nodes of the real programs on loopback, which gossip. At each, people write all the time: two
through the local socket, one through the forms of the pages, one by commands. Of one node after the
other the process gets SIGKILL 1 to 500 ms after all are at work, and in a quarter of the rounds once
more while it starts again. Then, before its peer can give anything back, its log is held against
what it had acknowledged; it starts; and whoever had no answer sends the same form again. In the end, when
nobody writes any more, both nodes come to hold the same.
"""
import math
import os
import pathlib
import random
import sys
import tempfile
import threading
import time

import programs
from report import ROOT

sys.path.insert(0, str(ROOT / "deploy" / "network"))
sys.path.insert(0, str(ROOT / "tests" / "integration"))
import processes  # noqa: E402  (after the path)
from network import Network  # noqa: E402
from people import Desk  # noqa: E402
from processes import Node, until  # noqa: E402

KILL_SECONDS = (0.001, 0.5)
RECOVERY_SHARE = 0.25
COUNT_EVERY = 10  # rounds between looks for what is there twice
EQUAL_SECONDS = 120
WHOLE_SECONDS = 600  # of a command that reads all there is, on a busy machine
LOST, TWICE, DIFFERENT = "acknowledged_lost", "duplicated", "different"


def options(parser):
    parser.add_argument("--times", type=int, default=200, help="how often a node is killed under load")
    parser.add_argument("--seed", type=int, default=1, help="draws the moments")
    parser.add_argument("--build", type=pathlib.Path, help="folder with the programs; else built")
    parser.add_argument("--daemon", type=pathlib.Path, help="a praxisd to be tried instead")


class Rounds:
    """The two nodes, those who write there, and what came of each round."""

    def __init__(self, folder, daemon, seed, say):
        self.say = say
        self.random = random.Random(seed)
        environment = dict(os.environ, XDG_STATE_HOME=str(folder / "state"))
        self.nodes = [Node("Centre", folder / "centre", environment),
                      Node("Office", folder / "office", environment)]
        if daemon:
            for node in self.nodes:
                node.daemon = str(daemon)
        self.desks = []
        self.kills = 0
        self.recovery_kills = 0
        self.lost = set()
        self.twice = set()
        self.different = False
        self.restart_seconds = []

    def found(self):
        """One network, one open space, an account at each node; both run and talk."""
        centre, office = self.nodes
        founded = centre.praxis("init", "--network", "Kill", "--node", "Centre", "--role", "centre")
        centre.id = founded["node"]
        centre.start()
        space = centre.praxis("space", "new", "--name", "Practice", "--join", "open")["id"]
        invite = centre.praxis("invite", "--role", "centre")["invite"]
        office.id = office.praxis("join", invite, "--node", "Office", "--role", "centre")["node"]
        office.start(f"{centre.id}@{centre.listen}")
        for node in self.nodes:
            password, _ = Network.add_account(node, node.folder.name)
            self.desks.append(Desk(node, space, password))
        office.praxis("sync", "--until-equal", "60")
        for desk in self.desks:
            desk.prepare()

    def play(self):
        """One round: a node dies among people at work, and comes back."""
        victim = self.random.choice(self.desks)
        stop = threading.Event()
        for desk in self.desks:
            desk.begin(stop)
        time.sleep(self.random.uniform(*KILL_SECONDS))
        victim.is_killed.set()
        victim.node.kill()
        stop.set()
        for desk in self.desks:
            desk.end()
        self.kills += 1
        if self.restart_seconds and self.random.random() < RECOVERY_SHARE:
            victim.node.begin()
            time.sleep(self.random.uniform(0, self.restart_seconds[-1]))
            victim.node.kill()
            self.recovery_kills += 1
        self.look_for_lost(victim)
        self.restart(victim)
        if self.kills % COUNT_EVERY == 0:
            self.look_for_twice()

    def restart(self, victim):
        other = next(desk.node for desk in self.desks if desk is not victim)
        begin = time.monotonic()
        victim.node.start(f"{other.id}@{other.listen}")
        self.restart_seconds.append(time.monotonic() - begin)
        victim.prepare()

    def look_for_lost(self, desk):
        missing = desk.told.missing(desk.node.lines("log", seconds=WHOLE_SECONDS))
        if missing - self.lost:
            self.say(f"kill {self.kills}: {desk.node.name} acknowledged and has not: "
                     f"{', '.join(sorted(missing - self.lost))}")
        self.lost |= missing

    def look_for_twice(self):
        for node in self.nodes:
            seen = set()
            posts = (line for line in node.lines("export", seconds=WHOLE_SECONDS)
                     if line["kind"] == "post")
            for post in posts:
                text = post["fields"]["body"]["value"]
                if text in seen and text not in self.twice:
                    self.say(f"kill {self.kills}: {node.name} has twice: {text}")
                    self.twice.add(text)
                seen.add(text)

    def finish(self):
        """Looks at everything once more, in the end; how many damaged records `verify` finds."""
        self.different = not self.come_to_equal()
        for desk in self.desks:
            self.look_for_lost(desk)
        self.look_for_twice()
        return sum(len(node.lines("verify", seconds=WHOLE_SECONDS)[0]["bad"]) for node in self.nodes)

    def come_to_equal(self):
        """Whether both nodes come to hold the same, while nobody writes."""
        try:
            until(self.equal, EQUAL_SECONDS, "both hold the same", 0.2, moving=self.held)
        except processes.DemoError as problem:
            self.say(f"kill {self.kills}: {problem}; they hold {self.held()} updates")
            return False
        return True

    def equal(self):
        return len({node.praxis("state")["state"] for node in self.nodes}) == 1

    def held(self):
        return [node.praxis("state")["updates"] for node in self.nodes]

    @property
    def acknowledged(self):
        return sum(desk.told.acts for desk in self.desks)

    @property
    def sent_again(self):
        return sum(desk.told.sent_again for desk in self.desks)

    def stop(self):
        for node in self.nodes:
            node.stop()


def percentile(values, share):
    return sorted(values)[math.ceil(share * len(values)) - 1]


def with_rounds(daemon, seed, say, work):
    """Runs `work` with founded nodes in a folder that is gone afterwards, unless it raised."""
    with tempfile.TemporaryDirectory(prefix="praxis-kill-") as folder:
        rounds = Rounds(pathlib.Path(folder), daemon, seed, say)
        try:
            rounds.found()
            return work(rounds)
        except processes.DemoError:
            for node in rounds.nodes:
                if node.log_file.exists():
                    say(f"{node.name} said: {node.log_file.read_text(errors='replace')[-2000:]}")
            raise
        finally:
            rounds.stop()


def kills_until_found(daemon, kills, checks):
    """(kills needed, words) until one of `checks` does not hold, or None. `daemon` is a praxisd
    beside which its `praxis` was built."""
    words = []

    def work(rounds):
        while rounds.kills < kills:
            stopped = None
            try:
                rounds.play()
                rounds.look_for_twice()
                if DIFFERENT in checks and rounds.kills % COUNT_EVERY == 0:
                    rounds.different = not rounds.come_to_equal()
            except processes.DemoError as problem:  # nobody can go on in what was lost, say
                stopped = problem
                for desk in rounds.desks:
                    rounds.look_for_lost(desk)
            found = {LOST: rounds.lost, TWICE: rounds.twice, DIFFERENT: rounds.different}
            if any(found.get(check) for check in checks):
                return rounds.kills, words[-1]
            if stopped:
                raise stopped
        return None

    processes.BUILD = pathlib.Path(daemon).parents[1]
    return with_rounds(daemon, 1, words.append, work)


def run(given, report):
    report.expect("kills", "times", "higher", given.times)
    report.expect("acknowledged", "acts", "higher", 5 * given.times)
    report.expect("sent_again", "acts", "higher", given.times)
    report.expect(LOST, "acts", "lower", 0)
    report.expect(TWICE, "posts", "lower", 0)
    report.expect("damaged", "records", "lower", 0)
    report.expect(DIFFERENT, "pairs of nodes", "lower", 0)
    report.expect("restart_seconds_p99", "s", "lower", 2)
    if given.build:
        processes.BUILD = given.build.resolve()
    else:
        programs.build(report, "release", "praxis", "praxisd")

    def work(rounds):
        while rounds.kills < given.times:
            rounds.play()
            if rounds.kills % COUNT_EVERY == 0:
                report.say(f"{rounds.kills} kills, {rounds.recovery_kills} more while starting, "
                           f"{rounds.acknowledged} acts acknowledged, {rounds.sent_again} sent again")
        damaged = rounds.finish()
        report.figure("kills", rounds.kills)
        report.figure("acknowledged", rounds.acknowledged)
        report.figure("sent_again", rounds.sent_again)
        report.figure(LOST, len(rounds.lost))
        report.figure(TWICE, len(rounds.twice))
        report.figure("damaged", damaged)
        report.figure(DIFFERENT, int(rounds.different))
        report.figure("restart_seconds_p99", round(percentile(rounds.restart_seconds, 0.99), 3))

    with_rounds(given.daemon and given.daemon.resolve(), given.seed, report.say, work)
