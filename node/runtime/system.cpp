#include "node/runtime/system.hpp"

#include "node/net/tcp_network.hpp"
#include "node/runtime/system_clock.hpp"
#include "node/runtime/system_log.hpp"
#include "protocol/base/check.hpp"
#include "protocol/crypto/system_entropy.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/thread_pool.hpp>

#include <csignal>
#include <cstdlib>

namespace praxis::node {
namespace {

constexpr std::size_t worker_threads = 2;  // signature checks of one link, and one to spare
constexpr int second_signal_exit_code = 130;

class SystemHost final : public Host {
public:
    explicit SystemHost(const SystemOptions& options)
        : folder_{options.folder}, log_{options.log_level} {}

    Log& log() override { return log_; }

    std::uint64_t disk_free_bytes() const override {
        std::error_code error;
        const auto space = std::filesystem::space(folder_, error);
        return error ? 0 : space.available;
    }

private:
    std::filesystem::path folder_;
    SystemLog log_;
};

}  // namespace

struct System::Parts {
    explicit Parts(const SystemOptions& options)
        : clock{loop.get_executor()}, network{loop.get_executor()}, host{options} {}

    // The pools stop first, so that nothing they do outlives what it works for.
    asio::io_context loop{1};
    SystemClock clock;
    crypto::SystemEntropy entropy;
    TcpNetwork network;
    SystemHost host;
    asio::thread_pool workers{worker_threads};
    asio::thread_pool writer{1};
    Runtime runtime{loop.get_executor(),
                    workers.get_executor(),
                    writer.get_executor(),
                    clock,
                    entropy,
                    network,
                    host};
    asio::signal_set signals{loop};
    std::function<void()> terminate;
};

System::System(SystemOptions options) : parts_{std::make_unique<Parts>(options)} {}

System::~System() {
    parts_->writer.join();
    parts_->workers.join();
}

Runtime& System::runtime() {
    return parts_->runtime;
}

void System::run() {
    parts_->loop.restart();
    parts_->loop.run();
}

void System::stop() {
    parts_->loop.stop();
}

void System::on_terminate(std::function<void()> handle) {
    PRAXIS_CHECK(!parts_->terminate);
    parts_->terminate = std::move(handle);
    std::signal(SIGPIPE, SIG_IGN);
    parts_->signals.add(SIGTERM);
    parts_->signals.add(SIGINT);
    parts_->signals.async_wait([parts = parts_.get()](boost::system::error_code error, int) {
        if (error) return;
        parts->signals.async_wait([](boost::system::error_code again, int) {
            if (!again) std::_Exit(second_signal_exit_code);
        });
        parts->terminate();
    });
}

}  // namespace praxis::node
