#pragma once

#include "tests/sim/scenarios/letter.hpp"
#include "tests/sim/scenarios/node_world.hpp"

namespace praxis::sim {

/// Writes what a hostile device sends, each line with what must become of it. No block needs
/// another: each begins chains of its own.
class Forger {
public:
    /// `device` acts by its certificate; its person has no role in `closed`.
    Forger(NodeWorld& town,
           const NodeMachine& device,
           SpaceId open,
           SpaceId closed,
           SeededEntropy random);

    /// All of root that is made up to now is what it names as governance heads from now on.
    void look_at_root();

    /// Where it may write, half of them with a field that this version does not know.
    [[nodiscard]] Block good();
    /// By a strategy that takes one letter to one node, which runs. Empty where that node has
    /// nothing to try it on.
    [[nodiscard]] Block by(Strategy strategy, const NodeMachine& to);
    /// None of the strategies: malformed, out of place, or without right.
    [[nodiscard]] Block odd(const NodeMachine& to);
    /// For two nodes.
    struct Faces {
        Block first;
        Block second;
    };
    [[nodiscard]] Faces two_faces();
    /// Without a right, and more bytes than is taken of one device.
    [[nodiscard]] Block burst();
    /// What a node holds: `count` updates, or fewer; half of the time the device's own.
    [[nodiscard]] Block replay(const NodeMachine& from, std::size_t count);

    // --- pen and paper ---

    /// The first place of a chain of its own.
    [[nodiscard]] wire::Header next_header(const crypto::SigningPair& key, const SpaceId& space);
    [[nodiscard]] static wire::SignedUpdate sign(const crypto::SigningPair& key,
                                                 wire::Header header,
                                                 Bytes skeleton,
                                                 Bytes content);
    /// A case study. `odd`: its content says more than this version of the program reads, which
    /// every hash and signature covers all the same.
    [[nodiscard]] wire::SignedUpdate creation(const crypto::SigningPair& key,
                                              wire::Header header,
                                              std::string_view title,
                                              bool odd = false);
    /// A change of the title of a document in `space` as it is at `at`; nullopt without any.
    [[nodiscard]] std::optional<wire::SignedUpdate> retitled(const crypto::SigningPair& key,
                                                             const NodeMachine& at,
                                                             const SpaceId& space);
    /// An act after the head of root, or after another act.
    [[nodiscard]] wire::SignedUpdate act(const crypto::SigningPair& key,
                                         const governance::Act& act,
                                         std::optional<UpdateId> after = {});
    [[nodiscard]] WallTime any_time();
    [[nodiscard]] const UpdateId& head() const { return head_; }
    [[nodiscard]] const NodeMachine& device() const { return device_; }
    [[nodiscard]] SeededEntropy& random() { return random_; }

private:
    [[nodiscard]] Block bad_signature();
    [[nodiscard]] Block altered_field();
    [[nodiscard]] Block altered_field_of_another(const NodeMachine& to);
    [[nodiscard]] Block backdate();
    [[nodiscard]] Block self_promotion();
    [[nodiscard]] Block forged_revoke(const NodeMachine& to);
    [[nodiscard]] governance::Revoke wrong_revoke(const NodeMachine& to);
    [[nodiscard]] Block duplicate_sequence();
    [[nodiscard]] Block malformed(std::uint64_t how);
    [[nodiscard]] Block out_of_place(std::uint64_t how);
    [[nodiscard]] Block without_right(std::uint64_t how, const NodeMachine& to);
    [[nodiscard]] Block moderation(const NodeMachine& to);
    /// Two updates that its device may write, at one place of one chain, with what is before it.
    struct Fork {
        Block common;
        wire::SignedUpdate one;
        wire::SignedUpdate other;
    };
    [[nodiscard]] Fork fork();
    /// Two sibling devices at one place of a chain of root.
    [[nodiscard]] Fork fork_in_root();
    [[nodiscard]] governance::GrantDevice sibling();
    [[nodiscard]] UpdateId any_id();
    [[nodiscard]] const crypto::SigningPair& key() const { return device_.keys().device; }

    NodeWorld& town_;
    const NodeMachine& device_;
    SpaceId open_;
    SpaceId closed_;
    UpdateId head_;  // of root
    SeededEntropy random_;
    crypto::SigningPair stranger_;  // of which no certificate tells
    std::uint64_t chains_ = 0;
};

}  // namespace praxis::sim
