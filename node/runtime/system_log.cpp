#include "node/runtime/system_log.hpp"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace praxis::node {
namespace {

spdlog::level::level_enum level_of(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return spdlog::level::debug;
        case LogLevel::info:
            return spdlog::level::info;
        case LogLevel::warning:
            return spdlog::level::warn;
        case LogLevel::error:
            return spdlog::level::err;
    }
    return spdlog::level::err;
}

}  // namespace

SystemLog::SystemLog(LogLevel lowest)
    : logger_{std::make_shared<spdlog::logger>("praxis",
                                               std::make_shared<spdlog::sinks::stderr_sink_mt>())} {
    logger_->set_formatter(std::make_unique<spdlog::pattern_formatter>(
        "%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc));
    logger_->set_level(level_of(lowest));
    logger_->flush_on(spdlog::level::debug);
}

void SystemLog::write(LogLevel level,
                      std::string_view event,
                      std::span<const LogField> fields) noexcept {
    const auto spdlog_level = level_of(level);
    if (!logger_->should_log(spdlog_level)) return;
    logger_->log(spdlog_level, "{}", format_line(event, fields));
}

}  // namespace praxis::node
