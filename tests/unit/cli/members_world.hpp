#pragma once

#include "node/web/account_folder.hpp"
#include "tests/unit/cli/desk.hpp"

#include <boost/json/value.hpp>
#include <gmock/gmock.h>

#include <algorithm>

namespace praxis::test {

/// A centre "a" with a space whose steward is its person, and whoever joins from there.
class Members : public ::testing::Test {
protected:
    Members() {
        desk_.done("a", {"init", "--network", "Net", "--node", "A", "--role", "centre"});
        space_ = desk_.done("a", {"space", "new", "--name", "S"}).text("id");
    }
    Ran join(const std::string& node, const std::string& text, std::vector<std::string> more = {}) {
        std::vector<std::string> typed{"join", text, "--node", node};
        typed.insert(typed.end(), more.begin(), more.end());
        return desk_.done(node, std::move(typed));
    }
    std::string invite(const std::string& node, std::vector<std::string> more) {
        more.insert(more.begin(), "invite");
        return desk_.done(node, std::move(more)).text("invite");
    }
    /// Both hold the same afterwards.
    void meet(const std::string& one, const std::string& other) {
        desk_.carry(one, other);
        desk_.carry(other, one);
        EXPECT_EQ(desk_.done(one, {"state"}).out, desk_.done(other, {"state"}).out);
        EXPECT_EQ(desk_.done(one, {"export"}).out, desk_.done(other, {"export"}).out);
    }
    /// The account of that name at node "a".
    web::AccountRecord record_of(const std::string& name) {
        const auto bytes = web::AccountFolder{desk_.folder("a")}.read(web::account_place(name));
        EXPECT_TRUE(bytes && bytes.value()) << name;
        return web::decode_account(*bytes.value()).value();
    }
    Ran write_case(const std::string& node, const std::string& title) {
        return desk_.praxis(node, {"case", "new", "--space", space_, "--title", title, "--json"});
    }

    /// Takes a person's right back, by the administrator's key of `node`.
    void revoke(const std::string& node, const std::string& person) {
        const auto secret = node::read_key(desk_.folder(node), node::KeyFile::administrator);
        auto asked = cli::request("root.administrator");
        asked["key"] = crypto::SigningPair{secret.value()->duplicate()}.key().hex();
        const auto under = desk_.ask(node, asked).value().front();
        const governance::Revoke act{UpdateId::from_hex(under.at("grant").as_string()).value(),
                                     UpdateId::from_hex(person).value(),
                                     {}};
        const auto update = desk_.sign_by_hand(node, node::KeyFile::administrator, act);
        ASSERT_EQ(desk_.submit(node, update).at("verdict").as_string(), "standing");
    }
    /// Whatever it is asked, the node says what happened and what to do, and goes on reading.
    void expect_no_member(const std::string& node, const std::string& happened) {
        const auto status = desk_.done(node, {"status"});
        EXPECT_EQ(status.text("member"), "no");
        const auto document = desk_.done("a", {"case", "new", "--space", space_, "--title", "T"});
        desk_.carry("a", node);
        const auto where = desk_.praxis(node, {"where", document.text("id")});
        EXPECT_EQ(where.exit_code, 0) << where.err;
        const auto invite = desk_.praxis(node, {"invite", "--role", "replica"});
        EXPECT_EQ(invite.exit_code, 1);
        const auto written = write_case(node, "x");
        EXPECT_EQ(written.exit_code, 1);
        for (const auto& words : {status.err, where.out, invite.err, written.err}) {
            EXPECT_THAT(words, testing::HasSubstr("this node is not a member")) << node;
            EXPECT_THAT(words, testing::HasSubstr(happened)) << node;
            EXPECT_THAT(words, testing::HasSubstr("for a new invitation")) << node;
        }
        EXPECT_EQ(desk_.done(node, {"verify"}).exit_code, 0);
    }

    Ran change(const std::string& node,
               const std::string& what,
               const std::string& person,
               const std::string& as) {
        return desk_.praxis(node,
                            {"role",
                             what,
                             "--space",
                             space_,
                             "--person",
                             person,
                             "--as",
                             as,
                             "--reason",
                             "As agreed."});
    }
    /// The roles that acts of the log are about, those of one sort, in the order of the alphabet.
    std::vector<std::string> acts(const std::string& node, const std::string& what) {
        std::vector<std::string> out;
        for (const auto& line : desk_.done(node, {"role", "log", "--space", space_}).lines()) {
            if (line.at("what").as_string() == what) out.emplace_back(line.at("role").as_string());
        }
        std::ranges::sort(out);
        return out;
    }
    std::vector<std::string> void_acts(const std::string& node) {
        std::vector<std::string> out;
        for (const auto& line : desk_.done(node, {"role", "log", "--space", space_}).lines()) {
            if (line.at("verdict").as_string() == "void")
                out.emplace_back(line.at("id").as_string());
        }
        return out;
    }

    Desk desk_;
    std::string space_;
};

}  // namespace praxis::test
