#include "tests/property/governance_trial.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <utility>

namespace praxis::governance {
namespace {

constexpr std::uint64_t oracle_states_every = 20;  // seeds: the oracle is slow at them

std::string_view word_of(Standing standing) {
    switch (standing) {
        case Standing::void_:
            return "void";
        case Standing::standing:
            return "standing";
        case Standing::waiting:
            return "waiting";
    }
    return "unknown";
}

}  // namespace

void Outcome::add(const Outcome& other) {
    orders += other.orders;
    differing += other.differing;
    names.insert(other.names.begin(), other.names.end());
    words.insert(words.end(), other.words.begin(), other.words.end());
    const auto sum = [](auto& into, const auto& from) {
        for (const auto& [reason, count] : from)
            into[reason] += count;
    };
    sum(root, other.root);
    sum(content, other.content);
    sum(moderation, other.moderation);
    of_own_revocation += other.of_own_revocation;
    of_others_revocation += other.of_others_revocation;
    of_branch += other.of_branch;
    behind_fork += other.behind_fork;
    bound_roles += other.bound_roles;
    rotations += other.rotations;
    recoveries += other.recoveries;
    agreed += other.agreed;
    not_agreed += other.not_agreed;
    in_force += other.in_force;
    released += other.released;
    waiting += other.waiting;
    declined += other.declined;
    taken_in += other.taken_in;
    limited += other.limited;
    outdone += other.outdone;
}

GovernanceTrial::GovernanceTrial(std::uint64_t seed, std::uint64_t orders)
    : network_{seed}, has_oracle_states_{seed % oracle_states_every == 0} {
    SeededEntropy random{seed + 1'000'000};
    for (std::uint64_t order = 0; order < orders; ++order)
        orders_.push_back(causal_order(*network_.world, random));
    for (const auto& update : network_.world->updates()) {
        if (update.header.space == network_.world->root()) acts_.emplace(update.id, act_of(update));
    }
    half_ = 1 + random.below(orders_.back().size());
    // Two of those in which is judged by what changed: the first, the third, and so on.
    const auto settled = (orders + 1) / 2;
    const auto one = random.below(settled);
    kept_.insert(2 * one);
    if (settled > 1) kept_.insert(2 * ((one + 1 + random.below(settled - 1)) % settled));
}

void GovernanceTrial::ask(test::Oracle& oracle) {
    const auto& last = orders_.back();
    using test::OracleShows;
    ask(oracle,
        last,
        has_oracle_states_ ? OracleShows::verdicts_and_states : OracleShows::verdicts);
    ask(oracle,
        {last.begin(), last.begin() + static_cast<std::ptrdiff_t>(half_)},
        OracleShows::verdicts);
}

/// Governance alone is judged here: whoever signs counts as certified, so that all is held.
void GovernanceTrial::ask(test::Oracle& oracle,
                          const Updates& updates,
                          test::OracleShows shows) const {
    std::vector<test::OracleUpdate> set;
    std::set<SigningKey> signers;
    for (const auto* update : updates) {
        set.push_back({update->raw.header, {}, update->raw.skeleton, {}});
        signers.insert(update->header.device);
    }
    oracle.ask(encode(network_.world->genesis()), set, {signers.begin(), signers.end()}, shows);
}

void GovernanceTrial::deliver() {
    const auto& world = *network_.world;
    std::size_t pace = 0;  // after how many updates somebody asks, in each order another
    for (const auto& updates : orders_) {
        const bool keeps = kept_.contains(pace);
        GovernanceNode node{world, acts_, keeps ? Keeps::states : Keeps::verdicts};
        ++pace;
        const bool settles = pace % 2 == 1;
        const bool is_last = &updates == &orders_.back();
        for (std::size_t i = 0; i < updates.size(); ++i) {
            node.deliver(*updates[i]);
            if (is_last && i + 1 == half_) {
                for (std::size_t j = 0; j < half_; ++j)
                    some_.verdicts.emplace(updates[j]->id, node.verdict(*updates[j]));
                some_.agreed = node.agreed();
                some_.asked = node.asked();
                some_.quarantined = node.quarantined();
                some_.quotas = node.quotas();
            }
            if (i % pace != 0) continue;
            if (settles) {
                node.settle();
            } else {
                static_cast<void>(node.verdict(*updates[i]));
            }
        }
        if (settles) node.settle();
        bool differs = false;
        for (const auto* update : updates) {
            const auto verdict = settles ? node.settled(*update) : node.verdict(*update);
            const auto [first, is_new] = all_.verdicts.emplace(update->id, verdict);
            if (is_new) count(*update, verdict);
            if (first->second == verdict) continue;
            differs = true;
            differ("order", *update, text_of(first->second) + " / " + text_of(verdict));
        }
        if (keeps && all_.states.empty()) {
            all_.states = node.states();
        } else if (keeps) {
            other_states_ = node.states();
        }
        auto agreed = node.agreed();
        auto asked = node.asked();
        auto quarantined = node.quarantined();
        auto quotas = node.quotas();
        if (&updates == &orders_.front()) {
            count_erasures(node.governance());
            count_requests(node.governance());
            count_quarantines(node.governance());
            count_quotas(node.governance());
            shape_ = shape_of(world, acts_, node.governance());
        } else {
            const auto look = [&](bool is_other, const char* name) {
                if (is_other) outcome_.names.insert(name);
                differs = differs || is_other;
            };
            look(agreed != all_.agreed, "erasure");
            look(asked != all_.asked, "joining");
            look(quarantined != all_.quarantined, "quarantine");
            look(quotas != all_.quotas, "quota");
        }
        all_.agreed = std::move(agreed);
        all_.asked = std::move(asked);
        all_.quarantined = std::move(quarantined);
        all_.quotas = std::move(quotas);
        outcome_.differing += differs ? 1 : 0;
    }
    outcome_.orders = orders_.size();
}

Outcome GovernanceTrial::outcome(test::Oracle& oracle) {
    const auto before = outcome_.words.size();
    const auto whole = oracle.answer();
    const auto half = oracle.answer();
    compare(whole, all_, "all");
    compare(half, some_, "half way");
    if (other_states_) compare_states(all_.states, *other_states_, "in another order");
    if (const auto* told = whole.if_contains("states")) {
        States theirs;
        for (const auto& [space, hash] : told->as_object())
            theirs.emplace(SpaceId::from_hex(space).value(),
                           Hash::from_hex(hash.as_string()).value());
        compare_states(all_.states, theirs, "all");
    }
    // What is wrong is so in every order, or depends on it and was counted.
    if (outcome_.words.size() > before && outcome_.differing == 0) outcome_.differing = 1;
    return outcome_;
}

void GovernanceTrial::compare(const boost::json::object& answer,
                              const Answers& own,
                              const std::string& when) {
    std::set<UpdateId> told_agreed;
    for (const auto& id : answer.at("agreed").as_array())
        told_agreed.insert(UpdateId::from_hex(id.as_string()).value());
    std::vector<UpdateId> disputed;
    std::ranges::set_symmetric_difference(own.agreed, told_agreed, std::back_inserter(disputed));
    for (const auto& id : disputed) {
        const auto* words =
            own.agreed.contains(id) ? ": agreed, wrongly" : ": agreed, and not found";
        differ("erasure", network_.world->at(id), when + words);
    }
    compare_requests(answer.at("asked").as_object(), own.asked, when);
    compare_quarantined(answer.at("quarantined").as_object(), own.quarantined, when);
    compare_quotas(answer.at("quotas").as_object(), own.quotas, when);
    const auto& told = answer.at("verdicts").as_object();
    for (const auto& [id, verdict] : own.verdicts) {
        const auto word = word_of(verdict.standing);
        if (told.at(id.hex()) == boost::json::value(word)) continue;
        const auto& update = network_.world->at(id);
        const auto* name = update.header.space == network_.world->root() ? "act"
                           : is_moderation(update).value_or(true)        ? "moderation"
                                                                         : "content";
        differ(name, update, when + ": " + text_of(verdict));
    }
}

void GovernanceTrial::compare_requests(const boost::json::object& told,
                                       const Requests& own,
                                       const std::string& when) {
    boost::json::object here;
    for (const auto& [id, request] : own) {
        boost::json::array line{request.first};
        for (const auto& answer : request.second)
            line.emplace_back(answer.hex());
        here[id.hex()] = std::move(line);
    }
    if (here == told) return;
    outcome_.names.insert("joining");
    outcome_.words.push_back("joining " + when + ": " + boost::json::serialize(here) + ", not " +
                             boost::json::serialize(told));
}

void GovernanceTrial::compare_quarantined(const boost::json::object& told,
                                          const Quarantined& own,
                                          const std::string& when) {
    boost::json::object here;
    for (const auto& [id, about] : own)
        here[id.hex()] = {about.first.hex(), about.second.hex()};
    if (here == told) return;
    outcome_.names.insert("quarantine");
    outcome_.words.push_back("quarantine " + when + ": " + boost::json::serialize(here) + ", not " +
                             boost::json::serialize(told));
}

void GovernanceTrial::count_quarantines(const Governance& governance) {
    for (const auto& space : network_.world->spaces()) {
        for (const auto& each : governance.quarantines(space))
            ++(each.in_force() ? outcome_.in_force : outcome_.released);
    }
}

void GovernanceTrial::compare_quotas(const boost::json::object& told,
                                     const Quotas& own,
                                     const std::string& when) {
    boost::json::object here;
    for (const auto& [space, info] : own)
        here[space.hex()] = {info.act.hex(), info.quota.updates, info.quota.bytes};
    if (here == told) return;
    outcome_.names.insert("quota");
    outcome_.words.push_back("quota " + when + ": " + boost::json::serialize(here) + ", not " +
                             boost::json::serialize(told));
}

void GovernanceTrial::compare_states(const States& here,
                                     const States& there,
                                     const std::string& when) {
    if (here == there || !outcome_.names.empty()) return;
    const auto text = [](const States& states) {
        boost::json::object out;
        for (const auto& [space, hash] : states)
            out[space.hex()] = hash.hex();
        return boost::json::serialize(out);
    };
    outcome_.names.insert("hash");
    outcome_.words.push_back("hash " + when + ": " + text(here) + ", not " + text(there));
}

void GovernanceTrial::count_requests(const Governance& governance) {
    for (const auto& space : network_.world->spaces()) {
        for (const auto& request : governance.join_requests(space)) {
            outcome_.waiting += request.open;
            const auto declines = std::ranges::count_if(request.answers, [&](const auto& id) {
                return std::holds_alternative<Decline>(acts_.at(id).value());
            });
            outcome_.declined += declines > 0;
            outcome_.taken_in += std::cmp_less(declines, request.answers.size());
        }
    }
}

void GovernanceTrial::count_quotas(const Governance& governance) {
    for (const auto& [id, act] : acts_) {
        const auto* set = act ? std::get_if<SetQuota>(&act.value()) : nullptr;
        if (set == nullptr || !governance.verdict_of_root(id).stands()) continue;
        const auto in_force = governance.quota(set->space);
        ++(in_force && in_force->act == id ? outcome_.limited : outcome_.outdone);
    }
}

void GovernanceTrial::count_erasures(const Governance& governance) {
    for (const auto& update : network_.world->updates()) {
        const auto erasure = governance.erasure(update.header.space, update.id);
        if (erasure.stewards.empty() && !erasure.from_above) continue;
        ++(erasure.agreed ? outcome_.agreed : outcome_.not_agreed);
    }
}

void GovernanceTrial::differ(const std::string& name,
                             const wire::CheckedUpdate& update,
                             std::string words) {
    outcome_.names.insert(name);
    outcome_.words.push_back(name + " " + update.id.hex() + " " + std::move(words));
}

void GovernanceTrial::count(const wire::CheckedUpdate& update, const Verdict& verdict) {
    const auto& world = *network_.world;
    const auto& header = update.header;
    if (header.space != world.root()) {
        auto& side = is_moderation(update).value_or(false) ? outcome_.moderation : outcome_.content;
        ++side[verdict.reason];
        return;
    }
    ++outcome_.root[verdict.reason];
    if (!verdict.stands()) return;
    outcome_.behind_fork += std::ranges::any_of(world.updates(), [&](const auto& other) {
        const auto& its = other.header;
        return other.id != update.id && its.chain() == header.chain() && its.seq == header.seq;
    });
    const auto act = act_of(update);
    if (!act) return;
    const auto* device = std::get_if<GrantDevice>(&act.value());
    if (device != nullptr) {
        const auto under = act_of(world.at(device->under));
        outcome_.recoveries += under && (std::holds_alternative<FoundSpace>(under.value()) ||
                                         std::holds_alternative<GrantRole>(under.value()));
    }
    outcome_.rotations += std::holds_alternative<RotateBoard>(act.value());
    const auto* role = std::get_if<GrantRole>(&act.value());
    outcome_.bound_roles += role != nullptr && is_bound(role->scope);
    const auto* ratify = std::get_if<Ratify>(&act.value());
    if (ratify == nullptr) return;
    const auto target = act_of(world.at(ratify->target));
    const auto* revoke = target ? std::get_if<Revoke>(&target.value()) : nullptr;
    ++(revoke == nullptr                ? outcome_.of_branch
       : revoke->under == ratify->under ? outcome_.of_own_revocation
                                        : outcome_.of_others_revocation);
}

}  // namespace praxis::governance
