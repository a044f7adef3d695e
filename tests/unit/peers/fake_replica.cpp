#include "tests/unit/peers/fake_replica.hpp"

#include "protocol/wire/content.hpp"

namespace praxis::node::test {
namespace {

constexpr std::string_view certify_word = "certify";

}  // namespace

FakeReplica::FakeReplica(std::uint64_t seed, NetworkId network)
    : network_{network},
      entropy_{seed},
      signing_{crypto::SigningPair::draw(entropy_)},
      dh_{crypto::DhPair::draw(entropy_)},
      incarnation_{entropy_.u64()} {
    certified_.insert({signing_.key(), dh_.key()});
}

UpdateId FakeReplica::sign_and_store(const crypto::SigningPair& author,
                                     wire::Header header,
                                     Bytes skeleton,
                                     std::string_view text) {
    auto content = wire::encode_content({copy(bytes_of(text))}, entropy_).value();
    header.network = network_;
    header.device = author.key();
    if (header.space == root()) {
        header.document = same_bytes<DocumentId>(network_);
    } else {
        header.kind = KindNumber{4};
    }
    header.skeleton_bytes = static_cast<std::uint16_t>(skeleton.size());
    header.content_bytes = static_cast<std::uint16_t>(content.size());
    header.payload_hash =
        wire::payload_hash(wire::skeleton_leaf(skeleton), wire::content_leaf(content));
    auto bytes = wire::encode(header);
    const auto id = wire::id_of(bytes);
    const auto signature = author.sign(wire::signed_message(id));
    (void)store({std::move(bytes), signature, std::move(skeleton), std::move(content), {}});
    if (on_commit) on_commit();
    return id;
}

UpdateId FakeReplica::write(const SpaceId& space, std::string_view text) {
    wire::Header header;
    header.space = space;
    header.incarnation = incarnation_;
    const ChainId chain{signing_.key(), space, incarnation_};
    if (const auto known = heads_of(chain).value(); !known.empty()) {
        header.seq = known.back().seq.next();
        header.prev = known.back().id;
    }
    return sign_and_store(signing_, header, copy(bytes_of("skeleton")), text);
}

UpdateId FakeReplica::fork_from(const FakeReplica& other,
                                const SpaceId& space,
                                Seq seq,
                                std::string_view text) {
    wire::Header header;
    header.space = space;
    header.incarnation = other.incarnation_;
    header.seq = seq;
    if (seq.value > 1) {
        header.prev =
            updates_at({other.signing_.key(), space, other.incarnation_}, Seq{seq.value - 1})
                .value()[0];
    }
    return sign_and_store(other.signing_, header, copy(bytes_of("skeleton")), text);
}

UpdateId FakeReplica::certify(const FakeReplica& other) {
    wire::Header header;
    header.space = root();
    header.incarnation = incarnation_;
    const ChainId chain{signing_.key(), root(), incarnation_};
    if (const auto known = heads_of(chain).value(); !known.empty()) {
        header.seq = known.back().seq.next();
        header.prev = known.back().id;
    }
    Bytes skeleton = copy(bytes_of(certify_word));
    append(skeleton, other.dh_pair().key().view());
    append(skeleton, other.node().view());
    return sign_and_store(signing_, header, std::move(skeleton), "reason");
}

std::set<UpdateId> FakeReplica::ids() const {
    std::set<UpdateId> out;
    for (const auto& [id, update] : updates_)
        out.insert(id);
    return out;
}

UpdateId FakeReplica::write_newer(const SpaceId& space) {
    wire::Header header;
    header.version = 2;
    header.network = network_;
    header.device = signing_.key();
    header.space = space;
    header.incarnation = incarnation_;
    if (const auto known = heads_of(header.chain()).value(); !known.empty()) {
        header.seq = known.back().seq.next();
        header.prev = known.back().id;
    }
    auto bytes = wire::encode(header);
    append(bytes, bytes_of("what version 2 says"));
    const auto id = wire::id_of(bytes);
    const auto signature = signing_.sign(wire::signed_message(id));
    (void)store({std::move(bytes), signature, {}, {}, {}});
    if (on_commit) on_commit();
    return id;
}

Outcome FakeReplica::store(wire::SignedUpdate update) {
    auto any = wire::check_any(std::move(update), network_);
    if (!any) return Outcome::refused;
    if (auto* newer = std::get_if<wire::NewerUpdate>(&any.value())) {
        return store_newer(std::move(*newer));
    }
    auto& [id, header, raw] = std::get<wire::CheckedUpdate>(any.value());
    if (const auto hindered = hindrance(id, header)) return *hindered;
    auto& lines = lines_[header.space];
    if (const auto known = updates_.find(id); known != updates_.end()) {
        if (known->second.raw.content || !raw.content) return Outcome::duplicate;
        known->second.raw.content = std::move(raw.content);
        --absent_;
        lines[Arrival{++last_arrival_}] = {id, true};
        return Outcome::held;
    }
    if (raw.skeleton.size() == certify_word.size() + 64) {
        const auto keys = ByteView{raw.skeleton}.subspan(certify_word.size());
        certified_.insert(
            {NodeId::from(keys.last(32)).value(), DhKey::from(keys.first(32)).value()});
    }
    link(id, header);
    lines[Arrival{++last_arrival_}] = {id, true};
    if (!raw.content) ++absent_;
    updates_.emplace(id, Stored{header, std::move(raw)});
    return Outcome::held;
}

Outcome FakeReplica::store_newer(wire::NewerUpdate update) {
    if (const auto hindered = hindrance(update.id, update.prefix)) return *hindered;
    if (updates_.contains(update.id)) return Outcome::duplicate;
    link(update.id, update.prefix);
    ++absent_;
    wire::SignedUpdate raw{std::move(update.header), update.signature, {}, {}, {}};
    updates_.emplace(update.id, Stored{update.prefix, std::move(raw)});
    return Outcome::held;
}

std::optional<Outcome> FakeReplica::hindrance(const UpdateId& id, const wire::Prefix& prefix) {
    ++offered[id];
    if (refuse.contains(id)) return Outcome::refused;
    if (postpone.contains(id)) return Outcome::later;
    if (!prefix.prev.is_zero() && !updates_.contains(prefix.prev)) return Outcome::later;
    return std::nullopt;
}

void FakeReplica::link(const UpdateId& id, const wire::Prefix& prefix) {
    lines_[prefix.space][Arrival{++last_arrival_}] = {id, false};
    places_[{prefix.chain(), prefix.seq}].push_back(id);
    heads_[prefix.chain()].erase(prefix.prev);
    heads_[prefix.chain()].insert(id);
}

Result<std::set<SpaceId>> FakeReplica::spaces_for(const NodeId& peer) const {
    std::set<SpaceId> spaces;
    for (const auto& [space, lines] : lines_) {
        if (space != root() && !kept_from.contains({space, peer})) spaces.insert(space);
    }
    return spaces;
}

Result<Arrival> FakeReplica::last_arrival(const SpaceId& space) const {
    const auto found = lines_.find(space);
    return found == lines_.end() ? Arrival{} : found->second.rbegin()->first;
}

Result<std::vector<Gained>> FakeReplica::arrivals(const SpaceId& space,
                                                  Arrival after,
                                                  std::size_t count) const {
    std::vector<Gained> out;
    const auto found = lines_.find(space);
    if (found == lines_.end()) return out;
    for (auto line = found->second.upper_bound(after);
         line != found->second.end() && out.size() < count;
         ++line) {
        out.push_back(gained(line->first, line->second.first, line->second.second));
    }
    return out;
}

Gained FakeReplica::gained(Arrival line, const UpdateId& id, bool payload) const {
    const auto& stored = updates_.at(id);
    return {line,
            id,
            stored.header.chain(),
            stored.header.seq,
            stored.header.prev,
            payload,
            stored.raw.content.has_value(),
            stored.header.is_newer()};
}

Result<std::vector<Fork>> FakeReplica::forks_to_prove(const SpaceId& space) const {
    std::map<SigningKey, Fork> first;
    for (const auto& [place, ids] : places_) {
        const auto& [chain, seq] = place;
        if (chain.space == space && ids.size() > 1) first.emplace(chain.device, Fork{chain, seq});
    }
    std::vector<Fork> out;
    for (const auto& [device, fork] : first)
        out.push_back(fork);
    return out;
}

Result<std::optional<Gained>> FakeReplica::line_of(const UpdateId& id) const {
    const auto stored = updates_.find(id);
    if (stored == updates_.end()) return std::nullopt;
    for (const auto& [line, what] : lines_.at(stored->second.header.space)) {
        const bool travels = what.second != stored->second.header.is_newer();
        if (what.first == id && travels) return gained(line, id, what.second);
    }
    return std::nullopt;
}

Result<std::vector<ChainHead>> FakeReplica::heads(const SpaceId& space) const {
    std::vector<ChainHead> out;
    for (const auto& [chain, ids] : heads_) {
        if (chain.space != space) continue;
        TRY(const auto more, heads_of(chain));
        out.insert(out.end(), more.begin(), more.end());
    }
    return out;
}

Result<std::vector<ChainHead>> FakeReplica::heads_of(const ChainId& chain) const {
    std::vector<ChainHead> out;
    if (const auto found = heads_.find(chain); found != heads_.end()) {
        for (const auto& id : found->second)
            out.push_back({chain, updates_.at(id).header.seq, id});
    }
    std::ranges::sort(out, {}, &ChainHead::seq);
    return out;
}

Result<std::vector<ChainHead>> FakeReplica::payload_heads_of(const ChainId& chain) const {
    TRY(const auto heads, heads_of(chain));
    if (absent_ == 0) return heads;
    std::vector<ChainHead> out;
    for (const auto& head : heads) {
        std::optional<ChainHead> whole;
        for (auto id = head.id; !id.is_zero(); id = updates_.at(id).header.prev) {
            const auto& stored = updates_.at(id);
            if (!stored.complete()) whole.reset();
            if (stored.complete() && !whole) whole = ChainHead{chain, stored.header.seq, id};
        }
        if (whole) out.push_back(*whole);
    }
    return out;
}

Result<std::vector<UpdateId>> FakeReplica::updates_at(const ChainId& chain, Seq seq) const {
    const auto found = places_.find({chain, seq});
    return found == places_.end() ? std::vector<UpdateId>{} : found->second;
}

Result<std::optional<wire::SignedUpdate>> FakeReplica::load(const UpdateId& id) const {
    const auto found = updates_.find(id);
    if (found == updates_.end()) return std::nullopt;
    auto raw = found->second.raw;
    if (gives_newer_payloads && found->second.header.is_newer()) {
        raw.skeleton = copy(bytes_of("a skeleton of version 2"));
        raw.content = copy(bytes_of("a content of version 2"));
    }
    return raw;
}

Task<Result<std::vector<Outcome>>> FakeReplica::ingest(std::vector<wire::SignedUpdate> updates,
                                                       NodeId) {
    if (clock != nullptr) co_await clock->sleep_for(std::chrono::milliseconds{5});
    std::vector<Outcome> outcomes;
    for (auto& update : updates)
        outcomes.push_back(store(std::move(update)));
    if (on_commit) on_commit();
    co_return outcomes;
}

Result<ReplicaPort::PeerState> FakeReplica::load_peer(const NodeId& peer) const {
    PeerState state;
    if (const auto found = peers_.find(peer); found != peers_.end()) {
        for (const auto& [space, bytes] : found->second)
            state.emplace_back(space, bytes);
    }
    return state;
}

Task<Result<void>> FakeReplica::save_peer(NodeId peer, PeerState state) {
    ++saved;
    if (clock != nullptr) co_await clock->sleep_for(std::chrono::milliseconds{5});
    for (auto& [space, bytes] : state)
        peers_[peer][space] = std::move(bytes);
    co_return success();
}

}  // namespace praxis::node::test
