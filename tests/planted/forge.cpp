#include "node/daemon.hpp"
#include "tests/planted/passing_port.hpp"

// A praxisd that changes words: in what it sends to peers, the last byte of every content is
// another one. `deploy/demo --check --plant forge` must notice.

namespace praxis::planted {
namespace {

class ForgingPort final : public PassingPort {
public:
    using PassingPort::PassingPort;

    Result<std::optional<wire::SignedUpdate>> load(const UpdateId& id) const override {
        TRY(auto update, PassingPort::load(id));
        if (update && update->content && !update->content->empty()) {
            update->content->back() ^= std::byte{1};
        }
        return update;
    }
};

}  // namespace
}  // namespace praxis::planted

int main(int argc, char** argv) {
    return praxis::node::run_daemon(argc, argv, [](praxis::node::ReplicaPort& replica) {
        return std::make_unique<praxis::planted::ForgingPort>(replica);
    });
}
