#pragma once

#include "node/backup/frames.hpp"
#include "protocol/base/time.hpp"

#include <map>
#include <string>

namespace praxis::node {

/// What a backup holds, written last: a folder without one is a backup that was not finished.
struct Manifest {
    WallTime made;
    NetworkId network;
    NodeId node;
    std::uint64_t transaction = 0;  ///< of the store, when it was read
    std::uint64_t updates = 0;
    std::uint64_t documents = 0;  ///< that stand
    Hash state;                   ///< `praxis state`
    FramesEnd records;
    std::map<std::string, Hash> accounts;  ///< by the name of their file
    std::optional<Hash> keys;              ///< of the sealed keys; nullopt: left out
    /// Of the key files that were sealed at the node, by the name of their key.
    std::map<std::string, Hash> sealed_at_node;
    friend bool operator==(const Manifest&, const Manifest&) = default;
};

/// One line of JSON and, on the next, H(`praxis/backup/manifest/v1`, line).
[[nodiscard]] std::string encode(const Manifest& manifest);

/// Fails with `BackupErrc::damaged` unless every byte is as it was written, and with
/// `Errc::unknown_version` on a backup of a newer program.
[[nodiscard]] Result<Manifest> decode_manifest(std::string_view text);

}  // namespace praxis::node
