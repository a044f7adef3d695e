#include "cli/root_signer.hpp"

#include "protocol/base/check.hpp"

#include <set>

namespace praxis::cli {

wire::SignedUpdate sign_act(const RootPlace& place,
                            const crypto::SigningPair& signer,
                            const governance::Act& act,
                            WallTime now,
                            Bytes content) {
    wire::SignedUpdate out;
    out.skeleton = governance::encode(act);
    out.content_leaf = wire::content_leaf(content);
    wire::Header header;
    header.network = place.network;
    header.device = signer.key();
    header.space = same_bytes<SpaceId>(place.network);
    header.incarnation = place.incarnation;
    header.seq = place.seq;
    header.prev = place.prev;
    header.flags = std::holds_alternative<governance::JoinHeads>(act) ? wire::flag_join : 0;
    header.document = same_bytes<DocumentId>(place.network);
    header.kind = wire::kind_root;
    header.written = now;
    header.skeleton_bytes = static_cast<std::uint16_t>(out.skeleton.size());
    header.content_bytes = static_cast<std::uint16_t>(content.size());
    out.content = std::move(content);
    header.payload_hash = wire::payload_hash(wire::skeleton_leaf(out.skeleton), out.content_leaf);
    header.deps = place.deps;
    out.header = wire::encode(header);
    out.signature = signer.sign(wire::signed_message(wire::id_of(out.header)));
    return out;
}

Signature possess(const NetworkId& network,
                  const UpdateId& anchor,
                  const crypto::SigningPair& holder,
                  const DhKey& dh) {
    return holder.sign(governance::possession_message(network, anchor, holder.key(), dh));
}

RootLog::RootLog(NetworkId network,
                 std::vector<UpdateId> heads,
                 Incarnation incarnation,
                 WallTime now)
    : network_{network}, heads_{std::move(heads)}, incarnation_{incarnation}, now_{now} {}

UpdateId RootLog::write(const crypto::SigningPair& signer, const governance::Act& act) {
    const bool hands_over = std::holds_alternative<governance::HandOver>(act);
    RootPlace place{network_, hands_over ? Incarnation{0} : incarnation_, Seq{1}, {}, heads_};
    if (const auto last = chains_.find(signer.key()); last != chains_.end()) {
        PRAXIS_CHECK(!hands_over);
        place.seq = last->second.first.next();
        place.prev = last->second.second;
    }
    auto update = sign_act(place, signer, act, now_);
    const auto id = wire::id_of(update.header);
    updates_.push_back(std::move(update));
    chains_[signer.key()] = {place.seq, id};
    heads_ = {id};
    return id;
}

Result<std::vector<UpdateId>> heads_of(const std::vector<wire::SignedUpdate>& updates) {
    std::set<UpdateId> heads;
    for (const auto& update : updates) {
        TRY(const auto header, wire::decode_header(update.header));
        heads.insert(wire::id_of(update.header));
        for (const auto& dep : header.deps) {
            heads.erase(dep);
        }
    }
    return std::vector<UpdateId>{heads.begin(), heads.end()};
}

}  // namespace praxis::cli
