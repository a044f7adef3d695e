#pragma once

#include "node/peers/replica_port.hpp"
#include "protocol/base/time.hpp"

#include <map>
#include <string>

namespace praxis::node {

/// Why one update of a peer was not taken.
struct Refusal {
    Outcome outcome;  ///< refused or later
    std::string why;
};

/// What was not taken of what one node sent, since this one started.
struct RefusedOf {
    std::uint64_t refused = 0;  ///< not well-formed; never wanted again
    std::uint64_t later = 0;    ///< offered again at the next session; the same one may count twice
    std::string last_why;       ///< of the last one
};

/// Keeps count of what was not taken, by who sent it, and says when the operator should be told:
/// at the first, then once in `limits::refusals_told_every`. A value; of
/// `limits::refusals_peers_max` nodes, the others are counted together with strangers.
class Refusals {
public:
    /// `from` is zero for whoever has not proven who it is. Returns what to tell of since the last
    /// time it was told; nullopt: nothing yet.
    [[nodiscard]] std::optional<RefusedOf> note(const NodeId& from,
                                                const Refusal& refusal,
                                                MonoTime now);
    [[nodiscard]] RefusedOf of(const NodeId& from) const;

private:
    struct Account {
        RefusedOf all;
        RefusedOf untold;
        std::optional<MonoTime> told;
    };
    std::map<NodeId, Account> accounts_;
};

}  // namespace praxis::node
