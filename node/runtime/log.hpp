#pragma once

#include <concepts>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace praxis::node {

enum class LogLevel { debug, info, warning, error };

[[nodiscard]] std::string_view name_of(LogLevel level);

/// One named value of a log line.
struct LogField {
    std::string_view name;
    std::string value;

    LogField(std::string_view field, std::string text) : name{field}, value{std::move(text)} {}
    LogField(std::string_view field, std::string_view text) : name{field}, value{text} {}
    LogField(std::string_view field, const char* text) : name{field}, value{text} {}
    template <std::integral Number>
    LogField(std::string_view field, Number number) : name{field}, value{std::to_string(number)} {}
};

/// Where events for operators go. A line is an event in a few plain words, always the same, and
/// fields that tell this one from others. Never secrets, never text that a person wrote.
/// Any thread.
class Log {
public:
    virtual ~Log() = default;

    /// Writes one line; the views are used until this returns. Never fails.
    virtual void write(LogLevel level,
                       std::string_view event,
                       std::span<const LogField> fields) noexcept = 0;

    using Fields = std::initializer_list<LogField>;
    void debug(std::string_view event, Fields fields = {}) { put(LogLevel::debug, event, fields); }
    void info(std::string_view event, Fields fields = {}) { put(LogLevel::info, event, fields); }
    void warning(std::string_view event, Fields fields = {}) {
        put(LogLevel::warning, event, fields);
    }
    void error(std::string_view event, Fields fields = {}) { put(LogLevel::error, event, fields); }

private:
    void put(LogLevel level, std::string_view event, Fields fields) noexcept {
        write(level, event, {fields.begin(), fields.size()});
    }
};

/// One line of text: "event name=value ...", with values quoted where they hold anything but
/// plain characters, so that no value can forge a line.
[[nodiscard]] std::string format_line(std::string_view event, std::span<const LogField> fields);

}  // namespace praxis::node
