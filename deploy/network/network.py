"""Bratislava and Bangkok, two centres, and a country office that reaches both over bad links."""
import os
import secrets
import shutil

from processes import Link, Node
from recorder import Recorder

RATE_BITS = 9600
DELAY_MS = 350
CUT_EVERY_SECONDS = 60


class Network:
    """Three nodes in three folders under `folder`, which is emptied first. Starts with the centres
    running; `start_office` adds the office. Leaving the `with` block stops everything."""

    def __init__(self, folder, say, office_daemon="praxisd"):
        self.folder = folder
        self.say = say
        self.links = []
        self.recorders = []
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        # The lease files of these stores go with the stores.
        environment = dict(os.environ, XDG_STATE_HOME=str(folder / "state"))
        self.bratislava = Node("Bratislava", folder / "bratislava", environment)
        self.bangkok = Node("Bangkok", folder / "bangkok", environment)
        self.office = Node("Country office", folder / "office", environment, office_daemon)
        self.nodes = [self.bratislava, self.bangkok, self.office]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def start_centres(self, rate=None, delay=0):
        """Founds the network in Bratislava; Bangkok joins as a centre and dials it, with `rate`
        (bits a second) over a link of `links`, else directly."""
        self.say("Bratislava founds the network")
        founded = self.bratislava.praxis(
            "init", "--network", "Praxis demo", "--node", "Bratislava", "--role", "centre")
        self.bratislava.id = founded["node"]
        # Nothing but root and the commons exists yet.
        spaces = self.bratislava.praxis("state")["spaces"]
        self.commons = next(space for space in spaces if space != founded["network"])
        self.bratislava.start()
        self.say("Bangkok joins as a centre")
        invite = self.bratislava.praxis("invite", "--role", "centre")["invite"]
        self.bangkok.id = self.bangkok.praxis(
            "join", invite, "--node", "Bangkok", "--role", "centre")["node"]
        address = self.bratislava.listen
        if rate is not None:
            self.links.append(
                Link(address, self.folder / "link.log", rate, delay, cut_every=0, seed=1))
            address = self.links[0].address
        self.bangkok.start(f"{self.bratislava.id}@{address}")

    def start_office(self, space, record=False):
        """The office joins as a member of `space` and dials both centres, each over its own link;
        `record` keeps what passes behind the links in `recorders`."""
        self.say("the country office joins, behind 9.6 kbit/s, 350 ms each way, a cut a minute")
        invite = self.bratislava.praxis(
            "invite", "--role", "office", "--space", space, "--as", "member")["invite"]
        self.office.id = self.office.praxis(
            "join", invite, "--node", "Country office", "--role", "office")["node"]
        for seed, centre in enumerate((self.bratislava, self.bangkok), start=1):
            log = self.folder / f"link-{centre.folder.name}.log"
            to = centre.listen
            if record:
                self.recorders.append(Recorder(to))
                to = self.recorders[-1].address
            self.links.append(
                Link(to, log, RATE_BITS, DELAY_MS, CUT_EVERY_SECONDS, seed))
        self.restart_office()

    @staticmethod
    def add_account(centre, name):
        """A person hosted by `centre`; answers the password, drawn afresh, and the person's id."""
        password = "-".join(secrets.token_hex(2) for _ in range(5))
        file = centre.folder / "password"
        with open(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w",
                  encoding="ascii") as out:
            out.write(password)
        try:
            added = centre.praxis("account", "add", name, "--password-file", str(file))
        finally:
            file.unlink()
        return password, added["person"]

    def restart_office(self):
        centres = (self.bratislava, self.bangkok)
        self.office.start(*(f"{centre.id}@{link.address}"
                            for centre, link in zip(centres, self.links)))

    def links_down(self):
        for link in self.links:
            link.down()

    def links_up(self):
        for link in self.links:
            link.up()

    def states(self):
        return [node.praxis("state")["state"] for node in self.nodes]

    def held(self):
        """How many updates each node holds."""
        return [node.praxis("state")["updates"] for node in self.nodes]

    def equal(self):
        """Whether the three nodes hold the same, by their state hashes and by their exports."""
        return len(set(self.states())) == 1 \
            and len({node.output("export") for node in self.nodes}) == 1

    def stop(self):
        """The exit codes of the nodes, None for one that had to be killed, and the links' totals."""
        codes = [node.stop() for node in reversed(self.nodes)]
        totals = []
        while self.links:  # each is asked for its totals once
            totals.append(self.links.pop(0).stop())
        for recorder in self.recorders:
            recorder.close()
        return codes, totals
