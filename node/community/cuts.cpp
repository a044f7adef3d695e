#include "node/community/cuts.hpp"

#include <boost/json/value.hpp>

#include <algorithm>

namespace praxis::community {

using governance::Cut;

Result<std::vector<Cut>> cuts_now(const node::Replica& replica,
                                  const UpdateId& grant,
                                  const std::vector<SpaceId>& spaces) {
    const auto& governance = replica.governance();
    auto keys = governance.acting_keys(grant);
    std::erase_if(keys, [&](const SigningKey& key) {
        const auto device = governance.device_info(key);
        return device && !governance.verdict_of_root(device->certificate).stands();
    });
    std::vector<Cut> out;
    for (const auto& space : spaces) {
        TRY(const auto heads, replica.heads(space));
        for (const auto& head : heads) {
            if (std::ranges::find(keys, head.chain.device) == keys.end()) continue;
            out.push_back({head.chain, head.seq, head.id});
        }
    }
    if (out.size() > cuts_max) {
        std::ranges::sort(out, std::ranges::greater{}, [](const Cut& cut) {
            return std::pair{cut.seq, cut.id};
        });
        out.resize(cuts_max);
    }
    std::ranges::sort(out);
    return out;
}

std::vector<SpaceId> every_space(const node::Replica& replica) {
    std::vector<SpaceId> out{same_bytes<SpaceId>(replica.network())};
    for (const auto& space : replica.governance().spaces())
        out.push_back(space.id);
    return out;
}

boost::json::object to_json(const Cut& cut) {
    boost::json::object out;
    out["device"] = cut.chain.device.hex();
    out["space"] = cut.chain.space.hex();
    out["incarnation"] = std::to_string(cut.chain.incarnation.value);
    out["seq"] = cut.seq.value;
    out["id"] = cut.id.hex();
    return out;
}

}  // namespace praxis::community
