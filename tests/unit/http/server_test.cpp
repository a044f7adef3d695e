// The server as browsers meet it: pages, errors, several requests on one connection, start and
// stop.
#include "tests/unit/http/server_fixture.hpp"

namespace praxis::http {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const std::string ok = "HTTP/1.1 200 OK\r\n";

TEST_F(ServerTest, ShowsAPage) {
    const auto answer = ask(request("GET /"));
    EXPECT_THAT(answer, StartsWith(ok + "Content-Security-Policy: default-src 'none'; "));
    EXPECT_THAT(answer, EndsWith("\r\n\r\n<h1>Bratislava</h1>"));
    EXPECT_EQ(asked, 1);
}

// Also where there is no route, and no request.
TEST_F(ServerTest, ErrorsHaveTheSecurityFields) {
    for (const auto& each : {request("GET /no-such-page"),
                             request("BREW /"),
                             std::string{"junk\r\n\r\n"},
                             request("POST /echo", "Cookie: a\r\n")}) {
        const auto answer = ask(each);
        EXPECT_THAT(answer, HasSubstr("\r\nContent-Security-Policy: default-src 'none'")) << each;
        EXPECT_THAT(answer, HasSubstr("\r\nCache-Control: no-store\r\n")) << each;
        EXPECT_THAT(answer, Not(HasSubstr("\r\nServer:"))) << each;
        EXPECT_THAT(answer, Not(HasSubstr("Strict-Transport-Security"))) << each;
    }
}

TEST_F(ServerTest, HeadAnswersAsGetWithoutTheBody) {
    const auto get = ask(request("GET /"));
    const auto head = ask(request("HEAD /"));
    EXPECT_EQ(head, get.substr(0, get.find("\r\n\r\n") + 4));
    EXPECT_EQ(ask(request("HEAD /") + request("GET /")), head + get);
    EXPECT_THAT(ask(request("HEAD /no")), EndsWith("\r\n\r\n"));
}

TEST_F(ServerTest, AnUnknownPathSaysWhatToDo) {
    const auto answer = ask(request("GET /nothing/here"));
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 404 Not Found\r\n"));
    EXPECT_THAT(answer, HasSubstr("<a href=\"/\">Start page</a>"));
    EXPECT_THAT(answer, Not(HasSubstr("nothing/here")));
}

TEST_F(ServerTest, AnotherMethodNamesThoseThatAre) {
    EXPECT_THAT(ask(request("POST /")), HasSubstr("\r\nAllow: GET, HEAD\r\n"));
    EXPECT_THAT(ask(request("POST /")), StartsWith("HTTP/1.1 405 Method Not Allowed\r\n"));
    EXPECT_THAT(ask(request("GET /echo")), HasSubstr("\r\nAllow: POST\r\n"));
    for (const auto* method : {"PUT", "DELETE", "TRACE", "OPTIONS", "PATCH", "BREW"})
        EXPECT_THAT(ask(request(std::string{method} + " /")), StartsWith("HTTP/1.1 405 "));
    EXPECT_EQ(asked, 0);
}

TEST_F(ServerTest, TellsAHandlerWhatItsPathMeansAndWhoAsks) {
    const auto client = address_group(sim::SimNetwork::host_of(client_machine));
    EXPECT_THAT(ask(request("GET /who/a%2F/b")),
                EndsWith("\r\n\r\na%2F b of " + client + " plain"));
    // Nobody is believed who says another name.
    EXPECT_THAT(ask(request("GET /who/a/b", "X-Forwarded-For: 192.0.2.9\r\n")),
                EndsWith(" of " + client + " plain"));
}

TEST_F(ServerTest, APostOfAnotherSiteIsRefusedBeforeItsBody) {
    auto* const one = browser();
    one->send(
        "POST /echo HTTP/1.1\r\nHost: localhost:8080\r\nOrigin: https://evil.example\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n"
        "Expect: 100-continue\r\n\r\n");
    world.run_for(500ms);
    const auto answer = one->take_answer().value_or("");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 403 Forbidden\r\n"));
    EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
    EXPECT_THAT(answer, HasSubstr("not sent from a page of the node"));
}

TEST_F(ServerTest, ABodyThatTheRouteDoesNotTakeIsNotRead) {
    EXPECT_THAT(ask(request("GET /", "Content-Length: 3\r\n") + "one" + request("GET /")),
                StartsWith("HTTP/1.1 415 Unsupported Media Type\r\n"));
    EXPECT_EQ(asked, 0);
    EXPECT_THAT(ask("POST /echo HTTP/1.1\r\nHost: localhost:8080\r\n"
                    "Origin: http://localhost:8080\r\nContent-Type: application/json\r\n"
                    "Content-Length: 2\r\n\r\n{}"),
                StartsWith("HTTP/1.1 415 "));
}

TEST_F(ServerTest, AHandlerThatFailsKeepsItsReasonInside) {
    const auto answer = ask(request("GET /broken"));
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 500 Internal Server Error\r\n"));
    EXPECT_THAT(answer, Not(HasSubstr("record 17")));
    EXPECT_THAT(ask(request("GET /broken") + request("GET /")), HasSubstr(ok));
}

TEST_F(ServerTest, KeepsAConnectionForMore) {
    auto* const one = browser();
    for (int i = 0; i < 3; ++i) {
        one->send(request("GET /"));
        world.run_for(1s);
        EXPECT_THAT(one->take_answer().value_or(""), StartsWith(ok));
        EXPECT_EQ(one->received(), "");
    }
    EXPECT_FALSE(one->ended());
    EXPECT_EQ(server().connections(), 1U);
    one->close();
    world.run_for(1s);
    EXPECT_EQ(server().connections(), 0U);
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
    auto* const one = browser();
    one->send(request("POST /echo", "Content-Length: 3\r\n") + "one" +
              request("POST /echo", "Transfer-Encoding: chunked\r\n") + "3\r\ntwo\r\n0\r\n\r\n" +
              request("GET /no") + request("POST /echo", "Content-Length: 5\r\n") + "three");
    world.run_for(1s);
    EXPECT_THAT(one->take_answer().value_or(""), EndsWith("\r\n\r\none"));
    EXPECT_THAT(one->take_answer().value_or(""), EndsWith("\r\n\r\ntwo"));
    EXPECT_THAT(one->take_answer().value_or(""), StartsWith("HTTP/1.1 404 "));
    EXPECT_THAT(one->take_answer().value_or(""), EndsWith("\r\n\r\nthree"));
    EXPECT_FALSE(one->ended());
}

TEST_F(ServerTest, ARequestMayComeInSingleBytes) {
    auto* const one = browser();
    const auto bytes = request("POST /echo", "Content-Length: 3\r\n") + "one";
    for (const char byte : bytes) {
        one->send(std::string{byte});
        world.run_for(10ms);
    }
    world.run_for(1s);
    EXPECT_THAT(one->take_answer().value_or(""), EndsWith("\r\n\r\none"));
}

TEST_F(ServerTest, ClosesWhenTheClientAsks) {
    for (const auto& bytes : {request("GET /", "Connection: close\r\n"),
                              std::string{"GET / HTTP/1.0\r\nHost: localhost:8080\r\n\r\n"}}) {
        auto* const one = browser();
        one->send(bytes);
        world.run_for(100ms);
        EXPECT_THAT(one->received(), HasSubstr("\r\nConnection: close\r\n"));
        EXPECT_TRUE(one->ended());
    }
}

TEST_F(ServerTest, AfterARefusalNothingIsReadAsARequest) {
    auto* const one = browser();
    one->send(request("POST /echo", "Transfer-Encoding: xchunked\r\n") + request("GET /"));
    world.run_for(100ms);
    EXPECT_THAT(one->take_answer().value_or(""), StartsWith("HTTP/1.1 501 "));
    one->send(request("GET /"));
    world.run_for(5s);
    EXPECT_EQ(one->received(), "");
    EXPECT_TRUE(one->ended());
    EXPECT_EQ(asked, 0);
}

TEST_F(ServerTest, AHostOfAnotherSiteGetsNothing) {
    const auto answer = ask("GET / HTTP/1.1\r\nHost: evil.example:8080\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 421 Misdirected Request\r\n"));
    EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
    EXPECT_EQ(asked, 0);
}

TEST_F(ServerTest, SaysContinueToWhoWaitsForIt) {
    auto* const one = browser();
    one->send(request("POST /echo", "Content-Length: 3\r\nExpect: 100-continue\r\n"));
    world.run_for(1s);
    EXPECT_EQ(one->take_answer(), "HTTP/1.1 100 Continue\r\n\r\n");
    one->send("one");
    world.run_for(1s);
    EXPECT_THAT(one->take_answer().value_or(""), EndsWith("\r\n\r\none"));
}

TEST_F(ServerTest, ABodyThatNobodyWantsIsNotAskedFor) {
    auto* const one = browser();
    one->send(request("POST /no", "Content-Length: 200000\r\nExpect: 100-continue\r\n"));
    world.run_for(500ms);
    const auto answer = one->take_answer().value_or("");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 404 "));
    EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
    world.run_for(2s);
    EXPECT_TRUE(one->ended());
}

TEST_F(ServerTest, AnswersManyBrowsersAtOnce) {
    std::vector<Browser*> many;
    for (int i = 0; i < 50; ++i) {
        many.push_back(browser());
        many.back()->send(request("GET /"));
    }
    world.run_for(1s);
    for (const auto* each : many)
        EXPECT_THAT(each->received(), StartsWith(ok));
}

TEST_F(ServerTest, StartsOnLoopbackOnly) {
    Router router;
    HttpServer other{world.runtime(server_machine), std::move(router)};
    for (const auto* host :
         {"0.0.0.0", "::", "192.0.2.1", "2001:db8::1", "127.0.0.2", "example.org"}) {
        const auto started = other.start({host, 8081});
        ASSERT_FALSE(started) << host;
        EXPECT_EQ(started.error().code, HttpErrc::not_loopback);
        EXPECT_THAT(started.error().text(), HasSubstr("or one of 127.0.0.1:8081"));
    }
    EXPECT_EQ(other.start({"localhost", 8080}).error().code, node::RuntimeErrc::address_in_use);
}

TEST_F(ServerTest, TellsThePortItTook) {
    const auto spare = world.add_machine();
    world.start(spare, [](node::Runtime& runtime) {
        return std::make_unique<ServerProgram>(runtime, Router{});
    });
    auto& other = world.program<ServerProgram>(spare).server;
    const auto at = other.start({"127.0.0.1", 0});
    ASSERT_TRUE(at);
    EXPECT_NE(at.value().port, 0);
    Browser one{world.program<sim::TaskProgram>(client_machine), world, at.value()};
    one.send("GET / HTTP/1.1\r\nHost: localhost:" + std::to_string(at.value().port) + "\r\n\r\n");
    world.run_for(1s);
    EXPECT_THAT(one.received(), StartsWith("HTTP/1.1 404 "));
}

TEST_F(ServerTest, StopEndsWhatRuns) {
    auto* const idle = browser();
    auto* const halfway = browser();
    halfway->send("GET / HT");
    world.run_for(1s);
    EXPECT_EQ(server().connections(), 2U);
    bool stopped = false;
    auto stop = [&stopped](HttpServer& running) -> node::Task<Result<void>> {
        co_await running.stop();
        stopped = true;
        co_return success();
    };
    world.program<ServerProgram>(server_machine).tasks.spawn(stop(server()));
    world.run_for(1s);
    EXPECT_TRUE(stopped);
    EXPECT_EQ(server().connections(), 0U);
    EXPECT_TRUE(idle->ended());
    EXPECT_TRUE(halfway->ended());
}

}  // namespace
}  // namespace praxis::http
