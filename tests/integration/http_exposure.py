#!/usr/bin/env python3
"""Pages of a real praxisd beyond loopback: what is refused without TLS, https of its own as curl and
openssl meet it, and Debian's nginx with deploy/nginx.conf in front.

usage: http_exposure.py PRAXIS PRAXISD
"""
import socket
import subprocess
import sys

from http_node import NAME, Certificate, Node, Proxied, curl

PRAXIS, PRAXISD = sys.argv[1:3]
FORM = ["-H", "Content-Type: application/x-www-form-urlencoded", "--data-binary", "a=1"]
HSTS = "max-age=63072000; includesubdomains"


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


def check_tls(node, certificate):
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

    with socket.create_connection(("127.0.0.1", port), timeout=20) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nHost: pages.example.org\r\n\r\n")
        answer = b""
        while piece := plain.recv(4096):
            answer += piece
        assert b"HTTP/" not in answer, answer  # an alert at most
    node.stop()


def check_nginx(node, certificate):
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
        check_what_is_refused(node, certificate)
        check_tls(node, certificate)
        check_nginx(node, certificate)
    print("http_exposure: all well")


if __name__ == "__main__":
    main()
