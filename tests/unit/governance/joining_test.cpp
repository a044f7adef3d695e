// Who asks to join a space, and what answers that.
#include "tests/unit/governance/story.hpp"

#include <gtest/gtest.h>

namespace praxis::governance {
namespace {

/// Ana's space takes whom a steward approves; a guest with a device, who has no role, asks.
struct JoinStory : Story {
    JoinStory() {
        asking = say(administrator, FoundSpace{centre, id_of_person(), JoinPolicy::approve});
        other = say(administrator, world.person(centre, guest));
        other_device = say(guest, world.device(other, other, stranger));
    }
    SpaceId space() const { return same_bytes<SpaceId>(asking); }
    PersonId asker() const { return same_bytes<PersonId>(other); }
    UpdateId ask(const Actor& by) { return say(by, AskToJoin{space()}); }
    UpdateId decline(const Actor& by, const UpdateId& under, const UpdateId& request) {
        return say(by, Decline{under, request});
    }
    UpdateId give(const Actor& by,
                  const UpdateId& under,
                  Role as,
                  const UpdateId& who,
                  const Scope& only = WholeSpace{}) {
        return say(by, GrantRole{under, space(), as, same_bytes<PersonId>(who), only});
    }
    /// What waits for an answer.
    std::vector<UpdateId> open() const {
        std::vector<UpdateId> out;
        for (const auto& request : governance.join_requests(space())) {
            if (request.open) out.push_back(request.id);
        }
        return out;
    }
    std::vector<UpdateId> answers(const UpdateId& request) const {
        const auto info = governance.join_request(request);
        return info ? info->answers : std::vector<UpdateId>{};
    }

    UpdateId asking, other, other_device;
};
using Ids = std::vector<UpdateId>;

TEST(Joining, IsAskedByADeviceOfAPerson) {
    JoinStory story;
    const auto request = story.ask(story.stranger);
    EXPECT_TRUE(story.of(request).stands());
    EXPECT_EQ(story.of(request).person, story.asker());
    const JoinRequestInfo expected{request, story.space(), story.asker(), {}, true};
    EXPECT_EQ(story.governance.join_request(request), expected);
    EXPECT_EQ(story.governance.join_requests(story.space()), std::vector{expected});
    // By the person's own key, an administrator's and the board's: none is a device.
    for (const auto* by : {&story.guest, &story.administrator, &story.board}) {
        const auto in_vain = story.ask(*by);
        EXPECT_EQ(story.of(in_vain).reason, Reason::no_person);
        EXPECT_FALSE(story.governance.join_request(in_vain));
    }
}

TEST(Joining, IsAskedByAHostedPerson) {
    JoinStory story;
    const auto hosted =
        story.say(story.administrator, story.world.hosted(story.centre, story.invitation));
    const auto request = story.ask(story.invitation);
    EXPECT_EQ(story.of(request).person, same_bytes<PersonId>(hosted));
}

TEST(Joining, IsAskedOfASpaceThatTakesRequests) {
    JoinStory story;
    for (const auto& id : {story.Story::open, story.closed}) {
        const auto verdict =
            story.of(story.say(story.stranger, AskToJoin{same_bytes<SpaceId>(id)}));
        EXPECT_EQ(verdict.reason, Reason::no_requests);
        EXPECT_EQ(verdict.by, id);
    }
    const auto of_no_space =
        story.say(story.stranger, AskToJoin{same_bytes<SpaceId>(story.centre)});
    EXPECT_EQ(story.of(of_no_space).reason, Reason::target_not_in_past);
    // One that names what its signer had not seen.
    const auto unseen = story.say(story.stranger, AskToJoin{story.space()}, {story.other_device});
    EXPECT_TRUE(story.of(unseen).stands()) << "the founding came before the certificate";
    const auto later = story.say(
        story.administrator, FoundSpace{story.centre, story.id_of_person(), JoinPolicy::approve});
    const auto too_early =
        story.say(story.stranger, AskToJoin{same_bytes<SpaceId>(later)}, {story.other_device});
    EXPECT_EQ(story.of(too_early).reason, Reason::target_not_in_past);
    // A founding that does not stand.
    const auto no_space = story.say(
        story.stranger, FoundSpace{story.centre, story.id_of_person(), JoinPolicy::approve});
    EXPECT_EQ(story.of(story.say(story.stranger, AskToJoin{same_bytes<SpaceId>(no_space)})).reason,
              Reason::grant_void);
}

TEST(Joining, GivesNoRight) {
    JoinStory story;
    story.ask(story.stranger);
    EXPECT_FALSE(story.written(story.stranger, story.asking).stands());
    EXPECT_FALSE(story.governance.may_write(story.asker(), story.space()));
    EXPECT_FALSE(story.governance.role_of(story.asker(), story.space()));
    // Nothing rests on it: no grant, and so nothing to act under.
    const auto request = story.ask(story.stranger);
    const auto by_it = story.give(story.stranger, request, Role::member, story.other);
    EXPECT_EQ(story.of(by_it).reason, Reason::grant_not_in_past);
}

TEST(Joining, IsAnsweredByARole) {
    JoinStory story;
    const auto request = story.ask(story.stranger);
    const auto role = story.give(story.ana_tablet, story.asking, Role::reader, story.other);
    EXPECT_EQ(story.answers(request), Ids{role});
    EXPECT_TRUE(story.open().empty());
    // Taken back, it still is the answer: who was shown out asks anew.
    story.say(story.ana_tablet, Revoke{story.asking, role, {}});
    EXPECT_EQ(story.answers(request), Ids{role});
    const auto again = story.ask(story.stranger);
    EXPECT_TRUE(story.answers(again).empty()) << "that role ended before they asked";
    EXPECT_EQ(story.open(), Ids{again});
}

TEST(Joining, IsAnsweredByARoleHeldBefore) {
    JoinStory story;
    const auto role = story.give(story.ana_tablet, story.asking, Role::member, story.other);
    const auto request = story.ask(story.stranger);
    EXPECT_EQ(story.answers(request), Ids{role});
    story.say(story.ana_tablet, Revoke{story.asking, role, {}});
    EXPECT_EQ(story.open(), Ids{request}) << "it was no answer to this";
}

TEST(Joining, IsNotAnsweredByAVoidRoleOrAnotherPersons) {
    JoinStory story;
    const auto request = story.ask(story.stranger);
    const auto void_one = story.give(story.stranger, story.asking, Role::member, story.other);
    EXPECT_FALSE(story.of(void_one).stands());
    story.give(story.ana_tablet, story.asking, Role::member, story.person);
    EXPECT_EQ(story.open(), Ids{request});
}

TEST(Joining, IsDeclinedByWhoMayTakeSomebodyIn) {
    JoinStory story;
    const auto request = story.ask(story.stranger);
    const auto by_steward = story.decline(story.ana_tablet, story.asking, request);
    EXPECT_TRUE(story.of(by_steward).stands());
    EXPECT_EQ(story.of(by_steward).person, story.id_of_person());
    EXPECT_EQ(story.answers(request), Ids{by_steward});
    EXPECT_TRUE(story.open().empty());
    for (const auto role : {Role::moderator, Role::editor, Role::desk_officer, Role::focal_point}) {
        const auto letter_b = story.give(story.ana_tablet, story.asking, role, story.person);
        EXPECT_TRUE(story.of(story.decline(story.ana_phone, letter_b, request)).stands());
    }
}

TEST(Joining, IsNotDeclinedByOthers) {
    JoinStory story;
    const auto request = story.ask(story.stranger);
    for (const auto role : {Role::member, Role::reviewer, Role::expert, Role::observer}) {
        const auto letter_c = story.give(story.ana_tablet, story.asking, role, story.person);
        EXPECT_EQ(story.of(story.decline(story.ana_tablet, letter_c, request)).reason,
                  Reason::beyond_reach);
    }
    // By a role of one kind, of another space, from above, by the board, by somebody else's role.
    const auto bound =
        story.give(story.ana_tablet, story.asking, Role::moderator, story.person, KindNumber{4});
    EXPECT_TRUE(story.of(bound).stands());
    EXPECT_EQ(story.of(story.decline(story.ana_tablet, bound, request)).reason,
              Reason::beyond_reach);
    EXPECT_EQ(story.of(story.decline(story.ana_tablet, story.closed, request)).reason,
              Reason::beyond_reach);
    EXPECT_EQ(story.of(story.decline(story.administrator, story.centre, request)).reason,
              Reason::beyond_reach);
    EXPECT_EQ(story.of(story.decline(story.board, {}, request)).reason, Reason::not_the_board);
    EXPECT_EQ(story.of(story.decline(story.stranger, story.asking, request)).reason,
              Reason::not_the_holder);
    EXPECT_EQ(story.open(), Ids{request});
}

TEST(Joining, IsDeclinedByWhoHasSeenTheRequest) {
    JoinStory story;
    const auto before = story.governance.heads();
    const auto request = story.ask(story.stranger);
    const auto unseen = story.say(story.ana_tablet, Decline{story.asking, request}, before);
    EXPECT_EQ(story.of(unseen).reason, Reason::target_not_in_past);
    const auto of_a_role = story.decline(story.ana_tablet, story.asking, story.asking);
    EXPECT_EQ(story.of(of_a_role).reason, Reason::target_not_in_past);
    EXPECT_EQ(story.open(), Ids{request});
}

TEST(Joining, IsOpenAgainWhenTheDeclineFalls) {
    JoinStory story;
    const auto moderator =
        story.give(story.ana_tablet, story.asking, Role::moderator, story.person);
    const auto request = story.ask(story.stranger);
    const auto declined = story.decline(story.ana_phone, moderator, request);
    EXPECT_TRUE(story.open().empty());
    // No cut keeps what the moderator did.
    story.say(story.ana_tablet, Revoke{story.asking, moderator, {}});
    EXPECT_EQ(story.of(declined).reason, Reason::revoked);
    EXPECT_EQ(story.open(), Ids{request});
}

TEST(Joining, FallsWithTheDeviceThatAsked) {
    JoinStory story;
    const auto request = story.ask(story.stranger);
    const auto kept = story.say(
        story.guest, Revoke{story.other, story.other_device, {story.world.cut_at(request)}});
    EXPECT_TRUE(story.of(kept).stands());
    EXPECT_EQ(story.open(), Ids{request});
    const auto later = story.ask(story.stranger);
    EXPECT_EQ(story.of(later).reason, Reason::revoked);
    story.say(story.guest, Revoke{story.other, story.other_device, {}});
    EXPECT_EQ(story.of(request).reason, Reason::revoked);
    EXPECT_TRUE(story.open().empty());
}

TEST(Joining, WaitsForNobodyWhoseGrantIsRevoked) {
    JoinStory story;
    const auto request = story.ask(story.stranger);
    std::vector<Cut> all{story.world.cut_at(story.other_device), story.world.cut_at(request)};
    std::ranges::sort(all);
    story.say(story.administrator, Revoke{story.centre, story.other, all});
    EXPECT_TRUE(story.of(request).stands());
    EXPECT_TRUE(story.open().empty());
}

TEST(Joining, FallsWithAFork) {
    JoinStory story;
    const auto request = story.ask(story.stranger);
    EXPECT_TRUE(story.of(request).stands());
    const auto twin = story.add(
        story.world.act(story.stranger,
                        AskToJoin{story.space()},
                        story.governance.heads(),
                        {.incarnation = Incarnation{7}, .after = {}, .from_start = true}));
    EXPECT_EQ(story.of(request).reason, Reason::fork_in_root);
    EXPECT_EQ(story.of(twin).reason, Reason::fork_in_root);
    // Whoever is above the certificate says which branch counts.
    story.say(story.guest, Ratify{story.other, story.other_device, {story.world.cut_at(twin)}});
    EXPECT_FALSE(story.of(request).stands());
    EXPECT_EQ(story.open(), Ids{twin});
}

TEST(Joining, IsOneRequestAPersonTheEarliest) {
    JoinStory story;
    const auto second_device =
        story.say(story.guest, story.world.device(story.other, story.other, story.invitation));
    EXPECT_TRUE(story.of(second_device).stands());
    const auto heads = story.governance.heads();
    // Two without sight of one another, and one that saw both.
    const auto one = story.say(story.stranger, AskToJoin{story.space()}, heads);
    const auto two = story.say(story.invitation, AskToJoin{story.space()}, heads);
    const auto third = story.ask(story.stranger);
    EXPECT_EQ(story.governance.join_requests(story.space()).size(), 3U);
    EXPECT_EQ(story.open(), Ids{std::min(one, two)});
    story.decline(story.ana_tablet, story.asking, std::min(one, two));
    EXPECT_EQ(story.open(), Ids{std::max(one, two)});
    story.decline(story.ana_tablet, story.asking, std::max(one, two));
    EXPECT_EQ(story.open(), Ids{third}) << "each is its own act";
}

TEST(Joining, CountsAsAskedByTheSmallestIdOfWhoShareADevice) {
    JoinStory story;
    const auto shared =
        story.say(story.guest, story.world.device(story.other, story.other, story.ana_tablet));
    EXPECT_TRUE(story.of(shared).stands());
    const auto request = story.ask(story.ana_tablet);
    EXPECT_EQ(story.of(request).person, std::min(story.id_of_person(), story.asker()));
}

TEST(Joining, IsAmongTheActsAboutRoles) {
    JoinStory story;
    const auto request = story.ask(story.stranger);
    const auto in_vain = story.ask(story.guest);
    const auto declined = story.decline(story.ana_tablet, story.asking, request);
    const auto void_one = story.decline(story.stranger, story.asking, request);
    std::map<UpdateId, RoleAct> all;
    for (const auto& act : story.governance.role_acts(story.space()))
        all.emplace(act.id, act);
    EXPECT_EQ(all.size(), 5U) << "the founding, too";
    for (const auto& id : {request, in_vain, declined, void_one}) {
        const auto& act = all.at(id);
        const bool declines = id == declined || id == void_one;
        EXPECT_EQ(act.what, declines ? RoleAct::What::decline : RoleAct::What::request);
        EXPECT_EQ(act.grant, id == in_vain ? in_vain : request);
        EXPECT_EQ(act.holder, id == in_vain ? std::nullopt : std::optional{story.asker()});
        EXPECT_EQ(act.verdict, story.of(id));
    }
}

TEST(Joining, KnowsWhoMayAnswer) {
    JoinStory story;
    EXPECT_EQ(story.governance.answering_grant(story.id_of_person(), story.space()), story.asking);
    EXPECT_FALSE(story.governance.answering_grant(story.asker(), story.space()));
    story.give(story.ana_tablet, story.asking, Role::member, story.other);
    story.give(story.ana_tablet, story.asking, Role::editor, story.other, KindNumber{4});
    EXPECT_FALSE(story.governance.answering_grant(story.asker(), story.space()));
    const auto editor = story.give(story.ana_tablet, story.asking, Role::editor, story.other);
    EXPECT_EQ(story.governance.answering_grant(story.asker(), story.space()), editor);
}

}  // namespace
}  // namespace praxis::governance
