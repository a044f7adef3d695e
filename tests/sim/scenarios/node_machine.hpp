#pragma once

#include "node/community/compose.hpp"
#include "node/community/moderation.hpp"
#include "node/node.hpp"
#include "tests/sim/scenarios/disk.hpp"
#include "tests/sim/violation.hpp"
#include "tests/sim/world.hpp"
#include "tests/support/network.hpp"

#include <set>

namespace praxis::sim {

using community::Setting;

/// The kinds of the product, read once.
[[nodiscard]] const community::Kinds& kinds();

class NodeProgram;

/// A simulated machine with a whole node on it: the disk, which survives crashes, the keys, whom it
/// dials, and what its people were told is written. Outlives the world it is in. What must hold at
/// all times is required of it here, and a `Violation` thrown where it does not.
class NodeMachine {
public:
    /// Founds the network of `genesis` on the disk.
    NodeMachine(const governance::Genesis& genesis,
                test::NodeKeys keys,
                std::unique_ptr<Disk> disk);
    NodeMachine(const NodeMachine&) = delete;
    NodeMachine& operator=(const NodeMachine&) = delete;

    /// Puts the machine into a world, without power yet.
    void join(World& world);
    /// From the next boot on its sessions see what `between` makes of its replica: it is hostile.
    void turn_hostile(node::Between between) { between_ = std::move(between); }
    [[nodiscard]] bool is_hostile() const { return between_ != nullptr; }
    /// How much its sessions may hold, from the next boot on.
    void set_bounds(node::SessionBounds bounds) { bounds_ = bounds; }
    [[nodiscard]] const node::SessionBounds& bounds() const { return bounds_; }
    /// From the next boot on a session is kept with `other`.
    void keep_session_with(const NodeMachine& other) { dials_.push_back(&other); }
    [[nodiscard]] const std::vector<const NodeMachine*>& keeps_sessions_with() const {
        return dials_;
    }
    /// Opens the node on its disk, listens and dials. Requires that nothing acknowledged is
    /// missing. False, and nothing runs, when the disk is full or fails: the operator has been
    /// told.
    bool boot();
    void crash(Death death = Death::process);
    /// The disk is lost, and another takes its place; the machine is off. Returns what was
    /// acknowledged to its people and is not on that one, which nobody asks for here any more.
    [[nodiscard]] std::vector<UpdateId> replace_disk(std::unique_ptr<Disk> other);
    [[nodiscard]] bool runs() const { return world_->runs(index_); }
    /// Whether its process may not take another step: its store failed, as `praxisd` ends then, or
    /// its disk lost power within the last step.
    [[nodiscard]] bool must_end() const;

    [[nodiscard]] NodeIndex index() const { return index_; }
    [[nodiscard]] NodeId id() const { return keys_.device.key(); }
    [[nodiscard]] const test::NodeKeys& keys() const { return keys_; }
    [[nodiscard]] Disk& disk() { return *disk_; }
    [[nodiscard]] node::Node& node() const;
    [[nodiscard]] node::Replica& replica() const { return node().replica(); }
    [[nodiscard]] node::Runtime& runtime() const;
    /// A task of this node's own, waiting until it is done.
    void run(node::Task<Result<void>> task);

    // --- what its people do; what is begun may be lost in a crash, and then is not acknowledged
    // ---
    void begin_create(const SpaceId& space, std::vector<Setting> fields);
    /// Against `base`, or the version as it is.
    void begin_edit(const DocumentId& id,
                    std::vector<Setting> fields,
                    std::optional<std::vector<UpdateId>> base = {});
    /// The same of an act of moderation, whether or not this machine's person may.
    void begin_moderate(const DocumentId& id,
                        community::ModerationAct act,
                        std::optional<std::vector<UpdateId>> base = {});
    /// An act of governance, signed by `key` at the end of its chain here.
    void begin_act(const crypto::SigningPair& key, const governance::Act& act);
    /// Root updates signed elsewhere, in an order in which each can be held.
    void begin_take(std::vector<wire::SignedUpdate> updates);

    /// Updates as a peer gives them, waiting until they are dealt with: what became of each, or
    /// nothing when the machine died over it. `from` is that peer.
    [[nodiscard]] std::vector<node::Outcome> deal_with(std::vector<wire::SignedUpdate> updates,
                                                       NodeId from = {});
    /// The same; whether all were new and are held now.
    [[nodiscard]] bool ingest(std::vector<wire::SignedUpdate> updates);
    /// A peer was told that this is held: as good as told to people.
    void was_told_held(const UpdateId& id) { acknowledged_.push_back(id); }

    /// As their begin_ namesakes, waiting until it is acknowledged.
    DocumentId create(const SpaceId& space, std::vector<Setting> fields);
    void edit(const DocumentId& id, std::vector<Setting> fields);
    void take(std::vector<wire::SignedUpdate> updates);

    // --- what its people see ---
    [[nodiscard]] bool has(const DocumentId& id) const;
    [[nodiscard]] std::string text(const DocumentId& id, std::string_view field) const;
    /// Every value of a register that stands.
    [[nodiscard]] std::set<std::string> values(const DocumentId& id, std::string_view field) const;
    /// Every visible document as `export` prints it.
    [[nodiscard]] std::string exported() const;
    [[nodiscard]] Hash state() const;
    /// Ids of its log.
    [[nodiscard]] std::set<UpdateId> log() const;

    /// Whether header and content of an update are on the disk, power or not.
    [[nodiscard]] bool stores(const UpdateId& id) const { return disk_->stores(id); }
    /// Updates, of governance too, that were acknowledged to the people of this node.
    [[nodiscard]] const std::vector<UpdateId>& acknowledged() const { return acknowledged_; }
    /// How many acts the node answered with an error; those are not written.
    [[nodiscard]] std::size_t refused() const { return refused_; }
    /// Writes to the disk so far.
    [[nodiscard]] std::uint64_t transactions() const { return disk_->transactions(); }

private:
    friend class NodeProgram;
    [[nodiscard]] NodeProgram& program() const;
    /// Runs the world until everything begun here is answered.
    void wait();

    test::NodeKeys keys_;
    std::unique_ptr<Disk> disk_;
    node::Between between_;
    node::SessionBounds bounds_;
    std::vector<const NodeMachine*> dials_;
    std::vector<UpdateId> acknowledged_;
    std::size_t refused_ = 0;
    std::optional<DocumentId> last_created_;
    World* world_ = nullptr;
    NodeIndex index_ = 0;
};

}  // namespace praxis::sim
