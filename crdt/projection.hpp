#pragma once

#include "crdt/document.hpp"

namespace praxis::crdt {

/// What one field shows, whatever its type: as `View` gives it. nullopt or empty: nothing.
using Shown = std::variant<std::optional<Hash>,
                           std::optional<Value>,
                           std::vector<Value>,
                           std::string,
                           std::vector<Element>,
                           std::vector<Item>,
                           std::vector<Entry>>;

/// What a document shows, with nothing of how it came to be.
struct Projection {
    std::vector<UpdateId> version;  ///< the heads, ascending
    std::size_t merged_from = 1;
    std::map<FieldId, Shown> fields;  ///< those that `View::fields` names
    friend bool operator==(const Projection&, const Projection&) = default;
};

[[nodiscard]] Shown show(const View& view, const FieldId& field);
[[nodiscard]] Projection project(const Document& document);

}  // namespace praxis::crdt
