#pragma once

#include "protocol/crypto/hash.hpp"
#include "protocol/crypto/keys.hpp"
#include "tests/support/taker.hpp"

#include <map>
#include <set>

namespace praxis::test {

/// An update as the oracle sees it: identifiers and bytes.
struct OracleUpdate {
    UpdateId id, prev;
    ChainId chain;
    Seq seq;
    std::vector<UpdateId> deps, governance;  ///< as written: no heads means unchanged in its chain
    Bytes skeleton;
    bool is_join = false;
};

/// The rules of protocol/governance/README.md by direct recursion over the definitions, slow and
/// obvious. Shares only identifiers, bytes and the Ed25519 and BLAKE2b primitives with the product.
class GovernanceOracle {
public:
    GovernanceOracle(NetworkId network, unsigned k, std::set<SigningKey> board)
        : network_{network}, k_{k}, board_{std::move(board)} {}

    void add(const OracleUpdate& update) {
        decided_.clear();
        if (update.chain.space.bytes == network_.bytes) acts_[update.id] = parse(update);
        updates_[update.id] = update;
    }

    /// Whether an update that was added stands, root or not.
    bool stands(const UpdateId& id) {
        if (const auto at = decided_.find(id); at != decided_.end()) return at->second;
        return decided_[id] = acts_.contains(id) ? decide(id) : decide_content(updates_.at(id));
    }

    /// Whether an update outside root waits for a governance head that is not here.
    bool waits(const UpdateId& id) const {
        const auto heads = effective_heads(updates_.at(id));
        return std::ranges::any_of(heads, [&](const auto& head) { return !acts_.contains(head); });
    }

    /// The keys that an act of root names: whose updates are held once it is applied.
    std::set<SigningKey> keys_named_by(const UpdateId& id) const {
        const auto& act = acts_.at(id);
        std::set<SigningKey> out;
        if (!act.key.is_zero()) out.insert(act.key);
        for (const auto& [grant, key] : act.handed)
            out.insert(key);
        return out;
    }

private:
    struct Cut {
        ChainId chain;
        Seq seq;
        UpdateId id;
        friend auto operator<=>(const Cut&, const Cut&) = default;
    };
    enum Kind { broken, join, administrator, person, device, endorse, space, role, revoke, hand };
    struct Act {
        Kind kind = broken;
        int level = 0;           // of a grant: 1 to 4, then 5 to 7 for letters a to c
        UpdateId under, target;  // of an endorsement, a revocation; of a device: its person
        UpdateId home;           // of a role: its space; of a founding: its own id
        UpdateId holder;         // person who holds a role; zero: by invitation
        SigningKey key;          // named holder
        bool hosted = false, invitation = false, open = false, writes = false;
        std::vector<Cut> cuts;
        std::map<UpdateId, SigningKey> handed;
    };
    using Ids = std::set<UpdateId>;
    Act parse(const OracleUpdate& update) const {
        Act act;
        if (update.skeleton.empty()) act.kind = update.is_join ? join : broken;
        if (update.skeleton.empty()) return act;
        Taker in{update.skeleton};
        bool good = in.byte() == 1;
        const int number = in.byte();
        static constexpr std::array kinds{broken, broken, endorse, space, role, revoke, hand};
        act.kind = kinds[number <= 6 ? static_cast<std::size_t>(number) : 0];
        if (number >= 3 && number <= 5) act.under = in.id<UpdateId>();
        const auto shows = [&](const UpdateId& anchor, const DhKey& dh) {
            const auto signature = in.id<Signature>();
            Bytes message = copy(bytes_of(std::string_view{"praxis/possession/v1\0", 21}));
            const std::initializer_list parts{
                network_.view(), anchor.view(), act.key.view(), dh.view()};
            append(message, crypto::hash("praxis/possession/v1", parts).view());
            return !in.bad && crypto::verify(act.key, message, signature);
        };
        if (number == 1) {
            act.level = in.byte();
            act.under = in.id<UpdateId>();
            act.key = in.id<SigningKey>();
            good =
                good && act.level >= 1 && act.level <= 4 && act.under.is_zero() == (act.level == 1);
            if (act.level == 4) {
                act.kind = device;
                act.target = in.id<UpdateId>();
                const auto dh = in.id<DhKey>();
                good = in.byte() <= 3 && shows(act.target, dh) && good;
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
            act.target = in.id<UpdateId>();
        } else if (number == 3) {
            act.level = 5;
            act.holder = in.id<UpdateId>();
            act.home = update.id;
            act.writes = true;
            const int policy = in.byte();
            act.open = policy == 0;
            good = good && policy <= 2;
        } else if (number == 4) {
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
            act.invitation = kind == 1;
            if (kind == 0) act.holder = in.id<UpdateId>();
            if (kind == 1) act.key = in.id<SigningKey>();
        } else if (number == 5) {
            act.target = in.id<UpdateId>();
            for (auto left = in.count(); left > 0 && !in.bad; --left) {
                Cut cut;
                cut.chain.device = in.id<SigningKey>();
                cut.chain.space = in.id<SpaceId>();
                cut.chain.incarnation = Incarnation{in.number()};
                cut.seq = Seq{in.number()};
                cut.id = in.id<UpdateId>();
                good = good && (act.cuts.empty() || act.cuts.back() < cut);
                act.cuts.push_back(cut);
            }
        } else if (number == 6) {
            for (auto left = in.count(); left > 0 && !in.bad; --left) {
                const auto given = in.id<UpdateId>();
                good = good && (act.handed.empty() || act.handed.rbegin()->first < given);
                act.handed[given] = in.id<SigningKey>();
            }
            good = good && !act.handed.empty();
        }
        return good && !in.bad && in.rest.empty() ? act : Act{};
    }

    const Act* grant(const UpdateId& id) const {
        const auto at = acts_.find(id);
        return at != acts_.end() && at->second.level > 0 ? &at->second : nullptr;
    }

    Ids past(std::vector<UpdateId> open) const {
        Ids out;
        while (!open.empty()) {
            const auto id = open.back();
            open.pop_back();
            if (!out.insert(id).second || !updates_.contains(id)) continue;
            for (const auto& dep : updates_.at(id).deps)
                open.push_back(dep);
        }
        return out;
    }

    std::vector<UpdateId> effective_heads(const OracleUpdate& update) const {
        const auto* at = &update;
        while (at->governance.empty() && at->seq.value > 1)
            at = &updates_.at(at->prev);
        return at->governance;
    }

    /// Two updates of its chain share a seq with each other at or before this one.
    bool is_forked(const UpdateId& id) const {
        const auto& update = updates_.at(id);
        std::set<Seq> seqs;
        return std::ranges::any_of(updates_, [&](const auto& other) {
            return other.second.chain == update.chain && other.second.seq <= update.seq &&
                   !seqs.insert(other.second.seq).second;
        });
    }

    bool is_inside(const UpdateId& id, const Act& revocation) const {
        for (const auto& cut : revocation.cuts) {
            if (!updates_.contains(cut.id)) continue;
            const auto* at = &updates_.at(cut.id);
            if (at->chain != cut.chain || at->seq != cut.seq) continue;
            while (at->id != id && at->seq.value > 1)
                at = &updates_.at(at->prev);
            if (at->id == id) return true;
        }
        return false;
    }

    bool descends(UpdateId id, const UpdateId& above) const {
        while (const auto* act = grant(id)) {
            id = act->kind == device ? act->target : act->under;
            if (id == above) return true;
        }
        return false;
    }

    bool is_free(const UpdateId& id, const UpdateId& target, bool from_above_only) {
        for (const auto& [other, act] : acts_) {
            const bool counts = !from_above_only || act.under != act.target;
            if (act.kind != revoke || act.target != target || !counts) continue;
            if (stands(other) && !is_inside(id, act)) return false;
        }
        return true;
    }

    bool hands_over(const UpdateId& handover, const UpdateId& given) {
        const auto& act = acts_.at(handover);
        const auto& update = updates_.at(handover);
        if (act.kind != hand || !act.handed.contains(given) || is_forked(handover)) return false;
        if (update.seq.value != 1 || update.chain.incarnation.value != 0) return false;
        const auto* what = grant(given);
        return what != nullptr && what->invitation && what->key == update.chain.device &&
               past(update.deps).contains(given) && stands(given) && is_free(handover, given, true);
    }

    bool holds_key(const UpdateId& id, const SigningKey& key, const Ids& seen) {
        const auto& act = acts_.at(id);
        if (!act.invitation) return act.key == key;
        return std::ranges::any_of(acts_, [&](const auto& other) {
            return seen.contains(other.first) && hands_over(other.first, id) &&
                   other.second.handed.at(id) == key;
        });
    }

    bool holds_role(const UpdateId& id, const UpdateId& who, const Ids& seen) {
        const auto& act = acts_.at(id);
        if (!act.invitation) return act.holder == who;
        for (const auto& [other, handover] : acts_) {
            if (!seen.contains(other) || !hands_over(other, id)) continue;
            const auto& key = handover.handed.at(id);
            const auto& their = acts_.at(who);
            if (their.invitation ? hands_over(other, who) && handover.handed.at(who) == key
                                 : their.key == key)
                return true;
        }
        return false;
    }

    /// Whether the signer of an update is, there, an unrevoked device of an unrevoked person.
    bool acts_for(const UpdateId& id, const UpdateId& who, const Ids& seen) {
        for (const auto& [other, act] : acts_) {
            const bool names = (act.kind == device && act.target == who) ||
                               (act.kind == person && act.hosted && other == who);
            if (!names || act.key != updates_.at(id).chain.device || !seen.contains(other))
                continue;
            if (stands(other) && is_free(id, other, false) && is_free(id, who, false)) return true;
        }
        return false;
    }

    /// Whether the signer rightly acts under the grant that the act names.
    bool has_right(const UpdateId& id, const Act& act) {
        const auto seen = past(updates_.at(id).deps);
        const auto& signer = updates_.at(id).chain.device;
        const auto* under = grant(act.under);
        if (!stands_as(under->kind, act.under, seen)) return false;
        if (!is_free(id, act.under, act.kind == revoke && act.target == act.under)) return false;
        if (under->level <= 3) {
            if (holds_key(act.under, signer, seen)) return true;
            return under->level == 3 && act.kind == device && acts_for(id, act.under, seen);
        }
        if (under->level == 4) return under->key == signer && is_free(id, under->target, false);
        for (const auto& [who, their] : acts_) {
            if (their.kind != person || !holds_role(act.under, who, seen)) continue;
            if (acts_for(id, who, seen)) return true;
        }
        return false;
    }

    bool stands_as(Kind kind, const UpdateId& id, const Ids& seen) {
        return seen.contains(id) && grant(id) != nullptr && grant(id)->kind == kind && stands(id);
    }

    /// Whether an act is within the reach of the grant it names.
    bool reaches(const UpdateId& id, const Act& act) {
        const auto seen = past(updates_.at(id).deps);
        const auto* under = grant(act.under);
        if (under == nullptr) return false;
        const bool admin = under->level <= 2;
        if (act.kind == administrator) return under->level == 1;
        if (act.kind == person || act.kind == space) return admin;
        if (act.kind == device) {
            if (!stands_as(person, act.target, seen)) return false;
            return act.under == act.target || (admin && descends(act.target, act.under));
        }
        if (act.kind == role) {
            if (!stands_as(space, act.home, seen)) return false;
            if (admin) return act.level == 5 && descends(act.home, act.under);
            return under->level >= 5 && under->home == act.home && act.level > under->level;
        }
        const auto* target = grant(act.target);
        if (target == nullptr || !seen.contains(act.target)) return false;
        if (act.target == act.under) return true;
        if (under->level <= 3) return descends(act.target, act.under);
        return under->level >= 5 && target->level > under->level && under->home == target->home;
    }

    bool decide(const UpdateId& id) {
        const auto& act = acts_.at(id);
        const auto& signer = updates_.at(id).chain.device;
        if (act.kind == broken || is_forked(id)) return false;
        if (act.kind == join) return true;
        if (act.kind == hand) {
            return std::ranges::any_of(
                act.handed, [&](const auto& entry) { return hands_over(id, entry.first); });
        }
        const auto proposes = [&](const UpdateId& other) {
            const auto at = acts_.find(other);
            return at != acts_.end() && at->second.under.is_zero() && !is_forked(other) &&
                   board_.contains(updates_.at(other).chain.device) &&
                   (at->second.kind == administrator || at->second.kind == revoke);
        };
        const auto seen = past(updates_.at(id).deps);
        if (act.kind == endorse)
            return board_.contains(signer) && seen.contains(act.target) && proposes(act.target);
        if (!act.under.is_zero()) return reaches(id, act) && has_right(id, act);
        if (!proposes(id)) return false;
        if (act.kind == revoke && (grant(act.target) == nullptr || !seen.contains(act.target)))
            return false;
        std::set<SigningKey> agreed{signer};
        for (const auto& [other, endorsement] : acts_) {
            if (endorsement.kind == endorse && endorsement.target == id && stands(other))
                agreed.insert(updates_.at(other).chain.device);
        }
        return agreed.size() >= k_;
    }

    bool decide_content(const OracleUpdate& update) {
        const auto seen = past(effective_heads(update));
        const auto home = same_bytes<UpdateId>(update.chain.space);
        if (!stands_as(space, home, seen)) return false;
        for (const auto& [who, their] : acts_) {
            if (their.kind != person || !acts_for(update.id, who, seen)) continue;
            if (acts_.at(home).open) return true;
            for (const auto& [id, right] : acts_) {
                const bool names = right.level >= 5 && right.home == home && right.writes;
                if (names && seen.contains(id) && stands(id) && holds_role(id, who, seen) &&
                    is_free(update.id, id, false))
                    return true;
            }
        }
        return false;
    }

    NetworkId network_;
    unsigned k_;
    std::set<SigningKey> board_;
    std::map<UpdateId, OracleUpdate> updates_;
    std::map<UpdateId, Act> acts_;  // of root
    std::map<UpdateId, bool> decided_;
};

}  // namespace praxis::test
