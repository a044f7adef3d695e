#include "node/replica/held_update.hpp"

namespace praxis::node {
namespace {

using FindPayload = Result<std::optional<store::StoredPayload>>(const store::Reader&,
                                                                const UpdateId&);

Result<HeldUpdate> load(const store::Reader& reader, const UpdateId& id, FindPayload find_payload) {
    TRY(auto header, store::find_header(reader, id));
    if (!header) return fail(store::StoreErrc::damaged, "update " + id.hex());
    HeldUpdate held;
    TRY(held.prefix, wire::decode_prefix(header->header));
    held.raw.header = std::move(header->header);
    held.raw.signature = header->signature;
    if (held.prefix.is_newer()) return held;
    TRY(auto payload, find_payload(reader, id));
    held.payload_here = payload.has_value();
    if (payload) {
        held.raw.skeleton = std::move(payload->skeleton);
        held.raw.content = std::move(payload->content);
        held.raw.content_leaf = payload->content_leaf;
        held.erased = payload->erased;
    }
    return held;
}

}  // namespace

Result<HeldUpdate> load_held(const store::Reader& reader, const UpdateId& id) {
    return load(reader, id, store::find_payload);
}

Result<HeldUpdate> load_readable(const store::Reader& reader, const UpdateId& id) {
    return load(reader, id, store::find_readable_payload);
}

Result<wire::CheckedUpdate> decode_held(const UpdateId& id, HeldUpdate held) {
    if (!held.payload_here) return fail(store::StoreErrc::damaged, "update " + id.hex());
    TRY(auto decoded, wire::decode_header(held.raw.header));
    return wire::CheckedUpdate{id, std::move(decoded), std::move(held.raw)};
}

Result<wire::CheckedUpdate> load_update(const store::Reader& reader, const UpdateId& id) {
    TRY(auto held, load_held(reader, id));
    return decode_held(id, std::move(held));
}

std::size_t stored_bytes(const wire::SignedUpdate& raw) {
    return raw.header.size() + Signature::size + raw.skeleton.size() +
           (raw.content ? raw.content->size() : Hash::size);
}

}  // namespace praxis::node
