"""The local socket of a node, past the commands: what they ask, many times over one connection."""
import contextlib
import json
import socket

from processes import DemoError


class Door:
    """One connection to a node's local socket: a JSON line asks, JSON lines answer."""

    def __init__(self, folder):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(str(folder / "praxis.sock"))
        self.file = self.socket.makefile("rw", encoding="utf-8")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        with contextlib.suppress(OSError):  # what nobody reads any more is not said
            self.file.close()
        self.socket.close()

    def ask(self, request):
        """The one line of the answer."""
        self.file.write(json.dumps(request) + "\n")
        self.file.flush()
        answer = None
        while "end" not in (line := self._line(request)):
            if "error" in line:
                raise DemoError(f"{request['do']}: {line['error']['words']}")
            answer = line
        return answer

    def _line(self, request):
        text = self.file.readline()
        if not text.endswith("\n"):
            raise DemoError(f"{request['do']}: the node went away")
        return json.loads(text)
