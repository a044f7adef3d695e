#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace praxis::store {

/// The tables of a store. Keys and values are described in store/README.md and built in
/// detail/key_layout.hpp. The numbers are part of every record's hash and never change.
enum class Table : std::uint8_t {
    meta = 0,              ///< meta number -> what this store is
    update = 1,            ///< update id -> signature, header
    skeleton = 2,          ///< update id -> content leaf, skeleton
    content = 3,           ///< update id -> content, while it is here
    columns = 4,           ///< update id -> arrivals, applied, standing, document
    chain = 5,             ///< chain number -> chain id
    chain_number = 6,      ///< space, device, incarnation -> chain number
    link = 7,              ///< chain number, seq, update id -> prev
    head = 8,              ///< chain number, seq, update id -> nothing
    arrival = 9,           ///< arrival -> space, update id, part
    space_arrival = 10,    ///< space, arrival -> update id, part
    document = 11,         ///< document id -> space, kind
    space_document = 12,   ///< space, document id -> nothing
    kind_document = 13,    ///< kind, document id -> nothing
    document_update = 14,  ///< document id, arrival -> update id
    waiting = 15,          ///< missing update id, waiting update id -> nothing
    peer = 16,             ///< node id, name -> bytes
    local = 17,            ///< name -> bytes
    form_token = 18,       ///< token -> what its form made
    form_order = 19,       ///< arrivals so far, token -> nothing
};

inline constexpr std::size_t table_count = 20;
/// A key is 1 to so many bytes: LMDB's own maximum.
inline constexpr std::size_t key_bytes_max = 511;

/// "meta", "update", ...: the name in the data file and in messages.
[[nodiscard]] const char* name_of(Table table) noexcept;
[[nodiscard]] std::array<Table, table_count> all_tables() noexcept;

}  // namespace praxis::store
