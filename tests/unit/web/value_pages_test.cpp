#include "tests/unit/web/pages_fixture.hpp"

#include <boost/json/serialize.hpp>

namespace praxis::test {
namespace {

using testing::HasSubstr;
using testing::Not;

// Value types that count people, keep entries, or hold removals: by commands and by forms.
class ValuePages : public Pages {
public:
    std::string id;

    boost::json::object field(const std::string& command, const std::string& name) {
        const auto shown = desk.done("a", {command, "show", id}).lines().front();
        const auto* fields = shown.at("fields").as_object().if_contains(name);
        return fields == nullptr ? boost::json::object{} : fields->as_object();
    }
    std::string value(const std::string& command, const std::string& name) {
        const auto shown = field(command, name);
        return shown.empty() ? std::string{} : boost::json::serialize(shown.at("value"));
    }
    std::string page() { return get(stranger, "/d/" + id).html.text(); }
};

TEST_F(ValuePages, EachPersonHasOneBallotAndTheyAreAddedUp) {
    id = a_case();
    const auto path = "/d/" + id + "/edit";
    ASSERT_EQ(send(officer, path, {{"set:outcome_rating", "worked"}}).status, 303U);
    desk.done("a", {"case", "edit", id, "--set", "outcome_rating=worked"});
    EXPECT_EQ(value("case", "outcome_rating"), R"({"worked":2})");
    EXPECT_EQ(field("case", "outcome_rating").at("ballots").as_array().size(), 2U);
    EXPECT_THAT(page(), HasSubstr("Worked: 2"));

    const auto form = get(officer, path);
    EXPECT_THAT(form.body, HasSubstr("value=\"worked\" selected"));
    ASSERT_EQ(send(officer, path, {{"set:outcome_rating", "did_not_work"}}).status, 303U);
    EXPECT_EQ(value("case", "outcome_rating"), R"({"worked":1,"did_not_work":1})");
    ASSERT_EQ(send(officer, path, {{"set:outcome_rating", ""}}).status, 303U);
    EXPECT_EQ(value("case", "outcome_rating"), R"({"worked":1})");
    const auto before = version(id);
    ASSERT_EQ(send(officer, path, {{"set:outcome_rating", ""}}).status, 303U);
    EXPECT_EQ(version(id), before) << "what was taken back is not taken back again";

    // A form gone back to means what was sent last, of ballots too.
    ASSERT_EQ(
        post(officer, path, filled(form, path, {{"set:outcome_rating", "worked_well"}})).status,
        303U);
    ASSERT_EQ(post(officer, path, filled(form, path)).status, 303U);
    EXPECT_EQ(value("case", "outcome_rating"), R"({"worked":2})");
}

TEST_F(ValuePages, BallotsAboutAPostStandBelowIt) {
    const auto thread = new_document(officer, "thread", {{"set:title", "Visits"}});
    ASSERT_EQ(send(officer, "/d/" + thread + "/reply", {{"text", "When?"}}).status, 303U);
    const auto shown = desk.done("a", {"thread", "show", thread}).lines().front();
    const auto answer = std::string{shown.at("posts").as_array().front().at("id").as_string()};
    ASSERT_EQ(send(officer, "/d/" + answer + "/edit", {{"set:reactions", "thanks"}}).status, 303U);
    EXPECT_THAT(get(stranger, "/d/" + thread).html.text(), HasSubstr("Reactions: Thanks 1"));
    const auto form = get(officer, "/d/" + answer + "/edit");
    EXPECT_EQ(form.html.with("name", "set:view_label"), nullptr) << "what was said stays";
    auto forged = filled(form, "/d/" + answer + "/edit");
    forged.emplace_back("set:body", "Never.");
    EXPECT_EQ(post(officer, "/d/" + answer + "/edit", forged).status, 403U);
    EXPECT_THAT(get(stranger, "/d/" + thread).html.text(), HasSubstr("When?"));
}

TEST_F(ValuePages, EntriesOfALogStay) {
    id = new_document(officer, "guide", {{"set:title", "Visits"}, {"more:published", "1.0"}});
    const auto path = "/d/" + id + "/edit";
    const auto form = get(officer, path);
    const auto sent = filled(form, path, {{"more:published", "1.1"}});
    ASSERT_EQ(post(officer, path, sent).status, 303U);
    EXPECT_EQ(value("guide", "published"), R"(["1.0","1.1"])");
    auto again = filled(form, path, {{"more:published", "1.1"}, {"set:title", "Calls"}});
    ASSERT_EQ(post(officer, path, again).status, 303U);
    EXPECT_EQ(value("guide", "published"), R"(["1.0","1.1"])") << "gone back to, it is one entry";
    desk.done("a", {"guide", "edit", id, "--set", "published=1.0", "--set", "published=+-2"});
    EXPECT_EQ(value("guide", "published"), R"(["1.0","1.1","1.0","-2"])");
    const auto refused = desk.praxis("a", {"guide", "edit", id, "--set", "published=-1.0"});
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_THAT(refused.err, HasSubstr("entries stay"));
}

// Where a removal and an addition know nothing of each other, a set keeps, a strict set removes.
TEST_F(ValuePages, ARemovalOfAStrictSetHoldsUntilSomebodyWhoKnewAddsAgain) {
    const std::string person(64, '7');
    id = new_document(officer, "guide", {{"set:title", "Visits"}});
    const auto base = version(id);
    const auto edit = [&](const std::string& from, const std::string& step) {
        desk.done("a",
                  {"guide",
                   "edit",
                   id,
                   "--base",
                   from,
                   "--set",
                   "task_force=" + step + person,
                   "--set",
                   "change_requests=" + step + person});
        return version(id);
    };
    const auto first = edit(base, "+");
    edit(base, "+");
    edit(first, "-");
    EXPECT_EQ(value("guide", "task_force"), "[]");
    EXPECT_EQ(value("guide", "change_requests"), "[\"" + person + "\"]");
    desk.done("a", {"guide", "edit", id, "--set", "task_force=" + person});
    EXPECT_EQ(value("guide", "task_force"), "[\"" + person + "\"]");
}

}  // namespace
}  // namespace praxis::test
