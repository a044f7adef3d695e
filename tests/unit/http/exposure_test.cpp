// Pages beyond this machine: over TLS, and through a proxy.
#include "tests/support/route_walk.hpp"
#include "tests/unit/http/server_fixture.hpp"
#include "tests/unit/node/net/tls_client.hpp"

namespace praxis::http {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using tls_test::certify;

constexpr std::string_view hsts =
    "\r\nStrict-Transport-Security: max-age=63072000; includeSubDomains\r\n";

class TlsPages : public ServerTest {
public:
    TlsPages() {
        const auto certified = certify("DNS:pages.example.org");
        secured = world.add_machine();
        world.start(secured, [this](node::Runtime& runtime) {
            return std::make_unique<ServerProgram>(runtime, routes());
        });
        auto tls = node::TlsServer::open(certified.certificate, certified.key);
        const auto started =
            tls_server().start({"0.0.0.0", 443}, Exposure::tls(std::move(tls.value())));
        EXPECT_TRUE(started) << started.error().text();
    }
    HttpServer& tls_server() { return world.program<ServerProgram>(secured).server; }
    node::TaskGroup& tasks() { return world.program<sim::TaskProgram>(client_machine).tasks; }

    /// Shakes hands, asks, reads to the end; the end is "farewell" or what broke.
    node::Task<Result<void>> talk(std::string bytes) {
        const node::Endpoint to{sim::SimNetwork::host_of(secured), 443};
        CO_TRY(auto stream, co_await world.runtime(client_machine).network.dial(to));
        tls_test::Client client{std::move(stream)};
        CO_TRY(co_await client.handshake());
        CO_TRY(co_await client.write(std::move(bytes)));
        for (;;) {
            auto reading = client.read();
            const auto piece = co_await std::move(reading);
            if (!piece || piece.value().empty()) {
                end = piece ? "farewell" : piece.error().text();
                co_return success();
            }
            received += piece.value();
        }
    }
    std::string over_tls(std::string bytes) {
        received.clear();
        end.clear();
        tasks().spawn(talk(std::move(bytes)));
        world.run_for(40s);
        return received;
    }
    static std::string named(const std::string& line,
                             const std::string& more = "",
                             const std::string& host = "pages.example.org") {
        return line + " HTTP/1.1\r\nHost: " + host + "\r\n" + more + "\r\n";
    }

    sim::NodeIndex secured = 0;
    std::string received;
    std::string end;
};

TEST_F(TlsPages, ArriveWithTheirFieldsAndAFarewell) {
    const auto answer = over_tls(named("GET /who/a/b"));
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(answer, HasSubstr(hsts));
    EXPECT_THAT(answer, EndsWith(" secure"));
    EXPECT_EQ(end, "farewell");
    EXPECT_EQ(tls_server().connections(), 0U);
}

TEST_F(TlsPages, EveryRouteSaysThatThereIsNothingButTls) {
    route_walk::Walk walk;
    walk.ask = [this](const std::string& request) { return over_tls(request); };
    walk.value = [](const std::string&) { return "x"; };
    walk.host = "pages.example.org";
    walk.secure = true;
    EXPECT_THAT(route_walk::wrong_fields(tls_server().router().routes(), walk),
                ::testing::IsEmpty());
}

TEST_F(TlsPages, TheLargestAnswerArrivesWhole) {
    const auto answer = over_tls(named("GET /large"));
    EXPECT_GT(answer.size(), limits::http_response_bytes_max);
}

TEST_F(TlsPages, AnswerToTheNamesOfTheCertificateOnly) {
    EXPECT_THAT(over_tls(named("GET /", "", "pages.example.org:443")), StartsWith("HTTP/1.1 200 "));
    for (const auto* host : {"localhost", "localhost:443", "pages.example.org:80", "evil.example"})
        EXPECT_THAT(over_tls(named("GET /", "", host)), StartsWith("HTTP/1.1 421 ")) << host;
    EXPECT_THAT(received, HasSubstr(hsts));  // refusals too
}

TEST_F(TlsPages, TakeFormsFromTheirOwnOrigin) {
    const std::string form =
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\nOrigin: ";
    EXPECT_THAT(over_tls(named("POST /echo", form + "https://pages.example.org\r\n") + "a=1"),
                EndsWith("\r\n\r\na=1"));
    for (const auto* origin : {"http://pages.example.org", "https://pages.example.org:8443"})
        EXPECT_THAT(over_tls(named("POST /echo", form + origin + "\r\n") + "a=1"),
                    StartsWith("HTTP/1.1 403 "))
            << origin;
}

TEST_F(TlsPages, AHandshakeHasTenSecondsAndAnAddressThirtyTwo) {
    const node::Endpoint to{sim::SimNetwork::host_of(secured), 443};
    std::vector<std::unique_ptr<Browser>> silent;
    for (std::size_t i = 0; i <= limits::tls_handshakes_per_address_max; ++i)
        silent.push_back(
            std::make_unique<Browser>(world.program<sim::TaskProgram>(client_machine), world, to));
    world.run_for(1s);
    EXPECT_EQ(tls_server().connections(), limits::tls_handshakes_per_address_max);
    EXPECT_TRUE(silent.back()->ended());
    world.run_for(8'500ms);
    EXPECT_EQ(tls_server().connections(), limits::tls_handshakes_per_address_max);
    silent.front()->send("\x16\x03\x01");  // a beginning is not enough
    world.run_for(1s);
    EXPECT_EQ(tls_server().connections(), 0U);
    EXPECT_THAT(over_tls(named("GET /")), StartsWith("HTTP/1.1 200 "));
}

// Who is through leaves room in the handshakes: 64 connections of one address are open.
TEST_F(TlsPages, AnAddressHasSixtyFourConnections) {
    for (std::size_t i = 0; i <= limits::http_connections_per_address_max; ++i) {
        tasks().spawn(talk(named("GET /")));
        world.run_for(50ms);
    }
    EXPECT_EQ(tls_server().connections(), limits::http_connections_per_address_max);
}

// Whatever a connection waits for: the handshake, a request, room for an answer.
TEST_F(TlsPages, StopEndsWhatRuns) {
    sim::LinkOptions narrow;
    narrow.bytes_per_second = 5'000;
    world.network().set_default_link(narrow);
    const node::Endpoint to{sim::SimNetwork::host_of(secured), 443};
    Browser silent{world.program<sim::TaskProgram>(client_machine), world, to};
    tasks().spawn(talk(""));
    tasks().spawn(talk(named("GET /large")));
    world.run_for(5s);
    EXPECT_EQ(tls_server().connections(), 3U);
    bool stopped = false;
    auto stop = [&stopped](HttpServer& running) -> node::Task<Result<void>> {
        co_await running.stop();
        stopped = true;
        co_return success();
    };
    world.program<ServerProgram>(secured).tasks.spawn(stop(tls_server()));
    world.run_for(1s);
    EXPECT_TRUE(stopped);
    EXPECT_EQ(tls_server().connections(), 0U);
    world.run_for(1min);
    EXPECT_TRUE(silent.ended());
}

class ProxiedPages : public ServerTest {
public:
    ProxiedPages() {
        behind = world.add_machine();
        world.start(behind, [this](node::Runtime& runtime) {
            return std::make_unique<ServerProgram>(runtime, routes());
        });
        auto& proxied = world.program<ServerProgram>(behind).server;
        const auto exposure = Exposure::behind_proxy("pages.example.org");
        EXPECT_TRUE(proxied.start({"0.0.0.0", 8080}, exposure.value()));
    }
    Browser* through_proxy(const std::string& bytes) {
        browsers.push_back(
            std::make_unique<Browser>(world.program<sim::TaskProgram>(client_machine),
                                      world,
                                      node::Endpoint{sim::SimNetwork::host_of(behind), 8080}));
        browsers.back()->send(bytes);
        world.run_for(100ms);
        return browsers.back().get();
    }
    static std::string forwarded(const std::string& line, const std::string& client) {
        return line + " HTTP/1.1\r\nHost: pages.example.org\r\nX-Forwarded-For: " + client +
               "\r\n\r\n";
    }
    sim::NodeIndex behind = 0;
};

TEST_F(ProxiedPages, KnowTheBrowserBehindTheProxy) {
    const auto answer = through_proxy(forwarded("GET /who/a/b", "6.6.6.6, 192.0.2.7"))->received();
    EXPECT_THAT(answer, EndsWith(" of 192.0.2.7 secure"));
    EXPECT_THAT(answer, HasSubstr(hsts));
    EXPECT_THAT(through_proxy(request("GET /"))->received(), StartsWith("HTTP/1.1 421 "));
}

TEST_F(ProxiedPages, EachBrowserHasItsOwnRateAndTheProxyManyConnections) {
    for (int client = 0; client < 3; ++client) {
        std::string many;
        for (int i = 0; i < 61; ++i)
            many += forwarded("HEAD /", "192.0.2." + std::to_string(client));
        const auto received = through_proxy(many)->received();
        EXPECT_THAT(received, HasSubstr("HTTP/1.1 429 ")) << client;
    }
    EXPECT_EQ(asked, 180);
    for (std::size_t i = 0; i < limits::http_connections_per_address_max + 10; ++i)
        through_proxy("");
    EXPECT_GT(world.program<ServerProgram>(behind).server.connections(),
              limits::http_connections_per_address_max);
}

}  // namespace
}  // namespace praxis::http
