#!/usr/bin/env python3
"""The stream proxy as others use it: a process, an unmodified curl, signals.

usage: link_test.py PATH_OF_LINK [unittest arguments]
"""
import contextlib
import http.server
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import unittest

LINK = sys.argv.pop(1) if len(sys.argv) > 1 else "build/release/tests/link"
BODY = bytes(range(256)) * 2048  # 512 KiB: two seconds at 2 Mbit/s
MEGABITS_2 = 2_000_000


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)

    def do_PUT(self):
        size = int(self.headers["Content-Length"])
        while size > 0:
            size -= len(self.rfile.read(min(size, 4096)))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


class Web:
    """An HTTP server on a free port of loopback."""

    def __enter__(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return "127.0.0.1:%d" % self.server.server_address[1]

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


class Link:
    """A running link; `end()` stops it and returns its last line."""

    def __init__(self, to, rate=MEGABITS_2, delay=0, cut_every=0, seed=1):
        self.process = subprocess.Popen(
            [LINK, "--listen", "127.0.0.1:0", "--to", to, "--rate", str(rate), "--delay", str(delay),
             "--cut-every", str(cut_every), "--seed", str(seed)], stdout=subprocess.PIPE, text=True)
        self.address = json.loads(self.process.stdout.readline())["listen"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def connect(self):
        host, port = self.address.rsplit(":", 1)
        return socket.create_connection((host, int(port)), timeout=20)

    def event(self):
        return json.loads(self.process.stdout.readline())["event"]

    def events_until(self, wanted):
        while self.event() != wanted:
            pass

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        last = self.process.stdout.read().splitlines()[-1]
        assert self.process.wait(timeout=5) == 0
        return json.loads(last)


@contextlib.contextmanager
def listener():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)
        yield server, "127.0.0.1:%d" % server.getsockname()[1]


def read_exactly(stream, size):
    data = b""
    while len(data) < size:
        part = stream.recv(size - len(data))
        if not part:
            break
        data += part
    return data


def read_to_the_end(stream):
    data = b""
    try:
        while part := stream.recv(65536):
            data += part
    except ConnectionResetError:
        pass
    return data


def curl(*arguments):
    """Bits a second that curl itself measured."""
    done = subprocess.run(["curl", "--silent", "--show-error", "--fail", "--output", os.devnull,
                           *arguments], check=True, capture_output=True, text=True, timeout=60)
    return float(done.stdout) * 8


class LinkTest(unittest.TestCase):
    def assert_rate(self, measure):
        # A loaded machine may lose time, never make any: too fast fails at once, too slow may try
        # again.
        for _ in range(3):
            rate = measure()
            self.assertLess(rate, MEGABITS_2 * 1.03)
            if rate > MEGABITS_2 * 0.97:
                return
        self.fail("curl measured %.0f bit/s three times or less" % rate)

    def test_an_unmodified_curl_gets_the_rate_down(self):
        with Web() as web, Link(web) as link:
            self.assert_rate(
                lambda: curl("--write-out", "%{speed_download}", "http://%s/" % link.address))

    def test_an_unmodified_curl_gets_the_rate_up(self):
        path = "/dev/stdin"
        with Web() as web, Link(web) as link:
            def measure():
                done = subprocess.run(
                    ["curl", "--silent", "--show-error", "--fail", "--request", "PUT",
                     "--header", "Expect:", "--data-binary", "@" + path,
                     "--write-out", "%{speed_upload}", "http://%s/" % link.address],
                    input=BODY, check=True, capture_output=True, timeout=60)
                return float(done.stdout) * 8
            self.assert_rate(measure)

    def test_every_byte_arrives_once_and_is_counted(self):
        with listener() as (server, to), Link(to, delay=30) as link:
            with link.connect() as client, server.accept()[0] as far:
                client.sendall(BODY[:100_000])
                client.shutdown(socket.SHUT_WR)
                self.assertEqual(read_to_the_end(far), BODY[:100_000])
                far.sendall(b"answer")
                far.close()
                self.assertEqual(read_to_the_end(client), b"answer")
            end = link.end()
            self.assertEqual((end["up_bytes"], end["down_bytes"]), (100_000, 6))
            self.assertEqual((end["turns"], end["cuts"]), (2, 0))

    def test_each_way_takes_the_delay_and_each_answer_is_a_turn(self):
        with listener() as (server, to), Link(to, delay=150) as link:
            with link.connect() as client, server.accept()[0] as far:
                begin = time.monotonic()
                for stream, peer in ((client, far), (far, client), (client, far)):
                    stream.sendall(b"ping")
                    self.assertEqual(read_exactly(peer, 4), b"ping")
                self.assertGreaterEqual(time.monotonic() - begin, 0.45)
            self.assertEqual(link.end()["turns"], 3)

    def test_the_same_seed_cuts_at_the_same_byte(self):
        def received(seed):
            with listener() as (server, to), Link(to, cut_every=0.4, seed=seed) as link:
                with link.connect() as client, server.accept()[0] as far:
                    def send():
                        with contextlib.suppress(OSError):
                            client.sendall(BODY * 8)
                    sender = threading.Thread(target=send)
                    sender.start()
                    data = read_to_the_end(far)
                    sender.join()
                self.assertEqual(link.end()["cuts"], 1)
                self.assertEqual(data, (BODY * 8)[:len(data)])
                return len(data)
        self.assertEqual(received(3), received(3))
        self.assertNotEqual(received(3), received(4))

    def test_signals_take_the_link_down_and_up_at_the_same_port(self):
        with listener() as (server, to), Link(to) as link:
            with link.connect() as client, server.accept()[0] as far:
                client.sendall(b"before")
                self.assertEqual(read_exactly(far, 6), b"before")
                link.process.send_signal(signal.SIGUSR1)
                link.events_until("down")
                with self.assertRaises(ConnectionResetError):
                    client.recv(1)
                with self.assertRaises(ConnectionResetError):
                    far.recv(1)
            with self.assertRaises(ConnectionRefusedError):
                link.connect()
            link.process.send_signal(signal.SIGUSR2)
            link.events_until("up")
            with link.connect() as client, server.accept()[0] as far:
                client.sendall(b"after")
                self.assertEqual(read_exactly(far, 5), b"after")

    def test_a_receiver_that_does_not_read_stops_its_sender(self):
        with listener() as (server, to), Link(to, rate=9600) as link:
            with link.connect() as client, server.accept()[0]:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
                client.settimeout(2)
                taken = 0
                with self.assertRaises(TimeoutError):
                    while True:
                        taken += client.send(BODY[:4096])
                self.assertLess(taken, 64_000)

    def test_a_target_that_is_not_there_resets_the_client(self):
        with listener() as (server, to):
            server.close()
            with Link(to) as link:
                # The reset may come before connect() has returned.
                with self.assertRaises(ConnectionResetError), link.connect() as client:
                    client.recv(1)
                link.events_until("unreachable")

    def test_wrong_usage_is_2_and_a_taken_port_is_1(self):
        with listener() as (_, taken):
            for code, arguments in ((2, []), (2, ["--listen", "x", "--to", taken]),
                                    (2, ["--listen", "127.0.0.1:0", "--to", taken, "--rate", "0"]),
                                    (1, ["--listen", taken, "--to", taken])):
                done = subprocess.run([LINK, *arguments], capture_output=True, timeout=10)
                self.assertEqual(done.returncode, code, arguments)
                self.assertEqual(done.stdout, b"")
                self.assertNotEqual(done.stderr, b"")


if __name__ == "__main__":
    unittest.main()
