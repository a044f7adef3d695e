#pragma once

#include "node/community/read.hpp"

#include <boost/json/object.hpp>

namespace praxis::community {

/// The fields of a document as programs read them: NAME to
/// `{"type","value","conflict":[{"value","person","update"}]}`, ascending by number, a text in
/// another language as `NAME:fr`. A set's value is a sorted list. `conflict` is empty unless
/// several different values stand; then it lists all of them by update id, and `value` is the
/// choice listed first in the kind file, else the one written last (then the larger id).
/// A value whose content is absent is null with `"absent":true`; one that does not have its
/// field's form, which only a foreign program can write, is null with `"unreadable":true`; a text
/// or set that lacks something says `"absent"` with a count.
/// What the kind file does not know is left out.
[[nodiscard]] boost::json::object show_fields(const Kind& kind,
                                              const crdt::View& view,
                                              const AuthorOf& author);

/// A whole document: `{"id","kind","space","version","merged_from","merged_fields","fields"}`;
/// `merged_fields`: the names of `merged_places`.
[[nodiscard]] boost::json::object show_document(const Kind& kind,
                                                const SpaceId& space,
                                                const crdt::Document& document,
                                                const AuthorOf& author);

/// Takes out of that what only the document itself says: nothing of its fields is left.
void withhold_fields(boost::json::object& document);

/// The same with the keys of every object in ascending order: equal documents, equal bytes.
[[nodiscard]] boost::json::value with_sorted_keys(const boost::json::value& value);

/// Ids as a JSON list of hexadecimal, in the order given.
template <class Ids>
[[nodiscard]] boost::json::array to_json(const Ids& ids) {
    boost::json::array out;
    for (const auto& id : ids)
        out.emplace_back(id.hex());
    return out;
}

}  // namespace praxis::community
