#!/usr/bin/env python3
"""Every rule of tidy.py, shown to bite: a breach is planted in a copy of the tree and must be found
there, by that rule; and what only looks like a breach must pass."""
import copy
import hashlib
import json
import pathlib
import shutil
import sys
import tempfile
import unittest

import co_await
import samples
import tidy
from tree import SKIPPED_FOLDERS, File, Tree, without_noise

ROOT = pathlib.Path(__file__).parents[2]


class Plants(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.copy = pathlib.Path(cls.folder.name) / "tree"
        shutil.copytree(ROOT, cls.copy, ignore=shutil.ignore_patterns(*SKIPPED_FOLDERS))
        cls.before = Tree(cls.copy)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def found(self, check, path):
        # The files of before stay read; only the planted one is new.
        tree = copy.copy(self.before)
        tree.files = [*tree.files, File(tree.root, tree.root / path)]
        return [why for file, _, why in check(tree) if file and file.path == path]

    def plant(self, path, text, check, expected):
        """`text` in a new file `path` is found by `check` with a message that holds `expected`."""
        file = self.copy / path
        self.assertFalse(file.exists(), path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        try:
            found = self.found(check, path)
        finally:
            file.unlink()
        self.assertTrue(any(expected in why for why in found), (path, text, found))

    def passes(self, path, text, check):
        file = self.copy / path
        self.assertFalse(file.exists(), path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        try:
            self.assertEqual(self.found(check, path), [], text)
        finally:
            file.unlink()

    def test_layers(self):
        for path, include in (
                ("crdt/planted.hpp", '"store/store.hpp"'),
                ("crdt/planted.cpp", '"protocol/wire/header.hpp"'),
                ("store/planted.cpp", '"crdt/text.hpp"'),
                ("store/planted.cpp", '"protocol/crypto/keys.hpp"'),
                ("protocol/sync/planted.cpp", '"crdt/text.hpp"'),
                ("protocol/sync/planted.cpp", '"store/store.hpp"'),
                ("protocol/base/planted.hpp", '"protocol/crypto/hash.hpp"'),
                ("protocol/wire/planted.cpp", '"node/runtime/clock.hpp"'),
                ("node/peers/planted.cpp", '"cli/main.hpp"'),
                ("node/peers/planted.cpp", '"tests/link/line.hpp"'),
                ("crdt/planted.cpp", '"text.hpp"'),
                ("elsewhere/planted.cpp", "<vector>"),
                ("node/planted.cpp", "<lmdb.h>"),
                ("store/planted.hpp", "<lmdb.h>"),
                ("protocol/handshake/planted.cpp", "<sodium.h>"),
                ("protocol/handshake/planted.cpp", "<sodium/utils.h>"),
                ("protocol/crypto/planted.hpp", "<sodium.h>"),
                ("node/http/planted.cpp", "<openssl/ssl.h>"),
                ("node/net/planted.hpp", "<openssl/ssl.h>"),
                ("node/peers/planted.cpp", '"praxis/wire/v1/frame.pb.h"'),
                ("protocol/wire/planted.hpp", '"praxis/wire/v1/frame.pb.h"'),
                ("cli/commands/planted.cpp", "<boost/asio/io_context.hpp>"),
                ("tests/support/crdt_oracle/planted.cpp", '"crdt/skeleton.hpp"'),
                ("protocol/sync/planted.cpp", "<boost/beast/http.hpp>")):
            self.plant(path, f"#pragma once\n#include {include}\n", tidy.check_layers, "layering")
        for path, include in (
                ("crdt/planted.cpp", '"protocol/base/bytes.hpp"'),
                ("store/planted.cpp", '"protocol/crypto/hash.hpp"'),
                ("store/detail/planted.hpp", "<lmdb.h>"),
                ("cli/api_client.cpp", "<boost/asio/io_context.hpp>"),
                ("protocol/wire/planted.cpp", '"praxis/wire/v1/frame.pb.h"')):
            if not (self.copy / path).exists():
                self.passes(path, f"#include {include}\n// lmdb.h\n", tidy.check_layers)

    def test_banned_calls(self):
        for call in ("std::chrono::system_clock::now()", "steady_clock :: now()", "rand()",
                     "std::srand(1)", "std::random_device{}", "std::this_thread::sleep_for(1s)",
                     "usleep(1)", "::sleep(1)", "co_spawn(a, b, asio::detached)", "thread.detach()",
                     "MDB_NOSYNC", "MDB_NOMETASYNC | 1", "MDB_WRITEMAP", "assert(true)"):
            self.plant("node/peers/planted.cpp", f"void f() {{ {call}; }}\n",
                       tidy.check_banned_calls, "banned call")
        for text in ("// rand() and MDB_NOSYNC\n", 'auto s = "rand()";\n', "clock.sleep_for(x);\n",
                     "Task sleep(Duration d);\n",
                     "network.detach(process);\n",
                     "static_assert(true);\n", "operand();\n", "entropy.rand();\n"):
            self.passes("node/peers/planted.cpp", text, tidy.check_banned_calls)

    def test_co_await_reaches_the_tree(self):
        self.plant("node/peers/planted.cpp", "Task f() { co_await g(A{p}); }\n",
                   tidy.check_co_await, "co_await")

    def test_headers(self):
        self.plant("crdt/planted.hpp", "int x;\n", tidy.check_headers, "#pragma once")

    def test_top_level(self):
        self.plant("default.profile", "x\n", tidy.check_top_level, "layout")
        self.plant("docs/planted.md", "# x\n", tidy.check_top_level, "layout")
        self.passes(".planted", "x\n", tidy.check_top_level)

    def test_readmes(self):
        for folder in tidy.TOP_FOLDERS:
            file = self.copy / folder / "README.md"
            text = file.read_bytes() if file.exists() else None
            file.unlink(missing_ok=True)
            missing = [why for _, _, why in tidy.check_readmes(Tree(self.copy))]
            self.assertIn(f"readme: {folder}/README.md is missing", missing)
            if text is not None:
                file.write_bytes(text)
        for link in ("nowhere.md", "../nowhere/", "../../outside", "#no-such-heading"):
            self.plant("crdt/planted.md", f"# Here\n[a]({link})\n", tidy.check_readmes, "readme")
        self.passes("crdt/planted.md", "# Two words\n[a](#two-words) [b](../tests/) [c](https://x)\n",
                    tidy.check_readmes)

    def test_targets(self):
        self.plant("crdt/planted.cpp", "int x;\n", tidy.check_targets, "in no CMakeLists.txt")
        self.plant("crdt/planted/CMakeLists.txt", "add_executable(one a.cpp a.cpp)\n",
                   tidy.check_targets, "a.cpp twice")
        self.plant("crdt/planted/CMakeLists.txt",
                   "praxis_test(one SOURCES a.cpp)\nadd_executable(one b.cpp)\n",
                   tidy.check_targets, "listed already")

    def test_people(self):
        # The real list holds hashes only, so the plant brings its own person.
        words = "somebody planted"
        digest = hashlib.sha256(f"praxis/tidy/name {words}".encode()).hexdigest()[:24]
        names = pathlib.Path(tidy.__file__).parent / "names.txt"
        known = [line for line in names.read_text().split("\n") if line and line[0] != "#"]
        self.assertGreater(len(known), 40)
        self.assertTrue(all(len(line) == 24 for line in known))
        with tempfile.TemporaryDirectory() as folder:
            own = pathlib.Path(folder) / "names.txt"
            own.write_text(digest + "\n")
            original, tidy.__file__ = tidy.__file__, str(own.parent / "tidy.py")
            try:
                for text in ("by Somebody Planted, advisor", "SOMEBODY\u00a0Pl\u00e1nted"):
                    self.plant("deploy/sample/planted.json", text, tidy.check_people, "personal")
                self.passes("deploy/sample/planted.json", "somebody has planted", tidy.check_people)
            finally:
                tidy.__file__ = original
        self.plant("deploy/sample/planted.json", "write to someone@example.org\n",
                   tidy.check_people, "e-mail")

    def test_samples(self):
        whole = {"kind": "thread", "space": "cop", "title": "t", "source": "S1:1",
                 "fields": {"topic": "Illustrative."}, "posts": ["illustrative"],
                 "illustrative": True}
        for change, expected in (
                ({"kind": "poem"}, "no such kind"), ({"colour": 1}, "unknown keys"),
                ({"title": ""}, "no title"), ({"space": "nowhere"}, "no such space"),
                ({"source": "S9:1"}, "no source"), ({"source": "somewhere"}, "no source"),
                ({"posts": ["invented"]}, "invented"),
                ({"fields": {"topic": "Illustrative.", "parent": {"item": "x"}}}, "names no item"), ({"fields": {"topic": "x"}}, "invented")):
            self.plant("deploy/sample/9-planted.json", json.dumps([{**whole, **change}]),
                       tidy.check_samples, expected)
        fields = {"thread": {"topic", "source"}}
        coloured = {**whole, "fields": {"topic": "Illustrative.", "colour": "red"}}
        self.assertEqual(list(samples.breaches_of(coloured, {"cop"}, {"S1"}, fields)),
                         ["thread has no field colour"])
        self.assertEqual(list(samples.breaches_of(whole, {"cop"}, {"S1"}, fields)), [])
        self.plant("deploy/sample/9-planted.json", "[{]", tidy.check_samples, "not JSON")
        self.passes("deploy/sample/9-planted.json", json.dumps([whole]), tidy.check_samples)

    def test_oracle(self):
        self.plant("tests/planted/oracle.py", "pass\n" * 401, tidy.check_oracle, "400 lines")
        self.plant("tests/planted/oracle.py", "#" * 121 + "\n", tidy.check_oracle, "120 columns")
        self.passes("tests/planted/oracle.py", ("#" * 120 + "\n") * 400, tidy.check_oracle)
        self.plant("tests/planted/oracle_updates.py", "pass\n" * 401, tidy.check_oracle, "400 lines")

    def test_both_parts_of_the_oracle_share_its_lines(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for lines in (200, 201):
                for name, count in (("oracle.py", 200), ("oracle_updates.py", lines), ("oracle_documents.py", 500)):
                    (root / name).write_text("pass\n" * count)
                found = [file.name for file, _, _ in tidy.check_oracle(Tree(root))]
                self.assertEqual(found, ["oracle.py", "oracle_updates.py"] if lines > 200 else [])


class CoAwait(unittest.TestCase):
    BAD = [
        "co_await run([p] { return *p; });",
        "co_await run([=] { return p; });",
        "co_await run([this, p] { return p; });",
        "co_await run([&a, b = std::move(c)] { return b; });",
        "co_await f(std::vector<seconds>{1s, 2s});",
        "CO_TRY(co_await run([this, p](int x) mutable { return x; }));",
        "co_await f(Agg{p, 1});",
        "co_await f({p, 1});",
        "co_await f({.p = p});",
        "co_await fv({p, q});",
        "Agg a{p, (co_await g()).n};",
        "v.push_back({p, (co_await g()).n});",
        "auto x = co_await asio::co_spawn(ex, [p]() -> awaitable<int> { co_return 1; }, use);",
        "if (co_await f(Agg{p})) { g(); }",
        "for (;;) { co_await f(Agg{p}); }",
        "auto outer = [] { co_await f(Agg{p}); };",
        "co_return co_await f(std::vector<int>{1, 2});",
        "p->task = [q]() -> Task { co_await f({q}); };",
    ]
    GOOD = [
        "co_await f();",
        "co_await run([] { return 1; });",
        "co_await run([&] { return p; });",
        "co_await run([this, &p] { return p; });",
        "co_await clock.sleep_for(std::chrono::milliseconds{10 + f(x)});",
        "co_await with_timeout(clock, seconds{1}, std::move(task));",
        "auto job = [p] { return *p; }; co_await run(std::move(job));",
        "auto write = [op] { g(Agg{op}); }; CO_TRY(co_await w.submit(std::move(write)));",
        "Agg a{p, 1}; co_await f(a);",
        "for (;;) { const auto x = co_await f(values[i]); if (!x) { co_return; } }",
        "auto task = [p]() -> Task<void> { co_await p->run(); };",
        "spawn([this]() -> Task<void> { co_await run(); });",
        "if (x) { co_await f(); } else { co_await g(table[1][2]); }",
        "switch (x) { case 1: { co_await f(); break; } }",
        "try { co_await f(); } catch (const E& e) { g({1}); }",
        "struct S { int x{1}; Task f() { co_await g(); } };",
        "S::S(int a) : a_{a}, b_{1} { spawn(run()); }",
    ]

    def judge(self, statement):
        text = "namespace n {\nTask<void> C::f(int p) {\n" + statement + "\n}\n}  // namespace n\n"
        return bool(co_await.offending_statements(without_noise(text)))

    def test_finds_what_the_compiler_breaks(self):
        for statement in self.BAD:
            self.assertTrue(self.judge(statement), statement)

    def test_passes_what_it_does_not(self):
        for statement in self.GOOD:
            self.assertFalse(self.judge(statement), statement)

    def test_trailing_return_types_open_a_block(self):
        text = "auto f() -> Task<void> { Agg a{1}; co_await g(); }"
        self.assertEqual(co_await.offending_statements(text), [])


if __name__ == "__main__":
    sys.exit(unittest.main())
