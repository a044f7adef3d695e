#pragma once

#include "protocol/base/ids.hpp"
#include "protocol/base/time.hpp"
#include "protocol/wire/limits.hpp"

#include <optional>
#include <variant>

namespace praxis::wire {

inline constexpr std::uint8_t header_version = 1;  ///< what this program writes and reads
/// Of the fields that are frozen for all versions of the header; part of the handshake's prologue.
inline constexpr std::uint8_t prefix_version = 1;
inline constexpr std::uint8_t flag_continues = 1;  ///< shown together with the update before it
inline constexpr std::uint8_t flag_join = 2;       ///< empty; only brings heads together
inline constexpr std::uint8_t sealing_none = 0;
inline constexpr std::uint8_t sealing_keys = 1;  ///< content under a key sealed to named keys
inline constexpr KindNumber kind_root{0};        ///< the governance document

/// The first fields of the header of every version: they keep place and meaning for ever, so any
/// version can check whose update it is, of which network, and where in its chain.
struct Prefix {
    std::uint8_t version = header_version;
    NetworkId network;
    SigningKey device;
    SpaceId space;
    Incarnation incarnation;
    Seq seq{1};
    UpdateId prev;  ///< zero when seq is 1

    [[nodiscard]] ChainId chain() const { return {device, space, incarnation}; }
    /// Whether this program can read nothing behind these fields.
    [[nodiscard]] bool is_newer() const { return version > header_version; }
    friend bool operator==(const Prefix&, const Prefix&) = default;
};

/// The header of an update: what is hashed, signed and never changes. Grammar:
/// protocol/README.md, section 2. Always of `header_version`.
struct Header : Prefix {
    std::uint8_t flags = 0;
    DocumentId document;  ///< zero in a creating update
    KindNumber kind;
    std::uint8_t sealing = sealing_none;
    WallTime written;
    std::uint16_t skeleton_bytes = 0;
    std::uint16_t content_bytes = 0;
    Hash payload_hash;
    std::vector<UpdateId> governance;  ///< heads of root; empty: unchanged in this chain
    std::vector<UpdateId> deps;        ///< last updates seen of the same document

    [[nodiscard]] bool creates() const { return document.is_zero(); }
    friend bool operator==(const Header&, const Header&) = default;
};

/// The one encoding of a header.
[[nodiscard]] Bytes encode(const Header& header);

/// Decodes and applies every rule of form that the header alone can break (section 3): version 1,
/// ascending lists, lengths within limits, prev zero exactly at seq 1, no deps in a creating update
/// and at least one in every other outside root. Fails with the `Errc` of the first rule broken;
/// with `Errc::unknown_version` on any other version.
[[nodiscard]] Result<Header> decode_header(ByteView bytes);

/// Decodes what a header of any version from 1 on begins with, and applies the rules that hold for
/// every version: at most `limits::header_bytes_max`, seq from 1, prev zero exactly at seq 1. What
/// stands behind is not looked at, so of version 1 this says less than `decode_header`.
[[nodiscard]] Result<Prefix> decode_prefix(ByteView bytes);

/// The id: H(`praxis/header/v1`, header bytes).
[[nodiscard]] UpdateId id_of(ByteView header_bytes);

/// What is signed for an update with this id: the tag, a zero byte, the id.
[[nodiscard]] Bytes signed_message(const UpdateId& id);

/// Leaves and root of the two-leaf payload hash (section 2.2). An empty part has the zero leaf.
[[nodiscard]] Hash skeleton_leaf(ByteView skeleton);
[[nodiscard]] Hash content_leaf(ByteView content);
[[nodiscard]] Hash payload_hash(const Hash& skeleton_leaf, const Hash& content_leaf);

/// A signed update as it travels and is stored. `content` is nullopt when absent (erased, pruned
/// or not here yet); `content_leaf` then stands in its place. The skeleton is always here.
struct SignedUpdate {
    Bytes header;  ///< exact bytes
    Signature signature;
    Bytes skeleton;
    std::optional<Bytes> content;
    Hash content_leaf;
};

/// A SignedUpdate of version 1 that passed `check`: its form, hashes and signature are right,
/// whoever sent it.
struct CheckedUpdate {
    UpdateId id;
    Header header;
    SignedUpdate raw;
};

/// An update of a newer version, as far as this version can check, keep and pass it on: signed
/// header bytes. Its payload is not among them: nothing here can tell whether it is the right one.
struct NewerUpdate {
    UpdateId id;
    Prefix prefix;
    Bytes header;  ///< exact bytes
    Signature signature;
};
using AnyUpdate = std::variant<CheckedUpdate, NewerUpdate>;

/// The one verifier of bytes: header form, lengths, payload hash, signature, network. Everything
/// that enters a store passed it. Of a newer version: prefix, length, signature and network; a
/// payload that came with it is dropped. Pure; may run on a worker.
[[nodiscard]] Result<AnyUpdate> check_any(SignedUpdate update, const NetworkId& network);

/// The same of an update that must be of version 1; else fails with `Errc::unknown_version`.
[[nodiscard]] Result<CheckedUpdate> check(SignedUpdate update, const NetworkId& network);

/// What can be checked of an update whose payload is not here, of any version: its form, network
/// and signature. Returns its id.
[[nodiscard]] Result<UpdateId> check_header(ByteView header,
                                            const Signature& signature,
                                            const NetworkId& network);

enum class WireErrc {
    wrong_network = 1,  ///< signed for another network
    bad_signature,      ///< not signed by the device it names
    bad_payload,        ///< lengths or hash do not fit the header
    bad_form,           ///< a rule of form is broken
};
[[nodiscard]] boost::system::error_code make_error_code(WireErrc code) noexcept;

}  // namespace praxis::wire

template <>
struct boost::system::is_error_code_enum<praxis::wire::WireErrc> : std::true_type {};
