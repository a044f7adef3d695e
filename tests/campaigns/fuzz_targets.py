"""The fuzz targets, and where their corpora lie."""
import dataclasses
import pathlib

from report import ROOT

CORPORA = ROOT / "tests" / "fuzz" / "corpus"


@dataclasses.dataclass(frozen=True)
class Target:
    name: str
    executions_a_minute: int  # floor of what a run must reach on a busy machine, to have meant something
    reads: tuple              # files whose lines the target is there to reach
    arguments: tuple = ()     # more for libFuzzer

    @property
    def corpus(self) -> pathlib.Path:
        return CORPORA / self.name

    @property
    def program(self) -> str:
        return f"tests/fuzz/fuzz_{self.name}"


TARGETS = [
    Target("F1", 100_000, ("protocol/wire/frame.cpp",)),
    Target("F2", 20_000, ("protocol/wire/header.cpp",)),
    Target("F3", 100_000, ("crdt/skeleton.cpp", "protocol/wire/content.cpp", "protocol/wire/message.cpp",
                           "protocol/governance/acts.cpp", "protocol/governance/genesis.cpp",
                           "protocol/sync/peer_space.cpp", "protocol/base/codec.cpp")),
    Target("F4", 600, ("node/peers/channel.cpp", "node/peers/session.cpp", "node/peers/session_receive.cpp",
                       "node/peers/session_send.cpp", "protocol/handshake/noise.cpp")),
    Target("F6", 300, ("crdt/document.cpp", "crdt/text_tree.cpp", "crdt/text_walker.cpp",
                         "protocol/base/causal_graph.cpp")),
    # Of a target that reaches many counters, entropic scheduling takes four fifths of the time.
    Target("F7", 600, ("crdt/document.cpp", "crdt/view.cpp", "crdt/view_values.cpp",
                       "crdt/detail/view_reader.hpp"), ("-entropic=0",)),
    Target("F10", 1_500, ("crdt/archive.cpp", "crdt/sections.cpp", "crdt/shown_column.cpp",
                          "crdt/history_reader.cpp", "crdt/history_writer.cpp", "crdt/text_archive.cpp"),
           ("-entropic=0",)),
    Target("F15", 20_000, ("node/http/request_reader.cpp", "node/http/detail/head_bytes.cpp",
                           "node/http/router.cpp")),
    Target("F24", 10_000, ("store/detail/record.cpp", "store/detail/key_layout.cpp", "store/store.cpp")),
]
NAMES = [target.name for target in TARGETS]
