#pragma once

#include "tests/support/governance_oracle.hpp"

#include <optional>

namespace praxis::test {

// Reads the bytes of updates for `ReplicaOracle`, from the grammars of protocol/README.md and
// crdt/README.md; shares no code with the product's readers.

/// (update, index): a character, an add, a write.
using ReadEvent = std::pair<UpdateId, std::uint64_t>;

struct ReadOperation {
    unsigned number = 0;
    Bytes at;  ///< form of key, then field and key as encoded
    std::uint64_t position = 0;
    std::uint64_t events = 1;
    std::vector<ReadEvent> targets;  ///< the first character to delete; the adds to take back
    ReadEvent event;                 ///< its first
    std::optional<Bytes> part;       ///< nullopt: it has none, or the content counts as absent
};

struct ReadUpdate {
    OracleUpdate seen;
    DocumentId document;  ///< its own id if it creates
    std::uint64_t kind = 0;
    std::int64_t written = 0;
    bool creates = false;
    std::optional<std::vector<ReadOperation>> operations;  ///< nullopt: does not parse
};

/// A well-formed update; content nullopt: absent.
[[nodiscard]] ReadUpdate read_update(ByteView header,
                                     ByteView skeleton,
                                     std::optional<ByteView> content);

[[nodiscard]] NetworkId network_of(ByteView genesis);
[[nodiscard]] std::set<SigningKey> board_of(ByteView genesis);

/// nullopt for what is not UTF-8.
[[nodiscard]] std::optional<std::u32string> code_points(const Bytes& bytes);

}  // namespace praxis::test
