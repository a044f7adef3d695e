#pragma once

#include "node/replica/address_book.hpp"
#include "node/runtime/log.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// What `praxisd` can be told, by a configuration file and by its command line: the same settings,
/// and nothing else. None of them turns a protection off (signatures, durable writes, encryption,
/// authority, limits).
namespace praxis::node {

struct TlsFiles {
    std::filesystem::path certificate;
    std::filesystem::path key;
    friend bool operator==(const TlsFiles&, const TlsFiles&) = default;
};

[[nodiscard]] std::optional<LogLevel> log_level_from(std::string_view word);

/// What one source sets; what it leaves out is not there.
struct Given {
    std::optional<std::filesystem::path> folder;
    std::optional<std::filesystem::path> kinds;
    std::optional<std::filesystem::path> web;
    std::optional<Endpoint> listen;
    std::optional<Endpoint> http;
    std::optional<TlsFiles> tls;
    std::optional<std::string> behind_proxy;  ///< NAME or NAME:PORT
    std::optional<std::vector<PeerAddress>> dial;
    std::optional<LogLevel> log;
    /// Where a file sets what, by the setting's name: "FILE:LINE:COLUMN".
    std::map<std::string, std::string> places;
};

/// Reads a configuration file; settings: deploy/README.md. Relative paths in it are seen from the
/// file's folder. Fails with `NodeErrc::bad_request` and one line, `FILE:LINE:COLUMN: ` what is
/// wrong and what would be right, about the first thing that is.
[[nodiscard]] Result<Given> read_settings(const std::filesystem::path& file);
/// The same for the text of a file of that name.
[[nodiscard]] Result<Given> parse_settings(std::string_view text,
                                           const std::filesystem::path& file);

/// What a run goes by.
struct Settings {
    std::filesystem::path folder;
    std::optional<std::filesystem::path> kinds;  ///< nullopt: the program's own
    std::optional<std::filesystem::path> web;
    std::optional<Endpoint> listen;
    std::optional<Endpoint> http;
    std::optional<TlsFiles> tls;
    std::optional<std::string> behind_proxy;
    std::vector<PeerAddress> dial;
    LogLevel log = LogLevel::warning;
};

/// The command line's word counts before the file's, setting by setting; `tls` and `behind-proxy`
/// are two answers to one question, so one on the line takes the place of either in the file.
/// Fails as `read_settings` when what is left cannot be run.
[[nodiscard]] Result<Settings> settle(Given file, Given line);

}  // namespace praxis::node
