#pragma once

#include "protocol/base/errc.hpp"

namespace praxis::crdt {

/// What may be wrong with a skeleton, a version or an edit.
enum class Errc {
    unknown_operation = 1,  ///< an operation number this format version does not have
    bad_address,            ///< a key of no known form, or a language tag with other characters
    empty_operation,        ///< an operation that means nothing: length zero, an empty list
    too_many_events,        ///< more events than one update may have
    unknown_update,         ///< a version that names an update this document does not have
    field_too_long,         ///< the field would hold more text or items than one field may
    damaged_archive,        ///< a file of a document that is not as it was written
    bad_anchor,             ///< no characters or items in their one form, or too many for it
};

[[nodiscard]] const boost::system::error_category& crdt_category() noexcept;
[[nodiscard]] boost::system::error_code make_error_code(Errc code) noexcept;

}  // namespace praxis::crdt

template <>
struct boost::system::is_error_code_enum<praxis::crdt::Errc> : std::true_type {};
