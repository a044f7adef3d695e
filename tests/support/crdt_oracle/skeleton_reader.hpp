#pragma once

#include "tests/support/crdt_oracle/values.hpp"

namespace praxis::testing::oracle {

/// The operations by their numbers in crdt/README.md, section 2.
enum class Act : std::uint8_t {
    set_constant_id = 1,
    set_constant,
    set_last,
    set_multi,
    insert_text,
    delete_text,
    delete_characters,
    add_element,
    remove_elements,
    insert_item,
    move_item,
    delete_item,
    cast_ballot,
    add_strict,
    remove_strict,
    append_entry
};

/// One row of that table; what its body does not have keeps its first value.
struct Operation {
    Act act = Act::set_constant_id;
    Address at;
    Hash id;
    std::uint64_t position = 0;
    std::uint64_t events = 1;    ///< length or count, where the table counts events so
    EventId target;              ///< the first character, or the insertion of an item
    std::vector<EventId> names;  ///< of a removal
};

/// Whether the content holds a part for it.
[[nodiscard]] bool has_part(Act act);
/// The field it acts on.
[[nodiscard]] FieldType type_of(Act act);

/// Reads the grammar of crdt/README.md, section 2; nullopt for every other string of bytes.
[[nodiscard]] std::optional<std::vector<Operation>> read_skeleton(ByteView bytes);

}  // namespace praxis::testing::oracle
