#include "protocol/governance/acts.hpp"

#include "tests/property/governance_world.hpp"

#include <gtest/gtest.h>

namespace praxis::governance {
namespace {

using test::Actor;
using test::GovernanceWorld;

template <class Id>
Id filled(int value) {
    Id id;
    id.bytes.fill(static_cast<std::byte>(value));
    return id;
}

Signature signature() {
    return filled<Signature>(8);
}

std::vector<Act> every_act() {
    const auto id = filled<UpdateId>(1);
    const auto key = filled<SigningKey>(2);
    const auto dh = filled<DhKey>(3);
    const auto person = filled<PersonId>(4);
    const auto space = filled<SpaceId>(5);
    const Cut cut{{key, space, Incarnation{6}}, Seq{7}, id};
    auto later = cut;
    later.seq = Seq{8};
    return {
        GrantAdministrator{Level::centre, {}, key, true},
        GrantAdministrator{Level::office, id, key, false},
        GrantPerson{id, key, Holder::key, {}, NodeRole::none, signature()},
        GrantPerson{id, key, Holder::hosted, dh, NodeRole::centre, signature()},
        GrantPerson{id, key, Holder::invitation, {}, NodeRole::none, {}},
        GrantDevice{id, person, key, dh, NodeRole::office, signature()},
        Endorse{id},
        FoundSpace{id, person, JoinPolicy::approve},
        GrantRole{id, space, Role::editor, person},
        GrantRole{id, space, Role::steward, key},
        Revoke{id, id, {}},
        Revoke{{}, id, {cut, later}},
        HandOver{{{id, key}, {filled<UpdateId>(9), key}}},
        Ratify{{}, id, {cut, later}},
        GrantRole{id, space, Role::moderator, person, KindNumber{258}},
        GrantRole{id, space, Role::editor, person, filled<DocumentId>(7)},
        GrantRole{id, space, Role::expert, person, Theme{filled<DocumentId>(7)}},
        GrantRole{id,
                  space,
                  Role::focal_point,
                  key,
                  Country{{'T', 'H'}},
                  std::chrono::sys_seconds{std::chrono::seconds{1'800'000'000}}},
        AgreeErasure{id, space, filled<UpdateId>(9)},
        AskToJoin{space},
        Decline{id, filled<UpdateId>(9)},
        RotateBoard{id, 2, {key, filled<SigningKey>(9)}},
        Vouch{id, person, key, dh, NodeRole::replica},
        Quarantine{id, person},
        Release{id, filled<UpdateId>(9)},
        SetQuota{id, space, {0, 0}},
        SetQuota{id, space, {limits::quota_updates_min, limits::quota_bytes_min}},
    };
}

TEST(Acts, ComeBackAsTheyWereWritten) {
    for (const auto& act : every_act()) {
        const auto decoded = decode_act(encode(act));
        ASSERT_TRUE(decoded) << act.index() << ": " << decoded.error().text();
        EXPECT_EQ(decoded.value(), act) << act.index();
    }
}

TEST(Acts, RefuseEveryTruncationAndTrailingBytes) {
    for (const auto& act : every_act()) {
        auto bytes = encode(act);
        for (std::size_t length = 0; length < bytes.size(); ++length)
            EXPECT_FALSE(decode_act(ByteView{bytes}.first(length))) << act.index();
        bytes.push_back(std::byte{0});
        EXPECT_EQ(decode_act(bytes).error().code, Errc::trailing_bytes) << act.index();
    }
}

TEST(Acts, RefuseListsThatDoNotAscend) {
    const auto acts = every_act();
    auto revoke = std::get<Revoke>(acts[11]);
    std::swap(revoke.cuts[0], revoke.cuts[1]);
    EXPECT_EQ(decode_act(encode(revoke)).error().code, GovernanceErrc::bad_act);
    revoke.cuts[0] = revoke.cuts[1];
    EXPECT_EQ(decode_act(encode(revoke)).error().code, GovernanceErrc::bad_act);
    auto ratify = std::get<Ratify>(acts[13]);
    std::swap(ratify.cuts[0], ratify.cuts[1]);
    EXPECT_EQ(decode_act(encode(ratify)).error().code, GovernanceErrc::bad_act);
    EXPECT_EQ(decode_act(encode(Ratify{})).error().code, GovernanceErrc::bad_act);
    auto handover = std::get<HandOver>(acts[12]);
    handover.entries[1].grant = handover.entries[0].grant;
    EXPECT_EQ(decode_act(encode(handover)).error().code, GovernanceErrc::bad_act);
    EXPECT_EQ(decode_act(encode(HandOver{})).error().code, GovernanceErrc::bad_act);
}

TEST(Acts, RefuseWhatNoRuleAllows) {
    const auto acts = every_act();
    const auto code = [&](Act act, std::size_t at, int value) {
        auto bytes = encode(act);
        bytes.at(at) = static_cast<std::byte>(value);
        const auto decoded = decode_act(bytes);
        return decoded ? boost::system::error_code{} : decoded.error().code;
    };
    EXPECT_EQ(code(acts[0], 0, 2), GovernanceErrc::unknown_format);
    for (const int no_act : {0, 16, 255})
        EXPECT_EQ(code(acts[0], 1, no_act), GovernanceErrc::bad_act) << no_act;
    EXPECT_EQ(code(acts[0], 2, 0), GovernanceErrc::bad_act);   // no grant of level 0
    EXPECT_EQ(code(acts[1], 2, 1), GovernanceErrc::bad_act);   // a centre not by the board
    EXPECT_EQ(code(acts[0], 67, 1), GovernanceErrc::bad_act);  // a hosted administrator
    EXPECT_EQ(code(acts[7], 66, 3), GovernanceErrc::bad_act);  // no such policy
    EXPECT_EQ(code(acts[8], 66, 3), GovernanceErrc::bad_act);  // an editor is letter b
    EXPECT_EQ(code(acts[8], 67, 11), GovernanceErrc::bad_act);
    EXPECT_EQ(code(acts[8], 68, 2), GovernanceErrc::bad_act);
    EXPECT_EQ(code(acts[8], 101, 5), GovernanceErrc::bad_act);     // no such scope
    EXPECT_EQ(code(acts[17], 103, 'h'), GovernanceErrc::bad_act);  // no country
}

TEST(Acts, NameNoBoardThatCannotDecide) {
    const auto one = filled<SigningKey>(2);
    const auto two = filled<SigningKey>(3);
    const auto is_allowed = [](std::uint8_t k, std::vector<SigningKey> board) {
        return decode_act(encode(RotateBoard{{}, k, std::move(board)})).has_value();
    };
    EXPECT_TRUE(is_allowed(1, {one}));
    EXPECT_TRUE(is_allowed(2, {one, two}));
    EXPECT_FALSE(is_allowed(0, {one}));
    EXPECT_FALSE(is_allowed(2, {one}));
    EXPECT_FALSE(is_allowed(0, {}));
    EXPECT_FALSE(is_allowed(1, {two, one}));
    EXPECT_FALSE(is_allowed(1, {one, one}));
}

TEST(Acts, LetNoQuotaSilence) {
    const auto is_allowed = [](std::uint32_t updates, std::uint64_t bytes) {
        const SetQuota act{filled<UpdateId>(1), filled<SpaceId>(5), {updates, bytes}};
        return decode_act(encode(act)).has_value();
    };
    EXPECT_TRUE(is_allowed(0, 0));
    EXPECT_TRUE(is_allowed(limits::quota_updates_min, 0));
    EXPECT_TRUE(is_allowed(0, limits::quota_bytes_min));
    EXPECT_FALSE(is_allowed(limits::quota_updates_min - 1, 0));
    EXPECT_FALSE(is_allowed(0, limits::quota_bytes_min - 1));
    EXPECT_FALSE(is_allowed(1, limits::quota_bytes_min));
}

TEST(Acts, GiveNoRoleAScopeThatNobodyCanJudge) {
    const Country country{{'T', 'H'}};
    const Theme theme{filled<DocumentId>(7)};
    const auto is_allowed = [](Role role, const Scope& scope) {
        const auto id = filled<UpdateId>(1);
        return decode_act(encode(GrantRole{id, filled<SpaceId>(5), role, PersonId{}, scope}))
            .has_value();
    };
    for (const Scope& bound : {Scope{KindNumber{4}}, Scope{filled<DocumentId>(7)}}) {
        EXPECT_FALSE(is_allowed(Role::steward, bound));
        EXPECT_TRUE(is_allowed(Role::moderator, bound));
        EXPECT_TRUE(is_allowed(Role::member, bound));
    }
    for (const Scope& words : {Scope{theme}, Scope{country}}) {
        EXPECT_FALSE(is_allowed(Role::steward, words));
        EXPECT_FALSE(is_allowed(Role::moderator, words));
        EXPECT_TRUE(is_allowed(Role::desk_officer, words));
    }
}

TEST(Acts, NeedThePossessionOfTheKeyTheyName) {
    SeededEntropy entropy{1};
    const Actor board{entropy};
    const Actor device{entropy};
    const Actor other{entropy};
    GovernanceWorld world{{&board}, 1};
    const auto id = filled<UpdateId>(1);
    const auto parsed = [&](const Act& act) {
        return act_of(world.at(world.act(board, act, {}))).has_value();
    };
    const auto certificate = world.device(id, id, device);
    EXPECT_TRUE(parsed(certificate));
    auto stolen = certificate;
    stolen.dh = other.dh.key();
    EXPECT_FALSE(parsed(stolen));
    stolen = certificate;
    stolen.person = filled<PersonId>(2);
    EXPECT_FALSE(parsed(stolen));
    stolen = certificate;
    stolen.holder = other.key();
    EXPECT_FALSE(parsed(stolen));
    auto hosted = world.hosted(id, device);
    EXPECT_TRUE(parsed(hosted));
    hosted.under = filled<UpdateId>(2);
    EXPECT_FALSE(parsed(hosted));
}

TEST(Acts, AreEmptyOnlyInAJoin) {
    SeededEntropy entropy{1};
    const Actor board{entropy};
    GovernanceWorld world{{&board}, 1};
    EXPECT_EQ(act_of(world.at(world.act(board, JoinHeads{}, {}))).value(), Act{JoinHeads{}});
    EXPECT_EQ(act_of(world.at(world.raw_act(board, {}, {}))).error().code, GovernanceErrc::bad_act);
}

TEST(Genesis, ComesBackAndKeepsItsRules) {
    Genesis genesis;
    genesis.nonce.fill(std::byte{1});
    genesis.board = {filled<SigningKey>(1), filled<SigningKey>(2), filled<SigningKey>(3)};
    genesis.k = 2;
    const auto bytes = encode(genesis);
    EXPECT_EQ(bytes.size(), 1 + 16 + 1 + 1 + 3 * 32U);
    EXPECT_EQ(decode_genesis(bytes).value(), genesis);
    for (std::size_t length = 0; length < bytes.size(); ++length)
        EXPECT_FALSE(decode_genesis(ByteView{bytes}.first(length)));

    const auto is_valid = [&](auto change) {
        auto other = genesis;
        change(other);
        return validate(other).has_value();
    };
    EXPECT_TRUE(is_valid([](Genesis& g) { g.k = 3; }));
    EXPECT_FALSE(is_valid([](Genesis& g) { g.k = 4; }));
    EXPECT_FALSE(is_valid([](Genesis& g) { g.k = 0; }));
    EXPECT_FALSE(is_valid([](Genesis& g) { g.board.clear(); }));
    EXPECT_FALSE(is_valid([](Genesis& g) { std::swap(g.board[0], g.board[1]); }));
    EXPECT_FALSE(is_valid([](Genesis& g) { g.board[1] = g.board[0]; }));
    auto other = genesis;
    other.nonce[3] = std::byte{2};
    EXPECT_NE(network_id(other), network_id(genesis));
}

}  // namespace
}  // namespace praxis::governance
