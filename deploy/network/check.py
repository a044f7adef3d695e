"""The unattended proof: two people, three nodes, a bad link, a power cut; and what must hold then."""
import contextlib
import re
import threading
import time

from browser import Browser
from processes import DemoError, until
from recorder import readable
from samples import import_into

FIRST_SYNC_SECONDS = 150
HEAL_SECONDS = 100
LEARN_SECONDS = 40
CLASSES = ["handshake", "reconcile", "updates", "acks", "other"]
POSTS_BEFORE_THE_POWER_CUT = 4
WRITING_SECONDS = 30

SECTION = ("Citizens wait three weeks for an answer. Every office asks for the same papers again. "
           "Nobody can see where a request stands. Staff copy numbers by hand.")
EDITS = {  # where: (the sentence as it was, as it becomes, the title, the post)
    "bratislava": ("Citizens wait three weeks for an answer.",
                   "Citizens travel twice and wait three weeks for an answer.",
                   "One window for permits, seen from Bratislava",
                   "Written in Bratislava while the link was down."),
    "office": ("Staff copy numbers by hand.",
               "Staff copy numbers by hand and find mistakes in every tenth form.",
               "One window for permits, seen from the office",
               "Written in the office while the link was down."),
}


class Witness:
    """Asks `where` and the status page all the time, and holds every node that they name as holding
    a document against that node's own log."""

    def __init__(self, network, documents):
        self.by_id = {node.id: node for node in network.nodes}
        self.documents = documents
        self.claims = 0
        self.lies = []
        # Held while asking. Whoever takes it keeps us off the nodes: between a kill and a restart a
        # command of ours would open the store itself and stand in the node's way.
        self.quiet = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join()

    def _run(self):
        while not self._stop.wait(0.2):
            for observer in self.by_id.values():
                for document in self.documents:
                    # A node that is too busy to answer is asked again in the next round.
                    with self.quiet, contextlib.suppress(DemoError):
                        self.ask(observer, document)
                        self.read(observer, document)

    def ask(self, observer, document):
        """The names of the nodes that hold the document's version, as `observer` knows."""
        answer = observer.praxis("where", document)
        holders = [self.by_id[entry["node"]] for entry in answer["nodes"]
                   if entry["state"] == "holds" and entry["node"] in self.by_id]
        return self.hold_against(observer, document, set(answer["version"]), holders)

    def read(self, observer, document):
        """The same, from the page that a person would look at."""
        text = Browser(observer.http).open(f"/d/{document}/status").text
        named = re.search(r"(?:Also|here,|here and) at ([^.;]*)", text)
        holders = [node for node in self.by_id.values() if named and node.name in named[1]]
        version = set(re.findall(r"\b[0-9a-f]{64}\b", text.partition(" Version ")[2]))
        return self.hold_against(observer, document, version, holders)

    def hold_against(self, observer, document, version, holders):
        for subject in holders:
            missing = version - here(subject, document)
            self.claims += 1
            if missing:
                self.lies.append(f"{observer.name} says {subject.name} holds {min(missing)}, "
                                 f"which is not in its log")
        return [subject.name for subject in holders]


def here(node, document=None):
    """Ids of the updates whose content is on `node`."""
    arguments = ["--document", document] if document else []
    return {line["id"] for line in node.lines("log", *arguments) if line["content"] == "here"}


class Writer:
    """Somebody who goes on posting in the office until its node dies."""

    def __init__(self, node, thread):
        self.node = node
        self.thread = thread
        self.texts = []       # what was acknowledged
        self.versions = []
        self.unanswered = []  # what was on its way when the node died
        self.dead = False
        self.enough = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self):
        number = 0
        while not self.dead:
            number += 1
            text = f"Post {number} of an afternoon in the office."
            try:
                answer = self.node.praxis("thread", "reply", self.thread, "--text", text)
            except DemoError:
                self.unanswered.append(text)
                break
            self.texts.append(text)
            self.versions += answer["version"]
            if len(self.texts) >= POSTS_BEFORE_THE_POWER_CUT:
                self.enough.set()
        self.enough.set()

    def until_the_power_cut(self):
        """Lets some posts be acknowledged, then kills the node in the middle of the next."""
        self._thread.start()
        self.enough.wait(WRITING_SECONDS)
        self.node.kill()
        self.dead = True
        self._thread.join()
        if len(self.texts) < POSTS_BEFORE_THE_POWER_CUT:
            raise DemoError(f"the office took only {len(self.texts)} posts before it was killed")


class Check:
    def __init__(self, network, say):
        self.network = network
        self.say = say
        self.broken = []
        self.acknowledged = set()
        self.case = self.thread = self.writer = self.witness = self.browser = None

    def expect(self, held, promise):
        self.say(("held:   " if held else "BROKEN: ") + promise)
        if not held:
            self.broken.append(promise)

    def run(self):
        """The promises that were broken. What stops a step is one of them; the later steps still
        say what they see."""
        if self.tried(self.prepare):
            for step in (self.play, self.judge, self.report):
                self.tried(step)
        return self.broken

    def tried(self, step, *arguments):
        """Whether the step went to its end; what stopped it is a broken promise."""
        try:
            step(*arguments)
        except DemoError as error:
            self.expect(False, str(error))
            return False
        return True

    def prepare(self):
        network = self.network
        network.start_centres()
        spaces, versions = import_into(network.bratislava, network.commons, self.say)
        self.acknowledged.update(versions)
        space = spaces["cop"]
        network.start_office(space, record=True)
        self.acknowledged.update(here(network.office))  # what it said of itself as it joined
        case = network.bratislava.praxis(
            "case", "new", "--space", space, "--title", "One window for permits (illustrative)",
            "--set", f"problem={SECTION}")
        thread = network.bratislava.praxis(
            "thread", "new", "--space", space, "--title", "One window for permits: questions",
            "--set", "topic=Illustrative sample. What did it change for you?")
        self.case, self.thread = case["id"], thread["id"]
        self.writer = Writer(network.office, self.thread)
        self.witness = Witness(network, [self.case, self.thread])
        self.acknowledged.update(case["version"], thread["version"])
        self.sign_in(network.bratislava, "Desk officer")

    def sign_in(self, centre, name):
        """From now on `browser` is that person's, at `centre`."""
        password, _ = self.network.add_account(centre, name)
        self.browser = Browser(centre.http)
        page = self.browser.send(self.browser.open("/sign-in"), "Sign in",
                                 Name=name, Password=password)
        self.expect(f"Signed in as {name}" in page.text, f"{name} can sign in at {centre.name}")

    def play(self):
        network = self.network
        self.say("first sync of everything to the office")
        begin = time.monotonic()
        until(network.equal, FIRST_SYNC_SECONDS, "the office holds what the centres hold",
              moving=network.held)
        self.say(f"equal after {time.monotonic() - begin:.0f} s")
        with self.witness as witness:
            self.say("the link goes down; both sides go on working")
            network.links_down()
            self.edit_by_pages(network.bratislava, "bratislava")
            self.edit_by_commands(network.office, "office")
            self.say("the office is killed with -9 while somebody writes")
            with witness.quiet:
                self.writer.until_the_power_cut()
                network.restart_office()
            self.acknowledged.update(self.writer.versions)
            self.expect(set(self.writer.versions) <= here(network.office),
                        "after -9 the office has every update it acknowledged")
            self.say("the link comes up, and is cut twice while they talk")
            begin = time.monotonic()
            network.links_up()
            for pause in (2.5, 4):
                time.sleep(pause)
                network.links_down()
                network.links_up()
            until(network.equal, HEAL_SECONDS, "the three nodes are equal", moving=network.held)
            self.say(f"equal {time.monotonic() - begin:.0f} s after the link came up")
            for ask in (witness.ask, witness.read):
                until(lambda ask=ask: {"Bangkok", "Country office"}
                      <= set(ask(network.bratislava, self.thread)),
                      LEARN_SECONDS, "Bratislava learns that the others hold the thread")

    def edit_by_pages(self, node, where):
        """The section in another sentence, the title, and a post; each by its form."""
        was, becomes, title, post = EDITS[where]
        before = here(node)
        forms = [(f"/d/{self.case}/edit?field=problem", "Save", "Problem",
                  SECTION.replace(was, becomes)),
                 (f"/d/{self.case}/edit", "Save", "Title", title),
                 (f"/d/{self.thread}/reply", "Send", "Text", post)]
        for path, button, label, text in forms:
            page = self.browser.send(self.browser.open(path), button, **{label: text})
            self.expect(text in page.text, f'{node.name} shows at once what was sent as "{label}"')
        self.acknowledged |= here(node) - before

    def edit_by_commands(self, node, where):
        """The same in its own sentence, with its own title and post."""
        was, becomes, title, post = EDITS[where]
        path = node.folder.parent / f"{where}-section.txt"
        path.write_text(SECTION.replace(was, becomes), encoding="utf-8")
        edited = node.praxis("case", "edit", self.case, "--set", f"problem=@{path}",
                             "--set", f"title={title}")
        posted = node.praxis("thread", "reply", self.thread, "--text", post)
        self.acknowledged.update(edited["version"], posted["version"])

    def judge(self):
        nodes = self.network.nodes
        lies = self.witness.lies
        self.expect(not lies, f"each of {self.witness.claims} times that `where` or a "
                    "page said that a node holds something, that node's own log had it" + "".join(f"; {lie}" for lie in lies[:3]))
        for node in nodes:
            for judge in (self.judge_case, self.judge_thread, self.judge_pages,
                          self.judge_records):
                self.tried(judge, node)
        self.judge_wire()
        exports = {node.output("export") for node in nodes}
        self.expect(len(exports) == 1, "`export` prints equal bytes on the three nodes")
        self.expect(len(set(self.network.states())) == 1, "the three state hashes are equal")

    def judge_case(self, node):
        fields = node.praxis("case", "show", self.case)["fields"]
        section = fields["problem"]["value"]
        for _, sentence, _, _ in EDITS.values():
            self.expect(section.count(sentence) == 1, f'{node.name} shows "{sentence}"')
        merged = SECTION
        for was, becomes, _, _ in EDITS.values():
            merged = merged.replace(was, becomes)
        self.expect(section == merged, f"{node.name} shows both edits and nothing else")
        title = fields["title"]
        values = {each["value"] for each in title.get("conflict", [])}
        self.expect(values == {title for _, _, title, _ in EDITS.values()},
                    f"{node.name} shows both titles as a conflict")

    def judge_pages(self, node):
        """What somebody without an account reads in a browser."""
        browser = Browser(node.http)
        case = browser.open(f"/d/{self.case}").text
        thread = browser.open(f"/d/{self.thread}").text
        titles = browser.open(f"/d/{self.case}/conflicts").text
        for _, sentence, title, post in EDITS.values():
            self.expect(case.count(sentence) == 1, f'the page in {node.name} says "{sentence}"')
            self.expect(title in titles, f'the page in {node.name} offers "{title}"')
            self.expect(thread.count(post) == 1, f'the page in {node.name} says once "{post}"')
        self.expect("Merged from 2 offline edits" in case and "Choose one" in case,
                    f"the page in {node.name} says what was merged, and what there is to choose")

    def judge_thread(self, node):
        posts = [post["text"] for post in node.praxis("thread", "show", self.thread)["posts"]]
        wanted = [post for _, _, _, post in EDITS.values()] + self.writer.texts
        self.expect(all(posts.count(text) == 1 for text in wanted),
                    f"each of {len(wanted)} posts stands once in {node.name}")
        strangers = [text for text in posts if text not in wanted + self.writer.unanswered]
        self.expect(len(posts) == len(set(posts)) and not strangers,
                    f"{node.name} shows no post twice and none that nobody wrote")

    def judge_records(self, node):
        lost = self.acknowledged - here(node)
        self.expect(not lost, f"{node.name} has all {len(self.acknowledged)} updates that were "
                    f"acknowledged" + (f"; {len(lost)} are missing" if lost else ""))
        bad = node.praxis("verify", codes=(0, 1))["bad"]
        self.expect(bad == [], f"`verify` finds nothing bad in {node.name}"
                    + "".join(f"; {each}" for each in bad[:3]))
        void = [line for line in node.lines("log") if line["verdict"] != "standing"]
        self.expect(not void, f"every update in {node.name} stands"
                    + "".join(f"; {each['id']}: {each['reason']}" for each in void[:3]))

    def judge_wire(self):
        streams = [stream for each in self.network.recorders for stream in each.streams]
        sentences = [SECTION, *self.writer.texts]
        for _, becomes, title, post in EDITS.values():
            sentences += [becomes, title, post]
        pieces = readable(streams, sentences)
        size = sum(len(stream) for stream in streams)
        # As many bytes as were written must have passed, or nothing was looked at.
        self.expect(not pieces and size > sum(len(each) for each in sentences),
                    f"no 8 bytes of any sentence can be read in the {size} bytes on the links"
                    + "".join(f"; {piece!r}" for piece in sorted(pieces)[:3]))

    def report(self):
        self.say("")
        self.say("node            " + "".join(f"{name:>11}" for name in CLASSES) + "  state")
        for node in self.network.nodes:
            bytes_of = node.praxis("status")["bytes"]
            state = node.praxis("state")["state"]
            self.say(f"{node.name:16}" + "".join(f"{bytes_of[name]:>11}" for name in CLASSES)
                     + f"  {state}")
        codes, totals = self.network.stop()
        self.expect(all(code == 0 for code in codes), "each node stops with 0 within 5 seconds")
        for link, total in zip(("Bratislava", "Bangkok"), totals):
            self.say(f"link to {link}: {total.get('up_bytes')} bytes up, "
                     f"{total.get('down_bytes')} down, {total.get('turns')} turns, "
                     f"{total.get('cuts')} cuts by itself")
