#pragma once

#include "crdt/skeleton.hpp"
#include "tests/property/random_joining.hpp"

namespace praxis::governance {

/// A random network: what it begins with, then acts and contents, honest ones and hostile ones. In
/// the middle root goes on in six branches for a while; by then there are twelve persons.
class RandomNetwork : public RandomJoining {
public:
    explicit RandomNetwork(std::uint64_t seed) : RandomJoining{seed} {
        go_on(10 + random.below(13));
        go_apart();
        go_on(10 + random.below(9));
    }

    static constexpr std::size_t branches_count = 6;

private:
    std::vector<UpdateId> created;  // documents

    /// So many acts of anybody, and what people write meanwhile.
    void go_on(std::uint64_t acts) {
        for (std::uint64_t i = 0; i < acts; ++i) {
            any_act();
            if (random.below(3) != 0) any_content();
            if (one_in(2)) any_content();
        }
    }
    /// So many who have seen the same and write at once, each an act that none of the others has
    /// seen; who is honest goes on after what they wrote, until all meet again.
    void go_apart() {
        branch_ends.assign(branches_count, heads());
        for (on_branch = 0; on_branch < branches_count; ++on_branch)
            newcomer();
        for (on_branch = 0; on_branch < branches_count; ++on_branch)
            go_on(1);
        while (newcomers < newcomers_count) {
            on_branch = random.below(branches_count);
            newcomer();
        }
        branch_ends.clear();
    }

    void any_act() {
        switch (random.below(35)) {
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
            case 10:
                return fork_a_device();
            case 11:
                return ratify_branch();
            case 12:
                return one_in(2) ? ratify_branch() : pick_branches();
            case 13:
            case 14:
            case 15:
                return ratify_more();
            case 16:
            case 17:
                return agree_erasure();
            case 18:
            case 19:
                return ask_to_join();
            case 20:
            case 21:
                return decline();
            case 22:
                return take_in();
            case 23:
                return rotate_board();
            case 24:
                return pick_branches();
            case 25:
            case 26:
            case 27:
            case 28:
                return recover();
            case 29:
                return quarantine();
            case 30:
            case 31:
                return release();
            case 32:
                return set_quota();
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
        // What a moderator, editor, ... gives: only some of them may.
        const auto* middle = one_in(3) ? any_grant(6, 6) : nullptr;
        const auto* home = middle != nullptr ? middle : any_grant(5, 7);
        const auto* under = middle == nullptr && one_in(4) ? any_grant(1, 2) : home;
        const auto role = middle != nullptr ? static_cast<Role>(7 + random.below(4))
                                            : static_cast<Role>(1 + random.below(10));
        const auto* other_home = one_in(10) ? any_grant(5, 5) : home;
        const auto rank = 4 + static_cast<int>(letter_of(role));
        GrantRole act{.under = under->id,
                      .space = same_bytes<SpaceId>(other_home->space),
                      .role = role,
                      .holder = {},
                      .scope = some_scope(role),
                      .until = some_time()};
        const auto by = actor_of(*under);
        const auto space = other_home->space;
        if (one_in(3)) {
            const auto key = 15 + random.below(3);
            act.holder = actors[key].key();
            give(by, act, {{}, rank, {}, {key}, {}, space}, one_in(2));
        } else {
            const auto* who = any_grant(3, 3);
            act.holder = same_bytes<PersonId>(who->id);
            give(by, act, {{}, rank, {}, devices_of(who->id), who->id, space}, one_in(2));
        }
    }
    /// Mostly of the whole space; now and then one that the role has not.
    Scope some_scope(Role role) {
        const auto scope = [&]() -> Scope {
            switch (random.below(8)) {
                case 0:
                case 1:
                    return some_kind();
                case 2:
                    if (created.empty()) return WholeSpace{};
                    return same_bytes<DocumentId>(pick(created));
                case 3:
                    if (created.empty()) return WholeSpace{};
                    return Theme{same_bytes<DocumentId>(pick(created))};
                case 4:
                    return Country{{'T', one_in(10) ? 'h' : 'H'}};
                default:
                    return WholeSpace{};
            }
        }();
        return may_have(role, scope) || one_in(8) ? scope : WholeSpace{};
    }
    KindNumber some_kind() { return KindNumber{static_cast<std::uint16_t>(one_in(2) ? 4 : 5)}; }
    /// Past, never, or to come: nobody may look at it.
    std::optional<std::chrono::sys_seconds> some_time() {
        if (one_in(2)) return std::nullopt;
        return std::chrono::sys_seconds{std::chrono::seconds{one_in(2) ? -1 : 1}};
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
        const auto target_id = target->id;
        ended.push_back(
            {write(by, Revoke{under, target_id, some_cuts()}, one_in(2)), under, target_id});
    }

    void write_ratification(const UpdateId& under, const UpdateId& target, std::vector<Cut> cuts) {
        if (cuts.empty()) return;
        const auto* grant = given(under);
        const auto by = grant != nullptr ? actor_of(*grant) : random.below(3);
        write(by, Ratify{under, target, std::move(cuts)}, !one_in(4));
    }
    /// A device that certifies two siblings after one update: what a restored copy would do.
    void fork_a_device() {
        const auto* who = any_grant(4, 4);
        const auto person = who->person;
        const auto by = actor_of(*who);
        const auto first = write(by, JoinHeads{}, true);
        for (int branch = 0; branch < 2; ++branch) {
            const auto key = 9 + random.below(12);
            const auto act = world->device(person, person, actors[key]);
            const Given given{{}, 4, person, {key}, person, {}};
            if (branch == 0) {
                give(by, act, given, true);
                if (one_in(2)) any_content();
            } else {
                const auto id =
                    world->act(actors[by], act, heads(), {Incarnation{7}, first, false});
                root.push_back(id);
                grants.push_back(given);
                grants.back().id = id;
            }
        }
        if (one_in(2)) ratify_branch();
    }
    /// Of a revocation: by who made it, somebody above, a steward, or anybody.
    void ratify_more() {
        if (ended.empty()) return;
        const auto of = pick(ended);
        auto under = of.under;
        auto cuts = some_cuts();
        const auto who = random.below(8);
        if (const auto* grant = given(under); grant != nullptr && who < 3) {
            under = above(*grant);
        } else if (who < 6) {
            const auto* steward = any_grant(5, one_in(8) ? 6 : 5);
            under = steward->id;
            if (!one_in(8)) {
                std::erase_if(cuts, [&](const Cut& cut) {
                    return cut.chain.space != same_bytes<SpaceId>(steward->space);
                });
            }
        } else if (one_in(8)) {
            under = any_grant(1, 7)->id;
        }
        write_ratification(under, of.target == of.under || !one_in(20) ? of.id : of.target, cuts);
    }
    /// Of a grant whose key forked a chain in root: one branch, or now and then two.
    void ratify_branch() {
        std::map<std::pair<ChainId, Seq>, std::vector<UpdateId>> by_place;
        for (const auto& id : root)
            by_place[{world->at(id).header.chain(), world->at(id).header.seq}].push_back(id);
        std::vector<UpdateId> forked;
        for (const auto& [place, ids] : by_place) {
            if (ids.size() > 1) forked.insert(forked.end(), ids.begin(), ids.end());
        }
        if (forked.empty()) return;
        const auto one = pick(forked);
        const auto key = world->at(one).header.device;
        std::vector<const Given*> fit;
        for (const auto& grant : grants) {
            const bool acts = std::ranges::any_of(
                grant.actors, [&](std::size_t actor) { return actors[actor].key() == key; });
            // A device acts by its certificate, whatever it acts under.
            if (acts && (names(grant.id, key) || one_in(6))) fit.push_back(&grant);
        }
        if (fit.empty()) return;
        const auto& grant = *pick(fit);
        auto cuts = std::set{world->cut_at(one)};
        if (one_in(6)) cuts.insert(world->cut_at(pick(forked)));
        auto under = above(grant);
        if (one_in(4) && given(under) != nullptr) under = above(*given(under));
        if (one_in(10)) under = any_grant(1, 7)->id;
        write_ratification(under, grant.id, {cuts.begin(), cuts.end()});
    }

    /// Of a chain outside root, mostly one that forked: by a certificate of its key, mostly.
    void pick_branches() {
        std::map<std::pair<ChainId, Seq>, std::vector<UpdateId>> by_place;
        for (const auto& update : world->updates()) {
            if (update.header.space == world->root()) continue;
            by_place[{update.header.chain(), update.header.seq}].push_back(update.id);
        }
        std::vector<UpdateId> some, forked;
        for (const auto& [place, ids] : by_place) {
            some.push_back(pick(ids));
            if (ids.size() > 1) forked.insert(forked.end(), ids.begin(), ids.end());
        }
        if (some.empty()) return;
        if (forked.empty() || one_in(2)) {
            const auto other = world->at(pick(some)).header;
            const auto by = std::ranges::find(actors, other.device, &test::Actor::key);
            test::GovernanceWorld::Options beside{
                other.incarnation, other.prev, other.seq.value == 1};
            forked.push_back(world->content(
                *by, other.space, other.governance, beside, {any_skeleton(), some_kind()}));
            created.push_back(forked.back());
        }
        const auto one = forked.empty() || one_in(8) ? pick(some) : pick(forked);
        const auto key = world->at(one).header.device;
        std::vector<const Given*> fit;
        for (const auto& grant : grants) {
            if (names(grant.id, key) || one_in(30)) fit.push_back(&grant);
        }
        if (fit.empty()) return;
        const auto& grant = *pick(fit);
        auto cuts = std::set{world->cut_at(one)};
        if (one_in(6)) cuts.insert(world->cut_at(pick(forked.empty() ? some : forked)));
        auto under = above(grant);
        if (one_in(4) && given(under) != nullptr) under = above(*given(under));
        if (one_in(10)) under = any_grant(1, 7)->id;
        write_ratification(under, grant.id, {cuts.begin(), cuts.end()});
    }

    /// Of a few targets, so that more than one agree; some of them will never be here.
    void agree_erasure() {
        if (created.empty()) return;
        const auto target = one_in(20) ? UpdateId{} : one_in(2) ? created.front() : pick(created);
        auto home = any_grant(5, 5)->space;
        for (const auto& id : created) {
            if (id == target && !one_in(8)) home = same_bytes<UpdateId>(world->at(id).header.space);
        }
        std::vector<const Given*> fit;
        for (const auto& grant : grants) {
            if (grant.rank == 1 || (grant.space == home && grant.rank == 5)) fit.push_back(&grant);
        }
        for (auto more = 1 + random.below(3); more > 0; --more) {
            const bool by_board = fit.empty() || one_in(6);
            const auto* under = by_board ? nullptr : one_in(8) ? any_grant(1, 7) : pick(fit);
            const auto id = under != nullptr ? under->id : UpdateId{};
            write(under != nullptr ? actor_of(*under) : random.below(3),
                  AgreeErasure{id, same_bytes<SpaceId>(home), target},
                  one_in(3));
        }
    }

    void any_content() {
        const auto* home = any_grant(5, one_in(20) ? 7 : one_in(3) ? 6 : 5);
        const auto device = one_in(3)    ? actor_of(*home)  // a steward, often one who moderates
                            : one_in(12) ? random.below(actors_count)
                                         : some_device();
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
        test::GovernanceWorld::Content what{any_skeleton(), some_kind()};
        std::vector<UpdateId> here;
        for (const auto& id : created) {
            if (world->at(id).header.space == space) here.push_back(id);
        }
        const bool creates = here.empty() || one_in(2);
        if (!creates) {
            what.document = pick(here);
            what.kind = world->at(*what.document).header.kind;
        }
        const auto id = world->content(actors[device],
                                       space,
                                       one_in(3) ? std::vector<UpdateId>{} : some_heads(),
                                       options,
                                       what);
        if (creates) created.push_back(id);
    }
    /// Of a join, of an ordinary write, of an act of moderation, or of what is nearly one.
    Bytes any_skeleton() {
        crdt::Skeleton skeleton;
        if (one_in(2))
            skeleton.operations.emplace_back(crdt::SetLast{{moderation_fields_first - 1, {}}});
        if (one_in(2)) {
            if (!one_in(8)) skeleton.operations.clear();
            skeleton.operations.push_back(one_in(8) ? nearly_an_act() : act_of_moderation());
        }
        return crdt::encode(skeleton);
    }
    static crdt::Operation act_of_moderation() {
        return crdt::AppendEntry{{moderation_fields_first, std::uint64_t{1}}};
    }
    crdt::Operation nearly_an_act() {
        constexpr std::uint16_t last_field = 0xFFFF;
        const std::vector<crdt::Operation> some{
            crdt::SetLast{{moderation_fields_first, std::uint64_t{1}}},
            crdt::AppendEntry{{moderation_fields_first, {}}},
            crdt::AppendEntry{{moderation_fields_first, std::string{"fr"}}},
            crdt::AppendEntry{{last_field, std::uint64_t{1}}}};
        return some[random.below(some.size())];
    }
};

}  // namespace praxis::governance
