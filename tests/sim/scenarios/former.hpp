#pragma once

#include "tests/sim/scenarios/forger.hpp"

namespace praxis::sim {

/// Somebody whose right in a space ends in the storm, with a cut: what they wrote up to it stays.
/// They go on as if nobody had told them, under the governance heads from before, in their old
/// chain and in new ones; all of that is void in the end, whatever came first where.
class Former {
public:
    /// A second device of the hostile person, certified now, which the centre above will revoke; it
    /// writes in `open`.
    [[nodiscard]] static Former second_device(NodeWorld& town, Forger& forger, SpaceId open);
    /// The hostile person in an invited space of its own, founded now, where all others have a
    /// role that stays.
    [[nodiscard]] static Former member(NodeWorld& town, Forger& forger);

    /// Signs the revocation, after all that is in root.
    void sign_end(test::Network& network);
    [[nodiscard]] bool is_signed() const { return !end_.header.empty(); }
    /// The revocation, once signed.
    [[nodiscard]] const wire::SignedUpdate& end() const { return end_; }
    [[nodiscard]] bool is_over_at(const NodeMachine& machine) const;
    /// Whether governance there gives them the right, by its own words.
    [[nodiscard]] bool has_right_at(const NodeMachine& machine) const;

    /// What was rightful, once `write_first` was called; then, mostly, what comes after the cut.
    [[nodiscard]] Block letter(const NodeMachine& to, bool is_over);
    /// Writes what is kept and what follows it, under the heads that the forger names.
    void write_first();

private:
    Former(Forger& forger, const SpaceId& space) : forger_{forger}, space_{space} {}
    [[nodiscard]] const crypto::SigningPair& key() const {
        return own_key_ ? *own_key_ : forger_.device().keys().device;
    }
    [[nodiscard]] Block fresh(const NodeMachine& to);

    Forger& forger_;
    SpaceId space_;
    std::optional<crypto::SigningPair> own_key_;  // nullopt: the hostile device's
    const crypto::SigningPair* by_ = nullptr;     // who revokes
    governance::Revoke revoke_;
    wire::SignedUpdate end_;
    Block kept_;
    Block late_;  // in the same chain
};

}  // namespace praxis::sim
