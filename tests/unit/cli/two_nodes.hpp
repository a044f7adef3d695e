#pragma once

#include "tests/unit/cli/desk.hpp"

#include <boost/json/value.hpp>
#include <gmock/gmock.h>

namespace praxis::test {

/// A centre "a" and an office "b" that joined it, without a link: what one holds comes to the other
/// when somebody carries it.
class TwoNodes : public ::testing::Test {
protected:
    using Commands = std::vector<std::vector<std::string>>;

    TwoNodes() {
        desk_.done("a", {"init", "--network", "Net", "--node", "A", "--role", "centre"});
        const auto text = desk_.done("a", {"invite", "--role", "office"}).text("invite");
        person_ = desk_.done("b", {"join", text, "--node", "B"}).text("person");
    }
    /// Its steward is node a's person; without a policy it is as commands make it.
    std::string new_space(const std::string& name, const std::string& join = {}) {
        std::vector<std::string> typed{"space", "new", "--name", name};
        if (!join.empty()) typed.insert(typed.end(), {"--join", join});
        return desk_.done("a", typed).text("id");
    }
    /// Gives each what the other holds; to these commands both say the same afterwards.
    void meet(const Commands& commands = {{"state"}}) {
        desk_.carry("a", "b");
        desk_.carry("b", "a");
        for (const auto& typed : commands)
            EXPECT_EQ(desk_.done("a", typed).out, desk_.done("b", typed).out) << typed.front();
    }
    /// The line of a document in the export.
    boost::json::object exported(const std::string& node, const std::string& id) {
        for (auto& line : desk_.done(node, {"export"}).lines()) {
            if (line.at("id").as_string() == id) return line;
        }
        ADD_FAILURE() << "not in the export: " << id;
        return {};
    }

    Desk desk_;
    std::string person_;  // of node b
};

}  // namespace praxis::test
