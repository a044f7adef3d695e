#pragma once

#include "crdt/skeleton.hpp"
#include "protocol/base/codec.hpp"

// The parts of a skeleton's grammar (crdt/README.md, section 2) that archives share.

namespace praxis::crdt::detail {

/// Number of the operation and form of its key.
void write_head(ByteWriter& out, const Operation& operation);
/// Field and key, without the form of the key.
void write_address(ByteWriter& out, const Address& at);
[[nodiscard]] Result<Address> read_address(ByteReader& in, unsigned key_form);

}  // namespace praxis::crdt::detail
