#include "node/community/moving.hpp"

#include "node/community/documents.hpp"
#include "node/community/moderation_log.hpp"
#include "node/replica/identity.hpp"
#include "tests/support/hand_chain.hpp"
#include "tests/unit/cli/desk.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

// Documents that moderators move into another space, typed as commands on two nodes without a link
// between them; and moves that somebody writes by hand, past every command.

namespace praxis::test {
namespace {

namespace json = boost::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Moving : public ::testing::Test {
protected:
    Moving() {
        desk_.done("a", {"init", "--network", "Net", "--node", "A", "--role", "centre"});
        from_ = new_space("From", "open");
        to_ = new_space("To", "open");
        const auto text = desk_.done("a", {"invite", "--role", "office"}).text("invite");
        person_ = desk_.done("b", {"join", text, "--node", "B"}).text("person");
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
    std::string new_space(const std::string& name, const std::string& join) {
        return desk_.done("a", {"space", "new", "--name", name, "--join", join}).text("id");
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
    void meet() {
        desk_.carry("a", "b");
        desk_.carry("b", "a");
        for (const auto& what :
             std::vector<std::vector<std::string>>{{"state"}, {"export"}, {"mod", "log"}})
            EXPECT_EQ(desk_.done("a", what).out, desk_.done("b", what).out) << what.front();
    }
    json::object exported(const std::string& node, const std::string& id) {
        for (auto& line : desk_.done(node, {"export"}).lines()) {
            if (line.at("id").as_string() == id) return line;
        }
        ADD_FAILURE() << "not in the export: " << id;
        return {};
    }
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
        EXPECT_THAT(ran.err, HasSubstr(words));
    }

    Desk desk_;
    std::string from_;
    std::string to_;
    std::string person_;  // of node b
    std::string thread_;
    std::string post_;
};

TEST_F(Moving, GoesOnElsewhereAndSaysSoOnBothSidesOnEveryNode) {
    const auto id = move("a", thread_, to_);
    meet();
    for (const auto* node : {"a", "b"}) {
        SCOPED_TRACE(node);
        const auto fresh = exported(node, id);
        EXPECT_EQ(fresh.at("space").as_string(), to_);
        EXPECT_EQ(fresh.at("kind").as_string(), "thread");
        EXPECT_EQ(value(fresh, "title"), "\"Wells\"");
        EXPECT_EQ(value(fresh, "topic"), "\"How deep?\"");
        EXPECT_TRUE(fresh.at("posts").as_array().empty());
        const auto& continues = fresh.at("continues").as_object();
        EXPECT_EQ(continues.at("id").as_string(), thread_);
        EXPECT_EQ(continues.at("space").as_string(), from_);
        EXPECT_FALSE(continues.at("taken_back").as_bool());

        const auto old = exported(node, thread_);
        EXPECT_THAT(went(node, thread_), ElementsAre(ElementsAre(id)));
        EXPECT_EQ(old.at("moved").at(0).at("act"), continues.at("act"));
        EXPECT_EQ(old.at("moved").at(0).at("by"), continues.at("by"));
        EXPECT_TRUE(old.at("locked").as_bool());
        EXPECT_EQ(value(old, "title"), "\"Wells\"") << "what was there is read as before";
        EXPECT_EQ(old.at("posts").as_array().size(), 1U);

        const auto log = desk_.done(node, {"mod", "log", "--space", from_}).lines();
        ASSERT_EQ(log.size(), 1U);
        EXPECT_EQ(log.front().at("act").as_string(), "move");
        EXPECT_EQ(log.front().at("reason").as_string(), "It fits there.");
        EXPECT_EQ(log.front().at("to").at(0).at("id").as_string(), id);
    }
    const auto shown = desk_.praxis("b", {"mod", "show", thread_}).out;
    EXPECT_THAT(shown, HasSubstr("moved to " + id));
    EXPECT_THAT(desk_.praxis("b", {"thread", "show", id}).out, HasSubstr("continues " + thread_));
    EXPECT_THAT(desk_.praxis("b", {"mod", "log"}).out, HasSubstr("to document " + id));
    EXPECT_EQ(desk_.done("b", {"verify"}).exit_code, 0);
}

TEST_F(Moving, NothingIsChangedOrAnsweredWhereItWasAndAllWhereItIs) {
    const auto id = move("a", thread_, to_);
    meet();
    expect_refused(desk_.praxis("b", {"thread", "reply", thread_, "--text", "late"}),
                   "it was moved by a moderator");
    expect_refused(desk_.praxis("b", {"thread", "edit", thread_, "--title", "Other"}),
                   "it was moved by a moderator");
    EXPECT_EQ(desk_.praxis("b", {"thread", "reply", id, "--text", "here"}).exit_code, 0);
    EXPECT_EQ(desk_.praxis("b", {"thread", "edit", id, "--title", "Deep wells"}).exit_code, 0);
    meet();
}

TEST_F(Moving, CarriesEveryTypeOfFieldInEveryLanguageAndTellsWhatStays) {
    const auto theme = std::string(64, '7');
    const std::string one(64, '1');
    const std::string two(64, '2');
    const auto guide = desk_
                           .done("a", {"guide",   "new",
                                       "--space", from_,
                                       "--title", "Dig",
                                       "--set",   "title:fr=Creuser",
                                       "--set",   "aim=One\n\n-two",
                                       "--set",   "aim:fr=Un",
                                       "--set",   "lang=en",
                                       "--set",   "terms=" + theme,
                                       "--set",   "chapters=" + two,
                                       "--set",   "chapters=" + one,
                                       "--set",   "audience=+-engineers",
                                       "--set",   "audience=+#3:mayors",
                                       "--set",   "task_force=" + one,
                                       "--set",   "published=+-first",
                                       "--set",   "published=second",
                                       "--set",   "published=second",
                                       "--set",   "relations=replicates:" + one,
                                       "--set",   "licence=CC BY"})
                           .text("id");
    const auto whole = try_move("a", guide, to_, {"--json"});
    ASSERT_EQ(whole.exit_code, 0) << whole.err;
    EXPECT_THAT(left_behind(whole), IsEmpty()) << "an entry that stands twice goes twice";
    const auto fresh = show("a", whole.text("id"));
    const auto old = show("a", guide);
    auto fields = fresh.at("fields").as_object();
    fields.erase("continues");
    EXPECT_EQ(fields, old.at("fields").as_object());
    EXPECT_EQ(value(fresh, "chapters"), "[\"" + two + "\",\"" + one + "\"]");

    const auto study =
        desk_.done("a", {"case", "new", "--space", from_, "--title", "Pump"}).text("id");
    desk_.done("a", {"case", "edit", study, "--set", "outcome_rating=worked"});
    const auto base = desk_.done("a", {"case", "show", study}).line().at("version").at(0);
    for (const auto* place : {"North", "South"}) {
        desk_.done("a",
                   {"case",
                    "edit",
                    study,
                    "--base",
                    std::string{base.as_string()},
                    "--set",
                    "place=" + std::string{place}});
    }
    const auto shown = value(show("a", study), "place");
    const auto ran = try_move("a", study, to_, {"--json"});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_THAT(left_behind(ran), ElementsAre("place", "outcome_rating"));
    EXPECT_THAT(ran.err, HasSubstr("left behind: outcome_rating"));
    const auto pump = show("a", ran.text("id"));
    EXPECT_EQ(value(pump, "outcome_rating"), "none");
    EXPECT_EQ(value(pump, "place"), shown);
    EXPECT_TRUE(pump.at("fields").at("place").at("conflict").as_array().empty());
}

TEST_F(Moving, IsSignedByWhoMovedItAndNamesTheOldOneForWhatOthersWrote) {
    give(from_, "moderator");
    const auto id = move("b", thread_, to_);
    meet();
    EXPECT_EQ(show("a", id).at("signed").at("person").as_string(), person_);
    EXPECT_NE(show("a", thread_).at("signed").at("person").as_string(), person_);
    EXPECT_FALSE(show("a", thread_).at("signed").at("changed").as_bool());
}

TEST_F(Moving, UnmovedByWhoHadSeenItItIsWhatItWas) {
    expect_refused(mod("a", "unmove", thread_), "it was not moved");
    const auto id = move("a", thread_, to_);
    meet();
    expect_refused(try_move("a", thread_, to_), "it was moved already");
    expect_refused(mod("a", "unlock", thread_), "mod unmove");
    EXPECT_EQ(mod("a", "unmove", thread_).exit_code, 0);
    meet();
    for (const auto* node : {"a", "b"}) {
        EXPECT_THAT(went(node, thread_), IsEmpty());
        EXPECT_FALSE(exported(node, thread_).contains("locked"));
        EXPECT_TRUE(exported(node, id).at("continues").at("taken_back").as_bool());
        EXPECT_THAT(logged(node), ElementsAre(std::nullopt, std::nullopt)) << "it went nowhere";
    }
    EXPECT_EQ(desk_.praxis("b", {"thread", "reply", thread_, "--text", "again"}).exit_code, 0);
    const auto again = move("a", thread_, to_);
    EXPECT_THAT(went("a", thread_), ElementsAre(ElementsAre(again))) << "the first counts no more";
    EXPECT_EQ(desk_.praxis("a", {"mod", "lock", thread_, "--reason", "Too."}).exit_code, 0);
    EXPECT_EQ(mod("a", "unmove", thread_).exit_code, 0);
    EXPECT_TRUE(exported("a", thread_).contains("locked")) << "a lock is another thing";
}

TEST_F(Moving, TwoWhoKnewNothingOfEachOtherBothCountInOneOrder) {
    give(from_, "moderator");
    const auto other = new_space("Other", "open");
    meet();
    const auto first = move("a", thread_, to_);
    const auto second = move("b", thread_, other);
    meet();
    for (const auto* node : {"a", "b"}) {
        EXPECT_THAT(went(node, thread_), ElementsAre(ElementsAre(second), ElementsAre(first)));
        EXPECT_TRUE(exported(node, first).contains("continues"));
        EXPECT_TRUE(exported(node, second).contains("continues"));
    }
    EXPECT_EQ(mod("a", "unmove", thread_).exit_code, 0);
    EXPECT_THAT(went("a", thread_), IsEmpty()) << "who had seen both took back both";
    meet();
}

TEST_F(Moving, TakingBackWhatOneKnewOfLeavesWhatOneDidNot) {
    give(from_, "moderator");
    move("a", thread_, to_);
    meet();
    EXPECT_EQ(mod("a", "unmove", thread_).exit_code, 0);
    EXPECT_EQ(mod("b", "unmove", thread_).exit_code, 0);
    const auto again = move("b", thread_, to_);
    meet();
    for (const auto* node : {"a", "b"})
        EXPECT_THAT(went(node, thread_), ElementsAre(ElementsAre(again)));
}

TEST_F(Moving, HiddenByAnotherMeanwhileItIsHiddenAndTheLogTellsBoth) {
    give(from_, "moderator");
    const auto id = move("a", thread_, to_);
    EXPECT_EQ(mod("b", "hide", thread_).exit_code, 0);
    meet();
    for (const auto* node : {"a", "b"}) {
        const auto old = exported(node, thread_);
        EXPECT_TRUE(old.at("hidden").as_bool());
        EXPECT_FALSE(old.contains("moved"));
        EXPECT_TRUE(old.at("fields").as_object().empty());
        EXPECT_EQ(desk_.done(node, {"mod", "log", "--space", from_}).lines().size(), 2U);
        EXPECT_EQ(value(exported(node, id), "title"), "\"Wells\"") << "of moderators there";
    }
}

TEST_F(Moving, WhatItsMoverHadNotSeenDoesNotGoWithIt) {
    give(from_, "moderator");
    const auto base = show("b", thread_).at("version").at(0);
    EXPECT_EQ(desk_.praxis("a", {"thread", "edit", thread_, "--title", "Later"}).exit_code, 0);
    const auto id = move("b", thread_, to_);
    meet();
    for (const auto* node : {"a", "b"}) {
        EXPECT_EQ(value(exported(node, id), "title"), "\"Wells\"");
        EXPECT_EQ(value(exported(node, thread_), "title"), "\"Later\"");
        EXPECT_TRUE(exported(node, thread_).at("moved").at(0).at("changed_since").as_bool());
    }
    // The same by naming what one looked at.
    EXPECT_EQ(mod("b", "unmove", thread_).exit_code, 0);
    json::object asked;
    asked["do"] = "document.move";
    asked["id"] = thread_;
    asked["to"] = to_;
    asked["reason"] = "As I read it.";
    asked["base"] = json::array{base};
    const auto old_words = desk_.ask("b", asked);
    ASSERT_TRUE(old_words) << old_words.error().text();
    const std::string moved{old_words.value().front().at("id").as_string()};
    EXPECT_EQ(value(show("b", moved), "title"), "\"Wells\"");
    EXPECT_TRUE(show("b", thread_).at("moved").at(0).at("changed_since").as_bool())
        << "the act says which version went";
    asked["base"] = json::array{std::string(64, '5')};
    EXPECT_FALSE(desk_.ask("b", asked));
}

TEST_F(Moving, AVersionThatMoreMayReadIsNotMovedBehindItsAuthorsBack) {
    auto asked = cli::request("document.move");
    asked["id"] = thread_;
    asked["to"] = to_;
    asked["reason"] = "It fits there.";
    asked["base"] = desk_.done("a", {"thread", "show", thread_}).line().at("version");
    desk_.done("a", {"thread", "edit", thread_, "--set", "visibility=members"});
    const auto refused = desk_.ask("a", asked);
    ASSERT_FALSE(refused.has_value());
    EXPECT_THAT(refused.error().text(), HasSubstr("look again"));
    asked["wider"] = true;
    const auto meant = desk_.ask("a", asked);
    ASSERT_FALSE(meant.has_value()) << "more readers were meant of what was seen";
    EXPECT_THAT(meant.error().text(), HasSubstr("look again"));
    EXPECT_EQ(try_move("a", thread_, to_).exit_code, 0) << "as it is now";
    meet();
}

TEST_F(Moving, MoreReadersAreMeantOrNothingIsMoved) {
    const auto closed = new_space("Closed", "invite");
    const auto inner = new_space("Inner", "approve");
    const auto id =
        desk_.done("a", {"thread", "new", "--space", closed, "--title", "Among us"}).text("id");
    meet();
    const auto before = desk_.done("a", {"state"}).out;
    expect_refused(try_move("a", id, to_), "--wider");
    const auto bound = new_space("Bound", "approve");
    desk_.done("a",
               {"role",
                "add",
                "--space",
                bound,
                "--person",
                person_,
                "--as",
                "member",
                "--only",
                "kind:case_study"});
    expect_refused(try_move("a", id, bound), "--wider");
    give(inner, "reader");
    expect_refused(try_move("a", id, inner), "--wider");
    give(closed, "member");
    EXPECT_EQ(try_move("a", id, inner).exit_code, 0) << "everybody there reads here";
    EXPECT_EQ(mod("a", "unmove", id).exit_code, 0);
    EXPECT_EQ(try_move("a", id, to_, {"--wider"}).exit_code, 0);
    EXPECT_EQ(try_move("a", thread_, closed).exit_code, 0) << "fewer read there";
    EXPECT_NE(desk_.done("a", {"state"}).out, before);
    meet();
}

TEST_F(Moving, ARefusedMoveSaysWhatToDoAndWritesNothing) {
    const auto closed = new_space("Closed", "invite");
    give(from_, "moderator");
    const auto state = [&] { return desk_.done("b", {"state"}).out; };
    auto before = state();
    expect_refused(try_move("b", thread_, closed), "no role in this space");
    EXPECT_EQ(state(), before) << "neither update";
    expect_refused(try_move("b", thread_, from_), "in that space already");
    expect_refused(try_move("b", thread_, std::string(64, '0')), "no space");
    expect_refused(try_move("b", std::string(64, '0'), to_), "not found");
    expect_refused(try_move("b", post_, to_), "stays with what it answers");
    expect_refused(desk_.praxis("b", {"mod", "move", thread_, "--to", to_, "--reason", " "}),
                   "needs a reason");
    for (const auto& line : desk_.done("b", {"export"}).lines()) {
        if (line.at("kind").as_string() != "space") continue;
        if (line.at("space").as_string() != from_) continue;
        expect_refused(try_move("b", std::string{line.at("id").as_string()}, to_), "stay in");
    }
    json::object plain;
    plain["do"] = "document.moderate";
    plain["id"] = thread_;
    plain["act"] = "move";
    plain["reason"] = "Nowhere.";
    const auto nowhere = desk_.ask("b", plain);
    ASSERT_FALSE(nowhere);
    EXPECT_THAT(nowhere.error().text(), HasSubstr("--to"));
    EXPECT_EQ(state(), before);
    EXPECT_EQ(mod("b", "hide", thread_).exit_code, 0);
    expect_refused(try_move("b", thread_, to_), "hidden");
    EXPECT_EQ(mod("b", "restore", thread_).exit_code, 0);
    desk_.done("a", {"role", "revoke", "--space", from_, "--person", person_, "--as", "moderator"});
    meet();
    expect_refused(try_move("b", thread_, to_), "only a moderator or a steward");
    EXPECT_EQ(desk_.praxis("b", {"mod", "move", thread_, "--reason", "x"}).exit_code, 2);
    EXPECT_EQ(try_move("b", thread_, "x").exit_code, 2);
}

TEST_F(Moving, WhatWaitsForAModeratorIsNotMoved) {
    const auto theirs =
        desk_.done("b", {"thread", "new", "--space", from_, "--title", "Spam"}).text("id");
    meet();
    desk_.done("a",
               {"mod", "quarantine", "--space", from_, "--person", person_, "--reason", "Spam."});
    expect_refused(try_move("a", theirs, to_), "approve it first");
    EXPECT_EQ(mod("a", "approve", theirs).exit_code, 0);
    EXPECT_EQ(try_move("a", theirs, to_).exit_code, 0);
}

TEST_F(Moving, WhatIsNotWholeHereIsNotMoved) {
    desk_.done("b", {"thread", "edit", thread_, "--set", "topic:fr=Quelle profondeur ?"});
    const auto id = show("b", thread_).at("version").at(0);
    auto update =
        *desk_.replica("b").load(UpdateId::from_hex(std::string{id.as_string()}).value()).value();
    update.content_leaf = wire::content_leaf(*update.content);
    update.content.reset();
    const std::vector updates{update};
    const auto taken =
        desk_.await<std::vector<node::Outcome>>(desk_.replica("a").ingest(updates, NodeId{}));
    ASSERT_TRUE(taken && taken.value().front() == node::Outcome::held);
    const auto before = desk_.done("a", {"state"}).out;
    expect_refused(try_move("a", thread_, to_), "is not here: it was erased");
    EXPECT_EQ(desk_.done("a", {"state"}).out, before);
    meet();
    EXPECT_EQ(try_move("a", thread_, to_).exit_code, 0);
}

TEST_F(Moving, TheSameRequestAgainWritesNothingMore) {
    const auto study =
        desk_.done("a", {"case", "new", "--space", from_, "--title", "Pump"}).text("id");
    desk_.done("a", {"case", "edit", study, "--set", "outcome_rating=worked"});
    json::object asked;
    asked["do"] = "document.move";
    asked["id"] = study;
    asked["to"] = to_;
    asked["reason"] = "Why.";
    asked["token"] = "drawn-by-a-form";
    const auto first = desk_.ask("a", asked).value();
    EXPECT_EQ(first.front().at("left_behind").as_array().size(), 1U);
    const auto state = desk_.done("a", {"state"}).out;
    EXPECT_EQ(desk_.ask("a", asked).value(), first);
    desk_.restart("a");
    EXPECT_EQ(desk_.ask("a", asked).value(), first);
    EXPECT_EQ(desk_.done("a", {"state"}).out, state);
}

TEST_F(Moving, OfTwoWhoMoveItAtOnceOneDoes) {
    auto documents = documents_of("a");
    const auto [one, two] =
        at_once(documents.move(thread(), destination(), "One.", std::vector<UpdateId>{}),
                documents.move(thread(), destination(), "Two.", std::vector<UpdateId>{}));
    ASSERT_TRUE(one) << one.error().text();
    ASSERT_FALSE(two);
    EXPECT_THAT(two.error().text(), HasSubstr("it was moved already"));
    EXPECT_THAT(went("a", thread_),
                ElementsAre(ElementsAre(std::string{one.value().at("id").as_string()})));
    meet();
}

TEST_F(Moving, HiddenJustBeforeItIsNotMoved) {
    auto documents = documents_of("a");
    const auto [hidden, moved] =
        at_once(documents.moderate(
                    thread(), community::ModerationAct::hide, "Spam.", std::vector<UpdateId>{}),
                documents.move(thread(), destination(), "It fits there.", std::vector<UpdateId>{}));
    ASSERT_TRUE(hidden) << hidden.error().text();
    ASSERT_FALSE(moved);
    EXPECT_THAT(moved.error().text(), HasSubstr("it is hidden"));
    for (const auto& line : desk_.done("a", {"export"}).lines())
        EXPECT_FALSE(line.at("space").as_string() == to_ &&
                     line.at("kind").as_string() == "thread");
    meet();
}

TEST_F(Moving, ChangedJustBeforeItGoesAsItIs) {
    auto documents = documents_of("a");
    const auto [changed, moved] =
        at_once(documents.edit(
                    thread(), "thread", std::vector{community::Setting{"title", "Deep wells"}}, {}),
                documents.move(thread(), destination(), "It fits there.", std::vector<UpdateId>{}));
    ASSERT_TRUE(changed) << changed.error().text();
    ASSERT_TRUE(moved) << moved.error().text();
    const std::string id{moved.value().at("id").as_string()};
    EXPECT_EQ(value(exported("a", id), "title"), "\"Deep wells\"");
    EXPECT_FALSE(exported("a", thread_).at("moved").at(0).at("changed_since").as_bool());
    meet();
}

// An act stands also when its author may moderate no more: what they make afterwards is theirs.
TEST_F(Moving, WhatContinuesItIsWrittenWithTheActAndNotAfterwards) {
    give(from_, "moderator");
    const auto id = move("b", thread_, to_);
    meet();
    const std::string act{exported("b", thread_).at("moved").at(0).at("act").as_string()};
    desk_.done("a", {"role", "revoke", "--space", from_, "--person", person_, "--as", "moderator"});
    meet();
    desk_.pass(std::chrono::seconds{1});
    for (const auto* title : {"Mine", "Mine too"}) {
        const auto more = desk_
                              .done("b",
                                    {"thread",
                                     "new",
                                     "--space",
                                     to_,
                                     "--title",
                                     title,
                                     "--set",
                                     "continues=" + act})
                              .text("id");
        meet();
        for (const auto* node : {"a", "b"}) {
            EXPECT_THAT(went(node, thread_), ElementsAre(ElementsAre(id)));
            EXPECT_TRUE(exported(node, id).contains("continues"));
            EXPECT_FALSE(exported(node, more).contains("continues"));
        }
    }
    const auto log = desk_.done("a", {"mod", "log", "--space", from_}).lines();
    ASSERT_EQ(log.size(), 1U);
    EXPECT_EQ(log.front().at("to").as_array().size(), 1U);
}

TEST_F(Moving, AThingMovedTwiceLeadsBackStepByStep) {
    const auto other = new_space("Other", "open");
    const auto second = move("a", thread_, to_);
    const auto third = move("a", second, other);
    meet();
    EXPECT_EQ(exported("b", third).at("continues").at("id").as_string(), second);
    EXPECT_EQ(exported("b", second).at("continues").at("id").as_string(), thread_);
    EXPECT_THAT(went("b", second), ElementsAre(ElementsAre(third)));
    EXPECT_THAT(went("b", thread_), ElementsAre(ElementsAre(second)));
}

// --- past every command ---

constexpr KindNumber of_threads{6};
constexpr KindNumber of_guides{11};

/// Where an update by hand goes. Without a document it creates one; without deps it builds on
/// the document as it is, which of one that is void is its creation.
struct Spot {
    std::string space;
    std::string document{};
    std::vector<UpdateId> deps{};
    KindNumber kind = of_threads;
};

class MovingByHand : public Moving {
protected:
    MovingByHand()
        : secret_{node::read_key(desk_.folder("b"), node::KeyFile::device)},
          device_{secret_.value()->duplicate()} {}

    /// An update by node b's device, or who else signs, from another disk, given to both nodes. All
    /// are of one moment. Without an edit it joins what it builds on.
    UpdateId write(const Spot& spot, const std::optional<crdt::Edit>& edit) {
        auto& replica = desk_.replica("b");
        HandChain chain{*signs_,
                        replica.network(),
                        SpaceId::from_hex(spot.space).value(),
                        Incarnation{++incarnation_},
                        spot.kind};
        HandChain::Names names;
        names.governance = replica.governance().heads();
        names.deps = spot.deps;
        if (!spot.document.empty()) {
            names.document = DocumentId::from_hex(spot.document).value();
            if (names.deps.empty()) names.deps = version_of(spot.document);
            if (names.deps.empty()) names.deps = {same_bytes<UpdateId>(names.document)};
        }
        const std::vector updates{edit ? chain.write(*edit, names) : chain.write_join(names)};
        for (const auto* node : {"a", "b"}) {
            const auto outcomes = desk_.await<std::vector<node::Outcome>>(
                desk_.replica(node).ingest(updates, NodeId{}));
            EXPECT_TRUE(outcomes && outcomes.value().front() == node::Outcome::held);
        }
        return chain.id();
    }
    std::vector<UpdateId> version_of(const std::string& document) {
        const auto id = DocumentId::from_hex(document).value();
        return desk_.replica("b").document(id).value()->document.now().version();
    }
    /// A document that says that it continues what this act moved; without a space, in To.
    std::string claim(const std::string& act, Spot spot = {}) {
        const auto named = Hash::from_hex(act).value();
        const crdt::Edit edit{{crdt::SetConstantId{{13, {}}, named}, crdt::SetMulti{{1, {}}}},
                              {copy(bytes_of("Mine"))}};
        if (spot.space.empty()) spot.space = to_;
        return write(spot, edit).hex();
    }
    static crdt::Edit act(community::ModerationAct which) {
        return community::moderation_edit(which, "by hand");
    }
    /// It went by one act to nothing that is here.
    void expect_nowhere(const std::string& claimed) {
        for (const auto* node : {"a", "b"}) {
            EXPECT_THAT(went(node, thread_), ElementsAre(IsEmpty()));
            EXPECT_FALSE(exported(node, claimed).contains("continues"));
        }
    }

    Result<std::optional<crypto::Secret32>> secret_;
    crypto::SigningPair device_;
    const crypto::SigningPair* signs_ = &device_;
    std::uint64_t incarnation_ = 100;
};

TEST_F(MovingByHand, WithoutTheRightItCountsNowhere) {
    const auto id = write({from_, thread_}, act(community::ModerationAct::move)).hex();
    const auto claimed = claim(id);
    for (const auto* node : {"a", "b"}) {
        SCOPED_TRACE(node);
        EXPECT_THAT(went(node, thread_), IsEmpty());
        EXPECT_FALSE(exported(node, thread_).contains("locked"));
        EXPECT_FALSE(exported(node, claimed).contains("continues"));
        EXPECT_EQ(value(exported(node, claimed), "title"), "\"Mine\"") << "a document like others";
        EXPECT_TRUE(desk_.done(node, {"mod", "log", "--space", from_}).lines().empty());
    }
    meet();
}

TEST_F(MovingByHand, WithTheRightItCountsBeforeWhatContinuesItHasCome) {
    give(from_, "moderator");
    const auto id = write({from_, thread_}, act(community::ModerationAct::move)).hex();
    for (const auto* node : {"a", "b"}) {
        EXPECT_THAT(went(node, thread_), ElementsAre(IsEmpty()));
        EXPECT_TRUE(exported(node, thread_).at("locked").as_bool());
        EXPECT_THAT(desk_.praxis(node, {"mod", "show", thread_}).out,
                    HasSubstr("the document that continues it is not here"));
    }
    const auto claimed = claim(id);
    for (const auto* node : {"a", "b"}) {
        EXPECT_THAT(went(node, thread_), ElementsAre(ElementsAre(claimed)));
        EXPECT_EQ(exported(node, claimed).at("continues").at("id").as_string(), thread_);
    }
}

TEST_F(MovingByHand, NobodySaysThatWhatAnotherMovedWentToTheirs) {
    const auto id = move("a", thread_, to_);
    meet();
    const auto moved = exported("a", thread_);
    const std::string act_of_a{moved.at("moved").at(0).at("act").as_string()};
    for (const bool moderates : {false, true}) {
        if (moderates) give(from_, "moderator");
        const auto claimed = claim(act_of_a);
        for (const auto* node : {"a", "b"}) {
            EXPECT_THAT(went(node, thread_), ElementsAre(ElementsAre(id)));
            EXPECT_FALSE(exported(node, claimed).contains("continues"));
        }
    }
    const auto by_command =
        desk_
            .done(
                "b",
                {"thread", "new", "--space", to_, "--title", "T", "--set", "continues=" + act_of_a})
            .text("id");
    meet();
    EXPECT_THAT(went("a", thread_), ElementsAre(ElementsAre(id)));
    EXPECT_FALSE(exported("a", by_command).contains("continues"));
}

TEST_F(MovingByHand, ALockNamedAsAMoveIsNone) {
    give(from_, "moderator");
    const auto id = write({from_, thread_}, act(community::ModerationAct::lock)).hex();
    const auto claimed = claim(id);
    EXPECT_THAT(went("a", thread_), IsEmpty());
    EXPECT_FALSE(exported("a", claimed).contains("continues"));
    const auto of_nothing = claim(std::string(64, '9'));
    EXPECT_FALSE(exported("a", of_nothing).contains("continues"));
    const auto of_a_document = claim(thread_);
    EXPECT_FALSE(exported("a", of_a_document).contains("continues"));
    EXPECT_THAT(logged("a"), ElementsAre(std::nullopt)) << "a lock leads nowhere";
    meet();
}

TEST_F(MovingByHand, WhatContinuesItIsElsewhereOfItsKindAndOne) {
    give(from_, "moderator");
    const auto id = write({from_, thread_}, act(community::ModerationAct::move)).hex();
    expect_nowhere(claim(id, {from_}));
    expect_nowhere(claim(id, {to_, {}, {}, of_guides}));
    std::vector claims{claim(id), claim(id)};
    std::ranges::sort(claims);
    for (const auto* node : {"a", "b"}) {
        EXPECT_THAT(went(node, thread_), ElementsAre(ElementsAre(claims.front())));
        EXPECT_TRUE(exported(node, claims.front()).contains("continues"));
        EXPECT_FALSE(exported(node, claims.back()).contains("continues"));
    }
    meet();
}

TEST_F(MovingByHand, ByAnotherDeviceOfTheSamePersonItIsNone) {
    give(from_, "moderator");
    const auto line = desk_.done("b", {"device", "invite"}).text("line");
    const auto begun = desk_.done("c", {"device", "begin", line, "--node", "C"});
    desk_.done("b", {"device", "add", begun.text("line"), "--words", begun.text("words")});
    meet();
    const auto id = write({from_, thread_}, act(community::ModerationAct::move)).hex();
    const auto secret = node::read_key(desk_.folder("c"), node::KeyFile::device);
    const crypto::SigningPair other{secret.value()->duplicate()};
    signs_ = &other;
    const auto claimed = claim(id);
    EXPECT_EQ(show("a", claimed).at("signed").at("person").as_string(), person_);
    expect_nowhere(claimed);
    meet();
}

TEST_F(MovingByHand, AtAnotherMomentThanTheActItIsNone) {
    give(from_, "moderator");
    const auto id = move("b", thread_, to_);
    meet();
    const std::string by_command{exported("b", thread_).at("moved").at(0).at("act").as_string()};
    const auto claimed = claim(by_command);
    for (const auto* node : {"a", "b"}) {
        EXPECT_THAT(went(node, thread_), ElementsAre(ElementsAre(id)));
        EXPECT_FALSE(exported(node, claimed).contains("continues"));
    }
}

TEST_F(MovingByHand, WhatIsVoidContinuesNothing) {
    const auto closed = new_space("Closed", "invite");
    give(from_, "moderator");
    const auto id = write({from_, thread_}, act(community::ModerationAct::move)).hex();
    claim(id, {closed});
    for (const auto* node : {"a", "b"})
        EXPECT_THAT(went(node, thread_), ElementsAre(IsEmpty()));
}

TEST_F(MovingByHand, AndOfWhatIsVoidNothingGoesOn) {
    const auto closed = new_space("Closed", "invite");
    meet();
    const crdt::Edit titled{{crdt::SetMulti{{1, {}}}}, {copy(bytes_of("Void"))}};
    const auto none = write({closed}, titled).hex();
    give(closed, "moderator");
    const auto id = write({closed, none}, act(community::ModerationAct::move)).hex();
    EXPECT_EQ(desk_.done("a", {"mod", "log", "--space", closed}).lines().size(), 1U);
    const auto claimed = claim(id);
    for (const auto* node : {"a", "b"})
        EXPECT_FALSE(exported(node, claimed).contains("continues"));
}

TEST_F(MovingByHand, ActsAndJoinsSinceAMoveAreNoWords) {
    give(from_, "moderator");
    move("a", thread_, to_);
    meet();
    const auto is_changed = [&](const char* node) {
        return exported(node, thread_).at("moved").at(0).at("changed_since").as_bool();
    };
    EXPECT_FALSE(is_changed("a"));
    const auto seen = version_of(thread_);
    const crdt::Edit of_newer_number{
        {crdt::AppendEntry{{governance::moderation_fields_first, std::uint64_t{900}}}},
        {copy(bytes_of("by a newer version"))}};
    std::vector<UpdateId> both{write({from_, thread_, seen}, of_newer_number),
                               write({from_, thread_, seen}, act(community::ModerationAct::lock))};
    std::ranges::sort(both);
    write({from_, thread_, both}, std::nullopt);
    for (const auto* node : {"a", "b"})
        EXPECT_FALSE(is_changed(node));
    desk_.done("a", {"thread", "edit", thread_, "--title", "Deeper"});
    meet();
    for (const auto* node : {"a", "b"})
        EXPECT_TRUE(is_changed(node));
}

// Anybody who may write could otherwise pin a document to its space for ever.
TEST_F(MovingByHand, WhatNoProgramCanReadStaysBehindAndIsTold) {
    const auto guide =
        desk_.done("a", {"guide", "new", "--space", from_, "--title", "Dig"}).text("id");
    meet();
    const crdt::Edit edit{{crdt::AddElement{{6, {}}},
                           crdt::InsertItem{{33, {}}, 0},
                           crdt::SetLast{{1, {}}},
                           crdt::SetMulti{{1, std::uint64_t{5}}},
                           crdt::SetLast{{4711, {}}}},
                          std::vector<Bytes>(5, copy(bytes_of("no id")))};
    write({from_, guide, {}, of_guides}, edit);
    EXPECT_EQ(show("a", guide).at("fields").at("terms").at("unreadable").to_number<int>(), 1);
    EXPECT_FALSE(show("a", guide).at("fields").at("terms").as_object().contains("absent"));
    const auto ran = try_move("a", guide, to_, {"--json"});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_THAT(left_behind(ran), ElementsAre("terms", "chapters", "title", "4711"));
    EXPECT_EQ(value(show("a", ran.text("id")), "title"), "\"Dig\"");
    meet();
}

TEST_F(MovingByHand, AValueThatCannotBeReadIsPutRightFirst) {
    const auto guide =
        desk_.done("a", {"guide", "new", "--space", from_, "--title", "Dig"}).text("id");
    meet();
    write({from_, guide, {}, of_guides},
          crdt::Edit{{crdt::SetMulti{{35, {}}}}, {copy(bytes_of("two\nlines"))}});
    expect_refused(try_move("a", guide, to_), "write another there first");
    desk_.done("a", {"guide", "edit", guide, "--set", "version_label=1"});
    EXPECT_EQ(try_move("a", guide, to_).exit_code, 0);
}

}  // namespace
}  // namespace praxis::test
