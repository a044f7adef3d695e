#include "node/community/moving.hpp"

#include "tests/unit/cli/moving_world.hpp"

// Documents that moderators move into another space, typed as commands on two nodes without a link
// between them.

namespace praxis::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

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
    for (const auto* node : {"a", "b"}) {  // whoever moderates there, and who does not
        expect_refused(desk_.praxis(node, {"thread", "reply", thread_, "--text", "late"}),
                       "it was moved by a moderator");
        expect_refused(desk_.praxis(node, {"thread", "edit", thread_, "--title", "Other"}),
                       "it was moved by a moderator");
    }
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

}  // namespace
}  // namespace praxis::test
