#pragma once

#include "node/replica/replica.hpp"

#include <optional>
#include <string>

namespace praxis::community {

/// Whether governance, as held here, lets this node act for a person. A function of signed records
/// alone: nobody's word is asked.
struct Membership {
    enum class State {
        member,
        waiting,     ///< its own certificate is not held here yet
        not_member,  ///< its certificate is held and gives no right
    };
    State state = State::member;
    std::string why;  ///< of a node that is no member, or none yet: what happened and what to do, a
                      ///< sentence
};

/// `inviter` is the name of the node that invited this one, when it is known: whom to ask. Costs a
/// look at every record of root when the node is no member. Store errors only.
[[nodiscard]] Result<Membership> membership_of(const node::Replica& replica,
                                               const std::optional<std::string>& inviter);

/// For programs: "yes", "waiting", "no".
[[nodiscard]] std::string_view word_of(Membership::State state);

}  // namespace praxis::community
