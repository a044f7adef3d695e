"""A node that serves pages, a certificate, and nginx in front: what the tests of pages share."""
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import time

NAME = "pages.example.org"
ROOT = pathlib.Path(__file__).resolve().parents[2]


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


class Certificate:
    """One that vouches for itself, for NAME and 127.0.0.1, with an RSA key: so the ciphers of old
    browsers would fit, were they not refused."""

    def __init__(self, folder):
        self.file, self.key = pathlib.Path(folder, "certificate.pem"), pathlib.Path(folder, "key.pem")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
             f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME},IP:127.0.0.1", "-keyout",
             str(self.key), "-out", str(self.file)], check=True, capture_output=True)


class Node:
    """The folder of a node that was just founded; starts praxisd on it."""

    def __init__(self, praxis, praxisd):
        self.program = praxis
        self.praxisd = praxisd
        self.root = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.root.name)
        self.env = dict(os.environ, XDG_STATE_HOME=str(self.folder / "state"))
        self.process = None
        self.praxis("init", "--network", "N", "--node", "A", "--role", "centre")

    def praxis(self, *words):
        """What a command says, as JSON; it must succeed."""
        ran = subprocess.run([self.program, "-C", str(self.folder / "node"), "--json", *words],
                             env=self.env, check=True, capture_output=True, text=True, timeout=60)
        return json.loads(ran.stdout)

    def add_account(self, name, password):
        file = self.folder / "password"
        file.write_text(password + "\n", encoding="utf-8")
        self.praxis("account", "add", name, "--password-file", str(file))

    def typed(self, *options):
        return [self.praxisd, "-C", str(self.folder / "node"), *options]

    def refused(self, *options):
        """Exit code and words of a praxisd that does not start."""
        ran = subprocess.run(self.typed(*options), env=self.env, capture_output=True, text=True,
                             timeout=60)
        assert ran.stdout == "", ran.stdout
        return ran.returncode, ran.stderr

    def start(self, *options):
        """The port of its pages."""
        self.process = subprocess.Popen(self.typed(*options), env=self.env,
                                        stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        assert line, f"praxisd {options} did not start"
        return int(json.loads(line)["http"].rsplit(":", 1)[1])

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=20)
        self.process.stdout.close()
        self.process = None
        assert code == 0, f"praxisd: exit {code}"

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()
        self.root.cleanup()


class Nginx:
    """Debian's nginx with deploy/nginx.conf, at ports of its own."""

    def __init__(self, folder, certificate, behind):
        self.tls, self.plain = free_port(), free_port()
        site = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
        # Whatever stays as it is in the file is what the test tries.
        for pattern, here, count in [
                (r"127\.0\.0\.1:8080;", f"127.0.0.1:{behind};", 1),
                (r"listen \[::\].*", "", 3),
                (r"listen 443 ssl", f"listen 127.0.0.1:{self.tls} ssl", 2),
                (r"listen 80;", f"listen 127.0.0.1:{self.plain};", 1),
                (r"/etc/ssl/praxis/certificate\.pem", str(certificate.file), 1),
                (r"/etc/ssl/praxis/key\.pem", str(certificate.key), 1)]:
            site, found = re.subn(pattern, here, site)
            assert found == count, f"deploy/nginx.conf: {pattern} {found} times, not {count}"
        temp = pathlib.Path(folder, "nginx")
        temp.mkdir()
        paths = "".join(f"{kind}_temp_path {temp}/{kind};\n" for kind in
                        ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"])
        main = temp / "nginx.conf"
        main.write_text(f"daemon off;\nmaster_process off;\npid {temp}/pid;\nerror_log {temp}/log;\n"
                        f"events {{}}\nhttp {{\naccess_log off;\n{paths}{site}}}\n")
        self.process = subprocess.Popen(["/usr/sbin/nginx", "-e", str(temp / "log"), "-p", str(temp),
                                         "-c", str(main)])
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.tls)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("nginx did not start: " + (temp / "log").read_text())

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=10)


class Proxied:
    """A node behind nginx; gives the nginx."""

    def __init__(self, node, certificate):
        self.node = node
        behind = free_port()
        self.nginx = Nginx(node.folder, certificate, behind)
        node.start("--http", f"127.0.0.1:{behind}", "--behind-proxy", f"{NAME}:{self.nginx.tls}")

    def __enter__(self):
        return self.nginx

    def __exit__(self, *failure):
        self.nginx.stop()
        if not failure[0]:
            self.node.stop()


def curl(url, *options, port, ca=None, fails=None):
    """Status, fields in lower case, body; or, when it must fail, asserts curl's exit code."""
    command = ["curl", "-sS", "-i", "--max-time", "30", "--resolve", f"{NAME}:{port}:127.0.0.1"]
    ran = subprocess.run(command + (["--cacert", str(ca)] if ca else []) + [*options, url],
                         capture_output=True, timeout=60)
    if fails is not None:
        assert ran.returncode == fails, f"{url}: curl ended with {ran.returncode}: {ran.stderr}"
        return None
    assert ran.returncode == 0, f"{url}: curl ended with {ran.returncode}: {ran.stderr}"
    head, _, body = ran.stdout.partition(b"\r\n\r\n")
    while head.startswith(b"HTTP/1.1 100"):
        head, _, body = body.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    fields = {}
    for name, value in (line.lower().split(": ", 1) for line in lines[1:]):
        fields[name] = f"{fields[name]}, {value}" if name in fields else value
    return int(lines[0].split()[1]), fields, body.decode()
