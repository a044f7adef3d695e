#include "node/daemon.hpp"

#include "node/command_line.hpp"
#include "node/community/local_server.hpp"
#include "node/http/server.hpp"
#include "node/net/local_listener.hpp"
#include "node/node.hpp"
#include "node/replica/errc.hpp"
#include "node/runtime/process.hpp"
#include "node/runtime/system.hpp"
#include "node/web/account_folder.hpp"
#include "node/web/pages.hpp"
#include "protocol/crypto/system_entropy.hpp"

#include <boost/json/serialize.hpp>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

namespace praxis::node {
namespace {

Result<std::string> content_of(const std::filesystem::path& file) {
    std::ifstream from{file, std::ios::binary};
    std::ostringstream out;
    out << from.rdbuf();
    if (!from) return fail(NodeErrc::bad_request, "cannot read " + file.string());
    return out.str();
}

/// How far --http reaches.
Result<http::Exposure> exposure_of(const Settings& settings) {
    if (settings.behind_proxy) return http::Exposure::behind_proxy(*settings.behind_proxy);
    if (!settings.tls) return http::Exposure::loopback();
    TRY(const auto certificate, content_of(settings.tls->certificate));
    TRY(const auto key, content_of(settings.tls->key));
    auto server = TlsServer::open(certificate, key);
    if (!server) {
        const auto& file =
            server.error().code == TlsErrc::bad_key ? settings.tls->key : settings.tls->certificate;
        return fail(within(file.string(), std::move(server.error())));
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

    Running(const Settings& settings, Folder opened, community::Kinds loaded)
        : system{{settings.folder, settings.log}},
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
Result<http::Router> routes(Running& running, const Settings& settings) {
    TRY(auto templates,
        web::Templates::load(settings.web.value_or(web::Templates::default_folder())));
    running.templates = std::make_unique<web::Templates>(std::move(templates));
    running.site = std::make_unique<web::Pages>(
        web::Parts{running.system.runtime(),
                   running.node->replica(),
                   running.kinds,
                   *running.node,
                   *running.templates,
                   std::make_shared<web::AccountFolder>(settings.folder)});
    http::Router router;
    running.site->add_to(router);
    return router;
}

/// Opens the pages; returns where.
Result<Endpoint> open_pages(Running& running, const Settings& settings) {
    TRY(const auto exposure, exposure_of(settings));
    TRY(auto router, routes(running, settings));
    running.pages = std::make_unique<http::HttpServer>(
        running.system.runtime(), std::move(router), http::places_for(raise_descriptors()));
    return running.pages->start(*settings.http, exposure);
}

Result<void> start(Running& running, const Settings& settings, const Between& between) {
    auto& runtime = running.system.runtime();
    TRY(auto identity, read_identity(settings.folder));
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
    if (settings.listen) {
        TRY(const auto listening, running.node->listen(*settings.listen));
        ready["listen"] = listening.text();
    }
    ready["http"] = nullptr;
    if (settings.http) {
        TRY(const auto serving, open_pages(running, settings));
        ready["http"] = serving.text();
    }
    for (const auto& peer : settings.dial) {
        TRY(running.node->dial(peer.node, peer.endpoint));
    }
    TRY(running.node->go_online());
    running.node->keep_dates();
    running.node->keep_erasures();
    running.node->keep_quotas();
    running.node->keep_beginning();
    TRY(auto local, listen_local(runtime.loop, settings.folder / "praxis.sock"));
    running.door = std::make_unique<community::LocalServer>(
        runtime, running.node->handler(), std::move(local));
    running.door->start();
    running.tasks.spawn(watch_store(running));
    std::cout << boost::json::serialize(ready) << std::endl;
    return success();
}

Result<int> run(const Settings& settings, const Between& between) {
    crypto::SystemEntropy entropy;
    TRY(auto kinds,
        community::Kinds::load(settings.kinds.value_or(community::Kinds::default_folder())));
    TRY(auto folder, open_folder(settings.folder, lease_folder(), entropy));
    Running running{settings, std::move(folder), std::move(kinds)};
    const auto started = start(running, settings, between);
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
    keep_memory_private("praxisd");
    const auto asked = read_command_line(argc, argv);
    if (const auto* ended = std::get_if<int>(&asked)) return *ended;
    const auto code = run(std::get<Settings>(asked), between);
    if (code) return code.value();
    std::cerr << "praxisd: " << words_of(code.error()) << '\n';
    return 1;
}

}  // namespace praxis::node
