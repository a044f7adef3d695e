#pragma once

#include "protocol/governance/model.hpp"
#include "tests/property/governance_world.hpp"
#include "tests/support/cut_sides.hpp"

namespace praxis::governance {

using test::Actor;
using test::GovernanceWorld;

/// One centre with a person, her two devices, and an open and a closed space of hers.
struct Story {
    Story() {
        person = say(administrator, world.person(centre, ana));
        tablet = say(ana, world.device(person, person, ana_tablet));
        phone = say(ana, world.device(person, person, ana_phone));
        open = say(administrator, FoundSpace{centre, id_of_person(), JoinPolicy::open});
        closed = say(administrator, FoundSpace{centre, id_of_person(), JoinPolicy::invite});
    }

    UpdateId say(const Actor& by, const Act& act) { return say(by, act, governance.heads()); }
    UpdateId say(const Actor& by, const Act& act, std::vector<UpdateId> deps) {
        return add(world.act(by, act, std::move(deps)));
    }
    UpdateId take_up(const Actor& by, HandOver handover) {
        std::ranges::sort(handover.entries);
        return add(world.act(by,
                             handover,
                             governance.heads(),
                             {.incarnation = Incarnation{0}, .after = {}, .from_start = true}));
    }
    UpdateId add(const UpdateId& id) {
        governance.add(world.at(id));
        return id;
    }
    Verdict of(const UpdateId& id) const { return governance.verdict_of_root(id); }
    /// The verdict on a first update written now in a space; `inside`: by any cut of its chain.
    Verdict written(const Actor& by, const UpdateId& space, bool inside = false) const {
        return judged(by, space, inside, false);
    }
    /// The same of an act of moderation.
    Verdict moderated(const Actor& by, const UpdateId& space, bool inside = false) const {
        return judged(by, space, inside, true);
    }
    /// On a first update to a document of a kind; `heads` are those of now.
    Verdict about(const Actor& by,
                  const UpdateId& space,
                  const DocumentId& document,
                  std::uint16_t kind,
                  bool moderates) const {
        const auto heads = governance.heads();
        return governance.verdict({.id = {},
                                   .chain = {by.key(), same_bytes<SpaceId>(space), Incarnation{7}},
                                   .seq = Seq{1},
                                   .governance = heads,
                                   .document = document,
                                   .kind = kind,
                                   .moderates = moderates,
                                   .side_of = [](const CutsOfAct&) { return CutSide::unknown; }});
    }
    Verdict judged(const Actor& by, const UpdateId& space, bool inside, bool moderates) const {
        return seen_from(by, space, moderates, [inside](const Cut&) {
            return inside ? CutSide::inside : CutSide::unknown;
        });
    }
    /// The verdict on a first update whose chain's cuts are answered so.
    Verdict seen_from(const Actor& by,
                      const UpdateId& space,
                      bool moderates,
                      const std::function<CutSide(const Cut&)>& side_of) const {
        const auto heads = governance.heads();
        return governance.verdict(
            {.id = {},
             .chain = {by.key(), same_bytes<SpaceId>(space), Incarnation{7}},
             .seq = Seq{1},
             .governance = heads,
             .document = {},
             .kind = 4,
             .moderates = moderates,
             .side_of = [&](const CutsOfAct& cuts) { return test::side_of_all(cuts, side_of); }});
    }
    PersonId id_of_person() const { return same_bytes<PersonId>(person); }

    SeededEntropy entropy{1};
    Actor board{entropy}, second_board{entropy}, administrator{entropy},
        other_administrator{entropy}, ana{entropy}, ana_tablet{entropy}, ana_phone{entropy},
        guest{entropy}, stranger{entropy}, invitation{entropy};
    GovernanceWorld world{{&board}, 1};
    Governance governance{world.genesis()};
    UpdateId centre = say(board, GrantAdministrator{Level::centre, {}, administrator.key(), false});
    UpdateId person, tablet, phone, open, closed;
};

}  // namespace praxis::governance
