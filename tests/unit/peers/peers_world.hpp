#pragma once

#include "node/peers/session_manager.hpp"
#include "tests/sim/world.hpp"
#include "tests/unit/peers/fake_replica.hpp"

#include <gtest/gtest.h>

namespace praxis::node::test {

using namespace std::chrono_literals;

inline constexpr std::uint16_t port = 9000;

/// What streams were given to send: every byte of all machines, and how many those of one machine.
struct Heard {
    Bytes& all;
    std::uint64_t& own;
};

/// Remembers every byte that its streams are given to send.
class TapNetwork final : public Network {
public:
    TapNetwork(Network& below, Heard heard) : below_{below}, heard_{heard} {}

    Task<Result<std::unique_ptr<Stream>>> dial(Endpoint to) override {
        CO_TRY(auto stream, co_await below_.dial(std::move(to)));
        co_return std::make_unique<Tap>(std::move(stream), heard_);
    }
    Result<std::unique_ptr<Listener>> listen(const Endpoint& at) override {
        TRY(auto listener, below_.listen(at));
        return std::make_unique<Door>(std::move(listener), heard_);
    }

private:
    class Tap final : public Stream {
    public:
        Tap(std::unique_ptr<Stream> below, Heard heard) : below_{std::move(below)}, heard_{heard} {}
        Task<Result<std::size_t>> read_some(std::span<std::byte> into) override {
            co_return co_await below_->read_some(into);
        }
        Task<Result<void>> write(ByteView bytes) override {
            append(heard_.all, bytes);
            heard_.own += bytes.size();
            co_return co_await below_->write(bytes);
        }
        void close() noexcept override { below_->close(); }
        Endpoint peer() const override { return below_->peer(); }

    private:
        std::unique_ptr<Stream> below_;
        Heard heard_;
    };
    class Door final : public Listener {
    public:
        Door(std::unique_ptr<Listener> below, Heard heard)
            : below_{std::move(below)}, heard_{heard} {}
        Task<Result<std::unique_ptr<Stream>>> accept() override {
            CO_TRY(auto stream, co_await below_->accept());
            co_return std::make_unique<Tap>(std::move(stream), heard_);
        }
        void close() noexcept override { below_->close(); }
        Endpoint local() const override { return below_->local(); }

    private:
        std::unique_ptr<Listener> below_;
        Heard heard_;
    };
    Network& below_;
    Heard heard_;
};

/// A process: sessions over a replica that outlives it.
class PeerProgram final : public sim::Program {
public:
    PeerProgram(Runtime& in, FakeReplica& over, Heard heard)
        : replica{over},
          tap{in.network, heard},
          runtime{in.loop, in.workers, in.writer, in.clock, in.entropy, tap, in.host},
          tasks{in.loop},
          manager{runtime, over} {
        replica.clock = &runtime.clock;
        replica.on_commit = [this] { manager.on_commit(); };
        EXPECT_TRUE(manager.listen({"0.0.0.0", port}));
    }
    ~PeerProgram() override {
        replica.on_commit = {};
        replica.clock = nullptr;
    }

    FakeReplica& replica;
    TapNetwork tap;
    Runtime runtime;
    TaskGroup tasks;
    SessionManager manager;
};

inline Task<Result<void>> stop_manager(SessionManager& manager, bool& stopped) {
    co_await manager.stop();
    stopped = true;
    co_return success();
}

/// Several nodes of one network that certify one another unless said otherwise.
class Peers {
public:
    Peers(std::uint64_t seed, std::size_t count, bool certified = true) : world{seed} {
        network.bytes.fill(std::byte{9});
        space.bytes.fill(std::byte{7});
        for (std::size_t i = 0; i < count; ++i) {
            replicas.push_back(std::make_unique<FakeReplica>(seed * 100 + i, network));
            machines.push_back(world.add_machine());
        }
        for (auto& a : replicas) {
            for (auto& b : replicas) {
                if (certified) a->trust(*b);
            }
        }
    }
    ~Peers() {
        for (const auto machine : machines) {
            if (world.runs(machine)) world.crash(machine);
        }
    }
    void start(std::size_t i) {
        world.start(machines[i], [&](Runtime& runtime) {
            return std::make_unique<PeerProgram>(runtime, *replicas[i], Heard{heard, sent[i]});
        });
    }
    void start_all() {
        for (std::size_t i = 0; i < replicas.size(); ++i)
            start(i);
    }
    SessionManager& manager(std::size_t i) {
        return world.program<PeerProgram>(machines[i]).manager;
    }
    void dial(std::size_t from, std::size_t to) {
        manager(from).dial({replicas[to]->node(),
                            replicas[to]->dh_pair().key(),
                            {sim::SimNetwork::host_of(machines[to]), port}});
    }
    void stop(std::size_t i) {
        auto& program = world.program<PeerProgram>(machines[i]);
        bool stopped = false;
        program.tasks.spawn(stop_manager(program.manager, stopped));
        EXPECT_TRUE(world.run_until([&] { return stopped; }, 10s));
        world.crash(machines[i]);
    }
    bool equal() const {
        for (const auto& replica : replicas) {
            if (replica->ids() != replicas[0]->ids()) return false;
        }
        return true;
    }
    bool in_step(std::size_t i) {
        const auto infos = manager(i).sessions().value();
        return !infos.empty() && std::ranges::all_of(infos, &SessionInfo::in_step);
    }
    /// Equal, and every session knows it.
    testing::AssertionResult settle(Duration limit = 10min) {
        const auto settled = [&] {
            for (std::size_t i = 0; i < replicas.size(); ++i) {
                if (!in_step(i)) return false;
            }
            return equal();
        };
        if (world.run_until(settled, limit)) {
            world.run_for(1s);
            return testing::AssertionSuccess();
        }
        return testing::AssertionFailure()
               << (equal() ? "equal, " : "not equal, ") << world.report();
    }
    int most_offered() const {
        int most = 0;
        for (const auto& replica : replicas) {
            for (const auto& [id, times] : replica->offered)
                most = std::max(most, times);
        }
        return most;
    }

    NetworkId network;
    SpaceId space;
    std::vector<std::unique_ptr<FakeReplica>> replicas;
    Bytes heard;
    std::map<std::size_t, std::uint64_t> sent;  // bytes, by machine
    sim::World world;
    std::vector<sim::NodeIndex> machines;
};

}  // namespace praxis::node::test
