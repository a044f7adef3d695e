"""People who write at one node, each by a door of their own, and what the node told them is kept.

After a node went away, whoever had no answer sends the same thing again, as a person would: with the
form they still have before them. A command has no form, so nobody repeats it.
"""
import pathlib
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "deploy" / "network"))
from browser import Browser, TooSoon  # noqa: E402  (after the path)
from door import Door  # noqa: E402
from processes import DemoError  # noqa: E402


class Told:
    """What one node acknowledged. Threads add to it."""

    def __init__(self):
        self._lock = threading.Lock()
        self.updates = set()    # ids, whole
        self.documents = set()  # beginnings of ids, as pages name them
        self.texts = []         # of posts: each must be there once
        self.acts = 0
        self.sent_again = 0

    def note(self, updates=(), document=None, text=None, again=False):
        with self._lock:
            self.updates.update(updates)
            if document:
                self.documents.add(document)
            if text:
                self.texts.append(text)
            self.acts += 1
            self.sent_again += again

    def missing(self, log):
        """What of it is not in the log of the node, with its content."""
        here = {line["id"] for line in log if line["content"] == "here"}
        created = {line["document"] for line in log if line["id"] in here}
        gone = {beginning for beginning in self.documents
                if not any(document.startswith(beginning) for document in created)}
        return (self.updates - here) | gone


class Writer:
    """Somebody who writes as fast as the node answers, from `prepare` on until it goes away."""

    def __init__(self, name, node, told, space):
        self.name = name
        self.node = node
        self.told = told
        self.space = space
        self.written = 0

    def prepare(self):
        """After each start of the node; sends again what was not answered."""

    def act(self):
        raise NotImplementedError

    def act_again(self):
        """What the node asked to wait with: only pages do."""
        raise NotImplementedError

    def text(self):
        self.written += 1
        return f"{self.name} {self.written}: what was given once is not asked for again."


class AtTheDoor(Writer):
    """Through the local socket, with a token for each act as a page would draw it: opens threads and
    case studies, replies, edits."""

    TURNS = 12  # acts in one thread and one case study

    def __init__(self, *given):
        super().__init__(*given)
        self.door = None
        self.made = {}
        self.unanswered = None

    def prepare(self):
        if self.door:
            self.door.close()
        self.door = Door(self.node.folder)
        if self.unanswered:
            self._ask(self.unanswered, again=True)

    def act(self):
        request = self._next()
        request["token"] = f"{self.name}-{self.written}"
        self._ask(request)

    def _ask(self, request, again=False):
        self.unanswered = request
        answer = self.door.ask(request)
        self.unanswered = None
        self.told.note(answer["version"], text=request.get("text"), again=again)
        if request["do"] == "document.new":
            self.made[request["kind"]] = answer["id"]

    def _next(self):
        text, turn = self.text(), self.written % self.TURNS
        for kind, at in (("thread", 1), ("case_study", 2)):
            if turn == at or kind not in self.made:
                return {"do": "document.new", "kind": kind, "space": self.space,
                        "set": [["title", text]]}
        if turn % 4 == 0:
            return {"do": "document.edit", "id": self.made["case_study"], "set": [["problem", text]]}
        return {"do": "thread.reply", "id": self.made["thread"], "text": text}


class AtThePages(Writer):
    """A hosted person in a browser, who replies by the form of a page."""

    def __init__(self, name, node, told, space, password):
        super().__init__(name, node, told, space)
        self.password = password
        self.browser = None
        self.thread = None
        self.unanswered = None

    def prepare(self):
        """Signs in, since no session outlives its node; what was typed is sent once more, with the
        token that its form had."""
        self.browser = Browser(self.node.http)
        self.browser.send(self.browser.open("/sign-in"), "Sign in",
                          Name=self.name, Password=self.password)
        if not self.thread:
            page = self.browser.open(f"/s/{self.space}/thread/new")
            action, _, fields = self.browser.filled(page, "Save", Title=f"Questions to {self.name}")
            self.thread = self.browser.post(action, fields).partition("#")[0]
        if self.unanswered:
            now = dict(self._form(""))
            typed = [(name, now["csrf"] if name == "csrf" else value)
                     for name, value in self.unanswered]
            self._send(typed, again=True)

    def act(self):
        self._send(self._form(self.text()))

    def act_again(self):
        if self.unanswered:
            self._send(self.unanswered)

    def _form(self, text):
        page = self.browser.open(f"{self.thread}/reply")
        return self.browser.filled(page, "Send", Text=text)[2]

    def _send(self, fields, again=False):
        self.unanswered = fields
        where = self.browser.post(f"{self.thread}/reply", fields)
        self.unanswered = None
        self.told.note(document=where.partition("#d-")[2], text=dict(fields)["text"], again=again)


class AtTheCommands(Writer):
    """Types commands."""

    def __init__(self, *given):
        super().__init__(*given)
        self.thread = None

    def act(self):
        text = self.text()
        if self.thread is None:
            made = self.node.praxis("thread", "new", "--space", self.space, "--title", text)
            self.thread = made["id"]
            self.told.note(made["version"])
            return
        answer = self.node.praxis("thread", "reply", self.thread, "--text", text)
        self.told.note(answer["version"], text=text)


class Desk:
    """All who write at one node. `went_away` is what they may say when it was killed."""

    def __init__(self, node, space, password):
        self.node = node
        self.told = Told()
        names = [f"{node.folder.name}-{number}" for number in range(1, 4)]
        self.writers = [AtTheDoor(names[0], node, self.told, space),
                        AtTheDoor(names[1], node, self.told, space),
                        AtThePages(node.folder.name, node, self.told, space, password),
                        AtTheCommands(names[2], node, self.told, space)]
        self.is_killed = threading.Event()
        self.wrong = []  # what went wrong though nobody killed the node
        self._threads = []

    def prepare(self):
        self.is_killed.clear()
        for writer in self.writers:
            writer.prepare()

    def begin(self, stop):
        self._threads = [threading.Thread(target=self._write, args=(writer, stop))
                         for writer in self.writers]
        for thread in self._threads:
            thread.start()

    def end(self):
        for thread in self._threads:
            thread.join()
        if self.wrong:
            raise self.wrong[0]

    def _write(self, writer, stop):
        act = writer.act
        while not stop.is_set():
            try:
                act()
                act = writer.act
            except TooSoon as told:
                end = time.monotonic() + told.seconds
                while time.monotonic() < end and not stop.wait(0.05):
                    if self.is_killed.is_set():
                        return
                act = writer.act_again
            except (DemoError, OSError, ValueError) as problem:
                if not self.is_killed.is_set():
                    self.wrong.append(problem)
                return
