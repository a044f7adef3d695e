#pragma once

#include "node/community/documents.hpp"
#include "node/community/moderation_log.hpp"
#include "tests/unit/cli/two_nodes.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <gmock/gmock.h>

namespace praxis::test {

namespace json = boost::json;

/// Two nodes without a link between them, two open spaces, and a thread with a post in the first.
/// The steward of both is node a's person; node b's is anybody.
class Moving : public TwoNodes {
protected:
    Moving() {
        from_ = new_space("From", "open");
        to_ = new_space("To", "open");
        thread_ = desk_
                      .done("a",
                            {"thread",
                             "new",
                             "--space",
                             from_,
                             "--title",
                             "Wells",
                             "--set",
                             "topic=How deep?"})
                      .text("id");
        post_ = desk_.done("a", {"thread", "reply", thread_, "--text", "Forty metres."}).text("id");
        meet();
    }
    void give(const std::string& space, const std::string& role) {
        desk_.done("a", {"role", "add", "--space", space, "--person", person_, "--as", role});
        meet();
    }
    Ran try_move(const std::string& node,
                 const std::string& id,
                 const std::string& to,
                 std::vector<std::string> more = {}) {
        std::vector<std::string> typed{"mod", "move", id, "--to", to, "--reason", "It fits there."};
        typed.insert(typed.end(), more.begin(), more.end());
        return desk_.praxis(node, typed);
    }
    std::string move(const std::string& node, const std::string& id, const std::string& to) {
        const auto ran = try_move(node, id, to, {"--json"});
        EXPECT_EQ(ran.exit_code, 0) << ran.err;
        return ran.exit_code == 0 ? ran.text("id") : std::string{};
    }
    Ran mod(const std::string& node, const std::string& act, const std::string& id) {
        return desk_.praxis(node, {"mod", act, id, "--reason", "Why."});
    }
    json::object show(const std::string& node, const std::string& id) {
        return desk_.done(node, {"mod", "show", id}).line();
    }
    /// Both hold the same afterwards, and say the same of it.
    void meet() { TwoNodes::meet({{"state"}, {"export"}, {"mod", "log"}}); }
    /// Where a document went by each move in force, as its line in the export has it.
    std::vector<std::vector<std::string>> went(const std::string& node, const std::string& id) {
        std::vector<std::vector<std::string>> out;
        const auto line = exported(node, id);
        if (!line.contains("moved")) return out;
        for (const auto& move : line.at("moved").as_array()) {
            auto& to = out.emplace_back();
            for (const auto& each : move.at("to").as_array())
                to.emplace_back(each.at("id").as_string());
        }
        return out;
    }
    static std::string value(const json::object& document, const std::string& field) {
        const auto& fields = document.at("fields").as_object();
        return fields.contains(field) ? json::serialize(fields.at(field).at("value")) : "none";
    }
    using Answer = Result<json::object>;
    /// What two come to of which neither was written when the other was begun; the first is written
    /// first.
    std::pair<Answer, Answer> at_once(node::Task<Answer> one, node::Task<Answer> two) {
        std::optional<Answer> first;
        std::optional<Answer> second;
        node::TaskGroup tasks{desk_.runtime().loop};
        tasks.spawn(keep_result(std::move(one), first));
        tasks.spawn(keep_result(std::move(two), second));
        for (int left = 100; left > 0 && !tasks.empty(); --left)
            desk_.pass(std::chrono::milliseconds{100});
        EXPECT_TRUE(first && second);
        return {std::move(*first), std::move(*second)};
    }
    community::Documents documents_of(const std::string& node) {
        return {desk_.replica(node), desk_.kinds(node)};
    }
    DocumentId thread() const { return DocumentId::from_hex(thread_).value(); }
    community::Destination destination() const { return {SpaceId::from_hex(to_).value(), false}; }
    /// Of each move that the public log has, newest first.
    std::vector<std::optional<community::Continuation>> logged(const std::string& node) {
        community::ModerationLog log{desk_.replica(node), desk_.kinds(node)};
        const auto lines = log.read(std::nullopt);
        EXPECT_TRUE(lines);
        std::vector<std::optional<community::Continuation>> out;
        for (const auto& line : lines.value().lines) {
            const auto* of = std::get_if<community::ModerationLog::OfDocument>(&line);
            if (of != nullptr) out.push_back(of->to);
        }
        return out;
    }
    static std::vector<std::string> left_behind(const Ran& ran) {
        std::vector<std::string> out;
        const auto answer = ran.line();
        for (const auto& each : answer.at("left_behind").as_array())
            out.emplace_back(each.at("field").as_string());
        return out;
    }
    void expect_refused(const Ran& ran, const std::string& words) {
        EXPECT_EQ(ran.exit_code, 1) << ran.out;
        EXPECT_THAT(ran.err, testing::HasSubstr(words));
    }

    std::string from_;
    std::string to_;
    std::string thread_;
    std::string post_;
};

}  // namespace praxis::test
