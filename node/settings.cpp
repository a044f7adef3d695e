#include "node/settings.hpp"

#include "node/replica/errc.hpp"

#include <array>

namespace praxis::node {
namespace {

constexpr std::array<LogLevel, 4> log_levels{
    LogLevel::debug, LogLevel::info, LogLevel::warning, LogLevel::error};

template <class T>
std::optional<T> first_of(std::optional<T>&& line, std::optional<T>&& file) {
    return line ? std::move(line) : std::move(file);
}

/// What a setting is called where it was made: its place in the file, or its option.
std::string origin(const Given& file, const std::string& name, bool on_line) {
    if (on_line) return "--" + name;
    const auto place = file.places.find(name);
    return (place == file.places.end() ? std::string{} : place->second + ": ") + name;
}

}  // namespace

std::optional<LogLevel> log_level_from(std::string_view word) {
    for (const auto level : log_levels) {
        if (name_of(level) == word) return level;
    }
    return std::nullopt;
}

Result<Settings> settle(Given file, Given line) {
    const bool line_exposes = line.tls || line.behind_proxy;
    if (line_exposes) {
        file.tls.reset();
        file.behind_proxy.reset();
    }
    Settings out;
    const auto folder = first_of(std::move(line.folder), std::move(file.folder));
    if (!folder) {
        return fail(NodeErrc::bad_request,
                    "which node? Give -C DIR, or folder = \"DIR\" in the configuration file");
    }
    out.folder = *folder;
    out.kinds = first_of(std::move(line.kinds), std::move(file.kinds));
    out.web = first_of(std::move(line.web), std::move(file.web));
    out.listen = first_of(std::move(line.listen), std::move(file.listen));
    out.http = first_of(std::move(line.http), std::move(file.http));
    out.tls = first_of(std::move(line.tls), std::move(file.tls));
    out.behind_proxy = first_of(std::move(line.behind_proxy), std::move(file.behind_proxy));
    out.dial = first_of(std::move(line.dial), std::move(file.dial)).value_or(out.dial);
    out.log = first_of(std::move(line.log), std::move(file.log)).value_or(out.log);
    if (out.tls && out.behind_proxy) {
        return fail(NodeErrc::bad_request,
                    origin(file, "behind-proxy", line_exposes) +
                        " and tls exclude each other: the proxy speaks TLS, or this node does");
    }
    if (!out.http && (out.tls || out.behind_proxy)) {
        return fail(NodeErrc::bad_request,
                    origin(file, out.tls ? "tls" : "behind-proxy", line_exposes) +
                        " says how pages are served, and nothing says where: set http (--http "
                        "HOST:PORT)");
    }
    return out;
}

}  // namespace praxis::node
