#!/usr/bin/env python3
"""Requests that two programs read in two ways, as raw bytes, at a real praxisd: each is refused with
the status of its row, and a request behind it in the same bytes is never answered. Then the same
bytes through Debian's nginx with deploy/nginx.conf: whatever nginx makes of them, everybody else
still gets their own page.

usage: http_smuggling.py PRAXIS PRAXISD
"""
import concurrent.futures
import re
import socket
import ssl
import sys

from http_node import NAME, Certificate, Node, Proxied

PRAXIS, PRAXISD = sys.argv[1:3]
HOST = b"Host: {host}\r\n"
GET = b"GET / HTTP/1.1\r\n" + HOST
POST = b"POST / HTTP/1.1\r\n" + HOST
LENGTH, CHUNKED = b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n"
ZERO = b"0\r\n\r\n"
END = b"\r\n"


# A form that anybody may send: the body of a page that takes none is not looked at, but refused.
FORM = b"/sign-in"


def chunks(body):
    ours = b"Origin: http://{host}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    return POST.replace(b" / ", b" {form} ") + ours + CHUNKED + END + body


# name, bytes, status
TABLE = [
    # where the body ends
    ("length, then chunked", POST + LENGTH + CHUNKED + END + ZERO, 400),
    ("chunked, then length", POST + CHUNKED + LENGTH + END + ZERO, 400),
    ("two lengths", POST + LENGTH + b"Content-Length: 6\r\n" + END + b"hello", 400),
    ("two equal lengths", POST + LENGTH + LENGTH + END + b"hello", 400),
    ("a list of lengths", POST + b"Content-Length: 5, 5\r\n" + END + b"hello", 400),
    ("an empty length", POST + b"Content-Length: \r\n" + END + b"hello", 400),
    ("a length with plus", POST + b"Content-Length: +5\r\n" + END + b"hello", 400),
    ("a length with minus", POST + b"Content-Length: -5\r\n" + END + b"hello", 400),
    ("a length in hex", POST + b"Content-Length: 0x5\r\n" + END + b"hello", 400),
    ("a length with a space in it", POST + b"Content-Length: 1 5\r\n" + END + b"hello", 400),
    ("a length with a letter", POST + b"Content-Length: 5a\r\n" + END + b"hello", 400),
    ("a length beyond 64 bits", POST + b"Content-Length: 18446744073709551621\r\n" + END + b"hello", 400),
    ("xchunked", POST + b"Transfer-Encoding: xchunked\r\n" + END + ZERO, 501),
    ("chunked, identity", POST + b"Transfer-Encoding: chunked, identity\r\n" + END + ZERO, 501),
    ("identity, chunked", POST + b"Transfer-Encoding: identity, chunked\r\n" + END + ZERO, 501),
    ("gzip, chunked", POST + b"Transfer-Encoding: gzip, chunked\r\n" + END + ZERO, 501),
    ("chunked, chunked", POST + b"Transfer-Encoding: chunked, chunked\r\n" + END + ZERO, 501),
    ("identity, and a length", POST + b"Transfer-Encoding: identity\r\n" + LENGTH + END + b"hello", 501),
    ("identity alone", POST + b"Transfer-Encoding: identity\r\n" + END, 501),
    ("Chunked in other letters", POST + b"Transfer-Encoding: Chunked\r\n" + END + ZERO, 501),
    ("quoted chunked", POST + b'Transfer-Encoding: "chunked"\r\n' + END + ZERO, 501),
    ("chunked with a parameter", POST + b"Transfer-Encoding: chunked;x=y\r\n" + END + ZERO, 501),
    ("an empty encoding", POST + b"Transfer-Encoding:\r\n" + END + ZERO, 501),
    ("two encodings", POST + CHUNKED + b"Transfer-Encoding: identity\r\n" + END + ZERO, 400),
    ("two encodings, the other way", POST + b"Transfer-Encoding: identity\r\n" + CHUNKED + END + ZERO, 400),
    ("chunked twice", POST + CHUNKED + CHUNKED + END + ZERO, 400),
    ("chunked in HTTP/1.0", POST.replace(b"1.1", b"1.0") + CHUNKED + END + ZERO, 400),
    # how fields are written
    ("a space before the colon", POST + b"Content-Length : 5\r\n" + END + b"hello", 400),
    ("a tab before the colon", POST + b"Transfer-Encoding\t: chunked\r\n" + END + ZERO, 400),
    ("a space before the name", POST + b" Content-Length: 5\r\n" + END + b"hello", 400),
    ("a folded field", POST + b"Transfer-Encoding:\r\n chunked\r\n" + END + ZERO, 400),
    ("a field folded by a tab", POST + b"X: a\r\n\tTransfer-Encoding: chunked\r\n" + END + ZERO, 400),
    ("a vertical tab", POST + b"Transfer-Encoding: \x0bchunked\r\n" + END + ZERO, 400),
    ("a NUL in a name", POST + b"Content\0Length: 5\r\n" + END + b"hello", 400),
    ("a NUL in a value", POST + b"X: a\0b\r\n" + END, 400),
    ("a line feed alone", POST + b"X: a\nContent-Length: 5\r\n" + END + b"hello", 400),
    ("a carriage return alone", POST + b"X: a\rContent-Length: 5\r\n" + END + b"hello", 400),
    ("line feeds only", b"GET / HTTP/1.1\nHost: {host}\n\nGET / HTTP/1.1\r\n\r\n", 400),
    ("no colon", POST + b"Content-Length\r\n" + END, 400),
    ("no name", POST + b": 5\r\n" + END, 400),
    # chunks
    ("a chunk extension", chunks(b"5;a=b\r\nhello\r\n" + ZERO), 400),
    ("an extension of the last chunk", chunks(b"0;a\r\n\r\n"), 400),
    ("a trailer", chunks(b"0\r\nHost: elsewhere\r\n\r\n"), 400),
    ("a chunk size with 0x", chunks(b"0x5\r\nhello\r\n" + ZERO), 400),
    ("a negative chunk size", chunks(b"-1\r\nhello\r\n" + ZERO), 400),
    ("a space before the size", chunks(b" 5\r\nhello\r\n" + ZERO), 400),
    ("a size beyond 64 bits", chunks(b"10000000000000005\r\nhello\r\n" + ZERO), 400),
    ("a chunk longer than its size", chunks(b"3\r\nhello\r\n" + ZERO), 400),
    ("a chunk that ends with a line feed", chunks(b"5\nhello\r\n" + ZERO), 400),
    # twice
    ("two hosts", GET + HOST + END, 400),
    ("another host", GET + b"hOST: evil.example\r\n" + END, 400),
    ("two cookies", GET + b"Cookie: a=1\r\nCookie: a=2\r\n" + END, 400),
    ("two origins", GET + b"Origin: null\r\norigin: http://{host}\r\n" + END, 400),
    ("two types", GET + b"Content-Type: text/plain\r\nContent-Type: text/html\r\n" + END, 400),
    # the first line, and whom it names
    ("an absolute target", b"GET http://evil.example/ HTTP/1.1\r\n" + HOST + END, 400),
    ("CONNECT", b"CONNECT evil.example:443 HTTP/1.1\r\n" + HOST + END, 400),
    ("a space in the target", b"GET / x HTTP/1.1\r\n" + HOST + END, 400),
    ("a tab in the first line", b"GET\t/ HTTP/1.1\r\n" + HOST + END, 400),
    ("eight bits in the target", b"GET /\xc3\xa4 HTTP/1.1\r\n" + HOST + END, 400),
    ("no version", b"GET /\r\n" + HOST + END, 400),
    ("HTTP/2.0 in text", b"PRI * HTTP/2.0\r\n" + HOST + END, 505),
    ("HTTP/1.2", b"GET / HTTP/1.2\r\n" + HOST + END, 505),
    ("an empty line before", END + GET + END, 400),
    ("no host", b"GET / HTTP/1.1\r\n\r\n", 400),
    ("an empty host", b"GET / HTTP/1.1\r\nHost:\r\n\r\n", 400),
    ("the host of another", b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421),
    ("a list of hosts", b"GET / HTTP/1.1\r\nHost: {host}, evil.example\r\n\r\n", 400),
]
HIDDEN = b"GET /smuggled HTTP/1.1\r\n" + HOST + END
STATUS = re.compile(rb"HTTP/1\.[01] (\d{3}) ")


def talk(connection, sent):
    """All that comes until the other side ends; nothing is sent behind `sent`."""
    answer = b""
    try:
        connection.sendall(sent)
        while piece := connection.recv(65_536):
            answer += piece
    except (ConnectionResetError, BrokenPipeError, ssl.SSLError, TimeoutError):
        pass
    return answer


def at(host, data, form=b"/"):
    return data.replace(b"{host}", host.encode()).replace(b"{form}", form)


def check_directly(node):
    port = node.start("--http", "127.0.0.1:0")
    host = f"127.0.0.1:{port}"

    def ask(data, form=b"/"):
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            return talk(connection, at(host, data, form))

    # What is read in one way is answered, and what stands behind it too: so the check can fail.
    good = ask(GET + END + HIDDEN.replace(END + END, END + b"Connection: close\r\n\r\n"))
    assert STATUS.findall(good) == [b"200", b"404"], good
    shown = ask(GET.replace(b" / ", b" " + FORM + b" ") + b"Connection: close\r\n" + END)
    has_form = STATUS.findall(shown) == [b"200"]
    # praxisd listens for a second after a refusal: eight at a time.
    with concurrent.futures.ThreadPoolExecutor(8) as several:
        answers = list(several.map(
            lambda row: ask(row[1] + HIDDEN, FORM if has_form else b"/"), TABLE))
    for (name, data, expected), answer in zip(TABLE, answers):
        if b"{form}" in data and not has_form:
            expected = 405
        found = [int(status) for status in STATUS.findall(answer)]
        assert found == [expected], f"{name}: {found}, not {expected}: {answer[:200]}"
    node.stop()


def check_through_nginx(node, certificate):
    context = ssl.create_default_context(cafile=certificate.file)
    with Proxied(node, certificate) as front:
        host = f"{NAME}:{front.tls}"

        def ask(data, patience):
            with socket.create_connection(("127.0.0.1", front.tls), timeout=patience) as plain:
                with context.wrap_socket(plain, server_hostname=NAME) as connection:
                    return talk(connection, at(host, data))

        bystander = GET + b"Connection: close\r\n" + END
        for name, data, _ in TABLE:
            ask(data + HIDDEN, patience=0.5)
            answer = ask(bystander, patience=20)
            assert STATUS.findall(answer) == [b"200"], f"{name}: a bystander got {answer[:200]}"
            assert b"<h1>" in answer, f"{name}: a bystander got {answer[:200]}"


def main():
    names = [name for name, _, _ in TABLE]
    assert len(set(names)) == len(TABLE) >= 60
    with Node(PRAXIS, PRAXISD) as node:
        check_directly(node)
        check_through_nginx(node, Certificate(node.folder))
    print(f"http_smuggling: {len(TABLE)} requests refused, no bystander disturbed")


if __name__ == "__main__":
    main()
