#pragma once

#include "crdt/skeleton.hpp"
#include "protocol/crypto/keys.hpp"
#include "protocol/governance/acts.hpp"
#include "protocol/wire/header.hpp"

#include <map>
#include <set>

namespace praxis::test {

/// A network of six devices (two of one person, one hosted, one that forks its chains) and an
/// uncertified key, who write text, fields and acts of governance, each knowing a random part of
/// what the others wrote; some of it hostile. Everything follows from the seed.
class ReplicaWorld {
public:
    explicit ReplicaWorld(std::uint64_t seed);

    [[nodiscard]] const governance::Genesis& genesis() const { return genesis_; }
    [[nodiscard]] NetworkId network() const { return governance::network_id(genesis_); }
    /// All updates, with their contents.
    [[nodiscard]] const std::vector<wire::CheckedUpdate>& updates() const { return updates_; }
    /// Whether nobody has the content of this update any more.
    [[nodiscard]] bool is_erased(const UpdateId& id) const { return erased_.contains(id); }

    static const std::vector<crdt::Address>& addresses();

private:
    using Ids = std::set<UpdateId>;
    struct Actor {
        explicit Actor(Entropy& entropy)
            : sign{crypto::SigningPair::draw(entropy)}, dh{crypto::DhPair::draw(entropy)} {}
        crypto::SigningPair sign;
        crypto::DhPair dh;
        Ids known;  // with everything they name
        bool forks = false;
    };
    /// A grant, and what revokes it rightly.
    struct Grant {
        UpdateId id;
        UpdateId under;
        Actor* revoker = nullptr;
        std::vector<const Actor*> devices;  // that act by it
        bool is_heavy = false;              // much rests on it
    };

    void found();
    void step();
    void learn(Actor& by);
    void edit(Actor& by);
    void create(Actor& by);
    void govern(Actor& by);
    void revoke(Actor& by);
    void spoil(wire::Header& header, Bytes& skeleton, Bytes& content);
    std::vector<crdt::Operation> operations(const wire::Header& header);
    std::vector<Bytes> parts(const std::vector<crdt::Operation>& operations);
    UpdateId certify(Actor& person, const UpdateId& id, const Actor& device);
    UpdateId act(Actor& by, const governance::Act& act);
    UpdateId write(Actor& by, wire::Header header, Bytes skeleton, Bytes content);

    [[nodiscard]] const wire::CheckedUpdate& at(const UpdateId& id) const {
        return updates_.at(index_.at(id));
    }
    [[nodiscard]] bool in_root(const UpdateId& id) const;
    [[nodiscard]] DocumentId document_of(const UpdateId& id) const;
    [[nodiscard]] Ids closure(std::vector<UpdateId> open) const;
    /// Of these updates of one document, those that no other one names, at most sixteen; sometimes
    /// of a past version.
    std::vector<UpdateId> heads_of(Ids ids);
    std::vector<UpdateId> root_heads(const Actor& by);
    Ids known_of(const Actor& by, const DocumentId& document) const;
    bool chance(unsigned percent) { return random_.below(100) < percent; }
    template <class T>
    auto& any(T& list) {
        return list[random_.below(list.size())];
    }
    UpdateId any_id(const Ids& ids);

    SeededEntropy random_;
    std::vector<Actor> people_;   // board, administrators, person keys: by name below
    std::vector<Actor> devices_;  // six, then one that nobody certified
    governance::Genesis genesis_;
    std::vector<wire::CheckedUpdate> updates_;
    std::map<UpdateId, std::size_t> index_;
    std::map<ChainId, std::vector<UpdateId>> chains_;
    std::vector<Grant> grants_;
    std::map<const Actor*, std::pair<UpdateId, Actor*>> persons_;  // of devices, with its key
    std::vector<SpaceId> spaces_;
    std::vector<DocumentId> documents_;
    std::vector<crdt::EventId> characters_, adds_;
    Ids erased_;
    std::size_t founded_ = 0;  // updates before this are nobody's newest version
    std::int64_t now_ = 1'700'000'000'000;
};

}  // namespace praxis::test
