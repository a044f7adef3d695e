#include "node/daemon.hpp"
#include "tests/planted/passing_port.hpp"

// A praxisd that loses words: of the updates that peers send it, it says of every fifth that it is
// held, and stores nothing. `deploy/demo --check --plant drop` must notice.

namespace praxis::planted {
namespace {

class DroppingPort final : public PassingPort {
public:
    using PassingPort::PassingPort;

    node::Task<Result<std::vector<node::Outcome>>> ingest(std::vector<wire::SignedUpdate> updates,
                                                          NodeId from) override {
        std::vector<bool> dropped;
        std::vector<wire::SignedUpdate> kept;
        for (auto& update : updates) {
            const auto header = wire::decode_header(update.header);
            const bool content = header && header.value().kind != wire::kind_root;
            const bool drop = content && ++seen_ % 5 == 0;
            dropped.push_back(drop);
            if (!drop) kept.push_back(std::move(update));
        }
        CO_TRY(const auto outcomes, co_await PassingPort::ingest(std::move(kept), from));
        std::vector<node::Outcome> told;
        auto next = outcomes.begin();
        for (const bool drop : dropped)
            told.push_back(drop ? node::Outcome::held : *next++);
        co_return told;
    }

private:
    std::uint64_t seen_ = 0;
};

}  // namespace
}  // namespace praxis::planted

int main(int argc, char** argv) {
    return praxis::node::run_daemon(argc, argv, [](praxis::node::ReplicaPort& replica) {
        return std::make_unique<praxis::planted::DroppingPort>(replica);
    });
}
