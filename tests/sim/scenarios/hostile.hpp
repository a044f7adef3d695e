#pragma once

#include "tests/sim/scenarios/faults.hpp"

namespace praxis::sim {

/// Whether a hostile node never sends this update as it is.
[[nodiscard]] bool is_altered_by_hostile(const UpdateId& id);
/// Between the sessions and the replica of a hostile node: some updates it always alters, swaps or
/// withholds, and some of what it was given is said to be held and thrown away.
[[nodiscard]] std::unique_ptr<node::ReplicaPort> make_hostile_port(node::ReplicaPort& replica,
                                                                   SeededEntropy random);

/// Somebody with a certificate and no manners. Gives honest nodes letters as a peer would: updates
/// malformed, forged, oversized, out of place or without right, and good ones among them; requires
/// of each what must become of it (I14), and in the end that nothing forged is held anywhere (I5).
class Hostile {
public:
    /// `device` acts by its certificate; its person has no role in `closed`.
    Hostile(
        NodeWorld& town, const Faults& faults, NodeMachine& device, SpaceId open, SpaceId closed);

    /// One letter to some honest node that runs, or to the hostile node itself, which passes it on
    /// in its own way.
    void write();
    /// Whether all honest nodes hold what the hostile node passed on unaltered, among what it did
    /// not.
    [[nodiscard]] bool all_passed_on() const;
    /// That no honest node holds anything that nobody signed.
    void require_nothing_forged() const;
    /// It has nothing that others wrote in the space where its person has no role.
    void require_kept_out() const;

private:
    enum class Fate { held, refused, later };
    struct Line {
        std::string name;
        wire::SignedUpdate update;
        Fate fate;
    };
    void add_good(std::vector<Line>& letter);
    void add_bad(std::vector<Line>& letter);
    void add_broken(std::vector<Line>& letter, std::uint64_t how);
    void add_out_of_place(std::vector<Line>& letter, std::uint64_t how);
    void add_without_right(std::vector<Line>& letter, std::uint64_t how);
    void deliver(NodeMachine& to, const std::vector<Line>& letter);

    [[nodiscard]] wire::Header next_header(const SpaceId& space);
    [[nodiscard]] wire::SignedUpdate creation(wire::Header header, bool odd);
    [[nodiscard]] wire::SignedUpdate act(const governance::Act& act);
    [[nodiscard]] wire::SignedUpdate sign(const crypto::SigningPair& key,
                                          wire::Header header,
                                          Bytes skeleton,
                                          Bytes content) const;
    [[nodiscard]] UpdateId any_id();

    NodeWorld& town_;
    const Faults& faults_;
    NodeMachine& device_;
    SpaceId open_;
    SpaceId closed_;
    SeededEntropy random_;
    crypto::SigningPair stranger_;  // of which no certificate tells
    std::vector<UpdateId> forged_;
    std::vector<UpdateId> passed_on_;
    std::optional<Line> other_face_;  // the second of two updates at one place of a chain
    std::uint64_t chains_ = 0;
};

}  // namespace praxis::sim
