// The small parts: names, places, speeds, origins, local paths.
#include "node/http/connection_counts.hpp"
#include "node/http/exposure.hpp"
#include "node/http/host_names.hpp"
#include "node/http/rate_floor.hpp"
#include "node/http/same_origin.hpp"
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

// Peers, programs of this machine and files have theirs, however many browsers come.
TEST(ConnectionCounts, LeaveDescriptorsToPeers) {
    constexpr auto reserved = limits::sessions_max + limits::handshakes_max;
    EXPECT_EQ(places_for(524'288), limits::http_connections_max);
    EXPECT_LE(places_for(4'096) + reserved + limits::local_clients_max, 4'096U);
    EXPECT_GT(places_for(4'096), 3'500U);
    EXPECT_EQ(places_for(256), 128U);
    EXPECT_EQ(places_for(0), 0U);
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

TEST(HostNames, OfACertificateHaveItsPortAndItsWildcards) {
    const HostNames names{{"pages.example.org", "*.example.net", "[2001:db8::1]"}, 443, 443};
    for (const auto* host : {"pages.example.org",
                             "Pages.Example.ORG:443",
                             "a.example.net",
                             "[2001:db8::1]",
                             "[2001:DB8::1]:443"})
        EXPECT_EQ(checked(names, host), 200U) << host;
    for (const auto* host : {"pages.example.org:80",
                             "pages.example.org:8443",
                             "x.pages.example.org",
                             "example.net",
                             ".example.net",
                             "a.b.example.net",
                             "localhost",
                             "127.0.0.1"})
        EXPECT_EQ(checked(names, host), 421U) << host;
    const HostNames elsewhere{{"pages.example.org"}, 8443, 443};
    EXPECT_EQ(checked(elsewhere, "pages.example.org:8443"), 200U);
    EXPECT_EQ(checked(elsewhere, "pages.example.org"), 421U);
}

TEST(HostNames, WithoutAnyEveryRequestIsMisdirected) {
    EXPECT_EQ(checked(HostNames{}, "localhost"), 421U);
}

TEST(Exposure, BehindAProxyTakesTheNameThatBrowsersSee) {
    const auto plain = Exposure::behind_proxy("Pages.example.org");
    ASSERT_TRUE(plain);
    EXPECT_EQ(checked(plain.value().names(8080), "pages.example.org"), 200U);
    EXPECT_EQ(checked(plain.value().names(8080), "pages.example.org:443"), 200U);
    EXPECT_EQ(checked(plain.value().names(8080), "pages.example.org:8080"), 421U);
    const auto ported = Exposure::behind_proxy("pages.example.org:8443");
    ASSERT_TRUE(ported);
    EXPECT_EQ(checked(ported.value().names(8080), "pages.example.org:8443"), 200U);
    EXPECT_EQ(checked(ported.value().names(8080), "pages.example.org"), 421U);
    for (const auto* wrong : {"", "https://pages.example.org", "a b", "pages.example.org/x", "a:x"})
        EXPECT_FALSE(Exposure::behind_proxy(wrong)) << wrong;
}

// Who sent a POST: every combination of the two fields.
TEST(SameOrigin, OneFieldVouchesAndNoneDisagrees) {
    struct Case {
        const char* site;
        const char* origin;
        bool passes;
    };
    const auto ours = "https://pages.example.org";
    for (const auto& [site, origin, passes] : {Case{"same-origin", "", true},
                                               Case{"same-origin", ours, true},
                                               Case{"same-origin", "null", true},
                                               Case{"none", "", true},
                                               Case{"", ours, true},
                                               Case{"", "", false},
                                               Case{"", "null", false},
                                               Case{"", "https://evil.example", false},
                                               Case{"", "http://pages.example.org", false},
                                               Case{"", "https://pages.example.org:8443", false},
                                               Case{"", "https://pages.example.org/", false},
                                               Case{"", "https://pages.example.org.evil", false},
                                               Case{"same-origin", "https://evil.example", false},
                                               Case{"none", "https://evil.example", false},
                                               Case{"cross-site", ours, false},
                                               Case{"cross-site", "", false},
                                               Case{"same-site", ours, false},
                                               Case{"Same-Origin", "", false},
                                               Case{"same-origin, cross-site", "", false}}) {
        RequestHead head;
        head.host = "Pages.example.org";
        head.sec_fetch_site = site;
        head.origin = origin;
        const auto checked = check_same_origin(head, true);
        EXPECT_EQ(static_cast<bool>(checked), passes) << site << " " << origin;
        if (!checked) {
            EXPECT_EQ(checked.error().code, HttpErrc::cross_site);
        }
    }
}

TEST(SameOrigin, OverPlainHttpTheOriginIsPlainToo) {
    RequestHead head;
    head.host = "localhost:8080";
    head.origin = "http://localhost:8080";
    EXPECT_TRUE(check_same_origin(head, false));
    EXPECT_FALSE(check_same_origin(head, true));
    head.origin = "http://127.0.0.1:8080";
    EXPECT_FALSE(check_same_origin(head, false));
}

TEST(Redirect, LeadsNowhereElse) {
    const auto to = [](std::string path) { return redirect(std::move(path)).fields.at(0).value; };
    EXPECT_EQ(redirect("/d/1").status, 303U);
    EXPECT_EQ(to("/d/1?x=%20y"), "/d/1?x=%20y");
    for (const auto* path : {"",
                             "d/1",
                             "//evil.example",
                             "/\\evil.example",
                             "/\t/evil.example",
                             "https://evil.example",
                             "/a\r\nSet-Cookie: b",
                             "/\xc3\xa4"})
        EXPECT_EQ(to(path), "/") << path;
}

}  // namespace
}  // namespace praxis::http
