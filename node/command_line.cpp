#include "node/command_line.hpp"

#include "node/replica/errc.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

namespace praxis::node {
namespace {

/// Options as typed; empty: not given.
struct Typed {
    std::string config;
    std::string folder;
    std::string listen;
    std::string http;
    std::vector<std::string> tls;  // certificate file, key file
    std::string behind_proxy;
    std::vector<std::string> dial;
    std::string kinds;
    std::string web;
    std::string log;
};

/// Words of a wrong option value for the command line's parser; empty when it is right.
std::string wrong_endpoint(const std::string& text) {
    const auto endpoint = Endpoint::parse(text);
    return endpoint ? "" : "not HOST:PORT: " + text;
}
std::string wrong_dial(const std::string& text) {
    const auto peer = parse_peer(text);
    return peer ? "" : "not [NODE@]HOST:PORT: " + text + ": " + peer.error().detail;
}
std::string wrong_log(const std::string& text) {
    return log_level_from(text) ? "" : "not debug, info, warning or error: " + text;
}

template <class T, class Text>
void set(std::optional<T>& to, const Text& typed) {
    if (!typed.empty()) to = typed;
}

/// What passed the checks above.
Given given_by(const Typed& typed) {
    Given out;
    set(out.folder, typed.folder);
    set(out.kinds, typed.kinds);
    set(out.web, typed.web);
    set(out.behind_proxy, typed.behind_proxy);
    if (!typed.listen.empty()) out.listen = Endpoint::parse(typed.listen).value();
    if (!typed.http.empty()) out.http = Endpoint::parse(typed.http).value();
    if (!typed.tls.empty()) out.tls = TlsFiles{typed.tls.at(0), typed.tls.at(1)};
    if (!typed.log.empty()) out.log = log_level_from(typed.log);
    if (typed.dial.empty()) return out;
    out.dial.emplace();
    for (const auto& text : typed.dial)
        out.dial->push_back(parse_peer(text).value());
    return out;
}

Result<Settings> settings_of(const Typed& typed) {
    Given file;
    if (!typed.config.empty()) {
        TRY(file, read_settings(typed.config));
    }
    return settle(std::move(file), given_by(typed));
}

}  // namespace

std::variant<Settings, int> read_command_line(int argc, char** argv) {
    Typed typed;
    CLI::App app{"praxisd: runs one Praxis node. Make it first with praxis init or praxis join."};
    app.add_option(
           "--config", typed.config, "read settings from here; this line's words come before them")
        ->option_text("FILE");
    app.add_option("-C", typed.folder, "the node's folder")->option_text("DIR");
    app.add_option("--listen", typed.listen, "accept other nodes here")
        ->check(wrong_endpoint)
        ->option_text("HOST:PORT");
    app.add_option("--http",
                   typed.http,
                   "serve pages here; to other machines only with --tls or --behind-proxy")
        ->check(wrong_endpoint)
        ->option_text("HOST:PORT");
    auto* const tls = app.add_option("--tls", typed.tls, "serve pages as https; files in PEM")
                          ->expected(2)
                          ->option_text("CERTIFICATE KEY");
    app.add_option("--behind-proxy",
                   typed.behind_proxy,
                   "serve pages to a proxy that browsers reach as https://HOST")
        ->excludes(tls)
        ->option_text("HOST");
    app.add_option(
           "--dial", typed.dial, "keep a session with a node; without NODE: the inviting one")
        ->check(wrong_dial)
        ->option_text("[NODE@]HOST:PORT");
    app.add_option("--kinds", typed.kinds, "folder of kind files")->option_text("DIR");
    app.add_option("--web", typed.web, "folder of page templates and the style sheet")
        ->option_text("DIR");
    app.add_option("--log", typed.log, "debug, info, warning (if nothing is said) or error")
        ->check(wrong_log)
        ->option_text("LEVEL");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    auto settings = settings_of(typed);
    if (settings) return std::move(settings).value();
    std::cerr << "praxisd: " << words_of(settings.error()) << '\n';
    return 2;
}

}  // namespace praxis::node
