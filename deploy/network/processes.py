"""The processes of the demo: nodes, the `praxis` command on a node's folder, and links."""
import json
import os
import pathlib
import queue
import signal
import subprocess
import threading
import time

import stopping

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "release"

READY_SECONDS = 30
STOP_SECONDS = 5
COMMAND_SECONDS = 60
# A node whose link comes back dials again within this, unless the link was down for minutes.
STILL_SECONDS = 40


class DemoError(Exception):
    """What went wrong, in words for the person who started the demo."""


def program(name):
    """The path of a program we built."""
    for folder in ("", "cli", "node", "tests"):
        path = BUILD / folder / name
        if path.is_file() and os.access(path, os.X_OK):
            return str(path)
    raise DemoError(f"{name} is not in {BUILD}; build it first: cmake --build --preset release")


def until(done, seconds, what, every=0.5, moving=None):
    """Asks `done` again and again; its first true answer is returned. Gives up after `seconds`, or
    when what `moving` answers has not changed for STILL_SECONDS."""
    end = time.monotonic() + seconds
    seen, still_until = None, end
    while True:
        answer = done()
        if answer:
            return answer
        now = time.monotonic()
        if moving is not None and (at := moving()) != seen:
            seen, still_until = at, now + STILL_SECONDS
        if now > end:
            raise DemoError(f"{what}: not within {seconds} seconds")
        if now > still_until:
            raise DemoError(f"{what}: nothing has arrived anywhere for {STILL_SECONDS} seconds")
        time.sleep(every)


class JsonProcess:
    """A process of ours that prints JSON lines; its standard error goes to a file."""

    started = []  # all of them, so that none is forgotten whatever came in between

    def __init__(self, arguments, log, environment=None):
        self.log = log
        with open(log, "ab") as errors, stopping.later():
            # Its own session, so that Ctrl-C reaches us first and we stop it in order.
            self.process = subprocess.Popen(
                arguments, stdout=subprocess.PIPE, stderr=errors, text=True,
                env=environment, start_new_session=True)
            JsonProcess.started.append(self)
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put(None)

    def next_line(self, seconds):
        try:
            line = self.lines.get(timeout=seconds)
        except queue.Empty:
            line = None
        if line is None:
            raise DemoError(f"no answer from process {self.process.pid}; see {self.log}")
        return json.loads(line)

    def signal(self, number):
        self.process.send_signal(number)

    def stop(self):
        """SIGTERM, then SIGKILL; the exit code, or None when it had to be killed."""
        if self.process.poll() is None:
            self.signal(signal.SIGTERM)
        try:
            return self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return None


def stop_all():
    """Stops every process that still runs, whoever began it."""
    for process in reversed(JsonProcess.started):
        process.stop()


class Link:
    """A bad link to one address, see tests/link."""

    def __init__(self, to, log, rate, delay, cut_every, seed):
        self.process = JsonProcess(
            [program("link"), "--listen", "127.0.0.1:0", "--to", to, "--rate", str(rate),
             "--delay", str(delay), "--cut-every", str(cut_every), "--seed", str(seed)], log)
        self.address = self.process.next_line(READY_SECONDS)["listen"]

    def _switch(self, number, event):
        self.process.signal(number)
        while self.process.next_line(STOP_SECONDS).get("event") != event:
            pass

    def down(self):
        """Resets what is connected; nothing gets through until `up`."""
        self._switch(signal.SIGUSR1, "down")

    def up(self):
        self._switch(signal.SIGUSR2, "up")

    def stop(self):
        """The totals it counted."""
        self.process.stop()
        totals = {}
        while (line := self.process.lines.get()) is not None:
            totals = json.loads(line)
        return totals


class Node:
    """A node's folder, the command on it and, between `start` and `stop`, its praxisd."""

    def __init__(self, name, folder, environment, daemon="praxisd"):
        self.name = name
        self.folder = folder
        self.environment = environment
        self.daemon = program(daemon)
        self.command = program("praxis")
        self.id = None
        self.listen = None
        self.http = None
        self.process = None
        folder.mkdir(parents=True)

    @property
    def log_file(self):
        return self.folder.parent / f"{self.folder.name}.log"

    def output(self, *arguments, codes=(0,), seconds=COMMAND_SECONDS):
        """Standard output of `praxis -C FOLDER ...`, which must end with one of `codes` in time."""
        try:
            done = subprocess.run(
                [self.command, "-C", str(self.folder), "--json", *arguments], capture_output=True,
                timeout=seconds, env=self.environment, check=False)
        except subprocess.TimeoutExpired as slow:
            raise DemoError(f"{self.name}: praxis {arguments[0]} did not end within "
                            f"{seconds} seconds") from slow
        if done.returncode not in codes:
            words = done.stderr.decode(errors="replace").strip()
            raise DemoError(f"{self.name}: praxis {' '.join(arguments[:3])} ... "
                            f"ended with {done.returncode}: {words}")
        return done.stdout

    def lines(self, *arguments, codes=(0,), seconds=COMMAND_SECONDS):
        out = self.output(*arguments, codes=codes, seconds=seconds)
        return [json.loads(line) for line in out.splitlines()]

    def praxis(self, *arguments, codes=(0,)):
        """The one JSON line that a command answers."""
        lines = self.lines(*arguments, codes=codes)
        if len(lines) != 1:
            raise DemoError(f"{self.name}: praxis {arguments[0]} printed {len(lines)} lines")
        return lines[0]

    def begin(self, *dial):
        """Starts its praxisd; `wait_ready` is next, or a kill."""
        arguments = [self.daemon, "-C", str(self.folder), "--listen", "127.0.0.1:0",
                     "--http", "127.0.0.1:0"]
        for address in dial:
            arguments += ["--dial", address]
        self.process = JsonProcess(arguments, self.log_file, self.environment)

    def wait_ready(self):
        ready = self.process.next_line(READY_SECONDS)
        self.listen, self.http = ready["listen"], ready["http"]

    def start(self, *dial):
        self.begin(*dial)
        self.wait_ready()

    def kill(self):
        """As a power cut would: no signal handler runs."""
        self.process.process.kill()
        self.process.process.wait()
        self.process = None

    def stop(self):
        if self.process is None:
            return 0
        code = self.process.stop()
        self.process = None
        return code
