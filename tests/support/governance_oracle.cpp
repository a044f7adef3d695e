#include "tests/support/governance_oracle.hpp"

#include "protocol/crypto/hash.hpp"
#include "protocol/crypto/keys.hpp"

#include <optional>

namespace praxis::test {
namespace {

/// Takes bytes from the front; remembers when there were too few.
struct Taker {
    ByteView rest;
    bool bad = false;

    ByteView take(std::size_t count) {
        static constexpr std::array<std::byte, 64> zeros{};
        if (rest.size() < count) {
            bad = true;
            rest = {};
            return ByteView{zeros}.first(count);
        }
        const auto out = rest.first(count);
        rest = rest.subspan(count);
        return out;
    }
    int byte() { return std::to_integer<int>(take(1)[0]); }
    std::uint64_t number() {
        std::uint64_t out = 0;
        const auto bytes = take(8);
        for (std::size_t i = 8; i-- > 0;)
            out = out << 8U | std::to_integer<std::uint64_t>(bytes[i]);
        return out;
    }
    std::size_t count() {  // LEB128 of at most two bytes, which is all that fits a payload
        const int low = byte();
        if (low < 128) return static_cast<std::size_t>(low);
        const int high = byte();
        if (high == 0 || high >= 128) bad = true;
        return static_cast<std::size_t>(low - 128 + 128 * high);
    }
    template <class Id>
    Id id() {
        Id out;
        std::ranges::copy(take(Id::size), out.bytes.begin());
        return out;
    }
};

}  // namespace

GovernanceOracle::GovernanceOracle(NetworkId network, unsigned k, std::set<SigningKey> board)
    : network_{network}, k_{k}, board_{std::move(board)} {}

void GovernanceOracle::add(OracleUpdate update) {
    decided_.clear();
    const auto id = update.id;
    if (update.chain.space.bytes == network_.bytes) acts_[id] = parse(update);
    updates_[id] = std::move(update);
}

GovernanceOracle::Act GovernanceOracle::parse(const OracleUpdate& update) const {
    Act act;
    if (update.skeleton.empty()) {
        act.kind = update.is_join ? join : broken;
        return act;
    }
    Taker in{update.skeleton};
    const int format = in.byte();
    const int number = in.byte();
    bool good = format == 1;
    const auto shows = [&](const UpdateId& anchor, const DhKey& dh) {
        const auto signature = in.id<Signature>();
        Bytes message = copy(bytes_of(std::string_view{"praxis/possession/v1\0", 21}));
        const auto inner = crypto::hash(
            "praxis/possession/v1", {network_.view(), anchor.view(), act.key.view(), dh.view()});
        append(message, inner.view());
        return !in.bad && crypto::verify(act.key, message, signature);
    };
    if (number == 1) {
        act.level = in.byte();
        act.under = in.id<UpdateId>();
        act.key = in.id<SigningKey>();
        good = good && act.level >= 1 && act.level <= 4;
        good = good && act.under.is_zero() == (act.level == 1);
        if (act.level == 4) {
            act.kind = device;
            act.target = in.id<UpdateId>();
            const auto dh = in.id<DhKey>();
            good = in.byte() <= 3 && good;
            good = shows(act.target, dh) && good;
        } else {
            const int form = in.byte();
            act.kind = act.level == 3 ? person : administrator;
            act.hosted = form == 1;
            act.invitation = form == 2;
            good = good && form <= 2 && (act.level == 3 || form != 1);
            DhKey dh;
            if (act.hosted) {
                dh = in.id<DhKey>();
                good = in.byte() <= 3 && good;
            }
            if (act.level == 3 && !act.invitation) good = shows(act.under, dh) && good;
        }
    } else if (number == 2) {
        act.kind = endorse;
        act.target = in.id<UpdateId>();
    } else if (number == 3) {
        act.kind = space;
        act.level = 5;
        act.under = in.id<UpdateId>();
        act.holder = in.id<UpdateId>();
        act.home = update.id;
        act.writes = true;
        const int policy = in.byte();
        act.open = policy == 0;
        good = good && policy <= 2;
    } else if (number == 4) {
        act.kind = role;
        act.under = in.id<UpdateId>();
        act.home = in.id<UpdateId>();
        const int letter = in.byte();
        const int name = in.byte();
        static constexpr std::array letters{0, 1, 2, 3, 2, 2, 2, 3, 3, 3, 3};
        good = good && name >= 1 && name <= 10 &&
               letters[static_cast<std::size_t>(name % 11)] == letter;
        act.level = 4 + letter;
        act.writes = name < 9;
        const int kind = in.byte();
        good = good && kind <= 1;
        if (kind == 0) {
            act.holder = in.id<UpdateId>();
        } else {
            act.invitation = true;
            act.key = in.id<SigningKey>();
        }
    } else if (number == 5) {
        act.kind = revoke;
        act.under = in.id<UpdateId>();
        act.target = in.id<UpdateId>();
        Bytes last;
        for (auto left = in.count(); left > 0 && !in.bad; --left) {
            Cut cut;
            cut.chain.device = in.id<SigningKey>();
            cut.chain.space = in.id<SpaceId>();
            cut.chain.incarnation = Incarnation{in.number()};
            cut.seq = Seq{in.number()};
            cut.id = in.id<UpdateId>();
            if (!act.cuts.empty()) {
                const auto& before = act.cuts.back();
                const auto order = [](const Cut& c) {
                    return std::tuple{c.chain.device.bytes,
                                      c.chain.space.bytes,
                                      c.chain.incarnation.value,
                                      c.seq.value,
                                      c.id.bytes};
                };
                good = good && order(before) < order(cut);
            }
            act.cuts.push_back(cut);
        }
    } else if (number == 6) {
        act.kind = hand;
        auto left = in.count();
        good = good && left > 0;
        for (; left > 0 && !in.bad; --left) {
            const auto given = in.id<UpdateId>();
            good = good && (act.handed.empty() || act.handed.rbegin()->first < given);
            act.handed[given] = in.id<SigningKey>();
        }
    }
    if (!good || in.bad || !in.rest.empty()) return Act{};
    return act;
}

const GovernanceOracle::Act* GovernanceOracle::grant(const UpdateId& id) const {
    const auto at = acts_.find(id);
    return at != acts_.end() && at->second.level > 0 ? &at->second : nullptr;
}

std::set<UpdateId> GovernanceOracle::past(const std::vector<UpdateId>& from) const {
    std::set<UpdateId> out;
    std::vector<UpdateId> open = from;
    while (!open.empty()) {
        const auto id = open.back();
        open.pop_back();
        if (!out.insert(id).second || !updates_.contains(id)) continue;
        for (const auto& dep : updates_.at(id).deps)
            open.push_back(dep);
    }
    return out;
}

std::vector<UpdateId> GovernanceOracle::effective_heads(const OracleUpdate& update) const {
    const auto* at = &update;
    while (at->governance.empty() && at->seq.value > 1)
        at = &updates_.at(at->prev);
    return at->governance;
}

/// Two updates of its chain share a seq with each other at or before this one.
bool GovernanceOracle::is_forked(const UpdateId& id) const {
    const auto& update = updates_.at(id);
    for (const auto& [x, one] : updates_) {
        if (one.chain != update.chain || one.seq > update.seq) continue;
        for (const auto& [y, two] : updates_) {
            if (x != y && two.chain == one.chain && two.seq == one.seq) return true;
        }
    }
    return false;
}

bool GovernanceOracle::is_inside(const UpdateId& id, const Act& revocation) const {
    for (const auto& cut : revocation.cuts) {
        if (cut.chain != updates_.at(id).chain || !updates_.contains(cut.id)) continue;
        const auto* at = &updates_.at(cut.id);
        if (at->chain != cut.chain || at->seq != cut.seq) continue;
        while (at->id != id && at->seq.value > 1)
            at = &updates_.at(at->prev);
        if (at->id == id) return true;
    }
    return false;
}

bool GovernanceOracle::descends(UpdateId id, const UpdateId& above) const {
    while (const auto* act = grant(id)) {
        id = act->kind == device ? act->target : act->under;
        if (id == above) return true;
    }
    return false;
}

bool GovernanceOracle::is_free(const UpdateId& id, const UpdateId& target, bool from_above_only) {
    for (const auto& [other, act] : acts_) {
        if (act.kind != revoke || act.target != target) continue;
        if (from_above_only && act.under == act.target) continue;
        if (stands(other) && !is_inside(id, act)) return false;
    }
    return true;
}

bool GovernanceOracle::hands_over(const UpdateId& handover, const UpdateId& given) {
    const auto& act = acts_.at(handover);
    const auto& update = updates_.at(handover);
    if (act.kind != hand || !act.handed.contains(given) || is_forked(handover)) return false;
    if (update.seq.value != 1 || update.chain.incarnation.value != 0) return false;
    const auto* what = grant(given);
    return what != nullptr && what->invitation && what->key == update.chain.device &&
           past(update.deps).contains(given) && stands(given) && is_free(handover, given, true);
}

bool GovernanceOracle::holds_key(const UpdateId& id, const SigningKey& key, const Sees& sees) {
    const auto& act = acts_.at(id);
    if (!act.invitation) return act.key == key;
    for (const auto& [other, handover] : acts_) {
        if (sees(other) && hands_over(other, id) && handover.handed.at(id) == key) return true;
    }
    return false;
}

bool GovernanceOracle::holds_role(const UpdateId& id, const UpdateId& who, const Sees& sees) {
    const auto& act = acts_.at(id);
    if (!act.invitation) return act.holder == who;
    for (const auto& [other, handover] : acts_) {
        if (!sees(other) || !hands_over(other, id)) continue;
        const auto& key = handover.handed.at(id);
        const auto& their = acts_.at(who);
        if (!their.invitation && their.key == key) return true;
        if (their.invitation && hands_over(other, who) && handover.handed.at(who) == key) {
            return true;
        }
    }
    return false;
}

/// Whether the signer of an update is, there, an unrevoked device of an unrevoked person.
bool GovernanceOracle::acts_for(const UpdateId& id, const UpdateId& who, const Sees& sees) {
    for (const auto& [other, act] : acts_) {
        const bool names = (act.kind == device && act.target == who) ||
                           (act.kind == person && act.hosted && other == who);
        if (!names || act.key != updates_.at(id).chain.device || !sees(other)) continue;
        if (stands(other) && is_free(id, other, false) && is_free(id, who, false)) return true;
    }
    return false;
}

/// Whether the signer rightly acts under the grant that the act names.
bool GovernanceOracle::has_right(const UpdateId& id, const Act& act) {
    const auto seen = past(updates_.at(id).deps);
    const Sees sees = [&](const UpdateId& other) { return seen.contains(other); };
    const auto& signer = updates_.at(id).chain.device;
    const auto* under = grant(act.under);
    if (under == nullptr || !sees(act.under) || !stands(act.under)) return false;
    const bool gives_up = act.kind == revoke && act.target == act.under;
    if (!is_free(id, act.under, gives_up)) return false;
    if (under->level <= 3) {
        if (holds_key(act.under, signer, sees)) return true;
        return under->level == 3 && act.kind == device && acts_for(id, act.under, sees);
    }
    if (under->level == 4) return under->key == signer && is_free(id, under->target, false);
    for (const auto& [who, their] : acts_) {
        if (their.kind == person && holds_role(act.under, who, sees) && acts_for(id, who, sees)) {
            return true;
        }
    }
    return false;
}

/// Whether an act is within the reach of the grant it names.
bool GovernanceOracle::reaches(const UpdateId& id, const Act& act) {
    const auto seen = past(updates_.at(id).deps);
    const auto* under = grant(act.under);
    if (under == nullptr) return false;
    const bool admin = under->level <= 2;
    if (act.kind == administrator) return under->level == 1;
    if (act.kind == person || act.kind == space) return admin;
    if (act.kind == device) {
        const auto* who = grant(act.target);
        if (who == nullptr || who->kind != person) return false;
        if (!seen.contains(act.target) || !stands(act.target)) return false;
        return act.under == act.target || (admin && descends(act.target, act.under));
    }
    if (act.kind == role) {
        const auto* home = grant(act.home);
        if (home == nullptr || home->kind != space) return false;
        if (!seen.contains(act.home) || !stands(act.home)) return false;
        if (admin) return act.level == 5 && descends(act.home, act.under);
        return under->level >= 5 && under->home == act.home && act.level > under->level;
    }
    const auto* target = grant(act.target);
    if (target == nullptr || !seen.contains(act.target)) return false;
    if (act.target == act.under) return true;
    if (under->level <= 3) return descends(act.target, act.under);
    return under->level >= 5 && target->level > under->level && under->home == target->home;
}

bool GovernanceOracle::decide(const UpdateId& id) {
    const auto& act = acts_.at(id);
    const auto& signer = updates_.at(id).chain.device;
    if (act.kind == broken || is_forked(id)) return false;
    if (act.kind == join) return true;
    if (act.kind == hand) {
        for (const auto& [given, to] : act.handed) {
            if (hands_over(id, given)) return true;
        }
        return false;
    }
    const auto proposes = [&](const UpdateId& other) {
        const auto at = acts_.find(other);
        return at != acts_.end() && at->second.under.is_zero() && !is_forked(other) &&
               board_.contains(updates_.at(other).chain.device) &&
               (at->second.kind == administrator || at->second.kind == revoke);
    };
    const auto seen = past(updates_.at(id).deps);
    if (act.kind == endorse) {
        return board_.contains(signer) && seen.contains(act.target) && proposes(act.target);
    }
    if (!act.under.is_zero()) return reaches(id, act) && has_right(id, act);
    if (!proposes(id)) return false;
    if (act.kind == revoke && (grant(act.target) == nullptr || !seen.contains(act.target))) {
        return false;
    }
    std::set<SigningKey> agreed{signer};
    for (const auto& [other, endorsement] : acts_) {
        if (endorsement.kind == endorse && endorsement.target == id && stands(other)) {
            agreed.insert(updates_.at(other).chain.device);
        }
    }
    return agreed.size() >= k_;
}

bool GovernanceOracle::decide_content(const OracleUpdate& update) {
    const auto seen = past(effective_heads(update));
    const Sees sees = [&](const UpdateId& other) { return seen.contains(other); };
    const auto home = same_bytes<UpdateId>(update.chain.space);
    const auto* founding = grant(home);
    if (founding == nullptr || founding->kind != space || !sees(home) || !stands(home)) {
        return false;
    }
    for (const auto& [who, their] : acts_) {
        if (their.kind != person || !acts_for(update.id, who, sees)) continue;
        if (founding->open) return true;
        for (const auto& [id, right] : acts_) {
            if (right.level < 5 || right.home != home || !right.writes || !sees(id)) continue;
            if (stands(id) && holds_role(id, who, sees) && is_free(update.id, id, false)) {
                return true;
            }
        }
    }
    return false;
}

bool GovernanceOracle::stands(const UpdateId& id) {
    if (const auto at = decided_.find(id); at != decided_.end()) return at->second;
    const bool out = acts_.contains(id) ? decide(id) : decide_content(updates_.at(id));
    return decided_[id] = out;
}

bool GovernanceOracle::waits(const UpdateId& id) const {
    const auto heads = effective_heads(updates_.at(id));
    return std::ranges::any_of(heads, [&](const auto& head) { return !acts_.contains(head); });
}

}  // namespace praxis::test
