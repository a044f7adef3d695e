#include "node/daemon.hpp"

#include "node/community/local_server.hpp"
#include "node/http/server.hpp"
#include "node/net/local_listener.hpp"
#include "node/node.hpp"
#include "node/replica/errc.hpp"
#include "node/runtime/system.hpp"
#include "node/web/account_folder.hpp"
#include "node/web/pages.hpp"
#include "protocol/crypto/system_entropy.hpp"

#include <boost/json/serialize.hpp>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

namespace praxis::node {
namespace {

struct Options {
    std::filesystem::path folder;
    std::filesystem::path kinds;
    std::filesystem::path web;
    std::string listen;
    std::string http;
    std::vector<std::string> tls;  // certificate file, key file; empty without --tls
    std::string behind_proxy;
    std::vector<std::string> dial;
    bool verbose = false;
};

struct DialOption {
    std::optional<NodeId> node;
    Endpoint endpoint;
};

/// [NODE@]HOST:PORT
Result<DialOption> parse_dial(const std::string& text) {
    const auto at = text.find('@');
    DialOption out;
    if (at != std::string::npos) {
        const auto node = NodeId::from_hex(std::string_view{text}.substr(0, at));
        if (!node) return fail(NodeErrc::bad_request, "not a node id before the @: " + text);
        out.node = node.value();
    }
    TRY(out.endpoint, Endpoint::parse(at == std::string::npos ? text : text.substr(at + 1)));
    return out;
}

/// Words of a wrong option value for the command line's parser; empty when it is right.
std::string wrong_endpoint(const std::string& text) {
    const auto endpoint = Endpoint::parse(text);
    return endpoint ? "" : "not HOST:PORT: " + text;
}
std::string wrong_dial(const std::string& text) {
    const auto target = parse_dial(text);
    return target ? "" : "not [NODE@]HOST:PORT: " + text;
}

Result<std::string> content_of(const std::string& file) {
    std::ifstream from{file, std::ios::binary};
    std::ostringstream out;
    out << from.rdbuf();
    if (!from) return fail(NodeErrc::bad_request, "cannot read " + file);
    return out.str();
}

/// How far --http reaches.
Result<http::Exposure> exposure_of(const Options& options) {
    if (!options.behind_proxy.empty()) return http::Exposure::behind_proxy(options.behind_proxy);
    if (options.tls.empty()) return http::Exposure::loopback();
    TRY(const auto certificate, content_of(options.tls.at(0)));
    TRY(const auto key, content_of(options.tls.at(1)));
    auto server = TlsServer::open(certificate, key);
    if (!server) {
        const bool about_key = server.error().code == TlsErrc::bad_key;
        return fail(within(options.tls.at(about_key ? 1 : 0), std::move(server.error())));
    }
    return http::Exposure::tls(std::move(server.value()));
}

/// Everything of one run; destroyed in the reverse order, after the loop ended.
struct Running {
    System system;
    Folder folder;
    community::Kinds kinds;
    std::unique_ptr<Node> node;
    std::unique_ptr<community::LocalServer> door;
    std::unique_ptr<web::Templates> templates;
    std::unique_ptr<web::Pages> site;
    std::unique_ptr<http::HttpServer> pages;
    TaskGroup tasks;
    bool stopping = false;

    Running(const Options& options, Folder opened, community::Kinds loaded)
        : system{{options.folder, options.verbose ? LogLevel::debug : LogLevel::warning}},
          folder{std::move(opened)},
          kinds{std::move(loaded)},
          tasks{system.runtime().loop} {}
};

Task<Result<void>> stop(Running& running) {
    if (running.door) co_await running.door->stop();
    if (running.pages) co_await running.pages->stop();
    if (running.node) co_await running.node->stop();
    co_return success();
}

void begin_stop(Running& running) {
    if (std::exchange(running.stopping, true)) return;
    running.tasks.cancel_all();
    running.tasks.spawn(stop(running), [&running](Result<void>) { running.system.stop(); });
}

/// Ends the process at once when the store can promise nothing any more: whatever it still holds
/// in memory may not be what is on the disk.
Task<Result<void>> watch_store(Running& running) {
    constexpr std::chrono::milliseconds look_every{200};
    for (;;) {
        co_await running.system.runtime().clock.sleep_for(look_every);
        if (!running.node->broken()) continue;
        std::cerr << "praxisd: the store failed: " << running.node->broken()->text()
                  << "\nNothing that was acknowledged is lost. Check the disk, then start again."
                  << std::endl;
        std::_Exit(1);
    }
}

/// Everything that browsers can ask. What the handlers refer to lives as long as `running`.
Result<http::Router> routes(Running& running, const Options& options) {
    TRY(auto templates, web::Templates::load(options.web));
    running.templates = std::make_unique<web::Templates>(std::move(templates));
    running.site = std::make_unique<web::Pages>(
        web::Parts{running.system.runtime(),
                   running.node->replica(),
                   running.kinds,
                   *running.node,
                   *running.templates,
                   std::make_shared<web::AccountFolder>(options.folder)});
    http::Router router;
    running.site->add_to(router);
    return router;
}

/// Opens the pages; returns where.
Result<Endpoint> open_pages(Running& running, const Options& options) {
    TRY(const auto exposure, exposure_of(options));
    TRY(const auto at, Endpoint::parse(options.http));
    TRY(auto router, routes(running, options));
    running.pages = std::make_unique<http::HttpServer>(running.system.runtime(), std::move(router));
    return running.pages->start(at, exposure);
}

Result<void> start(Running& running, const Options& options, const Between& between) {
    auto& runtime = running.system.runtime();
    TRY(auto identity, read_identity(options.folder));
    TRY(running.node,
        Node::open({runtime,
                    *running.folder.store,
                    std::move(identity),
                    running.folder.claim.incarnation,
                    running.folder.inviter,
                    running.kinds,
                    between}));
    boost::json::object ready;
    ready["ready"] = true;
    ready["node"] = running.node->replica().node().hex();
    ready["listen"] = nullptr;
    if (!options.listen.empty()) {
        TRY(const auto at, Endpoint::parse(options.listen));
        TRY(const auto listening, running.node->listen(at));
        ready["listen"] = listening.text();
    }
    ready["http"] = nullptr;
    if (!options.http.empty()) {
        TRY(const auto serving, open_pages(running, options));
        ready["http"] = serving.text();
    }
    for (const auto& text : options.dial) {
        TRY(const auto target, parse_dial(text));
        TRY(running.node->dial(target.node, target.endpoint));
    }
    TRY(auto local, listen_local(runtime.loop, options.folder / "praxis.sock"));
    running.door = std::make_unique<community::LocalServer>(
        runtime, running.node->handler(), std::move(local));
    running.door->start();
    running.tasks.spawn(watch_store(running));
    std::cout << boost::json::serialize(ready) << std::endl;
    return success();
}

Result<int> run(const Options& options, const Between& between) {
    crypto::SystemEntropy entropy;
    TRY(auto kinds, community::Kinds::load(options.kinds));
    TRY(auto folder, open_folder(options.folder, lease_folder(), entropy));
    Running running{options, std::move(folder), std::move(kinds)};
    const auto started = start(running, options, between);
    if (started) {
        running.system.on_terminate([&running] { begin_stop(running); });
    } else {
        begin_stop(running);  // what did start ends in order
    }
    running.system.run();
    if (!started) return fail(started.error());
    return 0;
}

}  // namespace

int run_daemon(int argc, char** argv, const Between& between) {
    Options options;
    CLI::App app{"praxisd: runs one Praxis node. Make it first with praxis init or praxis join."};
    app.add_option("-C", options.folder, "the node's folder")->required()->option_text("DIR");
    app.add_option("--listen", options.listen, "accept other nodes here")
        ->check(wrong_endpoint)
        ->option_text("HOST:PORT");
    auto* const http =
        app.add_option("--http",
                       options.http,
                       "serve pages here; to other machines only with --tls or --behind-proxy")
            ->check(wrong_endpoint)
            ->option_text("HOST:PORT");
    auto* const tls = app.add_option("--tls", options.tls, "serve pages as https; files in PEM")
                          ->expected(2)
                          ->needs(http)
                          ->option_text("CERTIFICATE KEY");
    app.add_option("--behind-proxy",
                   options.behind_proxy,
                   "serve pages to a proxy that browsers reach as https://HOST")
        ->needs(http)
        ->excludes(tls)
        ->option_text("HOST");
    app.add_option("--dial", options.dial, "keep a session with a node; without NODE: the inviting")
        ->check(wrong_dial)
        ->option_text("[NODE@]HOST:PORT");
    app.add_option("--kinds", options.kinds, "folder of kind files")->option_text("DIR");
    app.add_flag("--verbose", options.verbose, "log what happens, not only what goes wrong");
    app.add_option("--web", options.web, "folder of page templates and the style sheet")
        ->option_text("DIR");
    options.kinds = community::Kinds::default_folder();
    options.web = web::Templates::default_folder();
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    const auto code = run(options, between);
    if (code) return code.value();
    std::cerr << "praxisd: " << words_of(code.error()) << '\n';
    return 1;
}

}  // namespace praxis::node
