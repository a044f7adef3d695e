#pragma once

#include "tests/sim/task_program.hpp"

#include <gtest/gtest.h>

namespace praxis::sim {

/// Two machines that run nothing but a test's own tasks, and one stream between them.
class TwoMachines : public ::testing::Test {
public:
    static constexpr std::uint16_t port = 7000;

    TwoMachines() {
        start_tasks(world, a);
        start_tasks(world, b);
    }

    node::Endpoint at(NodeIndex machine) { return {SimNetwork::host_of(machine), port}; }
    node::TaskGroup& tasks(NodeIndex machine) { return world.program<TaskProgram>(machine).tasks; }
    node::Network& network(NodeIndex machine) { return world.runtime(machine).network; }

    /// Dials from `a` to `b`; both ends are then in `near` and `far`.
    void connect() {
        listener = std::move(network(b).listen(at(b)).value());
        tasks(b).spawn(accept());
        tasks(a).spawn(dial());
        ASSERT_TRUE(world.run_until([this] { return near && far; }, std::chrono::minutes{1}));
    }
    node::Task<Result<void>> accept() {
        CO_TRY(far, co_await listener->accept());
        co_return success();
    }
    node::Task<Result<void>> dial() {
        dialed = co_await network(a).dial(at(b));
        ended_at = world.now();
        if (dialed) near = std::move(dialed.value());
        co_return success();
    }
    node::Task<Result<void>> write(node::Stream& stream, Bytes bytes) {
        written = co_await stream.write(bytes);
        ended_at = world.now();
        co_return success();
    }
    /// Reads to the end into `received`, then notes why it ended.
    node::Task<Result<void>> read_all(node::Stream& stream) {
        Bytes buffer(1'000);
        for (;;) {
            const auto count = co_await stream.read_some(buffer);
            if (!count) {
                end = count.error().code;
                ended_at = world.now();
                co_return success();
            }
            ++reads;
            append(received, ByteView{buffer}.first(count.value()));
        }
    }
    Bytes pattern(std::size_t size) {
        Bytes bytes(size);
        world.chaos().fill(bytes);
        return bytes;
    }

    World world{1};
    NodeIndex a = world.add_machine();
    NodeIndex b = world.add_machine();
    std::unique_ptr<node::Listener> listener;
    std::unique_ptr<node::Stream> near;
    std::unique_ptr<node::Stream> far;
    Result<std::unique_ptr<node::Stream>> dialed{std::unique_ptr<node::Stream>{}};
    Result<void> written = success();
    Bytes received;
    std::size_t reads = 0;
    boost::system::error_code end;
    MonoTime ended_at{};
};

}  // namespace praxis::sim
