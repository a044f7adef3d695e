#!/usr/bin/env python3
"""Pages of a real praxisd beyond loopback: what is refused without TLS, https of its own as curl and
openssl meet it, and Debian's nginx with deploy/nginx.conf in front; through both somebody signs in
and writes by forms, and who forges them does not.

usage: http_exposure.py PRAXIS PRAXISD
"""
import html.parser
import socket
import subprocess
import sys
import urllib.parse

from http_node import NAME, Certificate, Node, Proxied, curl

PRAXIS, PRAXISD = sys.argv[1:3]
FORM = ["-H", "Content-Type: application/x-www-form-urlencoded", "--data-binary", "a=1"]
HSTS = "max-age=63072000; includesubdomains"
OFFICER, PASSWORD = "Desk officer", "seven green kettles sing"
FIELD_CHARACTERS = 64 * 1024
# As long as a field may be: Thai, three bytes a character, and Gothic, four.
LONG_TEXTS = ["\u0e01" * FIELD_CHARACTERS, "\U00010330" * FIELD_CHARACTERS]


class Form(html.parser.HTMLParser):
    """What a browser would send of the form of a page that goes to `action`."""

    def __init__(self, page, action):
        super().__init__()
        self.action, self.fields, self.inside, self.area = action, {}, False, None
        self.feed(page)
        assert self.fields, f"no form {action} on {page}"

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.inside = attrs.get("action") == self.action
        elif self.inside and tag == "input" and attrs.get("type") in ("hidden", "text", "password"):
            self.fields[attrs["name"]] = attrs.get("value", "")
        elif self.inside and tag == "textarea":
            self.area = attrs["name"]
            self.fields[self.area] = ""

    def handle_endtag(self, tag):
        if tag == "textarea" and self.area:
            self.fields[self.area] = self.fields[self.area].removeprefix("\n")
            self.area = None

    def handle_data(self, data):
        if self.area:
            self.fields[self.area] += data


class Visitor:
    """A browser that keeps its cookies: curl, which keeps to what __Host- and Secure ask for."""

    def __init__(self, folder, origin, port, certificate):
        self.folder, self.origin = folder, origin
        self.port, self.certificate = port, certificate
        self.jar = folder / f"jar-{port}"

    def get(self, path):
        return curl(self.origin + path, "-b", str(self.jar), "-c", str(self.jar), port=self.port,
                    ca=self.certificate.file)

    def post(self, path, fields, *who, cookies=True):
        """`who`: the fields that say where the form comes from, in place of those of our own page."""
        body = self.folder / "body"
        body.write_text(urllib.parse.urlencode(fields), encoding="ascii")
        fetch = ["Sec-Fetch-Site: same-origin", f"Origin: {self.origin}"]
        lines = ["Content-Type: application/x-www-form-urlencoded", *(who or fetch)]
        jar = ["-b", str(self.jar), "-c", str(self.jar)] if cookies else []
        return curl(self.origin + path, *jar, "--data-binary", f"@{body}",
                    *[word for line in lines for word in ("-H", line)], port=self.port,
                    ca=self.certificate.file)

    def send(self, path, typed):
        """Opens a page, fills in its form, sends it to the page's own path."""
        status, _, page = self.get(path)
        assert status == 200, (path, status, page)
        action = path.partition("?")[0]
        return self.post(action, {**Form(page, action).fields, **typed})


def check_forms(visitor, space):
    status, fields, page = visitor.send("/sign-in", {"name": OFFICER, "password": PASSWORD})
    assert status == 303 and fields["location"] == "/", (status, fields, page)
    sid = next(cookie for cookie in fields["set-cookie"].split(", ") if "sid=" in cookie)
    assert sid.startswith("__host-sid="), sid
    assert set(sid.split("; ")[1:]) == {"path=/", "secure", "httponly", "samesite=lax"}, sid
    new = f"/s/{space}/case_study/new"
    status, fields, page = visitor.send(new, {"set:title": f"Made at {visitor.origin}"})
    assert status == 303 and fields["location"].startswith("/d/"), (status, fields, page)
    document = fields["location"]
    status, _, page = visitor.get(document)
    assert status == 200 and f"Made at {visitor.origin}" in page, (status, page)
    check_forged(visitor, new, f"/s/{space}/case_study")
    for text in LONG_TEXTS:
        status, _, page = visitor.send(f"{document}/edit?field=problem", {"set:problem": text})
        assert status == 303, (status, page)
        status, _, page = visitor.get(f"{document}/edit?field=problem")
        held = Form(page, f"{document}/edit").fields["set:problem"]
        assert status == 200 and held == text, (status, len(held))
    # Any other form is as long as ever, whoever sends it.
    status, _, page = visitor.post("/me/password", {"old": "x" * 300_000})
    assert status == 413 and 'target="_blank"' not in page, (status, page)
    # Who is signed out by then has it in the form alone: the page leads to sign in elsewhere first.
    status, _, page = visitor.post(f"{document}/edit", {"set:problem": "x" * 300_000}, cookies=False)
    assert status == 413 and 'href="/sign-in" target="_blank"' in page, (status, page)


def check_forged(visitor, new, everything):
    """The right form in every respect but one."""
    _, _, page = visitor.get(new)
    title = f"Forged at {visitor.origin}"
    form = {**Form(page, new).fields, "set:title": title}
    ours, evil = f"Origin: {visitor.origin}", "Origin: https://evil.example"
    for who in [(evil,), ("Sec-Fetch-Site: cross-site", ours), ("Sec-Fetch-Site: same-site", ours),
                ("Sec-Fetch-Site: same-origin", evil), ("X-Says: nothing",), ("Origin: null",)]:
        status, _, page = visitor.post(new, form, *who)
        assert status == 403 and "Nothing was changed" in page, (who, status, page)
    other = ("y" if form["csrf"].startswith("x") else "x") + form["csrf"][1:]
    status, _, page = visitor.post(new, {**form, "csrf": other})
    assert status == 403 and "not saved yet" in page, (status, page)
    status, _, page = visitor.post(new, form, cookies=False)
    assert status == 401 and "Sign in" in page, (status, page)
    assert title not in visitor.get(everything)[2]
    assert visitor.post(new, form)[0] == 303  # and nothing but that was wrong
    assert title in visitor.get(everything)[2]


def check_what_is_refused(node, certificate):
    for where in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"]:
        code, words = node.refused("--http", where)
        assert code == 1 and "--tls or --behind-proxy" in words, (where, code, words)
    pair = [str(certificate.file), str(certificate.key)]
    for options in [["--tls", *pair], ["--behind-proxy", NAME],
                    ["--http", "0.0.0.0:0", "--tls", pair[0]],
                    ["--http", "0.0.0.0:0", "--tls", *pair, "--behind-proxy", NAME]]:
        code, words = node.refused(*options)
        assert code == 2, (options, code, words)
    for files, named in [([pair[0], "missing.pem"], "missing.pem"), (pair[::-1], pair[1]),
                         ([pair[0], pair[0]], pair[0])]:
        code, words = node.refused("--http", "0.0.0.0:0", "--tls", *files)
        assert code == 1 and named in words, (files, code, words)
    code, words = node.refused("--http", "0.0.0.0:0", "--behind-proxy", f"https://{NAME}/")
    assert code == 1 and "without https://" in words, (code, words)


def s_client(port, *options):
    """What openssl says of a handshake: (whether it was made, its words)."""
    ran = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-brief", *options],
                         input=b"", capture_output=True, timeout=30)
    words = (ran.stdout + ran.stderr).decode()
    return "CONNECTION ESTABLISHED" in words, words


def check_tls(node, certificate, space):
    port = node.start("--http", "0.0.0.0:0", "--tls", str(certificate.file), str(certificate.key))
    here = f"https://{NAME}:{port}/"
    status, fields, body = curl(here, port=port, ca=certificate.file)
    assert status == 200 and "<h1>" in body, (status, body)
    assert fields["strict-transport-security"] == HSTS, fields
    assert "server" not in fields and "date" not in fields, fields
    assert curl(f"https://127.0.0.1:{port}/", port=port, ca=certificate.file)[0] == 200
    assert curl(here, "--tls-max", "1.2", port=port, ca=certificate.file)[0] == 200
    assert curl(here, "-H", "Host: evil.example", port=port, ca=certificate.file)[0] == 421
    curl(here, port=port, fails=60)  # nobody vouches for it
    # Two requests on one connection.
    ran = subprocess.run(["curl", "-sS", "--cacert", certificate.file, "--resolve",
                          f"{NAME}:{port}:127.0.0.1", "-o", "/dev/null", "-w", "%{num_connects}\n",
                          here, "-o", "/dev/null", here], capture_output=True, text=True, timeout=60)
    assert ran.stdout == "1\n0\n", ran

    made, words = s_client(port, "-tls1_3")
    assert made and "Protocol version: TLSv1.3" in words, words
    made, words = s_client(port, "-tls1_2")
    assert made and "Ciphersuite: ECDHE-RSA-" in words, words
    for options in [["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"], ["-tls1", "-cipher", "ALL:@SECLEVEL=0"],
                    ["-tls1_2", "-cipher", "AES128-GCM-SHA256"], ["-tls1_2", "-cipher", "AES256-SHA"],
                    ["-tls1_2", "-cipher", "DHE-RSA-AES128-GCM-SHA256"],
                    ["-tls1_2", "-cipher", "ECDHE-RSA-AES128-SHA256"]]:
        made, words = s_client(port, *options)
        assert not made and "alert" in words, (options, words)

    check_forms(Visitor(node.folder, here[:-1], port, certificate), space)
    with socket.create_connection(("127.0.0.1", port), timeout=20) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nHost: pages.example.org\r\n\r\n")
        answer = b""
        while piece := plain.recv(4096):
            answer += piece
        assert b"HTTP/" not in answer, answer  # an alert at most
    node.stop()


def check_nginx(node, certificate, space):
    port = node.start("--http", "127.0.0.1:0", "--behind-proxy", NAME)
    # Directly it answers to nobody's name but the proxy's.
    assert curl(f"http://127.0.0.1:{port}/", port=port)[0] == 421
    node.stop()

    with Proxied(node, certificate) as front:
        here = f"https://{NAME}:{front.tls}/"

        def ask(*options, path=""):
            return curl(here + path, *options, port=front.tls, ca=certificate.file)

        status, fields, body = ask()
        assert status == 200 and "<h1>" in body, (status, body)
        assert fields["strict-transport-security"] == HSTS, fields
        assert ask(path="nothing/here")[0] == 404
        assert ask("-I")[0] == 200
        assert ask("-H", "Host: evil.example")[0] == 421
        check_forms(Visitor(node.folder, here[:-1], front.tls, certificate), space)
        # A form goes through, whole, to a page that takes none; a large one is refused in front.
        status, fields, _ = ask(*FORM, "-H", f"Origin: https://{NAME}:{front.tls}")
        assert status == 405 and fields["allow"] == "get, head", (status, fields)
        large = node.folder / "large"
        large.write_bytes(b"x" * 300_000)
        assert ask("--data-binary", f"@{large}")[0] == 413
        # Many requests over the same few connections to praxisd, past its hundred.
        for _ in range(12):
            urls = [here] * 10
            ran = subprocess.run(["curl", "-sS", "--cacert", certificate.file, "--resolve",
                                  f"{NAME}:{front.tls}:127.0.0.1", "-w", "%{http_code}\n"] +
                                 [word for url in urls for word in ["-o", "/dev/null", url]],
                                 capture_output=True, text=True, timeout=60)
            codes = ran.stdout.split()
            assert set(codes) <= {"200", "429"} and len(codes) == 10, ran
        status, fields, _ = curl(f"http://{NAME}:{front.plain}/d/1", port=front.plain)
        assert status == 301 and fields["location"] == f"https://{NAME}/d/1", fields


def main():
    with Node(PRAXIS, PRAXISD) as node:
        certificate = Certificate(node.folder)
        node.add_account(OFFICER, PASSWORD)
        space = node.praxis("space", "new", "--name", "Practice", "--join", "open")["id"]
        check_what_is_refused(node, certificate)
        check_tls(node, certificate, space)
        check_nginx(node, certificate, space)
    print("http_exposure: all well")


if __name__ == "__main__":
    main()
