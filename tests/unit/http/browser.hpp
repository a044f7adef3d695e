#pragma once

#include "node/http/server.hpp"
#include "tests/sim/task_program.hpp"

#include <optional>

namespace praxis::http {

/// One connection of a client on a simulated machine: sends bytes, keeps what comes.
class Browser {
public:
    Browser(sim::TaskProgram& program, const sim::World& world, node::Endpoint to)
        : program_{program}, world_{world} {
        program_.tasks.spawn(run(std::move(to)));
    }

    /// Sends `bytes`, as soon as connected and after what was sent before.
    void send(std::string bytes) {
        unsent_ += std::move(bytes);
        if (stream_ && !writing_) program_.tasks.spawn(write());
    }
    void close() { stream_->close(); }
    /// From now on nothing is read; the carrier fills up.
    void stop_reading() { reading_ = false; }

    [[nodiscard]] const std::string& received() const { return received_; }
    /// When the server ended the connection.
    [[nodiscard]] std::optional<MonoTime> ended() const { return ended_; }
    /// Takes one answer with Content-Length out of what was received; nullopt until it is whole.
    [[nodiscard]] std::optional<std::string> take_answer(bool with_body = true) {
        const auto end = received_.find("\r\n\r\n");
        if (end == std::string::npos) return std::nullopt;
        auto size = end + 4;
        const std::string length = "\r\nContent-Length: ";
        const auto at = received_.find(length);
        if (with_body && at < end) size += std::stoul(received_.substr(at + length.size()));
        if (received_.size() < size) return std::nullopt;
        auto answer = received_.substr(0, size);
        received_.erase(0, size);
        return answer;
    }

private:
    node::Task<Result<void>> run(node::Endpoint to) {
        CO_TRY(stream_, co_await program_.runtime.network.dial(std::move(to)));
        if (!unsent_.empty()) program_.tasks.spawn(write());
        std::array<std::byte, 1000> chunk{};
        while (reading_) {
            const auto count = co_await stream_->read_some(chunk);
            if (!count) {
                ended_ = world_.now();
                co_return success();
            }
            received_ += text_of(ByteView{chunk}.first(count.value()));
        }
        co_return success();
    }
    node::Task<Result<void>> write() {
        writing_ = true;
        while (!unsent_.empty()) {
            const auto bytes = std::exchange(unsent_, {});
            const auto written = co_await stream_->write(bytes_of(bytes));
            if (!written) break;
        }
        writing_ = false;
        co_return success();
    }

    sim::TaskProgram& program_;
    const sim::World& world_;
    std::unique_ptr<node::Stream> stream_;
    std::string unsent_;
    std::string received_;
    bool writing_ = false;
    bool reading_ = true;
    std::optional<MonoTime> ended_;
};

/// A machine that runs an HttpServer and nothing else.
class ServerProgram final : public sim::Program {
public:
    ServerProgram(node::Runtime& runtime, Router router)
        : server{runtime, std::move(router)}, tasks{runtime.loop} {}

    HttpServer server;
    node::TaskGroup tasks;
};

}  // namespace praxis::http
