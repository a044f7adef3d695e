#pragma once

#include "protocol/crypto/keys.hpp"
#include "protocol/governance/acts.hpp"
#include "protocol/wire/header.hpp"

#include <map>
#include <unordered_map>

namespace praxis::test {

/// A key pair with its X25519 half, drawn from a seed.
struct Actor {
    explicit Actor(Entropy& entropy)
        : sign{crypto::SigningPair::draw(entropy)}, dh{crypto::DhPair::draw(entropy)} {}
    [[nodiscard]] const SigningKey& key() const { return sign.key(); }

    crypto::SigningPair sign;
    crypto::DhPair dh;
};

/// Writes updates of one network, and keeps them all. Headers are not signed: governance reads
/// what was checked before it. Chains go on by themselves; a fork is asked for.
class GovernanceWorld {
public:
    GovernanceWorld(std::vector<const Actor*> board, std::uint8_t k) {
        genesis_.k = k;
        for (const auto* actor : board)
            genesis_.board.push_back(actor->key());
        std::ranges::sort(genesis_.board);
        network_ = governance::network_id(genesis_);
    }

    [[nodiscard]] const governance::Genesis& genesis() const { return genesis_; }
    [[nodiscard]] const NetworkId& network() const { return network_; }
    [[nodiscard]] SpaceId root() const { return same_bytes<SpaceId>(network_); }
    [[nodiscard]] const std::vector<wire::CheckedUpdate>& updates() const { return updates_; }
    [[nodiscard]] const wire::CheckedUpdate& at(const UpdateId& id) const {
        return updates_.at(index_.at(id));
    }

    /// Whatever an update of root would found, if it were a founding.
    [[nodiscard]] std::vector<SpaceId> spaces() const {
        std::vector<SpaceId> out;
        for (const auto& update : updates_) {
            if (update.header.space == root()) out.push_back(same_bytes<SpaceId>(update.id));
        }
        return out;
    }

    struct Options {
        Incarnation incarnation{7};
        std::optional<UpdateId> after;  ///< prev, if not the chain's last: forks it
        bool from_start = false;        ///< a second update with seq 1
    };

    /// An update of root with these deps.
    UpdateId act(const Actor& by,
                 const governance::Act& act,
                 std::vector<UpdateId> deps,
                 Options options) {
        auto update = start(by, root(), options);
        if (std::holds_alternative<governance::JoinHeads>(act)) {
            update.header.flags = wire::flag_join;
        }
        update.raw.skeleton = governance::encode(act);
        update.header.document = same_bytes<DocumentId>(network_);
        update.header.deps = std::move(deps);
        return finish(std::move(update));
    }
    UpdateId act(const Actor& by, const governance::Act& what, std::vector<UpdateId> deps) {
        return act(by, what, std::move(deps), Options{});
    }
    /// The same with any bytes as skeleton.
    UpdateId raw_act(const Actor& by, Bytes skeleton, std::vector<UpdateId> deps) {
        auto update = start(by, root(), {});
        update.raw.skeleton = std::move(skeleton);
        update.header.document = same_bytes<DocumentId>(network_);
        update.header.deps = std::move(deps);
        return finish(std::move(update));
    }
    struct Content {
        Bytes skeleton;
        KindNumber kind{4};
        std::optional<UpdateId> document = std::nullopt;  ///< nullopt: creates one
    };

    /// An update in another space, with these governance heads.
    UpdateId content(const Actor& by,
                     const SpaceId& space,
                     std::vector<UpdateId> governance,
                     Options options,
                     Content what) {
        auto update = start(by, space, options);
        update.raw.skeleton = std::move(what.skeleton);
        update.header.kind = what.kind;
        if (what.document) {
            update.header.document = same_bytes<DocumentId>(*what.document);
            update.header.deps = {*what.document};
        }
        update.header.governance = std::move(governance);
        return finish(std::move(update));
    }
    UpdateId content(const Actor& by, const SpaceId& space, std::vector<UpdateId> governance) {
        return content(by, space, std::move(governance), Options{}, {});
    }

    /// An actor's own signature that it may be named so.
    [[nodiscard]] Signature possession(const Actor& of,
                                       const UpdateId& anchor,
                                       bool with_dh) const {
        return of.sign.sign(governance::possession_message(
            network_, anchor, of.key(), with_dh ? of.dh.key() : DhKey{}));
    }
    [[nodiscard]] governance::GrantPerson person(const UpdateId& under, const Actor& key) const {
        return {.under = under,
                .holder = key.key(),
                .form = governance::Holder::key,
                .dh = {},
                .possession = possession(key, under, false)};
    }
    [[nodiscard]] governance::GrantPerson hosted(const UpdateId& under, const Actor& key) const {
        return {.under = under,
                .holder = key.key(),
                .form = governance::Holder::hosted,
                .dh = key.dh.key(),
                .possession = possession(key, under, true)};
    }
    [[nodiscard]] governance::GrantDevice device(const UpdateId& under,
                                                 const UpdateId& person,
                                                 const Actor& key) const {
        return {.under = under,
                .person = same_bytes<PersonId>(person),
                .holder = key.key(),
                .dh = key.dh.key(),
                .node = governance::NodeRole::replica,
                .possession = possession(key, person, true)};
    }
    /// The cut that keeps an update and all before it.
    [[nodiscard]] governance::Cut cut_at(const UpdateId& id) const {
        return {at(id).header.chain(), at(id).header.seq, id};
    }

private:
    wire::CheckedUpdate start(const Actor& by, const SpaceId& space, const Options& options) {
        wire::CheckedUpdate update;
        auto& header = update.header;
        header.network = network_;
        header.device = by.key();
        header.space = space;
        header.incarnation = options.incarnation;
        const auto last = last_.find(header.chain());
        if (!options.from_start && last != last_.end()) {
            header.prev = options.after.value_or(last->second);
            header.seq = at(header.prev).header.seq.next();
        }
        header.written = from_millis(static_cast<std::int64_t>(updates_.size()));  // ids differ
        return update;
    }
    UpdateId finish(wire::CheckedUpdate update) {
        std::ranges::sort(update.header.deps);
        std::ranges::sort(update.header.governance);
        update.header.skeleton_bytes = static_cast<std::uint16_t>(update.raw.skeleton.size());
        update.raw.header = wire::encode(update.header);
        update.id = wire::id_of(update.raw.header);
        last_[update.header.chain()] = update.id;
        index_[update.id] = updates_.size();
        updates_.push_back(std::move(update));
        return updates_.back().id;
    }

    governance::Genesis genesis_;
    NetworkId network_;
    std::vector<wire::CheckedUpdate> updates_;  // each after its deps and prev
    std::unordered_map<UpdateId, std::size_t> index_;
    std::map<ChainId, UpdateId> last_;
};

}  // namespace praxis::test
