#!/usr/bin/env python3
"""More browsers than a process may have descriptors: those that are in are served, and the node still
takes peers and commands, for which descriptors are set aside.

usage: http_flood.py PRAXIS PRAXISD
"""
import contextlib
import json
import pathlib
import socket
import subprocess
import sys
import time

from http_node import Node

PRAXIS, PRAXISD = sys.argv[1:3]
DESCRIPTORS, PER_ADDRESS = 900, 64
ASK = b"GET /spaces HTTP/1.1\r\nHost: %s\r\n\r\n"


class Narrow(Node):
    """A node whose process may have few descriptors, and begins with fewer still."""

    def typed(self, *options):
        return ["prlimit", f"--nofile=300:{DESCRIPTORS}", *super().typed(*options)]

    def start(self, *options):
        """The line that praxisd says."""
        self.process = subprocess.Popen(self.typed(*options), env=self.env, stdout=subprocess.PIPE,
                                        text=True)
        return json.loads(self.process.stdout.readline())

    def descriptors(self):
        return len(list(pathlib.Path(f"/proc/{self.process.pid}/fd").iterdir()))


def place(at):
    host, port = at.rsplit(":", 1)
    return host, int(port)


def is_ended(connection):
    """Whether the other side closed it; nothing was asked on it."""
    connection.settimeout(0)
    try:
        return connection.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


def flood(stack, at, count):
    """So many connections, of many addresses of this machine."""
    out = []
    for number in range(count):
        connection = stack.enter_context(socket.socket())
        connection.settimeout(20)
        connection.bind((f"127.0.1.{1 + number // PER_ADDRESS}", 0))
        try:
            connection.connect(at)
        except TimeoutError as error:
            raise AssertionError(f"browser {number} waits at a door that nobody opens") from error
        out.append(connection)
    return out


def answered(connection, host):
    connection.settimeout(20)
    connection.sendall(ASK % host.encode())
    return connection.recv(4096).startswith(b"HTTP/1.1 200 ")


def main():
    with Narrow(PRAXIS, PRAXISD) as node, contextlib.ExitStack() as stack:
        said = node.start("--listen", "127.0.0.1:0", "--http", "127.0.0.1:0")
        browsers = flood(stack, place(said["http"]), DESCRIPTORS + 300)
        assert answered(browsers[0], said["http"]), "who was first is not served"
        # The system queues some hundreds that nobody has looked at yet.
        end = time.monotonic() + 20
        while (ended := sum(map(is_ended, browsers[1:]))) < len(browsers) - 1 - DESCRIPTORS // 2:
            assert time.monotonic() < end, f"only {ended} of {len(browsers)} were turned away"
            time.sleep(0.1)
        held = node.descriptors()
        assert DESCRIPTORS // 2 - 50 < held < DESCRIPTORS - 384, f"{held} descriptors are in use"

        peer = stack.enter_context(socket.create_connection(place(said["listen"])))
        node.praxis("status")  # so the loop came round
        assert not is_ended(peer), "no place is left for a peer"
        node.praxis("space", "new", "--name", "Written meanwhile")
        assert answered(browsers[1], said["http"]), "who is in is not served"
        node.stop()
    print(f"{len(browsers)} browsers, {held} of {DESCRIPTORS} descriptors; peers and commands get in")


main()
