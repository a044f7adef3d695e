#pragma once

#include "node/replica/identity.hpp"
#include "protocol/wire/content.hpp"
#include "tests/unit/cli/desk.hpp"

namespace praxis::test {

/// What a copy of a node's disk would have written with this header and these parts, signed with
/// the node's key, and given to `to`; the id.
inline std::string given_by_a_copy(Desk& desk,
                                   const std::string& node,
                                   wire::Header header,
                                   wire::SignedUpdate update,
                                   const std::vector<Bytes>& parts,
                                   const std::string& to) {
    SeededEntropy entropy{7};
    update.content = wire::encode_content(parts, entropy).value();
    header.content_bytes = static_cast<std::uint16_t>(update.content->size());
    header.payload_hash = wire::payload_hash(wire::skeleton_leaf(update.skeleton),
                                             wire::content_leaf(*update.content));
    update.header = wire::encode(header);
    const auto made = wire::id_of(update.header);
    const auto secret = node::read_key(desk.folder(node), node::KeyFile::device);
    const crypto::SigningPair key{secret.value()->duplicate()};
    update.signature = key.sign(wire::signed_message(made));
    std::vector<wire::SignedUpdate> updates;
    updates.push_back(std::move(update));
    const auto outcomes = desk.await<std::vector<node::Outcome>>(
        desk.replica(to).ingest(std::move(updates), desk.replica(node).node()));
    EXPECT_EQ(outcomes.value(), std::vector{node::Outcome::held});
    return made.hex();
}

/// In place of one of its updates: another first part.
inline std::string written_by_a_copy(Desk& desk,
                                     const std::string& node,
                                     const std::string& id,
                                     std::string_view first_part,
                                     const std::string& to) {
    const auto update = *desk.replica(node).load(UpdateId::from_hex(id).value()).value();
    auto parts = wire::decode_content(*update.content).value();
    parts.front() = copy(bytes_of(first_part));
    const auto header = wire::decode_header(update.header).value();
    return given_by_a_copy(desk, node, header, update, parts, to);
}

/// Behind one of its updates: the same once more, after an act of governance that nobody has.
inline std::string written_waiting_by_a_copy(Desk& desk,
                                             const std::string& node,
                                             const std::string& id,
                                             const std::string& to) {
    const auto last = UpdateId::from_hex(id).value();
    const auto update = *desk.replica(node).load(last).value();
    auto header = wire::decode_header(update.header).value();
    header.seq = header.seq.next();
    header.prev = last;
    UpdateId unknown;
    unknown.bytes.fill(std::byte{0xee});
    header.governance = {unknown};
    return given_by_a_copy(
        desk, node, header, update, wire::decode_content(*update.content).value(), to);
}

}  // namespace praxis::test
