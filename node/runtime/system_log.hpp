#pragma once

#include "node/runtime/log.hpp"

#include <memory>

namespace spdlog {
class logger;
}

namespace praxis::node {

/// Lines on standard error: time in UTC, level, event, fields. Any thread.
class SystemLog final : public Log {
public:
    /// Drops lines below `lowest`.
    explicit SystemLog(LogLevel lowest);
    void write(LogLevel level,
               std::string_view event,
               std::span<const LogField> fields) noexcept override;

private:
    std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace praxis::node
