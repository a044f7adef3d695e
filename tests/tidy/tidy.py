#!/usr/bin/env python3
"""Rules of the source tree that no compiler checks. Prints each breach as `path:line: rule: why`.

usage: tidy.py [ROOT]     exit 0 tidy, 1 not
"""
import hashlib
import pathlib
import posixpath
import re
import sys
import unicodedata

import co_await
from samples import check_samples
from tree import Tree, line_of

TOP_FILES = ["CMakeLists.txt", "CMakePresets.json", "LICENSE", "README.md"]
TOP_FOLDERS = ["cli", "crdt", "deploy", "node", "proto", "protocol", "store", "tests"]

# Folder: prefixes its files may include; the longest matching folder decides.
LAYERS = {
    "proto/": [],
    "protocol/base/": ["protocol/base/"],
    "protocol/crypto/": ["protocol/base/", "protocol/crypto/"],
    "protocol/": ["protocol/", "praxis/"],
    "crdt/": ["crdt/", "protocol/base/", "protocol/crypto/hash.hpp"],
    "store/": ["store/", "protocol/base/", "protocol/crypto/hash.hpp"],
    "node/": ["node/", "protocol/", "crdt/", "store/", "praxis/"],
    "cli/": ["cli/", "node/", "protocol/", "crdt/", "store/", "praxis/"],
    "tests/": [""],
    # The oracle of documents shares nothing with what it judges.
    "tests/support/crdt_oracle/": ["tests/support/crdt_oracle/", "protocol/base/"],
}

# Header of a library: where it may be seen, and whether a public header may show it.
FOREIGN = [
    (re.compile(r"lmdb\.h$"), ["store/", "tests/"], False),
    (re.compile(r"sodium(\.h$|/)"), ["protocol/crypto/", "tests/"], False),
    (re.compile(r"^zstd\.h$"), ["crdt/sections.cpp"], False),
    (re.compile(r"^openssl/"), ["node/net/", "tests/"], False),
    (re.compile(r"^toml\+\+/"), ["node/settings_file.cpp"], False),
    (re.compile(r"\.pb\.h$"), ["protocol/wire/", "node/community/", "tests/"], False),
    (re.compile(r"^boost/(asio|beast)\b"), ["node/", "cli/api_client.cpp", "tests/"], True),
]

# Call: why not, and the files that may.
BANNED = [
    (r"\b(system|steady|high_resolution)_clock\s*::\s*now\b",
     "time comes from the runtime's clock",
     ["node/runtime/", "tests/link/", "tests/bench/", "tests/tidy/"]),
    (r"(?<![\w.>])s?rand\s*\(|\brandom_device\b", "randomness comes from Entropy", ["tests/tidy/"]),
    (r"\bthis_thread\s*::\s*sleep_|\b(u|nano)sleep\s*\(|(?<!\w)::\s*sleep\s*\(",
     "nothing sleeps", []),
    (r"\basio\s*::\s*detached\b|\.\s*detach\s*\(\s*\)", "every task has an owner", []),
    (r"\bMDB_(NOSYNC|NOMETASYNC|WRITEMAP|MAPASYNC)\b", "acknowledged means on disk", []),
    (r"(?<!\w)assert\s*\(", "PRAXIS_CHECK does not depend on NDEBUG", []),
]

ORACLE_FILES = ("oracle.py", "oracle_updates.py")  # what decides, and what it reads; together
ORACLE_LINES_MAX = 400
ORACLE_COLUMNS_MAX = 120

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^)\s]+)\)")
TARGET = re.compile(
    r"^\s*(praxis_library|praxis_test|add_executable|add_library|add_custom_target)\s*\(\s*"
    r"([\w:]+)(\s+ALIAS\b)?([^)]*)\)", re.MULTILINE)


def check_layers(tree):
    for file in tree.cpp_files:
        layer = max((f for f in LAYERS if file.inside(f)), key=len, default=None)
        for match in re.finditer(r"(?m)^\s*#\s*include\s*<(quoted:)?([^>]+)>", file.cpp):
            quoted, path = match.groups()
            at = line_of(file.cpp, match.start())
            if layer is None:
                yield file, at, "layering: C++ outside the fixed folders"
            elif quoted and not path.endswith(".pb.h") and not tree.has(path):
                yield file, at, f'layering: "{path}" is not a path from the root'
            elif quoted and not any(path.startswith(allowed) for allowed in LAYERS[layer]):
                yield file, at, f"layering: {layer} may not include {path}"
            for header, places, public in FOREIGN:
                if not header.search(path):
                    continue
                if not file.inside(*places):
                    yield file, at, f"layering: {path} belongs to {places[0]}"
                elif not public and file.suffix == ".hpp" and "/detail/" not in file.path \
                        and not file.inside("tests/"):
                    yield file, at, f"layering: {path} in a public header"


def check_banned_calls(tree):
    for file in tree.cpp_files:
        for pattern, why, allowed in BANNED:
            if file.inside(*allowed):
                continue
            for match in re.finditer(pattern, file.cpp):
                yield file, line_of(file.cpp, match.start()), f"banned call: {why}"


def check_co_await(tree):
    for file in tree.cpp_files:
        if "co_await" not in file.cpp:
            continue
        for at in co_await.offending_statements(file.cpp):
            yield file, line_of(file.cpp, at), \
                "co_await: name the braces or the lambda on the line above (g++ 12)"


def check_headers(tree):
    for file in tree.cpp_files:
        if file.suffix == ".hpp" and "#pragma once" not in file.text:
            yield file, 1, "header: no #pragma once"


def anchors(text):
    """The names a Markdown reader gives to the headings of `text`."""
    for heading in re.findall(r"(?m)^#{1,6}\s+(.+?)\s*$", text):
        plain = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        yield re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


def check_top_level(tree):
    for file in tree.files:
        top = file.path.split("/")[0]
        if not top.startswith(".") and top not in TOP_FILES and top not in TOP_FOLDERS:
            yield file, 1, "layout: the top level is fixed"


def check_readmes(tree):
    for folder in TOP_FOLDERS:
        if not tree.has(f"{folder}/README.md"):
            yield None, 0, f"readme: {folder}/README.md is missing"
    for file in tree.files:
        if file.suffix != ".md":
            continue
        for match in LINK.finditer(file.text):
            target, _, anchor = match[1].partition("#")
            if re.match(r"[a-z]+:", target):
                continue
            folder = (tree.root / file.path).parent
            path = (folder / target) if target else tree.root / file.path
            at = line_of(file.text, match.start())
            if not path.exists() or tree.root not in [path.resolve(), *path.resolve().parents]:
                yield file, at, f"readme: {match[1]} leads nowhere"
            elif anchor and path.suffix == ".md" \
                    and anchor not in anchors(path.read_text(encoding="utf-8")):
                yield file, at, f"readme: {match[1]} names no heading"


def check_targets(tree):
    seen = {}
    listed = set()
    for file in tree.files:
        if file.name != "CMakeLists.txt":
            continue
        text = re.sub(r"#[^\n]*", lambda m: " " * len(m.group()), file.text)
        folder = pathlib.PurePosixPath(file.path).parent
        for match in TARGET.finditer(text):
            command, name, alias, rest = match.groups()
            if alias or "${" in name or "::" in name or command == "add_library" and "$" in rest:
                continue
            at = line_of(text, match.start())
            if name in seen:
                yield file, at, f"targets: {name} is listed already in {seen[name]}"
            seen[name] = f"{file.path}:{at}"
            sources = re.findall(r"[\w./-]+\.cpp\b", rest)
            for source in {s for s in sources if sources.count(s) > 1}:
                yield file, at, f"targets: {source} twice in {name}"
        for source in re.findall(r"[\w./-]+\.cpp\b", text):
            listed.add(posixpath.normpath((folder / source).as_posix()))
            if source.startswith("/"):  # ${PROJECT_SOURCE_DIR}/path
                listed.add(source.lstrip("/"))
    for file in tree.cpp_files:
        if file.suffix == ".cpp" and file.path not in listed:
            yield file, 1, "targets: in no CMakeLists.txt"


def words_of(text):
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return [word.lower() for word in re.findall(r"[^\W\d_]+", plain)]


def check_people(tree):
    here = pathlib.Path(__file__).parent
    lines = (here / "names.txt").read_text(encoding="utf-8").split("\n")
    known = {line for line in lines if line and not line.startswith("#")}
    verdicts = {}

    def names_somebody(words):
        if words not in verdicts:
            digest = hashlib.sha256(f"praxis/tidy/name {words}".encode()).hexdigest()[:24]
            verdicts[words] = digest in known
        return verdicts[words]

    for file in tree.files:
        for at, line in enumerate(file.text.split("\n"), start=1):
            words = words_of(line)
            pairs = [f"{a} {b}" for a, b in zip(words, words[1:])]
            if any(names_somebody(each) for each in words + pairs):
                yield file, at, "people: a personal name of the source documents"
            if file.inside("deploy/") and ADDRESS.search(line):
                yield file, at, "people: an e-mail address"


def check_oracle(tree):
    folder = lambda file: file.path.removesuffix(file.name)
    parts = [file for file in tree.files if file.name in ORACLE_FILES]
    for file in parts:
        lines = file.text.splitlines()
        together = sum(len(part.text.splitlines()) for part in parts if folder(part) == folder(file))
        if together > ORACLE_LINES_MAX:
            yield file, len(lines), f"oracle: above {ORACLE_LINES_MAX} lines it is no longer obvious"
        for at, line in enumerate(lines, start=1):
            if len(line) > ORACLE_COLUMNS_MAX:
                yield file, at, f"oracle: above {ORACLE_COLUMNS_MAX} columns"


CHECKS = [check_layers, check_banned_calls, check_co_await, check_headers, check_top_level, check_readmes,
          check_targets, check_people, check_samples, check_oracle]


def breaches(root):
    tree = Tree(root)
    for check in CHECKS:
        for file, line, why in check(tree):
            yield f"{file.path if file else '.'}:{line}: {why}"


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2]
    found = list(breaches(root))
    for breach in found:
        print(breach)
    print(f"{len(found)} breaches", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
