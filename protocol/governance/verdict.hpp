#pragma once

#include "protocol/base/ids.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace praxis::governance {

/// Whether governance lets an update take effect.
enum class Standing : std::uint8_t {
    void_ = 0,
    standing = 1,
    waiting = 2,  ///< a governance head it names is not held: no verdict yet
};

/// Why. `Verdict::by` is the update meant by "it" or "its".
enum class Reason : std::uint8_t {
    none,                ///< it stands
    heads_missing,       ///< waiting: a governance head is not held (by)
    does_not_parse,      ///< the skeleton is no act
    unknown_format,      ///< an act of a newer format; void under these rules
    bad_possession,      ///< names a key that did not sign for it
    deps_leave_root,     ///< names as dep what is outside root
    fork_in_root,        ///< its chain has two updates with this or a smaller seq
    grant_not_in_past,   ///< the grant it acts under (by) is not in its past, or is no grant
    grant_void,          ///< the grant it acts under (by) does not stand
    not_the_holder,      ///< its signer does not hold the grant it acts under (by)
    target_not_in_past,  ///< what it names (by) is not in its past, or is of another sort
    beyond_reach,        ///< the grant it acts under (by) does not reach so far
    not_endorsed,        ///< fewer than k board keys proposed or endorsed it
    other_board,         ///< as many agreed to another in its place, or more
    not_the_board,       ///< a board act by a key that is not on the board
    revoked,             ///< outside the cut of the revocation (by)
    other_branch,        ///< its chain forked, and another branch was picked (by)
    not_vouched,         ///< certified by one steward; another has to vouch for it before
    no_right,            ///< no grant in the past of its governance heads gives the right
    no_space,            ///< no standing founding of its space there
    no_person,           ///< its signer is no device of a person in its past
    no_requests,         ///< the space it asks to join (by) is open, or takes who is invited
};

struct Verdict {
    Standing standing = Standing::void_;
    Reason reason = Reason::none;
    UpdateId by;  ///< the update that decided; zero where there is none
    /// The person whose right decided, for a standing update made by a device.
    std::optional<PersonId> person;

    [[nodiscard]] bool stands() const { return standing == Standing::standing; }
    friend bool operator==(const Verdict&, const Verdict&) = default;
};

/// For people: "revoked by 1a2b..., outside its cut".
[[nodiscard]] std::string text_of(const Verdict& verdict);
/// The revocation by which something is void, of such words alone; nullopt: it is for another
/// reason. Stores keep the words of a verdict.
[[nodiscard]] std::optional<UpdateId> revocation_in(std::string_view text);

}  // namespace praxis::governance
