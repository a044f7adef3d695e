#pragma once

#include "crdt/edit.hpp"
#include "protocol/crypto/keys.hpp"
#include "protocol/governance/acts.hpp"
#include "protocol/wire/content.hpp"
#include "protocol/wire/header.hpp"

#include <algorithm>

namespace praxis::test {

/// A chain of a device, written by hand: updates of this version, and headers as a newer version
/// would write them, whose payload nobody here can read.
class HandChain {
public:
    HandChain(const crypto::SigningPair& device,
              const NetworkId& network,
              const SpaceId& space,
              Incarnation incarnation,
              KindNumber kind = KindNumber{5})
        : device_{device} {
        next_.network = network;
        next_.device = device.key();
        next_.space = space;
        next_.incarnation = incarnation;
        if (space.bytes == network.bytes) {
            next_.document = same_bytes<DocumentId>(network);
        } else {
            next_.kind = kind;
        }
    }

    struct Names {
        DocumentId document;               ///< zero: the update creates one
        std::vector<UpdateId> deps;        ///< ascending
        std::vector<UpdateId> governance;  ///< ascending
    };
    wire::SignedUpdate write(const crdt::Edit& edit, const Names& names) {
        auto header = next_;
        if (header.kind != wire::kind_root) header.document = names.document;
        header.deps = names.deps;
        header.governance = names.governance;
        auto skeleton = crdt::encode(crdt::Skeleton{edit.operations});
        auto content =
            edit.parts.empty() ? Bytes{} : wire::encode_content(edit.parts, entropy_).value();
        header.skeleton_bytes = static_cast<std::uint16_t>(skeleton.size());
        header.content_bytes = static_cast<std::uint16_t>(content.size());
        header.payload_hash =
            wire::payload_hash(wire::skeleton_leaf(skeleton), wire::content_leaf(content));
        return sign(wire::encode(header), std::move(skeleton), std::move(content));
    }
    /// An update of version 1 that says nothing: in root it waits for nothing but what it names.
    wire::SignedUpdate write_join(const Names& names) {
        auto header = next_;
        header.flags = wire::flag_join;
        if (header.kind != wire::kind_root) header.document = names.document;
        header.deps = names.deps;
        header.governance = names.governance;
        header.payload_hash = wire::payload_hash(Hash{}, Hash{});
        return sign(wire::encode(header), {}, Bytes{});
    }
    /// An act of root, after `deps` in any order.
    wire::SignedUpdate write_act(const governance::Act& act, std::vector<UpdateId> deps) {
        auto header = next_;
        std::ranges::sort(deps);
        header.deps = std::move(deps);
        auto skeleton = governance::encode(act);
        header.skeleton_bytes = static_cast<std::uint16_t>(skeleton.size());
        header.payload_hash = wire::payload_hash(wire::skeleton_leaf(skeleton), Hash{});
        return sign(wire::encode(header), std::move(skeleton), Bytes{});
    }
    /// Its header has at least so many bytes.
    wire::SignedUpdate write_newer(std::uint8_t version = 2, std::size_t header_bytes = 0) {
        auto header = next_;
        header.version = version;
        auto bytes = wire::encode(header);
        constexpr std::size_t prefix_bytes = 1 + 32 + 32 + 32 + 8 + 8 + 32;
        bytes.resize(prefix_bytes);
        append(bytes, bytes_of("whatever a newer version says here"));
        bytes.resize(std::max(bytes.size(), header_bytes));
        return sign(std::move(bytes), {}, {});
    }
    /// Of the last one written.
    [[nodiscard]] UpdateId id() const { return next_.prev; }

private:
    wire::SignedUpdate sign(Bytes header, Bytes skeleton, std::optional<Bytes> content) {
        const auto id = wire::id_of(header);
        next_.seq = next_.seq.next();
        next_.prev = id;
        return {std::move(header),
                device_.sign(wire::signed_message(id)),
                std::move(skeleton),
                std::move(content),
                {}};
    }

    const crypto::SigningPair& device_;
    SeededEntropy entropy_{11};
    wire::Header next_;
};

}  // namespace praxis::test
