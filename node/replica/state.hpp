#pragma once

#include "node/replica/live_documents.hpp"
#include "protocol/governance/kept_state.hpp"

namespace praxis::node {

/// What `praxis state` says.
struct StateSummary {
    Hash state;                      ///< of the node: over its spaces
    std::map<SpaceId, Hash> spaces;  ///< root under the network id
    std::uint64_t updates = 0;       ///< in the hash, root included
    std::uint64_t documents = 0;     ///< that stand, root not counted
};

/// The state of a store, as `praxis state` tells it: over its applied updates that stand and void
/// ones that a standing one reaches. A function of the updates and their verdicts alone, so a copy
/// of a store has the same.
///
/// Read once, it follows what was touched. After an error it is to be thrown away.
class StoreState {
public:
    /// Reads what every header and verdict of the store says.
    [[nodiscard]] static Result<StoreState> read(const store::Reader& reader,
                                                 const NetworkId& network);
    /// Reads again what the store says of these updates.
    [[nodiscard]] Result<void> advance(const store::Reader& reader, const Touched& touched);
    [[nodiscard]] StateSummary summary() const;

private:
    struct Told {
        UpdateId id;
        SpaceId space;
        bool stands = false;
    };
    explicit StoreState(const NetworkId& network) : root_{same_bytes<SpaceId>(network)} {}
    [[nodiscard]] Result<void> take(const store::Reader& reader, const std::vector<Told>& all);

    SpaceId root_;
    std::map<SpaceId, governance::KeptState> spaces_;
    std::uint64_t documents_ = 0;
};

}  // namespace praxis::node
