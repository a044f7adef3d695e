#include "node/daemon.hpp"
#include "tests/planted/passing_port.hpp"

#include <algorithm>
#include <map>

// A praxisd for which its own edit wins: an update that changes a document which this node has
// changed too, and does not follow upon that change, is said to be held and is not stored.
// `deploy/demo --check --plant lose-edit` must notice.

namespace praxis::planted {
namespace {

class LosingPort final : public PassingPort {
public:
    using PassingPort::PassingPort;

    node::Task<Result<std::vector<node::Outcome>>> ingest(std::vector<wire::SignedUpdate> updates,
                                                          NodeId from) override {
        std::vector<bool> lost;
        std::vector<wire::SignedUpdate> kept;
        for (auto& update : updates) {
            CO_TRY(const bool loses, loses_to_ours(update));
            lost.push_back(loses);
            if (!loses) kept.push_back(std::move(update));
        }
        CO_TRY(const auto outcomes, co_await PassingPort::ingest(std::move(kept), from));
        std::vector<node::Outcome> told;
        auto next = outcomes.begin();
        for (const bool each : lost)
            told.push_back(each ? node::Outcome::held : *next++);
        co_return told;
    }

private:
    Result<bool> loses_to_ours(const wire::SignedUpdate& update) {
        const auto header = wire::decode_header(update.header);
        if (!header || header.value().kind == wire::kind_root) return false;
        const auto& document = header.value().document;
        if (document == DocumentId{}) return false;  // creates one
        TRY(read_own(header.value().space));
        const auto ours = own_.find(document);
        return ours != own_.end() &&
               std::ranges::find(header.value().deps, ours->second) == header.value().deps.end();
    }

    /// Notes the last update of every document that this node's own device wrote.
    Result<void> read_own(const SpaceId& space) {
        auto& read = read_[space];
        for (;;) {
            TRY(const auto lines, arrivals(space, read, 256));
            if (lines.empty()) return success();
            for (const auto& line : lines) {
                read = line.arrival;
                if (!line.payload || line.chain.device != node()) continue;
                TRY(const auto update, load(line.id));
                if (!update) continue;
                TRY(const auto header, wire::decode_header(update->header));
                if (header.document != DocumentId{}) own_[header.document] = line.id;
            }
        }
    }

    std::map<SpaceId, Arrival> read_;
    std::map<DocumentId, UpdateId> own_;
};

}  // namespace
}  // namespace praxis::planted

int main(int argc, char** argv) {
    return praxis::node::run_daemon(argc, argv, [](praxis::node::ReplicaPort& replica) {
        return std::make_unique<praxis::planted::LosingPort>(replica);
    });
}
