#pragma once

#include "tests/sim/scenarios/faults.hpp"
#include "tests/sim/scenarios/former.hpp"

namespace praxis::sim {

/// Whether a hostile node never sends this update as it is.
[[nodiscard]] bool is_altered_by_hostile(const UpdateId& id);
/// Between the sessions and the replica of a hostile node: some updates it always alters, swaps or
/// withholds, and some of what it was given is said to be held and thrown away.
[[nodiscard]] std::unique_ptr<node::ReplicaPort> make_hostile_port(node::ReplicaPort& replica,
                                                                   SeededEntropy random);

/// Somebody with a certificate and no manners. Gives honest nodes letters as a peer would, by ten
/// strategies, with good updates among them; requires of each line what must become of it (I14), of
/// what comes again that nothing doubles (I9), and in the end that nobody holds what nobody signed,
/// and shows nothing that is void (I5).
class Hostile {
public:
    /// `device` acts by its certificate; its person has no role in `closed`. All that it needs in
    /// root is made now, but for what ends its rights.
    Hostile(
        NodeWorld& town, const Faults& faults, NodeMachine& device, SpaceId open, SpaceId closed);

    /// One letter to some honest node that runs, or to the hostile node itself, which passes it on
    /// in its own way.
    void write();
    /// The first node is given what ends the rights that are to end, if it is awake; it may fail to
    /// write it. After all machines were founded.
    void end_rights();
    /// Whether that node has it.
    [[nodiscard]] bool rights_ended() const;
    /// Whether all honest nodes hold what the hostile node passed on unaltered, among what it did
    /// not.
    [[nodiscard]] bool all_passed_on() const;
    /// That every update ever sent has come to what it must, and no page or query of an honest
    /// node counts one that is void.
    void require_ends() const;
    /// It has nothing that others wrote in the space where its person has no role.
    void require_kept_out() const;
    [[nodiscard]] const StrategyCounts& sent() const { return sent_; }

private:
    using Letter = std::vector<Block>;
    using Outcomes = std::vector<node::Outcome>;

    void pass_on();
    void replay_alone(NodeMachine& to);
    void write_mixed(NodeMachine& to);
    void add_bad(Letter& letter, NodeMachine& to);
    /// The second face, when this is another node than was shown the first.
    void add_other_face(Letter& letter, const NodeMachine& to);
    void burst(NodeMachine& to);
    [[nodiscard]] NodeMachine& any_honest();
    [[nodiscard]] bool can_be_given(const NodeMachine& to) const;

    [[nodiscard]] std::vector<Line> shuffled(Letter letter);
    /// Gives the lines, some of them twice, and judges what became of them; what it was told of
    /// each, nothing when it died over them.
    Outcomes deliver(NodeMachine& to, const std::vector<Line>& lines, NodeId giver = {});
    /// Of a line, where it was not given yet.
    struct Before {
        bool is_certified;
        bool is_known;
    };
    void judge(NodeMachine& to, const Line& line, node::Outcome outcome, const Before& before);

    void require_ends_at(NodeMachine& machine) const;
    void require_counted_at(const NodeMachine& machine) const;
    void require_powerless_at(const NodeMachine& machine) const;

    NodeWorld& town_;
    const Faults& faults_;
    NodeMachine& device_;
    SpaceId closed_;
    SeededEntropy random_;
    Forger forger_;
    std::vector<Former> formers_;
    struct Sent {
        std::string name;
        End end;
    };
    std::map<UpdateId, Sent> ends_;
    std::vector<UpdateId> passed_on_;
    struct OtherFace {
        NodeIndex shown_one;
        UpdateId first;
        Block block;
    };
    std::optional<OtherFace> other_face_;
    bool will_burst_ = false;
    bool ended_ = false;  // some node was given what ends its rights
    StrategyCounts sent_{};
};

}  // namespace praxis::sim
