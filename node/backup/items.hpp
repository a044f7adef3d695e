#pragma once

#include "store/records.hpp"

#include <variant>

namespace praxis::node {

/// The network; the first item of every backup.
struct GenesisItem {
    Bytes genesis;
};

/// An update as the node held it, with what the node said of it: that is no authority for whoever
/// restores it, but must come out again.
struct UpdateItem {
    store::StoredHeader header;
    std::optional<store::StoredPayload> payload;  ///< nullopt: held by its header alone
    store::Applied applied = store::Applied::waiting;
    store::Standing standing = store::Standing::unknown;
    std::optional<PersonId> person;
};

/// A small record of the node alone.
struct LocalItem {
    store::NamedRecord record;
};

/// What was made of a form.
struct FormItem {
    Hash token;
    store::FormAnswer answer;
};

using Item = std::variant<GenesisItem, UpdateItem, LocalItem, FormItem>;

/// The body of a frame: kind u8, then its fields. Numbers little-endian, `bytes` = length u32 and
/// that many, a list = length u32 and that many:
///
///     1 genesis: bytes
///     2 update: header bytes | signature 64 | applied u8 | standing u8 | person u8 (0 none, 1 and
///       32) | payload u8 (0 none, 1 without content, 2 with) | leaf 32 | skeleton bytes | content
///       bytes
///     3 local: name bytes | body bytes
///     4 form: token 32 | document 32 | updates list of 32 | version list of 32
[[nodiscard]] Bytes encode(const Item& item);

/// Fails with `praxis::Errc` unless the bytes are one item, whole.
[[nodiscard]] Result<Item> decode_item(ByteView bytes);

}  // namespace praxis::node
