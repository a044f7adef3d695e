#include "node/community/moving.hpp"
#include "node/replica/identity.hpp"
#include "tests/support/hand_chain.hpp"
#include "tests/unit/cli/moving_world.hpp"

// Moves, and what claims to be one, that somebody writes by hand, past every command.

namespace praxis::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

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
    write({from_, thread_}, crdt::Edit{{crdt::SetMulti{{1, {}}}}, {copy(bytes_of("Deeper"))}});
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
