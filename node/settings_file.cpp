#include "node/http/exposure.hpp"
#include "node/replica/errc.hpp"
#include "node/settings.hpp"
#include "protocol/wire/limits.hpp"

#include <algorithm>
#include <fstream>
#include <toml++/toml.h>

namespace praxis::node {
namespace {

constexpr std::size_t quoted_bytes_max = 80;  // of what somebody wrote, in words about it

/// A stranger's text within a line: printable, and not long.
std::string shown(std::string_view text) {
    std::string out{text.substr(0, quoted_bytes_max)};
    std::ranges::replace_if(
        out, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; }, '?');
    return out + (text.size() > quoted_bytes_max ? "..." : "");
}

/// Reads one file's table; every failure names the place.
class Reader {
public:
    explicit Reader(const std::filesystem::path& file) : file_{file} {}

    [[nodiscard]] Result<Given> read(const toml::table& table) {
        for (const auto& [key, value] : in_order(table)) {
            TRY(take(*key, *value));
            out_.places.emplace(std::string{key->str()}, place(key->source().begin));
        }
        return std::move(out_);
    }

    [[nodiscard]] std::string place(const toml::source_position& at) const {
        return file_.string() + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
    }
    [[nodiscard]] boost::outcome_v2::failure_type<Error> wrong(const toml::source_position& at,
                                                               const std::string& words) const {
        return fail(NodeErrc::bad_request, place(at) + ": " + words);
    }

private:
    using Line = std::pair<const toml::key*, const toml::node*>;
    using Take = Result<void> (Reader::*)(std::string_view name, const toml::node& value);
    struct Row {
        std::string_view name;
        Take take;
    };
    static const std::vector<Row>& rows() {
        static const std::vector<Row> all{{"behind-proxy", &Reader::take_behind_proxy},
                                          {"dial", &Reader::take_dial},
                                          {"folder", &Reader::take_path},
                                          {"http", &Reader::take_endpoint},
                                          {"kinds", &Reader::take_path},
                                          {"listen", &Reader::take_endpoint},
                                          {"log", &Reader::take_log},
                                          {"tls", &Reader::take_tls},
                                          {"web", &Reader::take_path}};
        return all;
    }

    /// The lines of a table from the top down, so that the first mistake is the one told.
    static std::vector<Line> in_order(const toml::table& table) {
        std::vector<Line> lines;
        for (auto&& [key, value] : table)
            lines.emplace_back(&key, &value);
        std::ranges::sort(lines, [](const Line& a, const Line& b) {
            const auto& [at, other] = std::pair{a.first->source().begin, b.first->source().begin};
            return std::pair{at.line, at.column} < std::pair{other.line, other.column};
        });
        return lines;
    }

    Result<void> take(const toml::key& key, const toml::node& value) {
        const auto row = std::ranges::find(rows(), key.str(), &Row::name);
        if (row == rows().end()) {
            std::string names;
            for (const auto& each : rows())
                names += " " + std::string{each.name};
            return wrong(key.source().begin,
                         "no setting \"" + shown(key.str()) + "\"; there are:" + names);
        }
        return (this->*row->take)(row->name, value);
    }

    Result<std::string> text(std::string_view name,
                             const toml::node& value,
                             const std::string& example) const {
        const auto* string = value.as_string();
        if (string == nullptr || string->get().empty() ||
            string->get().find('\0') != std::string::npos) {
            return wrong(value.source().begin,
                         std::string{name} + " is a text in quotes, for example " +
                             std::string{name} + " = \"" + example + "\"");
        }
        return string->get();
    }

    [[nodiscard]] std::filesystem::path from_here(const std::string& path) const {
        return (file_.parent_path() / path).lexically_normal();
    }

    Result<void> take_path(std::string_view name, const toml::node& value) {
        TRY(const auto path, text(name, value, "/var/lib/praxis"));
        (name == "folder"  ? out_.folder
         : name == "kinds" ? out_.kinds
                           : out_.web) = from_here(path);
        return success();
    }

    Result<void> take_endpoint(std::string_view name, const toml::node& value) {
        const std::string example = name == "http" ? "127.0.0.1:8080" : "0.0.0.0:7400";
        TRY(const auto typed, text(name, value, example));
        const auto endpoint = Endpoint::parse(typed);
        if (!endpoint) {
            return wrong(value.source().begin,
                         std::string{name} + " is HOST:PORT, the port 0 to 65535, not \"" +
                             shown(typed) + "\"; for example \"" + example + "\"");
        }
        (name == "http" ? out_.http : out_.listen) = endpoint.value();
        return success();
    }

    Result<void> take_log(std::string_view name, const toml::node& value) {
        TRY(const auto typed, text(name, value, "warning"));
        out_.log = log_level_from(typed);
        if (out_.log) return success();
        return wrong(value.source().begin,
                     "log is debug, info, warning or error, not \"" + shown(typed) + "\"");
    }

    Result<void> take_behind_proxy(std::string_view name, const toml::node& value) {
        TRY(const auto typed, text(name, value, "pages.example.org"));
        const auto exposure = http::Exposure::behind_proxy(typed);
        if (!exposure) {
            return wrong(value.source().begin,
                         "behind-proxy is the name that browsers see, NAME or NAME:PORT without "
                         "https://, not \"" +
                             shown(typed) + "\"");
        }
        out_.behind_proxy = typed;
        return success();
    }

    Result<void> take_dial(std::string_view, const toml::node& value) {
        const auto* list = value.as_array();
        if (list == nullptr) {
            return wrong(value.source().begin,
                         "dial is a list, for example dial = [\"centre.example:7400\"]");
        }
        if (list->size() > limits::kept_peers_max) {
            return wrong(
                value.source().begin,
                "dial has at most " + std::to_string(limits::kept_peers_max) + " addresses");
        }
        out_.dial.emplace();
        for (const auto& each : *list) {
            const auto* typed = each.as_string();
            const auto peer = parse_peer(typed == nullptr ? "" : std::string_view{typed->get()});
            if (!peer) {
                return wrong(each.source().begin,
                             "dial takes texts [NODE@]HOST:PORT: " + peer.error().detail);
            }
            out_.dial->push_back(peer.value());
        }
        return success();
    }

    Result<void> take_tls(std::string_view, const toml::node& value) {
        constexpr const char* form =
            "tls is { certificate = \"FILE\", key = \"FILE\" }, both in PEM";
        const auto* table = value.as_table();
        if (table == nullptr) return wrong(value.source().begin, form);
        std::map<std::string, std::filesystem::path> files;
        for (const auto& [key, file] : in_order(*table)) {
            if (key->str() != "certificate" && key->str() != "key") {
                return wrong(key->source().begin,
                             "no setting \"" + shown(key->str()) + "\" in tls; " + form);
            }
            TRY(const auto path, text(key->str(), *file, "/etc/praxis/file.pem"));
            files.emplace(key->str(), from_here(path));
        }
        if (files.size() != 2) return wrong(value.source().begin, form);
        out_.tls = TlsFiles{files.at("certificate"), files.at("key")};
        return success();
    }

    const std::filesystem::path& file_;
    Given out_;
};

}  // namespace

Result<Given> parse_settings(std::string_view text, const std::filesystem::path& file) {
    Reader reader{file};
    if (text.size() > limits::settings_bytes_max) {
        return reader.wrong({1, 1},
                            "longer than " + std::to_string(limits::settings_bytes_max) +
                                " bytes; is it a configuration file?");
    }
    try {
        return reader.read(toml::parse(text, file.string()));
    } catch (const toml::parse_error& error) {
        return reader.wrong(error.source().begin,
                            "this is not TOML (" + shown(error.description()) +
                                "); a line is NAME = \"TEXT\", for example listen = "
                                "\"0.0.0.0:7400\"");
    }
}

Result<Given> read_settings(const std::filesystem::path& file) {
    std::ifstream from{file, std::ios::binary};
    std::string text(limits::settings_bytes_max + 1, '\0');
    from.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (from.bad() || (from.fail() && !from.eof())) {
        return fail(NodeErrc::bad_request,
                    file.string() + ": cannot be read; is it there, and may this user read it?");
    }
    text.resize(static_cast<std::size_t>(from.gcount()));
    return parse_settings(text, file);
}

}  // namespace praxis::node
