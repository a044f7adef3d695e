#include "tests/planted/passing_port.hpp"
#include "tests/sim/draw.hpp"
#include "tests/sim/scenarios/hostile.hpp"

namespace praxis::sim {
namespace {

constexpr std::uint64_t how_often = 12;  // of a hundred

/// The same whenever it is asked for, so that whoever cannot get past it never does.
int how_altered(const UpdateId& id) {
    return static_cast<unsigned char>(id.bytes[2]) % 6;
}

class HostilePort final : public planted::PassingPort {
public:
    HostilePort(node::ReplicaPort& replica, SeededEntropy random)
        : PassingPort{replica}, random_{random} {}

    Result<std::optional<wire::SignedUpdate>> load(const UpdateId& id) const override {
        TRY(auto update, PassingPort::load(id));
        if (!update || !is_altered_by_hostile(id)) return update;
        switch (how_altered(id)) {
            case 0:
                flip(update->header);
                break;
            case 1:
                flip(update->skeleton);
                break;
            case 2:
                if (update->content) flip(*update->content);
                break;
            case 3:
                update->signature.bytes[random_.below(update->signature.bytes.size())] ^=
                    std::byte{1};
                break;
            case 4:
                if (last_) return last_;  // another one than was asked for
                break;
            default:
                return std::optional<wire::SignedUpdate>{};
        }
        last_ = update;
        return update;
    }
    node::Task<Result<std::vector<node::Outcome>>> ingest(std::vector<wire::SignedUpdate> updates,
                                                          NodeId from) override {
        if (chance(random_, how_often)) {
            co_return std::vector<node::Outcome>(updates.size(), node::Outcome::held);
        }
        auto honest = PassingPort::ingest(std::move(updates), from);
        co_return co_await std::move(honest);
    }

private:
    void flip(Bytes& bytes) const {
        if (!bytes.empty()) bytes[random_.below(bytes.size())] ^= std::byte{1};
    }
    mutable SeededEntropy random_;
    mutable std::optional<wire::SignedUpdate> last_;
};

}  // namespace

bool is_altered_by_hostile(const UpdateId& id) {
    return static_cast<unsigned char>(id.bytes[1]) % 2 == 0;
}

std::unique_ptr<node::ReplicaPort> make_hostile_port(node::ReplicaPort& replica,
                                                     SeededEntropy random) {
    return std::make_unique<HostilePort>(replica, random);
}

}  // namespace praxis::sim
