#include "node/node.hpp"
#include "node/replica/errc.hpp"

#include <algorithm>

namespace praxis::node {
namespace {

/// When a node last confirmed anything to us; nullopt: never.
Result<std::optional<WallTime>> last_contact(const Replica& replica, const NodeId& node) {
    TRY(const auto table, load_table(replica, node));
    std::optional<WallTime> latest;
    for (const auto& [space, known] : table) {
        if (known.as_of == WallTime{}) continue;
        latest = std::max(latest.value_or(known.as_of), known.as_of);
    }
    return latest;
}

/// How many updates of the spaces that a node may have it has not confirmed, chain by chain: what
/// lies behind the furthest place it told.
Result<std::uint64_t> waiting_for(const Replica& replica, const NodeId& node) {
    TRY(const auto table, load_table(replica, node));
    TRY(auto spaces, replica.spaces_for(node));
    spaces.insert(same_bytes<SpaceId>(replica.network()));
    std::uint64_t out = 0;
    for (const auto& space : spaces) {
        const auto known = table.find(space);
        TRY(const auto heads, replica.heads(space));
        std::map<ChainId, std::uint64_t> furthest;
        for (const auto& head : heads)
            furthest[head.chain] = std::max(furthest[head.chain], head.seq.value);
        for (const auto& [chain, seq] : furthest) {
            std::uint64_t confirmed = 0;
            const auto* tips = known == table.end()
                                   ? nullptr
                                   : known->second.holds.find({chain.device, chain.incarnation});
            if (tips != nullptr) {
                for (const auto& tip : tips->payloads)
                    confirmed = std::max(confirmed, tip.seq.value);
            }
            out += seq > confirmed ? seq - confirmed : 0;
        }
    }
    return out;
}

/// Judges updates of one space by what nodes confirmed of it. Remembers what it read of the store:
/// for one question.
class Judge {
public:
    Judge(const Replica& replica, const SpaceId& space) : replica_{replica}, space_{space} {}

    /// Whether a node with these holdings holds every update of a document of the space.
    Result<bool> holds(const sync::Holdings& theirs, const DocumentState& document) {
        for (const auto& [id, author] : document.authorship) {
            const ChainId chain{author.device, space_, author.incarnation};
            TRY(const bool held, holds(theirs, chain, author.seq, id));
            if (!held) return false;
        }
        return true;
    }
    /// Whether it certainly holds all of the space that is here. Where a chain forked nobody says
    /// so: only the ends of its branches can be told from one another.
    Result<bool> in_step(const sync::Holdings& theirs) {
        TRY(const auto heads, replica_.heads(space_));
        for (const auto& head : heads) {
            TRY(const auto forked, is_forked(head.chain));
            if (forked) return false;
            TRY(const bool held, holds(theirs, head.chain, head.seq, head.id));
            if (!held) return false;
        }
        return true;
    }

private:
    Result<bool> holds(const sync::Holdings& theirs,
                       const ChainId& chain,
                       Seq seq,
                       const UpdateId& id) {
        const auto* tips = theirs.find({chain.device, chain.incarnation});
        if (tips == nullptr) return false;
        TRY(const bool forked, is_forked(chain));
        const sync::UpdatesAt at = [&](Seq place) { return updates_at(chain, place); };
        TRY(const auto verdict, sync::judge(tips->payloads, seq, id, forked, at));
        return verdict == sync::Verdict::held;
    }
    Result<bool> is_forked(const ChainId& chain) {
        const auto known = forked_.find(chain);
        if (known != forked_.end()) return known->second;
        TRY(const auto heads, replica_.heads_of(chain));
        return forked_.emplace(chain, heads.size() > 1).first->second;
    }
    Result<std::vector<UpdateId>> updates_at(const ChainId& chain, Seq seq) {
        const auto known = updates_.find({chain, seq});
        if (known != updates_.end()) return known->second;
        TRY(auto there, replica_.updates_at(chain, seq));
        return updates_.emplace(std::pair{chain, seq}, std::move(there)).first->second;
    }

    const Replica& replica_;
    SpaceId space_;
    std::map<ChainId, bool> forked_;
    std::map<std::pair<ChainId, Seq>, std::vector<UpdateId>> updates_;
};

/// What a node confirmed of a space; nullopt: nothing yet.
Result<std::optional<sync::PeerSpace>> confirmed(const Replica& replica,
                                                 const NodeId& node,
                                                 const SpaceId& space) {
    TRY(const auto table, load_table(replica, node));
    const auto known = table.find(space);
    if (known == table.end() || known->second.as_of == WallTime{}) {
        return std::optional<sync::PeerSpace>{};
    }
    return std::optional{known->second};
}

}  // namespace

Result<std::vector<Whereabouts>> Node::where(const DocumentId& id) const {
    TRY(const auto document, replica_->document(id));
    Judge judge{*replica_, document->space};
    std::vector<Whereabouts> out;
    for (const auto& device : replica_->governance().nodes()) {
        if (device.key == replica_->node()) {
            out.push_back({device.key, Whereabouts::State::holds, runtime_.clock.now_wall()});
            continue;
        }
        TRY(const auto theirs, confirmed(*replica_, device.key, document->space));
        TRY(const auto spaces, replica_->spaces_for(device.key));
        if (!theirs && !spaces.contains(document->space)) continue;  // it is not to have it
        auto& line = out.emplace_back();
        line.node = device.key;
        if (!theirs) continue;
        TRY(const bool holds, judge.holds(theirs->holds, *document));
        line.state = holds ? Whereabouts::State::holds : Whereabouts::State::behind;
        line.as_of = theirs->as_of;
    }
    return out;
}

Result<std::set<NodeId>> Node::lacking(const SpaceId& space,
                                       const std::vector<DocumentId>& documents) const {
    std::set<NodeId> out;
    if (documents.empty()) return out;
    Judge judge{*replica_, space};
    for (const auto& device : replica_->governance().nodes()) {
        if (device.key == replica_->node()) continue;
        TRY(const auto spaces, replica_->spaces_for(device.key));
        if (!spaces.contains(space)) continue;  // it is not to have them
        TRY(const auto theirs, confirmed(*replica_, device.key, space));
        if (!theirs) {
            out.insert(device.key);
            continue;
        }
        TRY(const bool in_step, judge.in_step(theirs->holds));
        if (in_step) continue;
        for (auto id = documents.rbegin(); id != documents.rend(); ++id) {
            const auto document = replica_->document(*id);
            if (!document && !is_unmerged(document.error())) return fail(document.error());
            bool holds = false;  // of what is not merged nobody can say so
            if (document) {
                TRY(holds, judge.holds(theirs->holds, *document.value()));
            }
            if (holds) continue;
            out.insert(device.key);
            break;
        }
    }
    return out;
}

Result<std::vector<community::PeerStatus>> Node::peers() const {
    TRY(const auto running, sessions_.sessions());
    std::vector<community::PeerStatus> out;
    for (const auto& device : replica_->governance().nodes()) {
        if (device.key == replica_->node()) continue;
        community::PeerStatus peer;
        peer.node = device.key;
        peer.connected = std::ranges::any_of(running, [&](const SessionInfo& session) {
            return session.certified && session.peer == device.key;
        });
        TRY(peer.last_contact, last_contact(*replica_, device.key));
        if (peer.last_contact) {
            TRY(peer.waiting, waiting_for(*replica_, device.key));
        }
        out.push_back(std::move(peer));
    }
    return out;
}

}  // namespace praxis::node
