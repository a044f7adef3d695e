#pragma once

#include "protocol/base/strong.hpp"

namespace praxis {

using Hash = StrongBytes<struct HashTag, 32>;            ///< BLAKE2b-256, see crypto/hash.hpp
using NetworkId = StrongBytes<struct NetworkIdTag, 32>;  ///< hash of the genesis record
using UpdateId = StrongBytes<struct UpdateIdTag, 32>;    ///< hash of an update's header
using SpaceId =
    StrongBytes<struct SpaceIdTag, 32>;  ///< id of the founding update; root: network id
using DocumentId =
    StrongBytes<struct DocumentIdTag, 32>;  ///< id of the creating update; root: network id
using PersonId = StrongBytes<struct PersonIdTag, 32>;      ///< id of the person's level-3 grant
using SigningKey = StrongBytes<struct SigningKeyTag, 32>;  ///< Ed25519 public key of whoever acts
using DhKey = StrongBytes<struct DhKeyTag, 32>;  ///< X25519 public key: Noise static, sealing
using Signature = StrongBytes<struct SignatureTag, 64>;  ///< Ed25519
using NodeId = SigningKey;                               ///< a node is named by its device key
using Incarnation = StrongInt<struct IncarnationTag, std::uint64_t>;  ///< random number of a store
using Seq = StrongInt<struct SeqTag, std::uint64_t>;                  ///< place in a chain, from 1
using Arrival =
    StrongInt<struct ArrivalTag, std::uint64_t>;  ///< place in a store's order of arrival, from 1
using KindNumber =
    StrongInt<struct KindNumberTag, std::uint16_t>;  ///< number in a kind file; root: 0

/// One author's line of updates in one space on one store: transport and accountability only.
struct ChainId {
    SigningKey device;
    SpaceId space;
    Incarnation incarnation;
    friend auto operator<=>(const ChainId&, const ChainId&) = default;
};

}  // namespace praxis
