#pragma once

#include "node/peers/replica_port.hpp"
#include "store/records.hpp"

#include <map>

namespace praxis::node {

/// The smallest seq of which a chain has several updates, when its heads are several and the first
/// of them stands at `first_head`: below that there is a link of every branch at each seq, until
/// they are one.
[[nodiscard]] Result<Seq> parting(const store::Reader& reader,
                                  store::ChainNumber chain,
                                  Seq first_head);

/// For each space one chain of each device that forked there, the first that was seen to, in the
/// order in which they were. Looks at the heads of all chains of a space when first asked, then
/// only at what arrived since: peers ask after every commit. Loop only.
class KnownForks {
public:
    [[nodiscard]] Result<std::vector<Fork>> of(const store::Reader& reader, const SpaceId& space);

private:
    struct Seen {
        Arrival up_to;
        std::vector<Fork> forks;
    };
    [[nodiscard]] static Result<Seen> look_at_all(const store::Reader& reader,
                                                  const SpaceId& space);
    [[nodiscard]] static Result<void> look_at(const store::Reader& reader,
                                              const UpdateId& id,
                                              std::vector<Fork>& forks);

    std::map<SpaceId, Seen> seen_;
};

}  // namespace praxis::node
