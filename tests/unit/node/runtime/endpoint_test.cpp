#include "node/runtime/network.hpp"

#include <gtest/gtest.h>

namespace praxis::node {
namespace {

TEST(Endpoint, ReadsWhatItWrites) {
    for (const auto* text :
         {"example.org:7000", "127.0.0.1:0", "[::1]:65535", "[fe80::1%eth0]:9"}) {
        const auto endpoint = Endpoint::parse(text);
        ASSERT_TRUE(endpoint) << text;
        EXPECT_EQ(endpoint.value().text(), text);
    }
    EXPECT_EQ(Endpoint::parse("[::1]:7").value(), (Endpoint{"::1", 7}));
}

TEST(Endpoint, RefusesWhatIsNoEndpoint) {
    const auto long_host = std::string(254, 'a') + ":1";
    for (const std::string text : {"",
                                   ":",
                                   "host",
                                   "host:",
                                   ":7",
                                   "host:65536",
                                   "host:-1",
                                   "host:+1",
                                   "host:7x",
                                   "host: 7",
                                   "a b:7",
                                   "::1:7",
                                   "[]:7",
                                   "[a]b:7",
                                   "http://host:7",
                                   "host/x:7"}) {
        const auto endpoint = Endpoint::parse(text);
        ASSERT_FALSE(endpoint) << text;
        EXPECT_EQ(endpoint.error().code, RuntimeErrc::bad_endpoint);
    }
    EXPECT_FALSE(Endpoint::parse(long_host));
}

}  // namespace
}  // namespace praxis::node
