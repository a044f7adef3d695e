// The small parts: names, places, rates, routes.
#include "node/http/connection_counts.hpp"
#include "node/http/host_names.hpp"
#include "node/http/rate_floor.hpp"
#include "node/http/router.hpp"
#include "protocol/base/entropy.hpp"
#include "protocol/wire/limits.hpp"

#include <gtest/gtest.h>

namespace praxis::http {
namespace {

using namespace std::chrono_literals;

unsigned checked(const HostNames& names, std::string_view host) {
    const auto result = names.check(host);
    return result ? 200 : status_of(result.error());
}

TEST(HostNames, AreThoseOfThisMachineWithThePort) {
    const auto names = HostNames::loopback(8080);
    for (const auto* host : {"localhost:8080", "LocalHost:8080", "127.0.0.1:8080", "[::1]:8080"})
        EXPECT_EQ(checked(names, host), 200U) << host;
    for (const auto* host : {"localhost",
                             "localhost:8081",
                             "127.0.0.1",
                             "[::1]",
                             "::1:8080",
                             "localhost.:8080",
                             "127.0.0.2:8080",
                             "x.localhost:8080",
                             "evil.example:8080",
                             "localhost:8080@evil.example"})
        EXPECT_NE(checked(names, host), 200U) << host;
    EXPECT_EQ(checked(names, "evil.example:8080"), 421U);
    for (const auto* host : {"", ":8080", "localhost:", "localhost:x", "localhost:99999"})
        EXPECT_EQ(checked(names, host), 400U) << host;
}

TEST(HostNames, Port80NeedNotBeSaid) {
    const auto names = HostNames::loopback(80);
    EXPECT_EQ(checked(names, "localhost"), 200U);
    EXPECT_EQ(checked(names, "localhost:80"), 200U);
    EXPECT_EQ(checked(names, "[::1]"), 200U);
    EXPECT_EQ(checked(names, "localhost:8080"), 421U);
}

TEST(AddressGroup, IsAnIpv4AddressOrHalfAnIpv6Address) {
    EXPECT_EQ(address_group("192.0.2.1"), "192.0.2.1");
    EXPECT_NE(address_group("192.0.2.1"), address_group("192.0.2.2"));
    EXPECT_EQ(address_group("::ffff:192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(address_group("2001:db8::1"), address_group("2001:db8::ffff:ffff:ffff:ffff"));
    EXPECT_NE(address_group("2001:db8::1"), address_group("2001:db8:0:1::1"));
    EXPECT_EQ(address_group("sim-1"), "sim-1");
}

TEST(ConnectionCounts, AnAddressHasALimit) {
    ConnectionCounts counts{limits::http_connections_max, limits::http_connections_per_address_max};
    std::vector<ConnectionCounts::Place> places;
    for (std::size_t i = 0; i < limits::http_connections_per_address_max; ++i)
        places.push_back(std::move(*counts.take("192.0.2.1")));
    EXPECT_FALSE(counts.take("192.0.2.1"));
    EXPECT_TRUE(counts.take("192.0.2.2"));
    places.pop_back();
    EXPECT_TRUE(counts.take("192.0.2.1"));
    places.clear();
    EXPECT_EQ(counts.all(), 0U);
}

TEST(ConnectionCounts, AllHaveALimit) {
    ConnectionCounts counts{limits::http_connections_max, limits::http_connections_per_address_max};
    std::vector<ConnectionCounts::Place> places;
    const auto host = [](std::size_t i) {
        return "10.0." + std::to_string(i / 256) + "." + std::to_string(i % 256);
    };
    for (std::size_t i = 0; i < limits::http_connections_max; ++i)
        places.push_back(std::move(*counts.take(host(i))));
    EXPECT_EQ(counts.all(), limits::http_connections_max);
    EXPECT_FALSE(counts.take("192.0.2.1"));
    places.pop_back();
    EXPECT_TRUE(counts.take("192.0.2.1"));
}

TEST(RateFloor, ExpiresAWindowAfterTheLastBytesThatCounted) {
    const MonoTime begin{1h};
    RateFloor floor{begin};
    EXPECT_EQ(floor.deadline(), begin + 20s);
    floor.add(begin + 5s, limits::http_body_window_bytes_min - 1);
    EXPECT_EQ(floor.deadline(), begin + 20s);
    floor.add(begin + 7s, 1);
    EXPECT_EQ(floor.deadline(), begin + 5s + 20s);  // a window that begins behind it lacks bytes
    floor.add(begin + 8s, limits::http_body_window_bytes_min);
    EXPECT_EQ(floor.deadline(), begin + 8s + 20s);
}

TEST(RateFloor, LetsASenderOfAKibibyteASecondPass) {
    const MonoTime begin{1h};
    RateFloor floor{begin};
    for (auto now = begin + 250ms; now < begin + 10min; now += 250ms) {
        ASSERT_GT(floor.deadline(), now);
        floor.add(now, 260);
    }
}

TEST(RateFloor, EndsASenderOfHalfAKibibyteASecond) {
    const MonoTime begin{1h};
    RateFloor floor{begin};
    auto now = begin;
    while (floor.deadline() > now && now < begin + 1h) {
        now += 1s;
        floor.add(now, 512);
    }
    EXPECT_EQ(now, begin + 20s);
}

// The definition, bytes by bytes: a deadline has passed exactly when some window lacks bytes. The
// oracle counts whole seconds, at which all bytes come.
TEST(RateFloor, AgreesWithTheDefinition) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        SeededEntropy entropy{seed};
        const MonoTime begin{1h};
        RateFloor floor{begin};
        std::vector<std::size_t> came(200, 0);
        for (std::size_t second = 1; second < came.size(); ++second) {
            std::size_t window = 0;  // came after second - 20, before this second
            for (std::size_t s = second < 20 ? 0 : second - 19; s < second; ++s)
                window += came[s];
            const bool lacking = second >= 20 && window < limits::http_body_window_bytes_min;
            const auto now = begin + std::chrono::seconds{second};
            ASSERT_EQ(floor.deadline() <= now, lacking) << "PRAXIS_SEED=" << seed;
            if (lacking) break;
            came[second] = entropy.below(2'600);
            if (came[second] > 0) floor.add(now, came[second]);
        }
    }
}

RequestHead asks(Method method, std::string path) {
    RequestHead head;
    head.method = method;
    head.path = std::move(path);
    return head;
}

node::Task<Result<Response>> nothing(const Request& /*request*/) {
    co_return Response{};
}

TEST(Router, FindsByMethodAndPath) {
    Router router;
    router.add({Method::get, "/", nothing});
    router.add({Method::get, "/form", nothing});
    router.add({Method::post, "/form", nothing});
    router.add({Method::post, "/only", nothing});
    ASSERT_EQ(router.routes().size(), 4U);
    EXPECT_EQ(router.find(asks(Method::get, "/")).value().route, &router.routes()[0]);
    EXPECT_EQ(router.find(asks(Method::head, "/form")).value().route, &router.routes()[1]);
    EXPECT_EQ(router.find(asks(Method::post, "/form")).value().route, &router.routes()[2]);
    const auto status = [&](Method method, const char* path) {
        return status_of(router.find(asks(method, path)).error());
    };
    EXPECT_EQ(status(Method::get, "/no"), 404U);
    EXPECT_EQ(status(Method::get, "//"), 404U);
    EXPECT_EQ(status(Method::post, "/"), 405U);
    EXPECT_EQ(status(Method::head, "/only"), 405U);
    EXPECT_EQ(status(Method::other, "/"), 405U);
    EXPECT_EQ(status(Method::other, "/no"), 405U);
    EXPECT_EQ(router.allowed("/"), "GET, HEAD");
    EXPECT_EQ(router.allowed("/form"), "GET, HEAD, POST");
    EXPECT_EQ(router.allowed("/only"), "POST");
    EXPECT_EQ(router.allowed("/no"), "GET, HEAD");
}

}  // namespace
}  // namespace praxis::http
