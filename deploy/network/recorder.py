"""Keeps every byte that passes between a link and a centre, as a stranger on the wire would."""
import contextlib
import socket
import struct
import threading

RESET = struct.pack("ii", 1, 0)


class Connection:
    """Carries both ways until both have ended; a reset on one side is a reset on the other."""

    def __init__(self, near, far, streams):
        self.sockets = (near, far)
        self.lock = threading.Lock()
        self.carrying = 2
        for source, sink in ((near, far), (far, near)):
            with contextlib.suppress(OSError):  # it may be gone already
                sink.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            stream = bytearray()
            streams.append(stream)
            threading.Thread(target=self._carry, args=(source, sink, stream), daemon=True).start()

    def _carry(self, source, sink, stream):
        try:
            while part := source.recv(65536):
                stream += part
                sink.sendall(part)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            for each in self.sockets:
                with contextlib.suppress(OSError):
                    each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                    each.shutdown(socket.SHUT_RD)  # wakes the other thread, sends nothing
        with self.lock:
            self.carrying -= 1
            last = self.carrying == 0
        if last:
            for each in self.sockets:
                each.close()


class Recorder:
    """A TCP proxy to `to` that records both directions of every connection."""

    def __init__(self, to):
        host, port = to.rsplit(":", 1)
        self.to = (host, int(port))
        self.streams = []  # one bytearray a direction of a connection
        self.server = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                near, _ = self.server.accept()
            except OSError:
                return  # closed
            try:
                far = socket.create_connection(self.to, timeout=10)
            except OSError:
                near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                near.close()
                continue
            far.settimeout(None)
            Connection(near, far, self.streams)

    def close(self):
        self.server.close()


def readable(streams, sentences, length=8):
    """The pieces of `length` bytes of any sentence that stand in any of the streams."""
    pieces = set()
    for sentence in sentences:
        data = sentence.encode()
        pieces.update(data[at:at + length] for at in range(len(data) - length + 1))
    found = set()
    for stream in streams:
        data = bytes(stream)
        found.update(piece for piece in pieces if piece in data)
    return found
