#include "node/daemon.hpp"
#include "protocol/sync/peer_space.hpp"
#include "tests/planted/passing_port.hpp"

#include <map>

// A praxisd whose status is hope: it notes of every peer that it holds whatever was sent, before
// that peer has confirmed anything. `deploy/demo --check --plant stale-status` must notice.

namespace praxis::planted {
namespace {

class HopingPort final : public PassingPort {
public:
    using PassingPort::PassingPort;

    Result<std::optional<wire::SignedUpdate>> load(const UpdateId& id) const override {
        TRY(auto update, PassingPort::load(id));
        if (update) {
            TRY(const auto header, wire::decode_header(update->header));
            sent_[header.space].emplace_back(id, header);
        }
        return update;
    }

    node::Task<Result<void>> save_peer(NodeId peer, PeerState state) override {
        for (auto& [space, bytes] : state) {
            confirmed_[peer][space] = bytes;
            CO_TRY(auto entry, sync::decode_peer_space(bytes));
            for (const auto& [id, header] : sent_[space]) {
                const sync::Tip tip{header.seq, wire::check_of(id)};
                const sync::ChainName chain{header.device, header.incarnation};
                entry.holds.set(chain, {{tip}, {tip}});
            }
            bytes = sync::encode(entry);
        }
        co_return co_await PassingPort::save_peer(peer, std::move(state));
    }

    /// Sessions go by what was confirmed, so that the status is all that is wrong.
    Result<PeerState> load_peer(const NodeId& peer) const override {
        TRY(auto state, PassingPort::load_peer(peer));
        const auto confirmed = confirmed_.find(peer);
        if (confirmed == confirmed_.end()) return state;
        for (auto& [space, bytes] : state) {
            const auto found = confirmed->second.find(space);
            if (found != confirmed->second.end()) bytes = found->second;
        }
        return state;
    }

private:
    mutable std::map<SpaceId, std::vector<std::pair<UpdateId, wire::Header>>> sent_;
    std::map<NodeId, std::map<SpaceId, Bytes>> confirmed_;
};

}  // namespace
}  // namespace praxis::planted

int main(int argc, char** argv) {
    return praxis::node::run_daemon(argc, argv, [](praxis::node::ReplicaPort& replica) {
        return std::make_unique<praxis::planted::HopingPort>(replica);
    });
}
