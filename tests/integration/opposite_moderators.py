#!/usr/bin/env python3
"""Two moderators act in opposite ways at two centres without a link, by commands and by pages. When the
link is back, every page of three nodes, `export` and the log of moderation are equal.

usage: opposite_moderators.py [--build DIR]

Bratislava and Bangkok have a link between them that is switched; a country office hangs on Bangkok.
People without an account, a member and a moderator read every page that links lead to (crawling.py).
The last two read at both centres with one account, whose file was copied: so the same person reads
here and there, and who is signed in is nothing that may differ. They write nothing.
"""
import argparse
import concurrent.futures
import json
import pathlib
import shutil
import signal
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "deploy" / "network"))
import processes  # noqa: E402  (after the path)
from crawling import Reader, Sources, differing  # noqa: E402
from network import Network  # noqa: E402
from processes import DemoError, until  # noqa: E402

LINK_RATE_BITS = 10_000_000
LINK_DELAY_MS = 5
SYNC_SECONDS = 60
BROWSERS = 4
PAGES_LEAST = {"a stranger": 150, "a member": 250, "a moderator": 400}
NEW_MOST = 25  # lines of what is new; with more documents each node would show others

# What each document or post says, by the name that this test has for it.
WORDS = {
    "here": "The form asks for the number of a neighbour.",
    "both": "The queue ticket shows a full name.",
    "shown": "The answer quotes a letter that was private.",
    "agreed": "The list of callers stands in the annex.",
    "asked": "The photograph shows who waits at the counter.",
    "bolted": "Who answers when the office is closed?",
    "first": "Stamps are cheaper behind the station.",
    "second": "The printer in room four is free.",
    "visitor": "Everybody should buy the new scanner.",
    "talk": "Which desk takes papers on Fridays?",
    "well": "Households without water ask three offices.",
    "road": "Permits for roadworks wait eleven weeks.",
    "river": "Ferry times stand on paper alone.",
    "charter": "Whoever serves citizens may write here.",
}
POSTS = ("here", "both", "shown", "agreed", "asked", "bolted")
CASES = ("well", "road", "river")


class Desk:
    """A moderator at one centre: at its pages, or by commands as the centre's own person."""

    def __init__(self, story, node, name):
        self.story = story
        self.node = node
        self.name = name
        self.browser = None

    def sign_in(self, password):
        self.browser = signed_in(self.node, self.name, password)

    def types(self, act, what, reason, *more):
        """By a command."""
        self.story.reasons.append((what, reason))
        self.node.praxis("mod", act, self.story.ids[what], "--reason", reason, *more)

    def clicks(self, act, what, reason, **more):
        """By the form of a page."""
        self.story.reasons.append((what, reason))
        page = self.browser.open(f"/d/{self.story.ids[what]}/moderate")
        form, _ = page.form("Do this")
        word = "lock" if act == "settle" else act
        choices = [field for field in form.fields if field.kind == "radio" and field.value == word]
        check(choices, f"{self.name} is not offered to {act} {what}")
        choices[0].sent = True
        self.browser.send(page, "Do this", Reason=reason, **more)

    def types_quarantine(self, person, reason):
        self.story.reasons.append(("quarantine", reason))
        self.node.praxis("mod", "quarantine", "--space", self.story.space, "--person", person,
                         "--reason", reason)

    def types_release(self, quarantine, reason):
        self.story.reasons.append(("quarantine", reason))
        self.node.praxis("mod", "release", "--quarantine", quarantine, "--reason", reason)

    def clicks_quarantine(self, person, reason):
        self.story.reasons.append(("quarantine", reason))
        page = self.browser.open(f"/s/{self.story.space}/quarantine?person={person}")
        self.browser.send(page, "Put in quarantine", Reason=reason)

    def clicks_release(self, name, reason):
        self.story.reasons.append(("quarantine", reason))
        page = self.browser.open(f"/s/{self.story.space}/quarantine")
        self.browser.send(page, f"Release {name}", Reason=reason)


def check(held, words):
    if not held:
        raise DemoError(words)


def signed_in(node, name, password):
    browser = Sources(node.http)
    page = browser.send(browser.open("/sign-in"), "Sign in", Name=name, Password=password)
    if f"Signed in as {name}" not in page.text:
        raise DemoError(f"{name} cannot sign in at {node.name}")
    return browser


def person_of(centre, node):
    return next(line["person"] for line in centre.lines("device", "list")
                if line["device"] == node.id)


class Story:
    """Who is there, what they wrote, and what they did to it."""

    def __init__(self, network):
        self.network = network
        self.ids = {}
        self.reasons = []  # of every act of moderation: about what, and the words
        self.readers = {}  # a kind of reader: Reader at each node
        self.space = self.closed = None
        self.here = Desk(self, network.bratislava, "Moderator at Bratislava")
        self.there = Desk(self, network.bangkok, "Moderator at Bangkok")

    def nodes(self):
        return self.network.nodes

    def equal(self):
        return len({json.dumps(node.praxis("state"), sort_keys=True) for node in self.nodes()}) == 1

    def until_equal(self):
        """Both centres meet at once; then everybody has to tell the same words of state."""
        peer = f"{self.network.bratislava.id}@{self.network.links[0].address}"
        self.network.bangkok.praxis("sync", "--peer", peer, "--until-equal", str(SYNC_SECONDS))
        until(self.equal, SYNC_SECONDS, "all nodes tell the same state in words", every=0.2)

    def founded(self):
        network = self.network
        network.start_centres(LINK_RATE_BITS, LINK_DELAY_MS)
        bratislava, bangkok, office = network.bratislava, network.bangkok, network.office
        self.space = bratislava.praxis("space", "new", "--name", "Front desks")["id"]
        self.closed = bratislava.praxis(
            "space", "new", "--name", "Back offices", "--join", "approve")["id"]
        bangkok.praxis("sync", "--until-equal", str(SYNC_SECONDS))
        invite = bangkok.praxis("invite", "--role", "office")["invite"]
        office.id = office.praxis("join", invite, "--node", "Country office", "--role", "office")["node"]
        office.start(f"{bangkok.id}@{bangkok.listen}")
        office.praxis("sync", "--until-equal", str(SYNC_SECONDS))
        bangkok.praxis("sync", "--until-equal", str(SYNC_SECONDS))

    def people_came(self):
        """Accounts and roles, and everybody at their browsers."""
        network = self.network
        bratislava, bangkok = network.bratislava, network.bangkok
        passwords, roles = {}, {}
        for name, role in (("Member", "member"), ("Moderator", "moderator")):
            passwords[name], person = network.add_account(bratislava, name)
            roles[person] = role
        accounts = list((bratislava.folder / "accounts").iterdir())
        for desk in (self.here, self.there):
            password, person = network.add_account(desk.node, desk.name)
            roles[person] = "moderator"
            desk.sign_in(password)
        newcomer, self.newcomer = network.add_account(bangkok, "Newcomer")
        for account in accounts:
            shutil.copy2(account, bangkok.folder / "accounts")
        self.visitor = person_of(bangkok, network.office)
        roles[person_of(bangkok, bangkok)] = "moderator"
        roles[self.visitor] = "member"
        bangkok.praxis("sync", "--until-equal", str(SYNC_SECONDS))
        for person, role in roles.items():
            for space in (self.space, self.closed):
                bratislava.praxis("role", "add", "--space", space, "--person", person, "--as", role)
        self.here.types_quarantine(self.newcomer, "Their first week.")
        self.until_equal()
        self.browser = signed_in(bangkok, "Newcomer", newcomer)
        self.readers["a stranger"] = {
            node: Reader(Sources(node.http, f"127.0.0.{host}") for host in range(2, 2 + BROWSERS))
            for node in self.nodes()}
        for name in passwords:
            self.readers[f"a {name.lower()}"] = {
                node: Reader([signed_in(node, name, passwords[name]) for _ in range(BROWSERS)])
                for node in (bratislava, bangkok)}

    def written(self):
        """What the moderators will disagree about."""
        bratislava, bangkok, office = self.nodes()
        space = ("--space", self.space)
        self.ids["talk"] = bratislava.praxis("thread", "new", *space, "--title", WORDS["talk"])["id"]
        for name in POSTS:
            self.ids[name] = bratislava.praxis(
                "thread", "reply", self.ids["talk"], "--text", WORDS[name])["id"]
        for name in CASES:
            self.ids[name] = bratislava.praxis(
                "case", "new", *space, "--title", f"Case of the {name}",
                "--set", f"problem={WORDS[name]}")["id"]
        self.ids["charter"] = bratislava.praxis(
            "policy", "new", *space, "--title", "Charter", "--set",
            f"purpose={WORDS['charter']}")["id"]
        self.until_equal()
        for name in ("first", "second"):
            page = self.browser.open(f"/d/{self.ids['talk']}/reply")
            where = self.browser.post(*self.browser.filled(page, "Send", Text=WORDS[name])[::2])
            short = where.partition("#d-")[2]
            self.ids[name] = next(line["document"] for line in bangkok.lines("log")
                                  if line["document"] and line["document"].startswith(short))
        self.ids["visitor"] = office.praxis(
            "thread", "reply", self.ids["talk"], "--text", WORDS["visitor"])["id"]
        self.ids["flag"] = office.praxis(
            "mod", "flag", self.ids["talk"], "--reason", "Wrong space, I think.")["id"]
        self.here.clicks("hide", "shown", "Private letter.")
        self.there.types("erase", "agreed", "Callers did not agree.")
        self.here.types("lock", "bolted", "Answered.")
        self.until_equal()

    def opposed(self):
        """Each line is about one thing; nobody hears of what the other does."""
        here, there, ids = self.here, self.there, self.ids
        here.clicks("hide", "here", "Names a neighbour.")
        there.types("hide", "here", "Hidden to look at it.")
        there.types("restore", "here", "No neighbour is named.")

        here.types("hide", "both", "Shows a name.")
        there.clicks("hide", "both", "Off topic.")

        here.clicks("restore", "shown", "The letter was published.")
        there.types("erase", "shown", "The sender asks for it.")

        here.node.praxis("mod", "agree", ids["agreed"], "--reason", "It names a citizen.")
        here.node.praxis("mod", "agree", ids["agreed"], "--reason", "It names a citizen.", "--above")
        there.clicks("restore", "agreed", "Callers agree now.")

        here.clicks("erase", "asked", "Shows faces.")
        there.clicks("hide", "asked", "Faces are to be covered.")
        there.types("restore", "asked", "Faces are covered.")

        here.clicks("unlock", "bolted", "Not answered yet.")
        there.types("unlock", "bolted", "A mistake.")
        there.types("lock", "bolted", "Answered after all.")

        here.types("lock", "talk", "Decided at the meeting.")
        there.clicks("lock", "talk", "Too loud.")
        there.types("unlock", "talk", "Quiet again.")
        there.node.praxis("thread", "reply", ids["talk"], "--text", "Fridays are at desk two.")

        here.clicks("move", "well", "It is about water.", Space_to_move_it_to=self.closed)
        there.node.praxis("case", "edit", ids["well"], "--set", "results=Two offices now.")

        here.types("move", "road", "It is about roads.", "--to", self.closed)
        there.clicks("move", "road", "Back offices know more.", Space_to_move_it_to=self.closed)

        here.clicks("move", "river", "It is about ferries.", Space_to_move_it_to=self.closed)
        there.types("hide", "river", "Out of date.")

        here.clicks("approve", "first", "Harmless.")
        there.types("hide", "first", "An advertisement.")

        there.clicks("approve", "second", "Useful.")
        here.clicks_release("Newcomer", "The week is over.")

        here.types_quarantine(self.visitor, "Sells things.")
        there.clicks_quarantine(self.visitor, "Advertises scanners.")
        put = next(line["quarantine"] for line in
                   there.node.lines("mod", "quarantined", "--space", self.space)
                   if line["person"] == self.visitor)
        there.types_release(put, "They will not do it again.")

        here.types("settle", "flag", "It is in the right space.")
        there.clicks("settle", "flag", "Looked at it.")
        there.types("unlock", "flag", "Others should look.")

        here.types("adopt", "charter", "As agreed.")
        there.node.praxis("policy", "edit", ids["charter"], "--set", "duties=Answer within a week.")
        there.clicks("adopt", "charter", "With duties.")

    def crawled(self, kind):
        """What that kind of reader reads at each node."""
        readers = self.readers[kind]
        with concurrent.futures.ThreadPoolExecutor() as pool:
            found = pool.map(Reader.crawl, readers.values())
            return dict(zip(readers, found))

    def pages_of_acts(self):
        """Where it shows, while the link is down, that moderators disagree."""
        space = f"/s/{self.space}"
        return {f"/d/{id_}" for name, id_ in self.ids.items() if name != "flag"} | {
            f"{space}/moderation", f"{space}/queue", f"{space}/quarantine", f"{space}/charter"}


def first_of(different):
    path, (one, other) = min(different.items())
    return f"{path} and {len(different) - 1} more: {one.strip()!r} is elsewhere {other.strip()!r}"


def check_that_they_disagree(story):
    """Also that the comparison finds what differs, where it does, and nothing else."""
    here, there = story.crawled("a moderator").values()
    different = differing(here, there)
    missing = story.pages_of_acts() - different.keys()
    check(not missing, f"nothing differs while the link is down on {', '.join(sorted(missing))}")
    quiet = {"/board", f"/s/{story.space}/who-does-what", f"/s/{story.closed}/who-does-what"}
    check(quiet <= here.keys() and not quiet & different.keys(),
          f"{quiet & different.keys() or quiet - here.keys()} should be the same all along")
    return len(different)


def check_what_came_of_it(story, kind, pages):
    """That the acts are on these pages at all, and what holds of them."""
    least = PAGES_LEAST[kind]
    check(len(pages) >= least, f"{kind} found {len(pages)} pages, not {least}")
    new = pages["/"].count('<li><a href="/d/')
    check(new < NEW_MOST, f"{new} documents are new to {kind}: write fewer here")
    log = "\n".join(text for path, text in pages.items()
                    if path.startswith(f"/s/{story.space}/moderation"))
    lines = {name: pages.get(f"/d/{id_}", "") for name, id_ in story.ids.items()}
    for name, reason in story.reasons:
        if name == "flag" and kind != "a moderator":
            continue
        check(reason in log, f"{kind} does not find {reason!r} in the log")
        about = name in lines and name != "flag"
        check(not about or reason in lines[name], f"{kind} does not find {reason!r} at {name}")
    said = "\n".join(pages.values())
    withheld = ("here", "both", "shown", "asked", "first", "visitor")
    for name in withheld:
        shows = WORDS[name] in said
        check(shows == (kind == "a moderator"), f"{kind} reads of {name}: {shows}")
    for name in ("agreed", "second", "talk", "well", "road"):
        check(WORDS[name] in lines["talk" if name in ("agreed", "second") else name],
              f"{kind} does not read {name}")
    for name, words in (("talk", "Locked by a moderator"), ("bolted", "Locked by a moderator"),
                        ("well", "Moved by"), ("road", "Moved by"), ("river", "Hidden by a moderator")):
        check(words.lower() in lines[name].lower(), f"{kind} does not find that {name} is {words!r}")


def check_equal(story):
    """Every page of every reader, and what commands print; how many pages of each."""
    counted = {}
    for kind in story.readers:
        crawls = story.crawled(kind)
        first, *others = crawls
        check_what_came_of_it(story, kind, crawls[first])
        for node in others:
            different = differing(crawls[first], crawls[node])
            check(not different, f"what {kind} reads in {first.name} and {node.name} differs: "
                  + (first_of(different) if different else ""))
        counted[kind] = len(crawls[first])
    for words in (("export",), ("mod", "log"), ("mod", "log", "--space", story.space),
                  ("mod", "log", "--space", story.closed), ("space", "charter", "--space", story.space),
                  ("mod", "quarantined", "--space", story.space),
                  ("role", "log", "--space", story.space)):
        printed = {node.output(*words) for node in story.nodes()}
        check(len(printed) == 1, f"`praxis {' '.join(words)}` prints other bytes elsewhere")
    log = story.here.node.output("mod", "log").decode()
    missing = [reason for _, reason in story.reasons if reason not in log]
    check(not missing, f"`praxis mod log` lacks {', '.join(missing)}")
    return counted


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build" / "release")
    processes.BUILD = parser.parse_args().build.resolve()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory() as folder:
        try:
            with Network(pathlib.Path(folder) / "network", lambda words: None) as network:
                story = Story(network)
                story.founded()
                story.people_came()
                story.written()
                network.links_down()
                story.opposed()
                differed = check_that_they_disagree(story)
                network.links_up()
                story.until_equal()
                counted = check_equal(story)
                codes, _ = network.stop()
                check(not any(codes), f"the nodes ended with {codes}")
        except DemoError as error:
            print(f"opposite_moderators: {error}", file=sys.stderr)
            for log in sorted(pathlib.Path(folder, "network").glob("*.log")):
                print(log.read_text(errors="replace"), end="", file=sys.stderr)
            return 1
    print(json.dumps({"acts": len(story.reasons), "differed": differed, "equal_pages": counted}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
