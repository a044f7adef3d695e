#pragma once

#include "node/community/text_line.hpp"
#include "protocol/crypto/keys.hpp"
#include "protocol/governance/acts.hpp"

#include <string>
#include <vector>

namespace praxis::community {

/// What one device of a person gives to a machine that is to become another: where the network is
/// and who the person is. No secret is in it. Grammar: cli/README.md, section 3b.
struct PersonLine {
    governance::Genesis genesis;
    NodeId node;          ///< where it was made: whom the new device asks first
    DhKey node_dh;        ///< its X25519 key, so the first handshake knows it
    std::string address;  ///< HOST:PORT, or empty
    SpaceId commons;
    PersonId person;
    std::vector<wire::SignedUpdate> root;  ///< all of root, in an order in which it can be held
};
[[nodiscard]] Result<std::string> encode(const PersonLine& line);
/// Fails as `from_line`. Signatures inside are checked by `governance_of` and by the store.
[[nodiscard]] Result<PersonLine> decode_person_line(std::string_view text);

/// What the new machine gives back: its keys, which it shows that it holds. No secret is in it, and
/// by itself it gives no right.
struct DeviceLine {
    NetworkId network;
    PersonId person;
    SigningKey device;
    DhKey dh;
    Signature possession;  ///< governance::possession_message, the person being the anchor
    std::string name;      ///< what the new node will call itself
};
[[nodiscard]] Result<std::string> encode(const DeviceLine& line);
/// Fails as `from_line`, and with `LineErrc::damaged` when the device did not sign.
[[nodiscard]] Result<DeviceLine> decode_device_line(std::string_view text);

/// Eight words for everything in the line, which both machines tell. Eight, because somebody who
/// changes the line on its way can draw keys until fewer words are the same.
[[nodiscard]] std::string words_of(const DeviceLine& line);
/// Whether somebody typed these words: in capitals or not, with blanks, commas or full stops
/// between.
[[nodiscard]] bool are_words_of(const DeviceLine& line, std::string_view typed);

}  // namespace praxis::community
