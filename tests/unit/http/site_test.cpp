// What stands before every handler: who is counted, how often one may ask, in virtual time.
#include "tests/unit/http/server_fixture.hpp"

namespace praxis::http {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

node::Task<Result<Response>> nothing(const Request& /*request*/) {
    co_return Response{};
}
node::Task<Result<Response>> busy(const Request& /*request*/) {
    co_return fail(HttpErrc::busy);
}

class SiteTest : public ::testing::Test {
public:
    SiteTest() {
        Router router;
        router.add({Method::get, "/", nothing});
        router.add({Method::post, "/form", nothing, Body::form});
        router.add({Method::post, "/busy", busy, Body::form});
        router.add({Method::post, "/light", nothing, Body::form, true});
        router.set_session_name([](const RequestHead& head) {
            return head.cookie.empty() ? std::nullopt : std::optional{head.cookie};
        });
        site.emplace(std::move(router));
        site->open(Exposure::loopback(), 8080);
    }
    static RequestHead get() {
        RequestHead head;
        head.method = Method::get;
        head.path = "/";
        head.host = "localhost:8080";
        return head;
    }
    static RequestHead post() {
        auto head = get();
        head.method = Method::post;
        head.path = "/form";
        head.origin = "http://localhost:8080";
        head.content_type = "application/x-www-form-urlencoded; charset=UTF-8";
        return head;
    }
    /// The status with which a request is refused; 200 when it passes.
    unsigned admitted(const RequestHead& head, const std::string& peer = "192.0.2.1") {
        const auto match = site->admit(site->request_of(head, peer), now);
        if (match && match.value().is_too_many) return 429;
        return match ? 200 : status_of(match.error());
    }
    std::size_t pass_at_once(const RequestHead& head, const std::string& peer = "192.0.2.1") {
        std::size_t count = 0;
        while (count < 1'000 && admitted(head, peer) == 200)
            ++count;
        return count;
    }

    MonoTime now{1h};
    std::optional<Site> site;
};

TEST_F(SiteTest, SixtyRequestsASecondThenTenASecond) {
    EXPECT_EQ(pass_at_once(get()), 60U);
    EXPECT_EQ(admitted(get()), 429U);
    EXPECT_EQ(pass_at_once(get(), "192.0.2.2"), 60U);
    now += 1s;
    EXPECT_EQ(pass_at_once(get()), 60U);
    for (now += 1s; now < MonoTime{1h} + 60s; now += 1s)
        (void)pass_at_once(get());
    EXPECT_EQ(pass_at_once(get()), 10U);
}

TEST_F(SiteTest, ThirtyWritesAMinute) {
    EXPECT_EQ(pass_at_once(post()), 30U);
    EXPECT_EQ(admitted(post()), 429U);
    EXPECT_EQ(admitted(get()), 200U);  // reading goes on
    now += 2s;
    EXPECT_EQ(pass_at_once(post()), 1U);
}

TEST_F(SiteTest, AnotherSiteUsesUpNobodysWrites) {
    auto forged = post();
    forged.origin = "https://evil.example";
    for (int i = 0; i < 100; ++i) {
        now += 100ms;
        EXPECT_EQ(admitted(forged), 403U);
    }
    now += 1s;
    EXPECT_EQ(pass_at_once(post()), 30U);
}

TEST_F(SiteTest, ASessionIsCountedByItselfWhereverItAsks) {
    auto ours = post();
    ours.cookie = "s1";
    EXPECT_EQ(pass_at_once(ours), 30U);
    EXPECT_EQ(admitted(ours, "198.51.100.7"), 429U);
    EXPECT_EQ(pass_at_once(post()), 30U);  // the office behind the same address
    ours.cookie = "192.0.2.1";             // a name that looks like an address is none
    EXPECT_EQ(pass_at_once(ours), 30U);
}

// Whose session is known may have typed something: the page of the refusal gives it back.
TEST_F(SiteTest, OfWhomIsSignedInTheFormIsReadThoughItIsOneTooMany) {
    auto ours = post();
    ours.cookie = "s1";
    (void)pass_at_once(ours);
    const auto refused = site->admit(site->request_of(ours, "192.0.2.1"), now);
    ASSERT_TRUE(refused);
    EXPECT_TRUE(refused.value().is_too_many);
    (void)pass_at_once(post());
    EXPECT_FALSE(site->admit(site->request_of(post(), "192.0.2.1"), now));
}

TEST_F(SiteTest, WhoWroteMuchMayStillDoWhatIsLight) {
    (void)pass_at_once(post());
    EXPECT_EQ(admitted(post()), 429U);
    auto light = post();
    light.path = "/light";
    EXPECT_EQ(admitted(light), 200U);
}

TEST_F(SiteTest, AnIpv6HouseholdIsOneClient) {
    EXPECT_EQ(pass_at_once(post(), "2001:db8::1"), 30U);
    EXPECT_EQ(admitted(post(), "2001:db8::2"), 429U);
    EXPECT_EQ(admitted(post(), "2001:db8:0:1::1"), 200U);
}

TEST_F(SiteTest, SaysHowLongToWait) {
    (void)pass_at_once(post());
    const auto request = site->request_of(post(), "192.0.2.1");
    const auto page =
        site->page_for({make_error_code(HttpErrc::too_many_requests), {}}, &request, now);
    EXPECT_EQ(page.status, 429U);
    ASSERT_EQ(page.fields.size(), 1U);
    EXPECT_EQ(page.fields[0].name, "Retry-After");
    EXPECT_EQ(page.fields[0].value, "2");
    EXPECT_THAT(page.body, HasSubstr("Nothing was changed. Wait 2 seconds, go back"));
    now += 2s;
    EXPECT_EQ(admitted(post()), 200U);
}

TEST_F(SiteTest, BehindAProxyTheLastEntryIsTheClient) {
    site->open(Exposure::behind_proxy("pages.example.org").value(), 8080);
    const auto client = [this](const std::string& forwarded) {
        auto head = get();
        head.forwarded_for = forwarded;
        return site->request_of(head, "127.0.0.1").client;
    };
    EXPECT_EQ(client("192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(client("1.2.3.4, 192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(client("1.2.3.4,\"x\", 2001:db8::7 "), address_group("2001:db8::7"));
    EXPECT_EQ(client(""), "127.0.0.1");
    EXPECT_EQ(client("1.2.3.4, "), "127.0.0.1");
    for (const auto* wrong : {"unknown", "192.0.2.7:5000", "[2001:db8::7]", "192.0.2", "1.2.3.4;x"})
        EXPECT_EQ(client(wrong), "127.0.0.1") << wrong;
    EXPECT_TRUE(site->request_of(get(), "127.0.0.1").secure);
}

class ServerRates : public ServerTest {};

// The limits as a browser meets them: the answer has words and says when to come back, and then it
// goes on.
TEST_F(ServerRates, TooManyFormsAreRefusedWithWords) {
    auto* const one = browser();
    const auto form = request("POST /echo", "Content-Length: 3\r\n") + "a=1";
    for (std::size_t i = 0; i < limits::http_writes_per_minute_max; ++i)
        one->send(form);
    world.run_for(500ms);
    for (std::size_t i = 0; i < limits::http_writes_per_minute_max; ++i)
        ASSERT_THAT(one->take_answer().value_or(""), StartsWith("HTTP/1.1 200 OK\r\n")) << i;
    one->send(form);
    world.run_for(500ms);
    const auto refused = one->take_answer().value_or("");
    EXPECT_THAT(refused, StartsWith("HTTP/1.1 429 Too Many Requests\r\n"));
    EXPECT_THAT(refused, HasSubstr("\r\nRetry-After: 2\r\n"));
    EXPECT_THAT(refused, HasSubstr("<h1>Too many requests in a short time</h1>"));
    world.run_for(2s);
    EXPECT_THAT(ask(form), StartsWith("HTTP/1.1 200 OK\r\n"));
}

// The whole form is read, however long, so that its text can come back; no handler is asked.
TEST_F(ServerRates, ATooManiethFormOfWhomIsSignedInIsReadAndTheConnectionGoesOn) {
    auto* const one = browser();
    const std::string text(limits::http_body_bytes_max + 1, 'a');
    const auto form = [&](const std::string& body) {
        return request("POST /text",
                       "Cookie: s1\r\nContent-Length: " + std::to_string(body.size()) + "\r\n") +
               body;
    };
    for (std::size_t i = 0; i < limits::http_writes_per_minute_max; ++i)
        one->send(form("a=1"));
    world.run_for(500ms);
    for (std::size_t i = 0; i < limits::http_writes_per_minute_max; ++i)
        ASSERT_THAT(one->take_answer().value_or(""), EndsWith("3 bytes")) << i;
    one->send(form(text));
    world.run_for(500ms);
    const auto refused = one->take_answer().value_or("");
    EXPECT_THAT(refused, StartsWith("HTTP/1.1 429 Too Many Requests\r\n"));
    EXPECT_THAT(refused, HasSubstr("\r\nRetry-After: 2\r\n"));
    EXPECT_THAT(refused, Not(HasSubstr("Connection: close")));
    one->send(request("GET /"));
    world.run_for(500ms);
    EXPECT_THAT(one->take_answer().value_or(""), EndsWith("<h1>Bratislava</h1>"));
}

TEST_F(ServerRates, TooManyPagesAreRefusedAndTheConnectionGoesOn) {
    auto* const one = browser();
    for (int i = 0; i < 61; ++i)
        one->send(request("GET /"));
    world.run_for(100ms);
    for (int i = 0; i < 60; ++i)
        ASSERT_THAT(one->take_answer().value_or(""), StartsWith("HTTP/1.1 200 OK\r\n")) << i;
    const auto refused = one->take_answer().value_or("");
    EXPECT_THAT(refused, StartsWith("HTTP/1.1 429 "));
    EXPECT_THAT(refused, HasSubstr("\r\nRetry-After: 1\r\n"));
    EXPECT_THAT(refused, HasSubstr("Wait 1 second, then open the page again."));
    EXPECT_EQ(asked, 60);
    world.run_for(1s);
    one->send(request("GET /"));
    world.run_for(100ms);
    EXPECT_THAT(one->take_answer().value_or(""), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_F(ServerRates, WhoMayBeKeptIsSaid) {
    const auto answer = ask(request("GET /assets/1"));
    EXPECT_THAT(answer, HasSubstr("\r\nCache-Control: public, max-age=31536000, immutable\r\n"));
    EXPECT_THAT(answer, HasSubstr("\r\nContent-Type: text/css\r\n"));
    EXPECT_THAT(answer, Not(HasSubstr("no-store")));
}

}  // namespace
}  // namespace praxis::http
