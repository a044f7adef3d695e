#pragma once

#include "protocol/base/codec.hpp"
#include "protocol/governance/model.hpp"
#include "protocol/wire/header.hpp"

#include <vector>

namespace praxis::community {

/// A network's beginning and records of its root, as lines that go by hand carry them: invitations
/// and persons' lines. Grammar: cli/README.md, section 2.

/// Bytes with their length before them.
void put_bytes(ByteWriter& out, ByteView bytes);
[[nodiscard]] Result<Bytes> take_bytes(ByteReader& in, std::size_t max);

void put_genesis(ByteWriter& out, const governance::Genesis& genesis);
[[nodiscard]] Result<governance::Genesis> take_genesis(ByteReader& in);

/// Updates of root, each without what the network says once. `updates` stand in an order in which
/// they can be held. Fails when a header is none.
[[nodiscard]] Result<void> put_root(ByteWriter& out,
                                    const std::vector<wire::SignedUpdate>& updates);
/// The other way. What it builds is only as good as its signatures, which are not checked here.
[[nodiscard]] Result<std::vector<wire::SignedUpdate>> take_root(ByteReader& in,
                                                                const NetworkId& network);

/// What follows from such records, each checked as if a stranger had sent it. Fails as
/// `wire::check`, and with `praxis::Errc::not_canonical` when one comes before what its chain has
/// before it.
[[nodiscard]] Result<governance::Governance> governance_of(
    const governance::Genesis& genesis, const std::vector<wire::SignedUpdate>& updates);

}  // namespace praxis::community
