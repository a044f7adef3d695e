#include "protocol/wire/header.hpp"

#include "protocol/base/codec.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/crypto/keys.hpp"

namespace praxis::wire {
namespace {

const char* words(int value) {
    switch (static_cast<WireErrc>(value)) {
        case WireErrc::wrong_network:
            return "an update of another network";
        case WireErrc::bad_signature:
            return "not signed by the device it names";
        case WireErrc::bad_payload:
            return "payload does not fit its header";
        case WireErrc::bad_form:
            return "breaks a rule of form";
    }
    return "unknown error";
}

void write_ids(ByteWriter& out, const std::vector<UpdateId>& ids) {
    out.u8(static_cast<std::uint8_t>(ids.size()));
    for (const auto& id : ids)
        out.id(id);
}

Result<std::vector<UpdateId>> read_ids(ByteReader& in, const char* what) {
    TRY(const auto count, in.u8());
    if (count > limits::deps_max) return fail(Errc::out_of_range, std::string{what});
    std::vector<UpdateId> ids;
    ids.reserve(count);
    for (int i = 0; i < count; ++i) {
        TRY(const auto id, in.id<UpdateId>());
        if (!ids.empty() && ids.back() >= id) return fail(Errc::not_canonical, std::string{what});
        ids.push_back(id);
    }
    return ids;
}

/// Reads the frozen fields behind the version and applies their rules.
Result<void> read_prefix(ByteReader& in, Prefix& prefix) {
    TRY(prefix.network, in.id<NetworkId>());
    TRY(prefix.device, in.id<SigningKey>());
    TRY(prefix.space, in.id<SpaceId>());
    TRY(const auto incarnation, in.u64());
    TRY(const auto seq, in.u64());
    TRY(prefix.prev, in.id<UpdateId>());
    prefix.incarnation = Incarnation{incarnation};
    prefix.seq = Seq{seq};
    if (seq == 0) return fail(WireErrc::bad_form, "seq 0");
    if (prefix.prev.is_zero() != (seq == 1)) {
        return fail(WireErrc::bad_form, "prev is zero exactly at seq 1");
    }
    return success();
}

/// The rules that join fields of one header.
Result<void> check_form(const Header& header) {
    const auto bad = [](const char* why) { return fail(WireErrc::bad_form, why); };
    const bool in_root = header.space.bytes == header.network.bytes;
    if ((header.flags & ~(flag_continues | flag_join)) != 0) return bad("an unknown flag");
    if (header.sealing > sealing_keys) return bad("an unknown sealing");
    if (std::size_t{header.skeleton_bytes} + header.content_bytes > limits::payload_bytes_max) {
        return bad("payload above 16 KiB");
    }
    if (header.content_bytes > 0 && header.content_bytes <= limits::content_salt_bytes) {
        return bad("content of random bytes only");
    }
    if ((header.flags & flag_join) != 0 && header.skeleton_bytes + header.content_bytes != 0) {
        return bad("a join that carries something");
    }
    if (in_root) {
        if (header.document.bytes != header.network.bytes) return bad("another document in root");
        if (header.kind != kind_root) return bad("another kind in root");
        if (!header.governance.empty()) return bad("governance heads in root");
        return success();
    }
    if (header.kind == kind_root) return bad("root's kind outside root");
    if (header.creates() != header.deps.empty()) return bad("deps are empty exactly at creation");
    return success();
}

}  // namespace

Bytes encode(const Header& header) {
    ByteWriter out;
    out.u8(header.version);
    out.id(header.network);
    out.id(header.device);
    out.id(header.space);
    out.u64(header.incarnation.value);
    out.u64(header.seq.value);
    out.id(header.prev);
    out.u8(header.flags);
    out.id(header.document);
    out.u16(header.kind.value);
    out.u8(header.sealing);
    out.i64(to_millis(header.written));
    out.u16(header.skeleton_bytes);
    out.u16(header.content_bytes);
    out.id(header.payload_hash);
    write_ids(out, header.governance);
    write_ids(out, header.deps);
    return out.take();
}

Result<Header> decode_header(ByteView bytes) {
    ByteReader in{bytes};
    TRY(const auto version, in.u8());
    if (version != header_version) return fail(Errc::unknown_version, "header");
    Header header;
    TRY(read_prefix(in, header));
    TRY(header.flags, in.u8());
    TRY(header.document, in.id<DocumentId>());
    TRY(const auto kind, in.u16());
    TRY(header.sealing, in.u8());
    TRY(const auto written, in.i64());
    TRY(header.skeleton_bytes, in.u16());
    TRY(header.content_bytes, in.u16());
    TRY(header.payload_hash, in.id<Hash>());
    TRY(header.governance, read_ids(in, "governance heads"));
    TRY(header.deps, read_ids(in, "deps"));
    TRY(in.finish());
    header.kind = KindNumber{kind};
    header.written = from_millis(written);
    TRY(check_form(header));
    return header;
}

Result<Prefix> decode_prefix(ByteView bytes) {
    if (bytes.size() > limits::header_bytes_max) return fail(Errc::out_of_range, "header");
    ByteReader in{bytes};
    Prefix prefix;
    TRY(prefix.version, in.u8());
    if (prefix.version == 0) return fail(Errc::unknown_version, "header");
    TRY(read_prefix(in, prefix));
    return prefix;
}

UpdateId id_of(ByteView header_bytes) {
    return same_bytes<UpdateId>(crypto::hash("praxis/header/v1", {header_bytes}));
}

Bytes signed_message(const UpdateId& id) {
    Bytes message = copy(bytes_of("praxis/update/v1"));
    message.push_back(std::byte{0});
    append(message, id.view());
    return message;
}

Hash skeleton_leaf(ByteView skeleton) {
    return skeleton.empty() ? Hash{} : crypto::hash("praxis/skeleton/v1", {skeleton});
}

Hash content_leaf(ByteView content) {
    return content.empty() ? Hash{} : crypto::hash("praxis/content/v1", {content});
}

Hash payload_hash(const Hash& skeleton, const Hash& content) {
    return crypto::hash("praxis/payload/v1", {skeleton.view(), content.view()});
}

namespace {

Result<UpdateId> check_signature(ByteView header,
                                 const SigningKey& device,
                                 const Signature& signature) {
    const auto id = id_of(header);
    if (!crypto::verify(device, signed_message(id), signature)) {
        return fail(WireErrc::bad_signature, id.hex());
    }
    return id;
}

}  // namespace

Result<CheckedUpdate> check(SignedUpdate update, const NetworkId& network) {
    TRY(auto header, decode_header(update.header));
    if (header.network != network) return fail(WireErrc::wrong_network);
    if (update.skeleton.size() != header.skeleton_bytes) {
        return fail(WireErrc::bad_payload, "skeleton length");
    }
    if (header.content_bytes == 0 && !update.content) update.content = Bytes{};
    if (update.content) {
        if (update.content->size() != header.content_bytes) {
            return fail(WireErrc::bad_payload, "content length");
        }
        update.content_leaf = content_leaf(*update.content);
    }
    if (payload_hash(skeleton_leaf(update.skeleton), update.content_leaf) != header.payload_hash) {
        return fail(WireErrc::bad_payload, "hash");
    }
    TRY(const auto id, check_signature(update.header, header.device, update.signature));
    return CheckedUpdate{id, std::move(header), std::move(update)};
}

Result<UpdateId> check_header(ByteView header,
                              const Signature& signature,
                              const NetworkId& network) {
    TRY(const auto prefix, decode_prefix(header));
    if (!prefix.is_newer()) {
        TRY(decode_header(header));
    }
    if (prefix.network != network) return fail(WireErrc::wrong_network);
    return check_signature(header, prefix.device, signature);
}

Result<AnyUpdate> check_any(SignedUpdate update, const NetworkId& network) {
    TRY(const auto prefix, decode_prefix(update.header));
    if (prefix.is_newer()) {
        TRY(const auto id, check_header(update.header, update.signature, network));
        return NewerUpdate{id, prefix, std::move(update.header), update.signature};
    }
    TRY(auto checked, check(std::move(update), network));
    return checked;
}

boost::system::error_code make_error_code(WireErrc code) noexcept {
    static const NamedCategory category{"praxis.wire", words};
    return {static_cast<int>(code), category};
}

}  // namespace praxis::wire
