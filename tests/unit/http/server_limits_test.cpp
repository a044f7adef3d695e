// What a browser may not do, each limit at its edge, in virtual time.
#include "tests/unit/http/server_fixture.hpp"

namespace praxis::http {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class ServerLimits : public ServerTest {
public:
    /// Seconds from now until the server ended `one`; gives up after an hour.
    double seconds_to_end(const Browser& one) {
        const auto begin = world.now();
        if (!world.run_until([&one] { return one.ended().has_value(); }, 1h)) return 3'600;
        return std::chrono::duration<double>(*one.ended() - begin).count();
    }
    /// Connects and lets the connection stand.
    Browser* connected() {
        auto* one = browser();
        world.run_for(100ms);
        return one;
    }
};

TEST_F(ServerLimits, AnIdleConnectionEndsSilentlyAfter30Seconds) {
    auto* const fresh = connected();
    EXPECT_NEAR(seconds_to_end(*fresh), 30, 0.2);
    EXPECT_EQ(fresh->received(), "");

    auto* const used = connected();
    world.run_for(20s);
    used->send(request("GET /"));
    world.run_for(100ms);
    ASSERT_TRUE(used->take_answer());
    EXPECT_NEAR(seconds_to_end(*used), 30, 0.2);
    EXPECT_EQ(used->received(), "");
}

// Slowloris: a byte now and then keeps no connection.
TEST_F(ServerLimits, AHeadMustBeWholeTenSecondsAfterItsFirstByte) {
    auto* const one = connected();
    const auto head = request("GET /", "X: " + std::string(200, 'x') + "\r\n");
    const auto begin = world.now();
    for (std::size_t i = 0; i < head.size() && !one->ended(); ++i) {
        one->send(head.substr(i, 1));
        world.run_for(500ms);
    }
    ASSERT_TRUE(one->ended());
    const auto lasted = *one->ended() - begin;
    EXPECT_GE(lasted, limits::http_head_time_max);
    EXPECT_LE(lasted, limits::http_head_time_max + limits::http_linger_max + 500ms);
    EXPECT_THAT(one->received(), StartsWith("HTTP/1.1 408 Request Timeout\r\n"));
    EXPECT_EQ(server().connections(), 0U);
}

TEST_F(ServerLimits, AHeadThatTakesNineSecondsIsAnswered) {
    auto* const one = connected();
    one->send("GET / HTTP/1.1\r\nHost: localh");
    world.run_for(9'800ms);
    one->send("ost:8080\r\n\r\n");
    world.run_for(100ms);
    EXPECT_THAT(one->received(), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_F(ServerLimits, AHundredRequestsAConnection) {
    auto* const one = connected();
    for (std::size_t i = 1; i < limits::http_requests_max; ++i) {
        one->send(request("HEAD /"));
        world.run_for(50ms);
        ASSERT_THAT(one->take_answer(false).value_or(""), Not(HasSubstr("Connection: close"))) << i;
    }
    one->send(request("HEAD /") + request("HEAD /"));
    EXPECT_LE(seconds_to_end(*one), 1.2);
    EXPECT_THAT(one->take_answer(false).value_or(""), HasSubstr("\r\nConnection: close\r\n"));
    EXPECT_EQ(one->received(), "");
    EXPECT_EQ(asked, static_cast<int>(limits::http_requests_max));
}

TEST_F(ServerLimits, ALargerHeadOrBodyIsRefused) {
    EXPECT_THAT(ask(request("GET /", "X: " + std::string(9'000, 'x') + "\r\n")),
                StartsWith("HTTP/1.1 431 Request Header Fields Too Large\r\n"));
    std::string fields;
    for (int i = 0; i < 64; ++i)
        fields += "X: y\r\n";
    EXPECT_THAT(ask(request("GET /", fields)), StartsWith("HTTP/1.1 431 "));
    EXPECT_THAT(ask(request("POST /echo", "Content-Length: 262145\r\n")),
                StartsWith("HTTP/1.1 413 Payload Too Large\r\n"));
    EXPECT_THAT(
        ask(request("POST /echo", "Content-Length: 262144\r\n") + std::string(262'144, 'x')),
        StartsWith("HTTP/1.1 200 OK\r\n"));
}

// One text as long as a field may be, 4 bytes a character, each sent as three; and no other route,
// and nobody who is not signed in, may send more than before.
TEST_F(ServerLimits, ALongTextComesFromWhoIsSignedInWhereTextsAreTaken) {
    constexpr std::size_t usual = 256 * 1024;
    constexpr std::size_t long_text = 64 * 1024 * 4 * 3 + 64 * 1024;
    const auto answer_to = [this](std::string bytes) {
        auto* const one = browser();
        one->send(std::move(bytes));
        world.run_for(5s);
        return one->received();
    };
    const auto sent = [&](const std::string& line, std::size_t size, const std::string& more) {
        const auto head = "Content-Length: " + std::to_string(size) + "\r\n" + more;
        return answer_to(request(line, head) + std::string(size, 'x'));
    };
    const std::string session = "Cookie: s\r\n";
    EXPECT_THAT(sent("POST /text", long_text, session),
                EndsWith(std::to_string(long_text) + " bytes"));
    for (const auto& answer : {sent("POST /text", long_text + 1, session),
                               sent("POST /text", usual + 1, ""),
                               sent("POST /echo", usual + 1, session)}) {
        EXPECT_THAT(answer, StartsWith("HTTP/1.1 413 "));
        EXPECT_THAT(answer, HasSubstr("sign in in another window"));
    }
    EXPECT_THAT(sent("POST /text", usual, ""), EndsWith("262144 bytes"));

    const std::string chunk = "10000\r\n" + std::string(0x10000, 'x') + "\r\n";
    std::string chunks;
    for (std::size_t size = 0; size < long_text; size += 0x10000)
        chunks += chunk;
    const std::string chunked = "Transfer-Encoding: chunked\r\n";
    EXPECT_THAT(answer_to(request("POST /text", chunked + session) + chunks + "0\r\n\r\n"),
                EndsWith(std::to_string(long_text) + " bytes"));
    EXPECT_THAT(answer_to(request("POST /text", chunked) + chunks + "0\r\n\r\n"),
                StartsWith("HTTP/1.1 413 "));
    EXPECT_THAT(answer_to(request("POST /echo", chunked + session) + chunks + "0\r\n\r\n"),
                StartsWith("HTTP/1.1 413 "));
    // Nobody is asked to go on with what will not be taken.
    EXPECT_THAT(
        answer_to(request("POST /echo", "Expect: 100-continue\r\nContent-Length: 300000\r\n")),
        StartsWith("HTTP/1.1 413 "));
}

TEST_F(ServerLimits, ABodyThatStallsEndsAfterTwentySeconds) {
    auto* const one = connected();
    one->send(request("POST /echo", "Content-Length: 10\r\n") + "half");
    EXPECT_NEAR(seconds_to_end(*one), 21, 0.5);  // and a second for what may be on its way
    EXPECT_THAT(one->received(), StartsWith("HTTP/1.1 408 "));
}

TEST_F(ServerLimits, ABodyMayComeAtAKibibyteASecondAndNotAtHalf) {
    const auto send_at = [this](std::size_t bytes_per_second) {
        auto* const one = connected();
        one->send(request("POST /echo", "Content-Length: 66000\r\n"));
        for (std::size_t sent = 0; sent < 66'000 && !one->ended(); sent += bytes_per_second) {
            one->send(std::string(bytes_per_second, 'x'));
            world.run_for(1s);
        }
        return one->received();
    };
    EXPECT_THAT(send_at(1'100), StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(send_at(550), StartsWith("HTTP/1.1 408 "));
}

TEST_F(ServerLimits, AReaderThatStopsIsLeftAfterThirtySeconds) {
    sim::LinkOptions narrow;
    narrow.window_bytes = 8 * 1024;
    world.network().set_default_link(narrow);
    auto* const one = browser();
    one->stop_reading();  // after the first piece
    one->send(request("GET /large"));
    world.run_for(29s);
    EXPECT_EQ(server().connections(), 1U);
    world.run_for(3s);
    EXPECT_EQ(server().connections(), 0U);
}

TEST_F(ServerLimits, ASlowReaderThatReadsIsServed) {
    sim::LinkOptions thin;
    thin.bytes_per_second = 1'200;
    thin.window_bytes = 8 * 1024;
    world.network().set_default_link(thin);
    auto* const one = browser();
    one->send(request("GET /large"));
    world.run_for(5min);
    const auto answer = one->take_answer();
    ASSERT_TRUE(answer);
    EXPECT_GT(answer->size(), limits::http_response_bytes_max);
}

TEST_F(ServerLimits, AnAddressHasSixtyFourConnections) {
    std::vector<Browser*> many;
    for (std::size_t i = 0; i < limits::http_connections_per_address_max; ++i)
        many.push_back(connected());
    EXPECT_EQ(server().connections(), limits::http_connections_per_address_max);
    auto* const more = connected();
    EXPECT_TRUE(more->ended());

    const auto elsewhere = world.add_machine();
    sim::start_tasks(world, elsewhere);
    auto* const other = browser_on(elsewhere);
    other->send(request("GET /"));
    world.run_for(100ms);
    EXPECT_THAT(other->received(), StartsWith("HTTP/1.1 200 OK\r\n"));

    many.back()->close();
    world.run_for(100ms);
    auto* const again = connected();
    EXPECT_FALSE(again->ended());
}

// After a refusal the answer must get through to a client that is still sending.
TEST_F(ServerLimits, ARefusalReachesAClientThatIsStillSending) {
    auto* const one = connected();
    one->send(request("POST /echo", "Content-Length: 400000\r\n") + std::string(400'000, 'x'));
    EXPECT_LE(seconds_to_end(*one), 1.2);
    EXPECT_THAT(one->received(), StartsWith("HTTP/1.1 413 "));
}

TEST_F(ServerLimits, AClientThatGoesOnSendingAfterARefusalIsLeft) {
    auto* const fast = connected();  // 64 KiB in 20 ms
    fast->send(request("POST /echo", "Content-Length: 40000000\r\n") + std::string(4'000'000, 'x'));
    EXPECT_LE(seconds_to_end(*fast), 0.5);

    sim::LinkOptions thin;
    thin.bytes_per_second = 10'000;
    world.network().set_default_link(thin);
    auto* const slow = connected();
    slow->send(request("POST /echo", "Content-Length: 40000000\r\n") + std::string(400'000, 'x'));
    EXPECT_LE(seconds_to_end(*slow), 1.5);
}

}  // namespace
}  // namespace praxis::http
