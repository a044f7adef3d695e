#pragma once

#include "node/http/server.hpp"
#include "protocol/base/errc.hpp"
#include "protocol/wire/limits.hpp"
#include "tests/unit/http/browser.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace praxis::http {

using namespace std::chrono_literals;

/// A server on one simulated machine, browsers on others; time is virtual.
class ServerTest : public ::testing::Test {
public:
    ServerTest() {
        world.start(server_machine, [this](node::Runtime& runtime) {
            return std::make_unique<ServerProgram>(runtime, routes());
        });
        sim::start_tasks(world, client_machine);
        const auto started = server().start({"127.0.0.1", 8080});
        EXPECT_TRUE(started) << started.error().text();
    }

    /// `GET /`, which counts who asks; `POST /echo`, which answers its body;
    /// `POST /text`, which takes a long one and answers its size; `GET /large`, an answer of
    /// the largest size; `GET /broken`, which fails;
    /// `GET /assets/{hash}`, which may be kept; `GET /who/{name}/{what}`, which says who asks.
    Router routes() {
        Router router;
        router.add({Method::get, "/", [this](const Request& request) { return home(request); }});
        router.add({Method::post, "/echo", echo, Body::form});
        router.add({Method::post, "/text", size_of, Body::text_form});
        router.add({Method::get, "/large", large});
        router.add({Method::get, "/broken", broken});
        router.add({Method::get, "/assets/{hash}", kept});
        router.add({Method::get, "/who/{name}/{what}", who});
        router.set_session_name([](const RequestHead& head) {
            return head.cookie.empty() ? std::nullopt : std::optional{head.cookie};
        });
        return router;
    }
    node::Task<Result<Response>> home(const Request& /*request*/) {
        ++asked;
        Response response;
        response.body = "<h1>Bratislava</h1>";
        co_return response;
    }
    static node::Task<Result<Response>> echo(const Request& request) {
        Response response;
        response.body = request.body;
        co_return response;
    }
    static node::Task<Result<Response>> size_of(const Request& request) {
        Response response;
        response.body = std::to_string(request.body.size()) + " bytes";
        co_return response;
    }
    static node::Task<Result<Response>> large(const Request& /*request*/) {
        Response response;
        response.body.assign(limits::http_response_bytes_max, 'x');
        co_return response;
    }
    static node::Task<Result<Response>> kept(const Request& /*request*/) {
        Response response;
        response.cache = Cache::immutable;
        response.content_type = "text/css";
        co_return response;
    }
    /// What the request says of itself.
    static node::Task<Result<Response>> who(const Request& request) {
        Response response;
        response.body = request.params.at(0) + " " + request.params.at(1) + " of " +
                        request.client + (request.secure ? " secure" : " plain");
        co_return response;
    }
    static node::Task<Result<Response>> broken(const Request& /*request*/) {
        co_return fail(Errc::truncated, "record 17 of the store");
    }

    HttpServer& server() { return world.program<ServerProgram>(server_machine).server; }
    /// A new connection; the fixture owns it.
    Browser* browser() { return browser_on(client_machine); }
    Browser* browser_on(sim::NodeIndex machine) {
        browsers.push_back(std::make_unique<Browser>(
            world.program<sim::TaskProgram>(machine),
            world,
            node::Endpoint{sim::SimNetwork::host_of(server_machine), 8080}));
        return browsers.back().get();
    }
    /// Sends `bytes` on a connection of its own and gives back all that was answered in 100 ms.
    std::string ask(std::string bytes) {
        auto* const one = browser();
        one->send(std::move(bytes));
        world.run_for(100ms);
        auto received = one->received();
        one->close();
        world.run_for(100ms);
        return received;
    }
    /// As a browser sends it from a page of ours.
    static std::string request(const std::string& line, const std::string& more = "") {
        const std::string form =
            "Origin: http://localhost:8080\r\nSec-Fetch-Site: same-origin\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n";
        return line + " HTTP/1.1\r\nHost: localhost:8080\r\n" +
               (line.starts_with("POST ") ? form : "") + more + "\r\n";
    }

    int asked = 0;
    sim::World world{1};
    sim::NodeIndex server_machine = world.add_machine();
    sim::NodeIndex client_machine = world.add_machine();
    std::vector<std::unique_ptr<Browser>> browsers;
};

}  // namespace praxis::http
