#pragma once

#include "node/runtime/runtime.hpp"

#include <filesystem>
#include <functional>
#include <memory>

namespace praxis::node {

struct SystemOptions {
    std::filesystem::path folder;         ///< the node's; its disk is the one that is watched
    LogLevel log_level = LogLevel::info;  ///< lines below it are dropped
};

/// The real world: one event loop on the thread that calls `run`, two worker threads, one writer
/// thread, the system's clocks, TCP, libsodium's randomness, log lines on standard error.
class System {
public:
    explicit System(SystemOptions options);
    System(const System&) = delete;
    System& operator=(const System&) = delete;
    /// Stops and joins the threads; coroutines that are left are destroyed.
    ~System();

    [[nodiscard]] Runtime& runtime();

    /// Runs the loop until `stop()`, or until nothing is left that could happen. Exceptions of
    /// coroutines (bugs, no memory) come out here.
    void run();
    /// Makes `run` return soon. Any thread.
    void stop();

    /// Calls `handle` on the loop at the first SIGTERM or SIGINT; a second one ends the process at
    /// once. SIGPIPE is ignored. Once per process. Keeps `run` from returning by itself.
    void on_terminate(std::function<void()> handle);

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace praxis::node
