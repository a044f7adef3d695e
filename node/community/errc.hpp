#pragma once

#include "protocol/base/errc.hpp"

namespace praxis::community {

/// What can be wrong with a kind file or with what somebody asks of a document.
enum class Errc {
    bad_kind_file = 1,  ///< unreadable, or breaking a rule of node/community/README.md
    unknown_kind,       ///< no kind file of that name or number
    unknown_field,      ///< the kind has no such field, part or language
    bad_value,          ///< a value outside the form its field asks for
    missing_value,      ///< a new document without a required field
    unchangeable,       ///< a constant after creation
    bad_request,        ///< a request that names no known action, or lacks an argument
    not_found,          ///< nothing with that id here
    no_such_part,       ///< it is here, and has nothing of what was asked for, now or later
    not_standing,       ///< the document is here, but its creation does not stand
    hidden,             ///< by a moderator, from whoever asks
    waits,              ///< for a moderator, who has not approved it yet
};
[[nodiscard]] boost::system::error_code make_error_code(Errc code) noexcept;

}  // namespace praxis::community

template <>
struct boost::system::is_error_code_enum<praxis::community::Errc> : std::true_type {};
