#pragma once

#include "node/community/catalogue.hpp"

#include <boost/json/object.hpp>

namespace praxis::community {

/// Who wrote a document, and by what signed records that is known. Everything about rights and keys
/// is as governance is known here now.
struct Authored {
    std::optional<PersonId> author;  ///< nullopt while nobody knows whose key signed
    std::optional<governance::RoleInfo>
        role;  ///< the author's strongest in the space of those that cover the document
    bool key_is_theirs_now = false;  ///< else it was given up, or taken from them
    std::optional<PersonId>
        confirmed_by;                   ///< who signed for the key; nullopt: an administrator.
                                        ///< Of a key they signed for themselves: who took them in
    std::optional<WallTime> confirmed;  ///< when, by that one's clock; nullopt while unknown
    std::vector<PersonId> changed_by;   ///< others whose changes stand in this version; ascending
    bool changed = false;               ///< by anybody, the author too, since it was made
};

/// Of a version of the document. Store errors only.
[[nodiscard]] Result<Authored> authored(const node::Replica& replica,
                                        const node::DocumentState& state,
                                        const crdt::View& version);

/// `{"person","role","scope","key_is_theirs_now","confirmed_by","confirmed","changed","changed_by"}`,
/// null where there is none.
[[nodiscard]] boost::json::object to_json(const Authored& authored);

}  // namespace praxis::community
