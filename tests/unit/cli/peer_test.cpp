#include "protocol/wire/limits.hpp"
#include "tests/unit/cli/desk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// `praxis peer` without a running node: what is kept, in which order, and what is said of it. With
// one: tests/integration/bad_input.py.

namespace praxis::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Peer : public ::testing::Test {
protected:
    Peer() { desk_.done("a", {"init", "--network", "Net", "--node", "A", "--role", "centre"}); }

    std::vector<std::string> addresses() {
        std::vector<std::string> out;
        for (const auto& line : desk_.done("a", {"peer", "list"}).lines())
            out.emplace_back(line.at("address").as_string());
        return out;
    }

    Desk desk_;
    std::string other_ = std::string(64, 'c');
};

TEST_F(Peer, IsKeptInTheOrderItWasAddedAndOnce) {
    for (const auto* at : {"b.example:2", "a.example:1", "[::1]:3", "b.example:2"}) {
        const auto line = desk_.done("a", {"peer", "add", other_ + "@" + at}).line();
        EXPECT_EQ(line.at("node").as_string(), other_);
        EXPECT_EQ(line.at("address").as_string(), at);
        EXPECT_TRUE(line.at("kept").as_bool());
        EXPECT_TRUE(line.at("name").is_null());
        EXPECT_TRUE(line.at("as_of").is_null());
    }
    EXPECT_THAT(addresses(), ElementsAre("b.example:2", "a.example:1", "[::1]:3"));
}

TEST_F(Peer, IsRemovedWithAndWithoutItsNode) {
    const std::string second(64, 'd');
    desk_.done("a", {"peer", "add", other_ + "@a:1"});
    desk_.done("a", {"peer", "add", second + "@a:1"});
    desk_.done("a", {"peer", "add", second + "@a:2"});
    EXPECT_EQ(desk_.done("a", {"peer", "remove", second + "@a:1"}).text("node"), second);
    EXPECT_THAT(addresses(), ElementsAre("a:1", "a:2"));
    EXPECT_EQ(desk_.done("a", {"peer", "remove", "a:1"}).text("node"), other_);
    EXPECT_THAT(addresses(), ElementsAre("a:2"));
    const auto again = desk_.praxis("a", {"peer", "remove", "a:1"});
    EXPECT_EQ(again.exit_code, 1);
    EXPECT_THAT(again.err, HasSubstr("no such address is kept"));
    EXPECT_EQ(desk_.done("a", {"peer", "remove", "a:2"}).lines().size(), 1U);
    EXPECT_THAT(addresses(), ElementsAre());
}

TEST_F(Peer, IsSaidInWordsToo) {
    const auto none = desk_.praxis("a", {"peer", "list"});
    EXPECT_EQ(none.exit_code, 0);
    EXPECT_THAT(none.out, HasSubstr("no other node is known; praxis invite brings one in"));
    const auto added = desk_.praxis("a", {"peer", "add", other_ + "@a:1"});
    EXPECT_EQ(added.out, "kept: offline  unnamed  a:1  " + other_ + "\n");
    EXPECT_EQ(desk_.praxis("a", {"peer", "list"}).out, "offline  unnamed  a:1  " + other_ + "\n");
    EXPECT_EQ(desk_.praxis("a", {"peer", "remove", "a:1"}).out,
              "no longer kept: a:1  " + other_ + "\n");
}

TEST_F(Peer, HasRoomForSoManyAndSaysSo) {
    for (std::size_t i = 1; i <= limits::kept_peers_max; ++i)
        desk_.done("a", {"peer", "add", other_ + "@a:" + std::to_string(i)});
    const auto ran = desk_.praxis("a", {"peer", "add", other_ + "@b:1"});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_THAT(ran.err, HasSubstr("as many as it may; remove one first"));
    EXPECT_EQ(addresses().size(), limits::kept_peers_max);
}

TEST_F(Peer, HasHelpForPeopleAndPrograms) {
    for (const auto* what : {"add", "list", "remove"}) {
        const auto ran = desk_.run({"--json", "peer", what, "--help"});
        EXPECT_EQ(ran.exit_code, 0);
        EXPECT_EQ(ran.text("command"), std::string{"peer "} + what);
        EXPECT_THAT(ran.err, HasSubstr("usage: praxis -C DIR peer"));
    }
}

}  // namespace
}  // namespace praxis::test
