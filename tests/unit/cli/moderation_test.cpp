#include "node/community/moderation.hpp"

#include "node/replica/identity.hpp"
#include "tests/support/hand_chain.hpp"
#include "tests/unit/cli/two_nodes.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

// What moderators do, typed as commands on two nodes without a link between them, and what happens
// to the same acts when they are written by hand, past every command.

namespace praxis::test {
namespace {

namespace json = boost::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* secret_words = "the patient is called";

class Moderating : public TwoNodes {
protected:
    Moderating() {
        space_ = new_space("S");
        meet();
        thread_ =
            desk_.done("a", {"thread", "new", "--space", space_, "--title", "Records"}).text("id");
        post_ = reply("a", secret_words);
    }
    std::string reply(const std::string& node, const std::string& text) {
        return desk_.done(node, {"thread", "reply", thread_, "--text", text}).text("id");
    }
    void make_moderator(const std::string& role = "moderator") {
        desk_.done("a", {"role", "add", "--space", space_, "--person", person_, "--as", role});
    }
    Ran mod(const std::string& node,
            const std::string& act,
            const std::string& id,
            const std::string& why = "Why.") {
        return desk_.praxis(node, {"mod", act, id, "--reason", why});
    }
    void acts(const std::string& node,
              const std::string& act,
              const std::string& id,
              const std::string& why = "Why.") {
        const auto ran = mod(node, act, id, why);
        EXPECT_EQ(ran.exit_code, 0) << act << ": " << ran.err;
    }
    /// Both hold the same afterwards, and say the same of it.
    void meet() {
        TwoNodes::meet({{"state"}, {"export"}, {"mod", "log"}, {"mod", "log", "--space", space_}});
    }
    /// "hide Why." and so on, newest first.
    std::vector<std::string> log(const std::string& node) {
        std::vector<std::string> out;
        for (const auto& line : desk_.done(node, {"mod", "log", "--space", space_}).lines()) {
            out.push_back(std::string{line.at("act").as_string()} + " " +
                          std::string{line.at("reason").as_string()});
        }
        return out;
    }

    std::string space_;
    std::string thread_;
    std::string post_;
};

TEST_F(Moderating, HidesShowsAgainAndSaysWhyToEverybody) {
    make_moderator();
    meet();
    EXPECT_THAT(desk_.done("a", {"export"}).out, HasSubstr(secret_words));
    acts("b", "hide", post_, "Names a patient.");
    meet();
    for (const auto* node : {"a", "b"}) {
        SCOPED_TRACE(node);
        EXPECT_THAT(desk_.done(node, {"export"}).out, Not(HasSubstr(secret_words)));
        EXPECT_THAT(desk_.done(node, {"thread", "show", thread_}).out,
                    Not(HasSubstr(secret_words)));
        const auto line = exported(node, post_);
        EXPECT_TRUE(line.at("hidden").as_bool());
        EXPECT_TRUE(line.at("fields").as_object().empty());
        EXPECT_EQ(line.at("moderation").as_array().size(), 1U);
        EXPECT_THAT(log(node), ElementsAre("hide Names a patient."));
    }
    acts("a", "restore", post_, "Agreed with the patient.");
    meet();
    EXPECT_THAT(desk_.done("b", {"export"}).out, HasSubstr(secret_words));
    EXPECT_FALSE(exported("b", post_).contains("hidden"));
    EXPECT_THAT(log("b"), ElementsAre("restore Agreed with the patient.", "hide Names a patient."));
    EXPECT_EQ(desk_.done("b", {"verify"}).exit_code, 0);
}

TEST_F(Moderating, IsReadByItsAuthorAndByModeratorsAndByNobodyElse) {
    make_moderator();
    meet();
    const auto theirs = reply("b", "from the office");
    meet();
    acts("a", "hide", theirs);
    meet();
    EXPECT_THAT(desk_.done("b", {"mod", "show", theirs}).out, HasSubstr("from the office"))
        << "its author";
    desk_.done("a",
               {"role", "revoke", "--space", space_, "--person", person_, "--as", "moderator"});
    acts("a", "hide", post_);
    meet();
    EXPECT_THAT(desk_.done("b", {"mod", "show", theirs}).out, HasSubstr("from the office"))
        << "still its author";
    const auto shown = desk_.praxis("b", {"mod", "show", post_});
    EXPECT_THAT(shown.out, Not(HasSubstr(secret_words))) << "no moderator any more";
    EXPECT_THAT(shown.out, HasSubstr("hidden by a moderator"));
    EXPECT_THAT(desk_.done("a", {"mod", "show", post_}).out, HasSubstr(secret_words));
}

TEST_F(Moderating, HidesAThreadWithItsPosts) {
    acts("a", "hide", thread_);
    meet();
    EXPECT_THAT(desk_.done("b", {"export"}).out, Not(HasSubstr(secret_words)));
    EXPECT_TRUE(exported("b", post_).at("hidden").as_bool());
    EXPECT_FALSE(exported("b", post_).contains("moderation")) << "it was not moderated itself";
    const auto answer =
        desk_.praxis("b", {"thread", "reply", thread_, "--text", "I saw that before"});
    EXPECT_EQ(answer.exit_code, 1);
    EXPECT_THAT(answer.err, HasSubstr("hidden by a moderator"));
}

TEST_F(Moderating, HidingBeatsRestoringByWhoDidNotKnowOfIt) {
    make_moderator();
    acts("a", "hide", post_, "First.");
    meet();
    // Two people act in opposite ways, without a link: one restores what she knows of, the other
    // hides once more.
    acts("a", "restore", post_, "It may stay.");
    acts("b", "restore", post_, "It may stay, I think.");
    acts("b", "hide", post_, "No, it may not.");
    meet();
    for (const auto* node : {"a", "b"}) {
        EXPECT_TRUE(exported(node, post_).contains("hidden")) << node;
        EXPECT_EQ(log(node).size(), 4U);
    }
    acts("a", "restore", post_, "We talked about it.");
    meet();
    for (const auto* node : {"a", "b"})
        EXPECT_FALSE(exported(node, post_).contains("hidden")) << node;
}

TEST_F(Moderating, LockingBeatsUnlockingByWhoDidNotKnowOfIt) {
    make_moderator();
    acts("a", "lock", thread_);
    meet();
    acts("a", "unlock", thread_);
    acts("b", "unlock", thread_);
    acts("b", "lock", thread_);
    meet();
    for (const auto* node : {"a", "b"})
        EXPECT_TRUE(exported(node, thread_).contains("locked")) << node;
    acts("b", "unlock", thread_);
    meet();
    EXPECT_FALSE(exported("a", thread_).contains("locked"));
}

TEST_F(Moderating, LockedIsReadAndNeitherChangedNorAnsweredButByModerators) {
    meet();
    const auto early = reply("b", "written before it was known here");
    acts("a", "lock", thread_, "Decided.");
    meet();
    const auto late = desk_.praxis("b", {"thread", "reply", thread_, "--text", "late"});
    EXPECT_EQ(late.exit_code, 1);
    EXPECT_THAT(late.err, HasSubstr("locked by a moderator"));
    const auto edit = desk_.praxis("b", {"thread", "edit", thread_, "--title", "Other"});
    EXPECT_EQ(edit.exit_code, 1);
    EXPECT_THAT(edit.err, HasSubstr("locked by a moderator"));
    EXPECT_THAT(desk_.done("a", {"export"}).out, HasSubstr("written before it was known here"));
    EXPECT_THAT(desk_.done("b", {"thread", "show", thread_}).out, HasSubstr(early));
    EXPECT_EQ(reply("a", "by the steward").size(), 64U);
    acts("a", "unlock", thread_, "New facts.");
    meet();
    EXPECT_EQ(reply("b", "now it goes").size(), 64U);
}

TEST_F(Moderating, IsForStewardsAndModeratorsAlone) {
    for (const auto* role :
         {"member", "editor", "desk-officer", "focal-point", "reviewer", "expert"}) {
        make_moderator(role);
        meet();
        const auto ran = mod("b", "hide", post_);
        EXPECT_EQ(ran.exit_code, 1) << role;
        EXPECT_THAT(ran.err, HasSubstr("only a moderator or a steward"));
    }
    EXPECT_THAT(log("b"), ElementsAre());
    EXPECT_FALSE(exported("b", post_).contains("hidden"));
}

TEST_F(Moderating, BadRequestsSayWhatToDoAndChangeNothing) {
    const auto before = desk_.done("a", {"state"}).out;
    const auto expect = [&](const Ran& ran, const std::string& words) {
        EXPECT_NE(ran.exit_code, 0);
        EXPECT_THAT(ran.err, HasSubstr(words));
    };
    expect(mod("a", "restore", post_), "it is not hidden");
    expect(mod("a", "unlock", post_), "it is not locked");
    expect(mod("a", "hide", post_, "  "), "needs a reason");
    expect(mod("a", "hide", post_, std::string(3000, 'x')), "2000");
    expect(mod("a", "hide", std::string(64, '0')), "not found");
    expect(mod("a", "hide", "x"), "ID");
    expect(desk_.praxis("a", {"mod", "hide", post_}), "--reason");
    expect(desk_.praxis("a", {"mod", "log", "--space", std::string(64, '0')}), "no space");
    auto odd = json::object{};
    odd["do"] = "document.moderate";
    odd["id"] = post_;
    odd["act"] = "burn";
    odd["reason"] = "x";
    const auto asked = desk_.ask("a", odd);
    ASSERT_FALSE(asked);
    EXPECT_THAT(asked.error().text(), HasSubstr("burn"));
    acts("a", "hide", post_);
    expect(mod("a", "hide", post_), "it is hidden already");
    acts("a", "lock", post_);
    expect(mod("a", "lock", post_), "it is locked already");
    EXPECT_NE(desk_.done("a", {"state"}).out, before);
}

TEST_F(Moderating, TheSameRequestAgainWritesNothingMore) {
    json::object asked;
    asked["do"] = "document.moderate";
    asked["id"] = post_;
    asked["act"] = "hide";
    asked["reason"] = "Why.";
    asked["token"] = "drawn-by-a-form";
    const auto first = desk_.ask("a", asked).value();
    const auto state = desk_.done("a", {"state"}).out;
    EXPECT_EQ(desk_.ask("a", asked).value(), first);
    EXPECT_EQ(desk_.done("a", {"state"}).out, state);
}

TEST_F(Moderating, IsNoChangeOfTheDocument) {
    acts("a", "lock", thread_);
    const auto shown = desk_.done("a", {"thread", "show", thread_}).line();
    EXPECT_FALSE(shown.at("signed").as_object().at("changed").as_bool());
}

TEST_F(Moderating, OfOneKindOrOneDocumentModeratesThatAlone) {
    const auto role = [&](const std::string& what, const std::string& only) {
        return desk_.praxis("a",
                            {"role",
                             what,
                             "--space",
                             space_,
                             "--person",
                             person_,
                             "--as",
                             "moderator",
                             "--only",
                             only});
    };
    ASSERT_EQ(role("add", "kind:thread").exit_code, 0);
    meet();
    EXPECT_THAT(desk_.praxis("b", {"role", "list", "--space", space_}).out,
                HasSubstr("moderator of kind:6"));
    acts("b", "lock", thread_);
    EXPECT_EQ(mod("b", "lock", post_).exit_code, 1);
    desk_.done("a", {"mod", "flag", thread_, "--reason", "Look."});
    meet();
    EXPECT_TRUE(desk_.done("b", {"mod", "queue"}).lines().empty()) << "which they cannot settle";
    ASSERT_EQ(role("add", "document:" + post_).exit_code, 0) << "another scope, another grant";
    meet();
    acts("b", "lock", post_);
    ASSERT_EQ(role("revoke", "kind:thread").exit_code, 0);
    meet();
    EXPECT_EQ(mod("b", "unlock", thread_).exit_code, 1);
    acts("b", "unlock", post_);
    for (const auto& [only, words] : std::vector<std::pair<std::string, std::string>>{
             {"kind:nothing", "a role is for kind:NAME"},
             {"kind:", "a role is for kind:NAME"},
             {"document:12", "a role is for kind:NAME"},
             {"country:ee", "a role is for kind:NAME"},
             {"x", "a role is for kind:NAME"},
             {"country:EE", "not of a theme or country"},
             {"theme:" + post_, "not of a theme or country"}}) {
        const auto ran = role("add", only);
        EXPECT_EQ(ran.exit_code, 2) << only;
        EXPECT_THAT(ran.err, HasSubstr(words)) << only;
    }
}

TEST_F(Moderating, AFlagWaitsForModeratorsOnEveryNodeUntilOneSettlesIt) {
    make_moderator();
    meet();
    const auto ids = [&](const std::string& node, std::vector<std::string> more = {}) {
        more.insert(more.begin(), {"mod", "queue"});
        std::vector<std::string> out;
        for (const auto& line : desk_.done(node, more).lines())
            out.emplace_back(line.at("id").as_string());
        return out;
    };
    EXPECT_THAT(ids("b"), ElementsAre());
    const auto one =
        desk_.done("b", {"mod", "flag", post_, "--reason", "Names a patient."}).text("id");
    const auto two =
        desk_.done("a", {"mod", "flag", thread_, "--reason", "Off the subject."}).text("id");
    meet();
    for (const auto* node : {"a", "b"}) {
        EXPECT_THAT(ids(node), ElementsAre(one, two));
        EXPECT_THAT(ids(node, {"--space", space_}), ElementsAre(one, two));
    }
    const auto shown = desk_.praxis("a", {"mod", "queue"}).out;
    EXPECT_THAT(shown, HasSubstr("Names a patient."));
    EXPECT_THAT(shown, HasSubstr(post_));
    // Both settle it, without a link, one of them by hiding what it is about first.
    acts("a", "hide", post_, "Yes, it does.");
    acts("a", "settle", one, "Hidden.");
    acts("b", "settle", one, "I see no patient.");
    meet();
    for (const auto* node : {"a", "b"})
        EXPECT_THAT(ids(node), ElementsAre(two));
    const auto flag_of_flag = desk_.praxis("a", {"mod", "flag", two, "--reason", "x"});
    EXPECT_EQ(flag_of_flag.exit_code, 1);
    EXPECT_THAT(flag_of_flag.err, HasSubstr("called to that already"));
    const auto of_hidden = desk_.praxis("b", {"mod", "flag", post_, "--reason", "x"});
    EXPECT_THAT(of_hidden.err, HasSubstr("hidden already"));
    EXPECT_NE(desk_.praxis("b", {"mod", "flag", thread_, "--reason", " "}).exit_code, 0);
}

TEST_F(Moderating, SettlesFlagsAndNothingElseAndWhatTheySayStays) {
    const auto ran = mod("a", "settle", thread_);
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_THAT(ran.err, HasSubstr("no flag"));
    EXPECT_FALSE(exported("a", thread_).contains("locked"));
    meet();
    const auto flag = desk_.done("b", {"mod", "flag", post_, "--reason", "As it is."}).text("id");
    meet();
    json::object edit;
    edit["do"] = "document.edit";
    edit["id"] = flag;
    edit["set"] = json::array{json::value(json::array{"reason", "In another's name."})};
    EXPECT_FALSE(desk_.ask("a", edit)) << "not even by who moderates";
    EXPECT_THAT(desk_.praxis("a", {"mod", "queue"}).out, HasSubstr("As it is."));
}

TEST_F(Moderating, AHiddenThreadShowsItsAuthorNoPostsOfOthers) {
    meet();
    thread_ = desk_.done("b", {"thread", "new", "--space", space_, "--title", "Mine"}).text("id");
    meet();
    reply("a", "said by another");
    acts("a", "hide", thread_);
    meet();
    const auto shown = desk_.done("b", {"thread", "show", thread_}).out;
    EXPECT_THAT(shown, HasSubstr("Mine"));
    EXPECT_THAT(shown, Not(HasSubstr("said by another")));
}

TEST_F(Moderating, LockedIsNotAnsweredByAnyAction) {
    acts("a", "lock", thread_);
    meet();
    json::object asked;
    asked["do"] = "document.new";
    asked["kind"] = "post";
    asked["space"] = space_;
    asked["set"] = json::array{json::array{"thread", thread_}, json::array{"body", "past it"}};
    const auto answer = desk_.ask("b", asked);
    ASSERT_FALSE(answer);
    EXPECT_THAT(answer.error().text(), HasSubstr("locked by a moderator"));
    EXPECT_TRUE(desk_.ask("a", asked)) << "a moderator may";
}

TEST_F(Moderating, WhoModeratesNothingHasAnEmptyQueueAndSettlesNothing) {
    meet();
    const auto flag =
        desk_.done("b", {"mod", "flag", post_, "--reason", "Names a patient."}).text("id");
    meet();
    EXPECT_TRUE(desk_.done("b", {"mod", "queue"}).lines().empty());
    EXPECT_EQ(desk_.done("a", {"mod", "queue"}).lines().size(), 1U);
    EXPECT_EQ(mod("b", "settle", flag).exit_code, 1);
}

// --- past every command ---

class ByHand : public Moderating {
protected:
    ByHand()
        : secret_{node::read_key(desk_.folder("b"), node::KeyFile::device)},
          device_{secret_.value()->duplicate()} {}

    /// An update of the post by node b's device, from another disk, given to both nodes.
    UpdateId write(const crdt::Edit& edit) {
        auto& replica = desk_.replica("b");
        HandChain chain{device_,
                        replica.network(),
                        SpaceId::from_hex(space_).value(),
                        Incarnation{++incarnation_},
                        KindNumber{7}};
        const auto id = DocumentId::from_hex(post_).value();
        const std::vector updates{
            chain.write(edit,
                        {id,
                         replica.document(id).value()->document.now().version(),
                         replica.governance().heads()})};
        for (const auto* node : {"a", "b"}) {
            const auto outcomes = desk_.await<std::vector<node::Outcome>>(
                desk_.replica(node).ingest(updates, NodeId{}));
            EXPECT_TRUE(outcomes && outcomes.value().front() == node::Outcome::held);
        }
        return chain.id();
    }
    std::string verdict(const UpdateId& id) {
        for (const auto& line : desk_.done("a", {"log", "--document", post_}).lines()) {
            if (line.at("id").as_string() != id.hex()) continue;
            return std::string{line.at("verdict").as_string()} + ": " +
                   std::string{line.at("reason").as_string()};
        }
        return "not here";
    }
    static crdt::Edit entry(crdt::Address at, std::string_view text = "by hand") {
        return {{crdt::AppendEntry{std::move(at)}}, {copy(bytes_of(text))}};
    }

    Result<std::optional<crypto::Secret32>> secret_;
    crypto::SigningPair device_;
    std::uint64_t incarnation_ = 100;
};

TEST_F(ByHand, WithoutTheRightItIsVoidOnEveryNode) {
    meet();
    const auto id = write(community::moderation_edit(community::ModerationAct::hide, "mine now"));
    EXPECT_THAT(verdict(id), HasSubstr("void"));
    for (const auto* node : {"a", "b"}) {
        EXPECT_FALSE(exported(node, post_).contains("hidden")) << node;
        EXPECT_THAT(log(node), ElementsAre());
        EXPECT_THAT(desk_.done(node, {"export"}).out, Not(HasSubstr("mine now")));
    }
    EXPECT_EQ(desk_.done("a", {"state"}).out, desk_.done("b", {"state"}).out);
}

TEST_F(ByHand, WithTheRightItStandsAndWithoutItIsLaterVoidOutsideTheCut) {
    make_moderator();
    meet();
    const auto before = write(community::moderation_edit(community::ModerationAct::hide, "before"));
    EXPECT_THAT(verdict(before), HasSubstr("standing"));
    EXPECT_TRUE(exported("b", post_).contains("hidden"));
    desk_.done("a",
               {"role", "revoke", "--space", space_, "--person", person_, "--as", "moderator"});
    EXPECT_THAT(verdict(before), HasSubstr("standing")) << "inside the cut";
    // Backdated: as if the revocation were not known, from another disk.
    const auto after = write(community::moderation_edit(community::ModerationAct::hide, "after"));
    EXPECT_THAT(verdict(after), HasSubstr("void"));
    meet();
    EXPECT_THAT(log("a"), ElementsAre("hide before"));
    acts("a", "restore", post_);
    meet();
    EXPECT_FALSE(exported("b", post_).contains("hidden")) << "the void one does not hide";
}

TEST_F(ByHand, WhatIsNoActIsVoidForEverWhoeverWritesIt) {
    make_moderator();
    meet();
    constexpr auto first = governance::moderation_fields_first;
    const crdt::Address body{34, {}};
    const crdt::Address log_of_hiding{first, std::uint64_t{1}};
    auto mixed = entry(log_of_hiding);
    mixed.operations.emplace_back(crdt::InsertText{body, 0, 1});
    mixed.parts.push_back(copy(bytes_of("x")));
    auto twice = entry(log_of_hiding);
    crdt::append(twice, entry(log_of_hiding));
    const std::vector<std::pair<const char*, crdt::Edit>> wrong{
        {"with a change of the text beside it", mixed},
        {"two at once", twice},
        {"in another field of moderation", entry({first + 1, std::uint64_t{1}})},
        {"with a language", entry({first, std::string{"fr"}})},
        {"without a number", entry({first, {}})},
        {"no entry", {{crdt::SetLast{log_of_hiding}}, {copy(bytes_of("x"))}}}};
    for (const auto& [what, edit] : wrong)
        EXPECT_THAT(verdict(write(edit)), HasSubstr("void: is no act of moderation")) << what;
    EXPECT_THAT(log("a"), ElementsAre());
    EXPECT_FALSE(exported("a", post_).contains("hidden"));
    EXPECT_THAT(desk_.done("a", {"export"}).out, HasSubstr(secret_words));
    // An act that only a newer version knows needs the same right, and says nothing here.
    EXPECT_THAT(verdict(write(entry({first, std::uint64_t{900}}))), HasSubstr("standing"));
    EXPECT_THAT(log("a"), ElementsAre());
    EXPECT_EQ(desk_.done("a", {"verify"}).exit_code, 0);
}

TEST_F(ByHand, AReasonThatIsNoTextStopsNothing) {
    make_moderator();
    meet();
    auto edit = community::moderation_edit(community::ModerationAct::hide, "\xff\xfe\x1b[2J");
    EXPECT_THAT(verdict(write(edit)), HasSubstr("standing"));
    for (const auto* node : {"a", "b"}) {
        EXPECT_TRUE(exported(node, post_).at("hidden").as_bool());
        const auto lines = desk_.done(node, {"mod", "log"}).lines();
        ASSERT_EQ(lines.size(), 1U);
        EXPECT_TRUE(lines.front().at("reason").is_null());
    }
    const crdt::Edit flag{
        {crdt::SetConstantId{{32, {}}, Hash::from_hex(post_).value()}, crdt::SetConstant{{33, {}}}},
        {copy(bytes_of("\xff\xfe"))}};
    auto& replica = desk_.replica("b");
    HandChain chain{device_,
                    replica.network(),
                    SpaceId::from_hex(space_).value(),
                    Incarnation{900},
                    KindNumber{14}};
    const std::vector updates{chain.write(flag, {{}, {}, replica.governance().heads()})};
    EXPECT_TRUE(
        desk_.await<std::vector<node::Outcome>>(desk_.replica("a").ingest(updates, NodeId{})));
    const auto queue = desk_.done("a", {"mod", "queue"}).lines();
    ASSERT_EQ(queue.size(), 1U);
    EXPECT_EQ(queue.front().at("reason").as_string(), "");
}

TEST_F(ByHand, AnActInAnotherSpaceIsInNoLog) {
    make_moderator();
    const auto other = desk_.done("a", {"space", "new", "--name", "Other"}).text("id");
    meet();
    auto& replica = desk_.replica("b");
    const auto id = DocumentId::from_hex(post_).value();
    HandChain chain{device_,
                    replica.network(),
                    SpaceId::from_hex(other).value(),
                    Incarnation{901},
                    KindNumber{7}};
    const auto edit = community::moderation_edit(community::ModerationAct::hide, "from elsewhere");
    const std::vector updates{chain.write(edit,
                                          {id,
                                           replica.document(id).value()->document.now().version(),
                                           replica.governance().heads()})};
    EXPECT_TRUE(
        desk_.await<std::vector<node::Outcome>>(desk_.replica("a").ingest(updates, NodeId{})));
    acts("a", "hide", post_, "Here.");
    EXPECT_THAT(log("a"), ElementsAre("hide Here."));
    EXPECT_TRUE(desk_.done("a", {"mod", "log", "--space", other}).lines().empty());
    EXPECT_EQ(desk_.done("a", {"mod", "log"}).lines().size(), 1U);
}

TEST_F(ByHand, AnActAppliedBeforeARestartIsJudgedAsOneAfterIt) {
    meet();
    const auto id = write(community::moderation_edit(community::ModerationAct::hide, "mine now"));
    desk_.restart("a");
    make_moderator();  // all verdicts are computed anew
    EXPECT_THAT(verdict(id), HasSubstr("void"));
    EXPECT_FALSE(exported("a", post_).contains("hidden"));
}

}  // namespace
}  // namespace praxis::test
