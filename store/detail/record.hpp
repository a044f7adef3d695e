#pragma once

#include "store/store.hpp"

#include <functional>

namespace praxis::store::detail {

/// How a body is kept: version u8 | BLAKE2b-128 of (table, key, version, body) | body.
inline constexpr std::uint8_t record_version = 1;
inline constexpr std::size_t record_hash_bytes = 16;
inline constexpr std::size_t record_overhead_bytes = 1 + record_hash_bytes;

[[nodiscard]] Bytes seal(Table table, ByteView key, ByteView body);

/// The body inside, in place; `damaged` when it is not what `seal` made for this table and key.
[[nodiscard]] Result<ByteView> unseal(Table table, ByteView key, ByteView sealed);

/// Counts a transaction that changed something; run as its last put.
[[nodiscard]] Result<void> count_transaction(Writer& writer);

/// The format record of a new store, and its check: `wrong_version`, or `damaged` without one.
[[nodiscard]] Result<void> put_format(Writer& writer);
[[nodiscard]] Result<void> check_format(const Reader& reader);

}  // namespace praxis::store::detail
