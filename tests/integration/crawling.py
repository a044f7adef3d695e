"""Reads every page of a node that links lead to, and compares the pages of two nodes.

What may differ between nodes that hold the same stands here, each with its reason. Everything else of
a page has to be equal byte by byte.
"""
import collections
import functools
import html
import http.client
import pathlib
import re
import sys
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "deploy" / "network"))
from browser import Browser, TooSoon  # noqa: E402  (after the path)

BEGIN = ("/", "/spaces")
PAGES_MAX = 5000  # more are links that make ever new pages

# Pages that belong to a node: what it hears of others, and where somebody is signed in there.
OF_A_NODE = {"/sync", "/me"}

ANY = r""
STATUS = r"^/d/\w{64}/status$"
HISTORY = r"^/d/\w{64}/history$"
IDS = r"\w{16,64}"

# On which pages, what, and what stands there instead.
MAY_DIFFER = [
    # The node's own name, and either when it met others last or where else this version is.
    (ANY, r"<footer>.*?</footer>", "<footer>"),
    # Drawn for each session and for each form, so that no other site can send it.
    (ANY, r'(name="(?:csrf|token)" value=)"[\w-]+"', r"\1"),
    # Which nodes hold a version is what this one was told.
    (STATUS, r"<p><strong>[^<]*</strong>[^<]*</p>\s*<h2>Which.*?</table>", "<h2>Which"),
    # The line by which a new device begins names the node that it is to sync with, this one.
    (r"^/me/devices/add$", r"praxis-person-[\w-]+", "praxis-person-"),
    # "The numbers are this node's", the page says; the form offers the first and the last of them.
    (HISTORY, rf'(<li id="r-{IDS}"><h3>)\d+: ', r"\1"),
    (HISTORY, r'(<span class="hidden">(?: with change |: ))\d+(?=</span>)', r"\1"),
    (HISTORY, rf'(<option value="{IDS}")(?: selected)?>\d+: ', r"\1>"),
]

# Lists in which what arrived at this node last comes first, as these words on the page say.
A_DOCUMENT = rf'<li><a href="/d/{IDS}">.*?</li>'
BY_ARRIVAL = [
    ("What arrived at this node last comes first", A_DOCUMENT),
    ("New in this space", A_DOCUMENT),
    ("What arrived here last comes first.", A_DOCUMENT),
    ("What arrived here last comes first;", rf'<li id="r-{IDS}">.*?</ul></li>'),
    ("What arrived here last comes first;", rf'<option value="{IDS}".*?</option>'),
]


class Sources(Browser):
    """A browser that gives pages as they were sent; it comes from an address of this machine."""

    class From(urllib.request.HTTPHandler):
        handler_order = 400  # before the one that everybody has

        def __init__(self, host):
            super().__init__()
            self.connection = functools.partial(
                http.client.HTTPConnection, source_address=(host, 0))

        def http_open(self, request):
            return self.do_open(self.connection, request)

    def __init__(self, address, comes_from="127.0.0.1"):
        super().__init__(address)
        for opener in (self._opener, self._staying):
            opener.add_handler(self.From(comes_from))

    def source(self, path):
        """Fails with DemoError where the link leads to no page, or to none for this visitor."""
        with self._ask(self._staying, path, None) as answer:
            return self._read(answer)


class Reader:
    """Somebody who reads at one node. With several browsers, since a node answers each of them so
    often in a second and no more."""

    def __init__(self, browsers):
        self.browsers = collections.deque(browsers)

    def source(self, path):
        while True:
            waits = []
            for _ in range(len(self.browsers)):
                try:
                    return self.browsers[0].source(path)
                except TooSoon as told:
                    waits.append(told.seconds)
                    self.browsers.rotate()
            time.sleep(min(waits))

    def crawl(self):
        """Every page that links lead to: its address, and what it says as far as nodes may not
        differ in it."""
        pages = {}
        ahead = collections.deque(BEGIN)
        while ahead:
            path = ahead.popleft()
            if path in pages:
                continue
            source = self.source(path)
            pages[path] = the_same_everywhere(path, source)
            ahead += links_in(source)
            assert len(pages) < PAGES_MAX, f"links without end, as {path}"
        return pages


def links_in(source):
    for link in re.findall(r'href="([^"]*)"', source):
        path = html.unescape(link).partition("#")[0]
        if path.startswith("/"):
            yield path


def the_same_everywhere(path, source):
    for where, what, instead in MAY_DIFFER:
        if re.search(where, path):
            source = re.sub(what, instead, source, flags=re.DOTALL)
    for words, line in BY_ARRIVAL:
        if words in source:
            lines = iter(sorted(re.findall(line, source, flags=re.DOTALL)))
            source = re.sub(line, lambda _, lines=lines: next(lines), source, flags=re.DOTALL)
    return source


def differing(pages, others):
    """Addresses of pages that only one of two crawls found, or that say something else in the other;
    to each the first line that tells."""
    out = {}
    for path in pages.keys() | others.keys():
        here, there = (each.get(path, "(no link leads there)").split("\n") for each in (pages, others))
        if here != there and path not in OF_A_NODE:
            longest = max(len(here), len(there))
            here, there = (each + [""] * (longest - len(each)) for each in (here, there))
            out[path] = next((one, other) for one, other in zip(here, there) if one != other)
    return out
