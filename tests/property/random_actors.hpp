#pragma once

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

/// A revocation as the generator remembers it.
struct Ended {
    UpdateId id, under, target;
};

/// The actors of a random network, what it begins with, and how they write.
class RandomActors {
public:
    explicit RandomActors(std::uint64_t seed) : random{seed} {
        for (std::size_t i = 0; i < actors_count; ++i)
            actors.emplace_back(random);
        const auto k = static_cast<std::uint8_t>(1 + random.below(2));
        world.emplace(std::vector<const test::Actor*>{&actors[0], &actors[1], &actors[2]}, k);
        found(k);
        may_fork = true;
    }

    // 0-2 board; 3, 4 centres; 5 office; 6-8 persons; 9-14 devices, 9 and 10 of one person, 13
    // hosted, 14 forks; 15-17 invitation keys; 18-20 what they hand over to; 21-28 hosted persons
    // who come later.
    static constexpr std::size_t actors_count = 29;
    static constexpr std::size_t forker = 14;
    static constexpr std::size_t first_newcomer = 21;
    static constexpr std::size_t newcomers_count = actors_count - first_newcomer;

    SeededEntropy random;
    std::vector<test::Actor> actors;
    std::optional<test::GovernanceWorld> world;
    std::vector<Given> grants;
    std::vector<Ended> ended;
    std::vector<UpdateId> root;

protected:
    template <class T>
    const T& pick(const std::vector<T>& from) {
        return from[random.below(from.size())];
    }
    bool may_fork = false;      // not while the network is founded, or when somebody new comes
    std::size_t newcomers = 0;  // who are here
    /// While root is in branches: the ends of each, which alone an honest act there has seen. Else
    /// empty.
    std::vector<std::vector<UpdateId>> branch_ends;
    std::size_t on_branch = 0;  // on which is written now
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
        if (!branch_ends.empty()) return branch_ends[on_branch];
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
        } else if (may_fork && one_in(by == forker ? 2 : 15)) {
            // Mostly after one of the last of the chain: a fork leaves nothing behind it standing.
            for (auto id = root.rbegin(); id != root.rend(); ++id) {
                const auto& header = world->at(*id).header;
                if (header.device == actors[by].key() && header.incarnation.value == 7 &&
                    one_in(2)) {
                    options.after = *id;
                    break;
                }
            }
        }
        auto deps = honest ? heads() : some_heads();
        const auto id = one_in(40) && !honest
                            ? world->raw_act(actors[by], mangled(encode(act)), std::move(deps))
                            : world->act(actors[by], act, std::move(deps), options);
        root.push_back(id);
        if (!branch_ends.empty()) lengthen_branch(id);
        return id;
    }
    void lengthen_branch(const UpdateId& id) {
        auto& ends = branch_ends[on_branch];
        const auto& deps = world->at(id).header.deps;
        std::erase_if(
            ends, [&](const UpdateId& end) { return std::ranges::find(deps, end) != deps.end(); });
        ends.push_back(id);
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

    /// Somebody hosted whom nobody knew, certified by an administrator of the founding.
    void newcomer() {
        const auto under = grants[random.below(3)];
        const auto key = first_newcomer + newcomers++;
        may_fork = false;
        give(*under.actors.begin(),
             world->hosted(under.id, actors[key]),
             {{}, 3, {}, {key}, {}, {}},
             true);
        may_fork = true;
    }
    /// Mostly of those who were here from the start, or may be by a handover.
    std::size_t some_device() {
        if (newcomers > 0 && one_in(4)) return first_newcomer + random.below(newcomers);
        return 9 + random.below(12);
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
    const Given* given(const UpdateId& id) const {
        const auto at = std::ranges::find(grants, id, &Given::id);
        return at == grants.end() ? nullptr : &*at;
    }
    /// The grant by which somebody above gave it; zero is the board.
    UpdateId above(const Given& grant) const {
        return grant.rank == 4 ? grant.person : grant.under;
    }
    bool names(const UpdateId& grant, const SigningKey& key) const {
        const auto act = decode_act(world->at(grant).raw.skeleton);
        if (!act) return false;
        const auto is = [&](const auto& holder) { return holder.bytes == key.bytes; };
        return std::visit(
            [&](const auto& a) {
                if constexpr (std::is_same_v<std::decay_t<decltype(a)>, GrantRole>) {
                    return std::visit(is, a.holder);
                } else if constexpr (requires { a.holder; }) {
                    return is(a.holder);
                } else {
                    return false;
                }
            },
            act.value());
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
};

}  // namespace praxis::governance
