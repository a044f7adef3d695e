#pragma once

#include "crdt/skeleton.hpp"
#include "tests/property/governance_world.hpp"

#include <set>

namespace praxis::governance {

/// A grant as the generator remembers it, for picking likely acts.
struct Given {
    UpdateId id;
    int rank = 0;
    UpdateId under;
    std::set<std::size_t> actors;  ///< who would act under it
    UpdateId person;               ///< of a device, or who holds a role
    UpdateId space;                ///< of a role
};

class RandomNetwork {
public:
    explicit RandomNetwork(std::uint64_t seed) : random{seed} {
        for (std::size_t i = 0; i < actors_count; ++i)
            actors.emplace_back(random);
        const auto k = static_cast<std::uint8_t>(1 + random.below(2));
        world.emplace(std::vector<const test::Actor*>{&actors[0], &actors[1], &actors[2]}, k);
        found(k);
        const auto acts = 20 + random.below(25);
        for (std::uint64_t i = 0; i < acts; ++i) {
            any_act();
            if (random.below(3) != 0) any_content();
            if (random.below(3) != 0) any_content();
        }
    }

    // 0-2 board; 3, 4 centres; 5 office; 6-8 persons; 9-14 devices, 9 and 10 of one person, 13
    // hosted, 14 forks; 15-17 invitation keys; 18-20 what they hand over to.
    static constexpr std::size_t actors_count = 21;
    static constexpr std::size_t forker = 14;

    SeededEntropy random;
    std::vector<test::Actor> actors;
    std::optional<test::GovernanceWorld> world;
    std::vector<Given> grants;
    std::vector<UpdateId> root;

private:
    template <class T>
    const T& pick(const std::vector<T>& from) {
        return from[random.below(from.size())];
    }
    bool one_in(std::uint64_t n) { return random.below(n) == 0; }

    /// The heads of everything, something older, or nothing at all.
    std::vector<UpdateId> some_heads() {
        const auto kind = random.below(10);
        if (kind == 0 || root.empty()) return {};
        if (kind < 3) {
            std::set<UpdateId> out;
            for (auto left = 1 + random.below(3); left > 0; --left)
                out.insert(pick(root));
            return {out.begin(), out.end()};
        }
        if (kind < 5)
            return {root[root.size() - 1 - random.below(std::min<std::size_t>(root.size(), 8))]};
        return heads();
    }
    std::vector<UpdateId> heads() const {
        std::set<UpdateId> out{root.begin(), root.end()};
        for (const auto& id : root) {
            for (const auto& dep : world->at(id).header.deps)
                out.erase(dep);
        }
        std::vector<UpdateId> list{out.begin(), out.end()};
        if (list.size() > limits::deps_max) list.resize(limits::deps_max);
        return list;
    }

    UpdateId write(std::size_t by, const Act& act, bool honest) {
        test::GovernanceWorld::Options options;
        if (std::holds_alternative<HandOver>(act) && !one_in(8)) {
            options.incarnation = Incarnation{0};
            options.from_start = !one_in(6);
        } else if (!honest && (by == forker ? one_in(2) : one_in(25))) {
            for (const auto& id : root) {
                const auto& header = world->at(id).header;
                if (header.device == actors[by].key() && header.incarnation.value == 7 &&
                    one_in(2)) {
                    options.after = id;
                    break;
                }
            }
        }
        auto deps = honest ? heads() : some_heads();
        const auto id = one_in(40) && !honest
                            ? world->raw_act(actors[by], mangled(encode(act)), std::move(deps))
                            : world->act(actors[by], act, std::move(deps), options);
        root.push_back(id);
        return id;
    }
    Bytes mangled(Bytes skeleton) {
        if (skeleton.empty()) return skeleton;
        if (one_in(2)) {
            skeleton.resize(random.below(skeleton.size()) + 1);
        } else {
            skeleton[random.below(skeleton.size())] ^= std::byte{1};
        }
        return skeleton;
    }

    UpdateId give(std::size_t by, const Act& act, Given given, bool honest) {
        if (const auto* a = std::get_if<GrantAdministrator>(&act)) given.under = a->under;
        if (const auto* a = std::get_if<GrantPerson>(&act)) given.under = a->under;
        if (const auto* a = std::get_if<GrantDevice>(&act)) given.under = a->under;
        if (const auto* a = std::get_if<FoundSpace>(&act)) given.under = a->under;
        if (const auto* a = std::get_if<GrantRole>(&act)) given.under = a->under;
        given.id = write(by, act, honest);
        if (given.rank == 3) given.person = given.id;
        if (std::holds_alternative<FoundSpace>(act)) given.space = given.id;
        grants.push_back(given);
        return given.id;
    }

    /// What a network begins with, mostly seen by all.
    void found(std::uint8_t k) {
        const auto centre = [&](std::size_t key) {
            const auto id = give(0,
                                 GrantAdministrator{Level::centre, {}, actors[key].key(), false},
                                 {{}, 1, {}, {key}, {}, {}},
                                 true);
            if (k > 1) write(1, Endorse{id}, true);
            return id;
        };
        const auto one = centre(3);
        const auto two = centre(4);
        const auto office = give(3,
                                 GrantAdministrator{Level::office, one, actors[5].key(), false},
                                 {{}, 2, {}, {5}, {}, {}},
                                 true);
        const auto person = [&](std::size_t by, const UpdateId& under, std::size_t key) {
            return give(by, world->person(under, actors[key]), {{}, 3, {}, {key}, {}, {}}, true);
        };
        const std::array persons{person(3, one, 6), person(4, two, 7), person(5, office, 8)};
        const auto device = [&](std::size_t p, std::size_t key) {
            give(6 + p,
                 world->device(persons[p], persons[p], actors[key]),
                 {{}, 4, {}, {key}, persons[p], {}},
                 true);
            for (auto& grant : grants) {
                if (grant.rank == 3 && grant.id == persons[p]) grant.actors.insert(key);
            }
        };
        device(0, 9);
        device(0, 10);
        device(1, 11);
        device(2, 12);
        device(1, forker);
        give(4, world->hosted(two, actors[13]), {{}, 3, {}, {13}, {}, {}}, true);
        const auto space =
            [&](std::size_t by, const UpdateId& under, std::size_t steward, JoinPolicy policy) {
                return give(by,
                            FoundSpace{under, same_bytes<PersonId>(persons[steward]), policy},
                            {{}, 5, {}, devices_of(persons[steward]), persons[steward], {}},
                            true);
            };
        space(3, one, 0, JoinPolicy::open);
        space(5, office, 1, JoinPolicy::invite);
        space(4, two, 0, JoinPolicy::approve);
    }

    std::set<std::size_t> devices_of(const UpdateId& person) const {
        std::set<std::size_t> out;
        for (const auto& grant : grants) {
            if (grant.person == person && (grant.rank == 4 || grant.rank == 3)) {
                for (const auto actor : grant.actors) {
                    if (actor >= 9) out.insert(actor);
                }
            }
        }
        return out;
    }

    const Given* any_grant(int low, int high) {
        std::vector<const Given*> fit;
        for (const auto& grant : grants) {
            if (grant.rank >= low && grant.rank <= high) fit.push_back(&grant);
        }
        return fit.empty() ? nullptr : pick(fit);
    }
    std::size_t actor_of(const Given& grant) {
        if (grant.actors.empty() || one_in(10)) return random.below(actors_count);
        std::vector<std::size_t> fit{grant.actors.begin(), grant.actors.end()};
        return pick(fit);
    }

    void any_act() {
        switch (random.below(12)) {
            case 0:
                return administrator();
            case 1:
                return person();
            case 2:
            case 3:
                return device();
            case 4:
                return endorse();
            case 5:
                return space();
            case 6:
            case 7:
                return role();
            case 8:
                return hand_over();
            case 9:
                write(random.below(actors_count), JoinHeads{}, false);
                return;
            default:
                return revoke();
        }
    }

    void administrator() {
        const bool invites = one_in(3);
        const auto key = invites ? 15 + random.below(3) : 3 + random.below(3);
        if (one_in(3)) {
            give(one_in(6) ? 3 : random.below(3),
                 GrantAdministrator{Level::centre, {}, actors[key].key(), invites},
                 {{}, 1, {}, {key}, {}, {}},
                 false);
            return;
        }
        const auto* under = any_grant(1, one_in(6) ? 7 : 1);
        if (under == nullptr) return;
        const auto id = under->id;
        give(actor_of(*under),
             GrantAdministrator{Level::office, id, actors[key].key(), invites},
             {{}, 2, {}, {key}, {}, {}},
             false);
    }
    void person() {
        const auto* under = any_grant(1, one_in(6) ? 7 : 2);
        const auto id = under->id;
        const auto by = actor_of(*under);
        if (one_in(2)) {
            const auto key = 15 + random.below(3);
            GrantPerson act{.under = id,
                            .holder = actors[key].key(),
                            .form = Holder::invitation,
                            .dh = {},
                            .possession = {}};
            give(by, act, {{}, 3, {}, {key}, {}, {}}, false);
        } else if (one_in(2)) {
            const auto key = 6 + random.below(8);
            give(by, world->hosted(id, actors[key]), {{}, 3, {}, {key}, {}, {}}, false);
        } else {
            const auto key = 6 + random.below(15);
            auto act = world->person(id, actors[key]);
            if (one_in(8)) act.holder = actors[random.below(actors_count)].key();
            give(by, act, {{}, 3, {}, {key}, {}, {}}, false);
        }
    }
    void device() {
        const auto* who = any_grant(3, 3);
        const auto person = who->id;
        const auto* under = one_in(4) ? any_grant(1, one_in(3) ? 7 : 2) : who;
        const auto by = actor_of(*under);
        const auto key = 9 + random.below(12);
        auto act = world->device(under->id, person, actors[key]);
        if (one_in(8)) act.person = same_bytes<PersonId>(any_grant(3, 4)->id);
        give(by, act, {{}, 4, {}, {key}, person, {}}, false);
    }
    void endorse() {
        std::vector<UpdateId> fit;
        for (const auto& id : root) {
            const auto by = world->at(id).header.device;
            if (by == actors[0].key() || by == actors[1].key() || by == actors[2].key()) {
                fit.push_back(id);
            }
        }
        const auto by = one_in(8) ? random.below(actors_count) : random.below(3);
        write(by, Endorse{one_in(2) ? fit.back() : pick(fit)}, false);
    }
    void space() {
        const auto* under = any_grant(1, one_in(6) ? 7 : 2);
        const auto* steward = any_grant(3, 3);
        const auto policy = static_cast<JoinPolicy>(random.below(3));
        const bool by_board = one_in(8);
        const auto id = by_board ? UpdateId{} : under->id;
        give(by_board ? random.below(3) : actor_of(*under),
             FoundSpace{id, same_bytes<PersonId>(steward->id), policy},
             {{}, 5, {}, devices_of(steward->id), steward->id, {}},
             false);
    }
    void role() {
        const auto* home = any_grant(5, 7);
        const auto* under = one_in(4) ? any_grant(1, 2) : home;
        const auto role = static_cast<Role>(1 + random.below(10));
        const auto* other_home = one_in(10) ? any_grant(5, 5) : home;
        const auto rank = 4 + static_cast<int>(letter_of(role));
        GrantRole act{.under = under->id,
                      .space = same_bytes<SpaceId>(other_home->space),
                      .role = role,
                      .holder = {}};
        const auto by = actor_of(*under);
        const auto space = other_home->space;
        if (one_in(3)) {
            const auto key = 15 + random.below(3);
            act.holder = actors[key].key();
            give(by, act, {{}, rank, {}, {key}, {}, space}, false);
        } else {
            const auto* who = any_grant(3, 3);
            act.holder = same_bytes<PersonId>(who->id);
            give(by, act, {{}, rank, {}, devices_of(who->id), who->id, space}, false);
        }
    }
    void hand_over() {
        const auto key = 15 + random.below(3);
        const auto to = one_in(4) ? 6 + random.below(3) : key + 3;
        HandOver act;
        std::map<UpdateId, SigningKey> entries;
        for (auto& grant : grants) {
            if (!grant.actors.contains(key) && !one_in(30)) continue;
            if (one_in(6)) continue;
            entries[grant.id] = actors[one_in(10) ? random.below(actors_count) : to].key();
            grant.actors.insert(to);
        }
        for (const auto& [grant, new_key] : entries)
            act.entries.push_back({grant, new_key});
        if (!act.entries.empty()) write(key, act, one_in(2));
    }

    std::vector<Cut> some_cuts() {
        std::set<Cut> cuts;
        const auto density = 1 + random.below(4);
        for (const auto& update : world->updates()) {
            // Later ones of a chain are as likely to be the cut as earlier ones.
            if (random.below(12) < density) cuts.insert(world->cut_at(update.id));
        }
        if (one_in(3) && !cuts.empty()) {
            auto wrong = *cuts.begin();
            wrong.seq = wrong.seq.next();
            cuts.insert(wrong);
        }
        std::vector<Cut> out{cuts.begin(), cuts.end()};
        if (out.size() > 100) out.resize(100);
        return out;
    }
    void revoke() {
        const auto* target = any_grant(one_in(3) ? 1 : 3, 7);
        UpdateId under;
        std::size_t by = random.below(3);
        if (one_in(4)) {  // one's own
            under = target->id;
            by = actor_of(*target);
        } else if (!one_in(6)) {
            under = target->rank == 4 ? target->person : target->under;
            for (const auto& grant : grants) {
                if (grant.id == under) by = actor_of(grant);
            }
            if (one_in(5)) {
                const auto* other = any_grant(1, 7);
                under = other->id;
                by = actor_of(*other);
            }
        }
        write(by, Revoke{under, target->id, some_cuts()}, one_in(2));
    }

    void any_content() {
        const auto* home = any_grant(5, one_in(20) ? 7 : one_in(3) ? 6 : 5);
        const auto device = one_in(3)    ? actor_of(*home)  // a steward, often one who moderates
                            : one_in(12) ? random.below(actors_count)
                                         : 9 + random.below(12);
        test::GovernanceWorld::Options options;
        const auto space = same_bytes<SpaceId>(one_in(40) ? home->id : home->space);
        if (device == forker ? one_in(3) : one_in(30)) {
            for (const auto& update : world->updates()) {
                if (update.header.device == actors[device].key() && update.header.space == space &&
                    update.header.incarnation.value == 7 && one_in(2)) {
                    options.after = update.id;
                    break;
                }
            }
        }
        world->content(actors[device],
                       space,
                       one_in(3) ? std::vector<UpdateId>{} : some_heads(),
                       options,
                       any_skeleton());
    }
    /// Of a join, or with operations on ordinary fields, on those of moderation, or on both.
    Bytes any_skeleton() {
        crdt::Skeleton skeleton;
        if (one_in(2)) skeleton.operations.push_back(write_to(moderation_fields_first - 1));
        if (one_in(2)) {
            if (!one_in(8)) skeleton.operations.clear();
            skeleton.operations.push_back(write_to(one_in(2) ? moderation_fields_first : 0xFFFF));
        }
        return crdt::encode(skeleton);
    }
    static crdt::Operation write_to(int field) {
        return crdt::SetLast{{static_cast<std::uint16_t>(field), {}}};
    }
};

}  // namespace praxis::governance
