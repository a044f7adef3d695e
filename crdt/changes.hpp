#pragma once

#include "crdt/projection.hpp"

namespace praxis::crdt {

/// An edit of what a text shows: `removed` code points go at a position, then `inserted`, UTF-8,
/// comes there.
struct TextChange {
    std::uint64_t position = 0;
    std::uint64_t removed = 0;
    std::string inserted;
    friend bool operator==(const TextChange&, const TextChange&) = default;
};

/// What a field shows otherwise than before.
struct FieldChange {
    FieldId field;
    /// Of a text: from front to end, positions count in the text as those before left it.
    std::vector<TextChange> text;
    /// Of every other type: what it shows now. Positions of items are 0: they count places that
    /// nobody sees, which change with fields of which this says nothing.
    Shown now;
};

}  // namespace praxis::crdt
