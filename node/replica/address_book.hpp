#pragma once

#include "node/runtime/network.hpp"
#include "protocol/base/ids.hpp"
#include "store/store.hpp"

#include <optional>
#include <vector>

namespace praxis::node {

/// `[NODE@]HOST:PORT`: whom to keep a session with.
struct PeerAddress {
    std::optional<NodeId> node;  ///< nullopt: the node that invited this one
    Endpoint endpoint;
};
/// Fails with `NodeErrc::bad_request` and words that say what is wrong.
[[nodiscard]] Result<PeerAddress> parse_peer(std::string_view text);

/// An address that `praxis peer add` keeps: `praxisd` dials it whenever it runs.
struct KeptPeer {
    NodeId node;
    Endpoint endpoint;
    friend auto operator<=>(const KeptPeer&, const KeptPeer&) = default;
};

/// What a store keeps, in the order it was added; at most `limits::kept_peers_max`.
[[nodiscard]] Result<std::vector<KeptPeer>> kept_peers(const store::Reader& reader);
[[nodiscard]] Result<void> put_kept_peers(store::Writer& writer,
                                          const std::vector<KeptPeer>& peers);

}  // namespace praxis::node
